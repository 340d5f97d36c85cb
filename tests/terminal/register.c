/* A learner registers at a centre and writes a free text: register CENTRE NAME PIN TELEPHONE TEXT. For tests in shell whose matter is what becomes of personal data. */
#include "keeper/write.h"

int main(int argc, char **argv)
{
    struct error error = { 0 };
    struct client *client = NULL;
    struct arena arena;
    struct keeper_signed person;
    char text[600];
    if (argc != 6)
        return 2;
    const struct keeper_value values[] = { { "telephone", argv[4] } };
    const struct ask_register ask = { .name = argv[2], .pin = argv[3], .language = "en", .values = values, .value_count = 1, .surveys = true };
    const struct event event = { .kind = EVENT_BLOCK_ANSWERED, .pack = "small", .version = "1.0.0", .unit = "first", .language = "en", .item = "first.task",
                                 .body = argv[5], .body_length = strlen(argv[5]), .block_answered = { .response = NULL } };
    arena_init(&arena, NULL, 0);
    int code = client_open(&client, &(struct client_options){ .centre = argv[1], .spawn = true }, &error);
    if (!code)
        code = client_register(client, &ask, &arena, &person, &error);
    if (!code)
        code = client_write(client, &event, 1, NULL, NULL, NULL, &error);
    if (code)
        fprintf(stderr, "register: %s\n", error_text(&error, NULL, text, sizeof text));
    else
        printf("%s %s\n", person.person.number, person.person.id);
    client_free(client);
    arena_release(&arena);
    return code ? 1 : 0;
}
