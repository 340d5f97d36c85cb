/*
 * What centres would bring: collect_world JOINING DIR makes, for whoever made that joining file,
 *
 *   DIR/first    the request of Lusaka, and events 1 to 3 of its terminal
 *   DIR/gap      4 to 6                         DIR/later   7 to 9
 *   DIR/fork     4 to 5 of another history of that terminal
 *   DIR/other    a request of Lusaka with another key
 *   DIR/ndola    the request of a centre with an odd name, and a bundle
 *   DIR/reach another terminal of that centre says that Lusaka's learner was erased
 *   DIR/claim    1 to 3 of Lusaka's terminal, sent by that centre
 *   DIR/sealed   a bundle of Lusaka that is sealed for somebody else
 * All of it follows from the joining file alone, but for what seals it.
 */
#include <sodium.h>
#include <sys/stat.h>

#include "base/file.h"
#include "records/bundle.h"
#include "records/origin.h"

#define LUSAKA "01930000-0000-7000-8000-00000000c001"
#define NDOLA "01930000-0000-7000-8000-00000000c002"
#define TERMINAL "01930000-0000-7000-8000-0000000000f1"
#define OTHER "01930000-0000-7000-8000-0000000000f2"
#define THIRD "01930000-0000-7000-8000-0000000000f3"
#define AMINA "01930000-0000-7000-8000-000000000001"
#define ATTEMPT "01930000-0000-7000-8000-0000000000a1"
#define BOOT "11111111-2222-4333-8444-555555555555"
#define START 1763900000000
#define ESSAY "=HYPERLINK(\"http://x\",\"y\")\r\n\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 \x1b[31m, \"that\""

static struct error error;

static void must(int code)
{
    char text[1000];
    if (!code)
        return;
    fprintf(stderr, "collect_world: %s\n", error_text(&error, NULL, text, sizeof text));
    exit(1);
}

struct history {
    const char *origin;
    struct digest heads[10];                     /* heads[n]: h(n) */
    struct buf lines[10];
    bool essay[10];
    unsigned char salt[PAYLOAD_SALT];
};

/* other: what differs from event 4 on. */
static struct event event_of(int seq, bool other)
{
    struct event event = { .at = START + 60000 * seq, .boot = BOOT, .seq = seq, .actor = AMINA, .attempt = ATTEMPT, .pack = "business-skills", .version = "1.0.0",
                           .unit = "test", .language = "en" };
    if (seq == 1)
        return (struct event){ .kind = EVENT_BOOT, .at = event.at, .boot = BOOT, .seq = 1, .booted.sound = 1 };
    if (seq == 2) {
        event.kind = EVENT_ATTEMPT_STARTED;
        event.attempt_started = (struct event_attempt_started){ .seed = 1, .mode = "test", .questions = 3 };
    } else if (seq == 9) {
        event.kind = EVENT_ATTEMPT_SUBMITTED;
        event.attempt_submitted = (struct event_attempt_submitted){ 2, 3, 1, 300, "b=1 c=0", "asked" };
    } else {
        static const char *const items[] = { "essay", "b", "b", "c", "c", "b" };
        event.kind = EVENT_ANSWERED;
        event.item = items[seq - 3];
        event.answered = (struct event_answered){ .seed = 1, .response = seq == 3 ? NULL : other && seq > 3 ? "3" : "-1", .seconds = 30 * seq };
    }
    return event;
}

static void write_history(struct history *history, const char *origin, bool other)
{
    memset(history, 0, sizeof *history);
    history->origin = origin;
    for (int seq = 1; seq <= 9; seq++) {
        struct event event = event_of(seq, other);
        if (seq == 2 && strcmp(origin, THIRD) == 0)
            event = (struct event){ .kind = EVENT_ERASED, .at = event.at, .boot = BOOT, .seq = seq, .actor = AMINA, .erased.person = AMINA };
        struct buf data = BUF_INIT;
        struct digest digest;
        char payload[DIGEST_HEX];
        event.origin = origin;
        event.kind_name = event_kind_name(event.kind);
        event_data_write(&data, &event);
        event.data = data.data;
        history->essay[seq] = event.kind == EVENT_ANSWERED && !event.answered.response;
        if (history->essay[seq]) {
            payload_digest(&digest, history->salt, ESSAY, strlen(ESSAY));
            event.payload = hex_from(payload, digest.bytes, DIGEST_BYTES);
        }
        buf_init(&history->lines[seq], NULL);
        event_line_write(&history->lines[seq], &event);
        history->heads[seq] = history->heads[seq - 1];
        event_chain(&history->heads[seq], history->lines[seq].data, history->lines[seq].length);
        buf_release(&data);
    }
}

static void secret_pair(int number, struct sign_pair *sign)
{
    unsigned char secret[TRUST_SECRET];
    memset(secret, number, sizeof secret);
    trust_sign_pair(sign, secret, TRUST_SIGN);
}

static const char *folder(const char *root, const char *name)
{
    static char path[500];
    path_join(path, sizeof path, root, name);
    must(folder_make(path, 0755, &error));
    return path;
}

static void bundle(const char *to, const char *centre, int key, const struct history *history, int first, int last, const unsigned char (*recipient)[TRUST_PUBLIC])
{
    struct sign_pair sign;
    struct origin_key terminal;
    struct bundle_writer *writer;
    struct digest after;
    char name[BUNDLE_NAME_SIZE];
    unsigned char seed[crypto_sign_SEEDBYTES];
    secret_pair(key, &sign);
    memset(seed, history->origin[35], sizeof seed);
    crypto_sign_seed_keypair(terminal.public, terminal.secret, seed);
    const struct bundle_maker maker = { .centre = centre, .centre_key = &sign, .recipients = recipient, .recipient_count = 1, .origin = history->origin,
                                        .terminal_secret = terminal.secret, .random = &random_system, .made = START };
    must(bundle_writer_new(&writer, &maker, to, first, &history->heads[first - 1], NULL, &error));
    for (int seq = first; seq <= last; seq++) {
        must(bundle_writer_event(writer, seq, history->lines[seq].data, history->lines[seq].length, &error));
        if (history->essay[seq])
            must(bundle_writer_payload(writer, history->salt, ESSAY, strlen(ESSAY), &error));
    }
    must(bundle_writer_finish(writer, name, &after, &error));
    bundle_writer_free(writer);
}

static void request(const char *to, const char *file, const char *centre, const char *name, int key, int serial)
{
    struct sign_pair sign;
    struct buf text = BUF_INIT;
    char hex[2 * TRUST_PUBLIC + 1], path[600];
    secret_pair(key, &sign);
    struct document document = { .kind = DOCUMENT_REQUEST, .request = { .serial = serial, .centre = centre, .name = name, .key = hex_from(hex, sign.public, TRUST_PUBLIC) } };
    document.request.seal = hex;
    must(document_write(&text, &document, sign.secret, &error));
    path_join(path, sizeof path, to, file);
    must(file_write(path, text.data, text.length, 0644, &error));
    buf_release(&text);
}

int main(int argc, char **argv)
{
    struct buf text = BUF_INIT;
    struct arena arena;
    struct document joining;
    struct history history, fork, other, third;
    unsigned char keys[2][TRUST_PUBLIC];
    const unsigned char (*recipient)[TRUST_PUBLIC] = (const unsigned char (*)[TRUST_PUBLIC])&keys[0], (*nobody)[TRUST_PUBLIC] = recipient + 1;
    if (argc != 3 || sodium_init() < 0)
        return 2;
    arena_init(&arena, NULL, 0);
    must(file_read(argv[1], DOCUMENT_LIMIT, &text, &error));
    must(document_read(&joining, DOCUMENT_INVITATION, text.data, text.length, argv[1], &arena, &error));
    hex_to(keys[0], sizeof keys[0], joining.invitation.seal);
    memset(keys[1], 9, sizeof keys[1]);
    write_history(&history, TERMINAL, false);
    write_history(&fork, TERMINAL, true);
    write_history(&other, OTHER, false);
    write_history(&third, THIRD, false);
    request(folder(argv[2], "first"), "lusaka.request", LUSAKA, "Lusaka", 2, 1);
    bundle(folder(argv[2], "first"), LUSAKA, 2, &history, 1, 3, recipient);
    bundle(folder(argv[2], "gap"), LUSAKA, 2, &history, 4, 6, recipient);
    bundle(folder(argv[2], "later"), LUSAKA, 2, &history, 7, 9, recipient);
    bundle(folder(argv[2], "fork"), LUSAKA, 2, &fork, 4, 5, recipient);
    request(folder(argv[2], "other"), "lusaka.request", LUSAKA, "Lusaka", 4, 2);
    request(folder(argv[2], "ndola"), "ndola.request", NDOLA, "=Ndola / \"east\" \xd9\x85", 3, 1);
    bundle(folder(argv[2], "ndola"), NDOLA, 3, &other, 1, 3, recipient);
    bundle(folder(argv[2], "reach"), NDOLA, 3, &third, 1, 2, recipient);
    bundle(folder(argv[2], "claim"), NDOLA, 3, &history, 1, 3, recipient);
    bundle(folder(argv[2], "sealed"), LUSAKA, 2, &history, 7, 8, nobody);
    for (int i = 1; i <= 9; i++) {
        buf_release(&history.lines[i]);
        buf_release(&fork.lines[i]);
        buf_release(&other.lines[i]);
        buf_release(&third.lines[i]);
    }
    buf_release(&text);
    arena_release(&arena);
    return 0;
}
