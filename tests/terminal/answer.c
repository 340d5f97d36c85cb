/*
 * A guest of a centre answers one question of a lesson: answer CENTRE RESPONSE, through the keeper; answer CENTRE RESPONSE HARDWARE, as if the centre's card were in another machine, straight into
 * the records. For tests in shell whose matter is what becomes of answers.
 */
#include "keeper/write.h"
#include "records/log.h"

static int through_keeper(const char *centre, const struct event *event, struct error *error)
{
    struct client *client = NULL;
    struct arena arena;
    struct keeper_signed guest;
    arena_init(&arena, NULL, 0);
    int code = client_open(&client, &(struct client_options){ .centre = centre, .spawn = true }, error);
    if (!code)
        code = client_guest(client, &(struct ask_text){ "en" }, &arena, &guest, error);
    if (!code)
        code = client_write(client, event, 1, NULL, NULL, NULL, error);
    client_free(client);
    arena_release(&arena);
    return code;
}

static int in_another_machine(const char *centre, const char *hardware, struct event *event, struct error *error)
{
    struct records *records = NULL;
    const struct records_options options = { .folder = centre, .hardware = hardware, .boot = "11111111-2222-4333-8444-555555555555", .sound = true };
    event->actor = "01930000-0000-7000-8000-000000000009";
    int code = records_open(&records, &options, error);
    if (!code)
        code = records_append(records, event, 1, error);
    records_close(records);
    return code;
}

int main(int argc, char **argv)
{
    struct error error = { 0 };
    char text[600];
    if (argc < 3 || argc > 4)
        return 2;
    struct event event = { .kind = EVENT_BLOCK_ANSWERED, .pack = "small", .version = "1.0.0", .unit = "first", .language = "en", .item = "first.after",
                           .block_answered = { .response = argv[2], .fraction = 1 } };
    int code = argc == 4 ? in_another_machine(argv[1], argv[3], &event, &error) : through_keeper(argv[1], &event, &error);
    if (code)
        fprintf(stderr, "answer: %s\n", error_text(&error, NULL, text, sizeof text));
    return code ? 1 : 0;
}
