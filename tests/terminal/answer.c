/*
 * A guest of a centre answers one question of a lesson, through the keeper: answer CENTRE RESPONSE. For tests in shell whose matter is what becomes of answers.
 */
#include "base/file.h"
#include "keeper/write.h"

int main(int argc, char **argv)
{
    struct error error = { 0 };
    struct client *client = NULL;
    struct arena arena;
    struct keeper_signed guest;
    char text[600];
    if (argc != 3)
        return 2;
    arena_init(&arena, NULL, 0);
    int code = client_open(&client, &(struct client_options){ .centre = argv[1], .spawn = true }, &error);
    if (!code)
        code = client_guest(client, &(struct ask_text){ "en" }, &arena, &guest, &error);
    const struct event event = { .kind = EVENT_BLOCK_ANSWERED, .pack = "small", .version = "1.0.0", .unit = "first", .language = "en", .item = "first.after",
                                 .block_answered = { .response = argv[2], .fraction = 1 } };
    if (!code)
        code = client_write(client, &event, 1, NULL, NULL, NULL, &error);
    if (code)
        fprintf(stderr, "answer: %s\n", error_text(&error, NULL, text, sizeof text));
    client_free(client);
    arena_release(&arena);
    return code ? 1 : 0;
}
