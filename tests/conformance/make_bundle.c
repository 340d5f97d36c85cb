/*
 * What test-bundle.sh holds the second reader against.
 *   make_bundle write FOLDER            secrets, documents of every kind, and a bundle of 50 events
 *   make_bundle large FOLDER            a bundle of more than one sealed chunk
 *   make_bundle nonsense FOLDER         bundles that are signed and yet to be refused
 *   make_bundle read SECRET BUNDLE      the lines of a bundle, as the program reads them
 *   make_bundle document FILE           what kind of document it is, and who signed it
 */
#include "base/file.h"
#include "base/intl.h"
#include "unit/bundle_nonsense.h"

static struct error error;

static int give_up(const char *what)
{
    char text[1024];
    fprintf(stderr, "%s %s\n", what, error_text(&error, NULL, text, sizeof text));
    return 1;
}

static int save_secret(const char *folder, const char *owner, const char *name, int number, struct trust_secret *secret)
{
    char path[600];
    *secret = (struct trust_secret){ .owner = "" };
    snprintf(secret->owner, sizeof secret->owner, "%s", owner);
    snprintf(secret->name, sizeof secret->name, "%s", name);
    memset(secret->secret, number, sizeof secret->secret);
    snprintf(path, sizeof path, "%s/%d.key", folder, number);
    return trust_secret_save(secret, path, &error);
}

static int save_document(const char *folder, const struct document *document, const unsigned char secret[64])
{
    char path[600];
    struct buf text = BUF_INIT;
    snprintf(path, sizeof path, "%s/a.%s", folder, document_word(document->kind));
    int code = document_write(&text, document, secret, &error);
    if (!code)
        code = file_write(path, text.data, text.length, 0644, &error);
    buf_release(&text);
    return code;
}

static int write_documents(const char *folder, const struct forge *forge, const unsigned char secret[TRUST_SECRET])
{
    struct sign_pair sign, receipt;
    struct seal_pair seal, exchange;
    char sign_hex[65], receipt_hex[65], seal_hex[65], exchange_hex[65], centre_hex[65], safe_hex[65], follows[129];
    trust_sign_pair(&sign, secret, TRUST_SIGN);
    trust_sign_pair(&receipt, secret, TRUST_RECEIPT);
    trust_seal_pair(&seal, secret, TRUST_SEAL);
    trust_seal_pair(&exchange, secret, TRUST_EXCHANGE);
    hex_from(sign_hex, sign.public, 32), hex_from(receipt_hex, receipt.public, 32), hex_from(seal_hex, seal.public, 32);
    hex_from(exchange_hex, exchange.public, 32), hex_from(centre_hex, forge->centre.public, 32), hex_from(safe_hex, forge->safe.public, 32);
    trust_follow(follows, &forge->centre, sign_hex);
    const struct document_named recipients[] = { { safe_hex, "The safe in Geneva" } };
    const struct document_arrived arrived[] = { { FORGE_ORIGIN, FORGE_GRANT, 50, 1763900000000 }, { FORGE_CENTRE, FORGE_GRANT, 0, 0 } };
    const struct document documents[] = {
        { .kind = DOCUMENT_INVITATION, .invitation = { .serial = 1763900000000, .name = "Côte d’Ivoire – النص 漢字", .sign = sign_hex, .seal = seal_hex, .receipt = receipt_hex,
              .exchange = exchange_hex, .recipient = { recipients, 1 }, .previous = centre_hex, .follows = follows } },
        { .kind = DOCUMENT_REQUEST, .request = { .serial = 1, .centre = FORGE_CENTRE, .name = "Lusaka", .key = centre_hex, .seal = safe_hex } },
        { .kind = DOCUMENT_GRANT, .grant = { .serial = 2, .coordinator = sign_hex, .centre = FORGE_CENTRE, .name = "Lusaka", .key = centre_hex } },
        { .kind = DOCUMENT_RECEIPT, .receipt = { .serial = 3, .coordinator = sign_hex, .receipt = receipt_hex, .centre = FORGE_CENTRE, .arrived = { arrived, 2 } } },
    };
    const unsigned char *const secrets[] = { sign.secret, forge->centre.secret, sign.secret, receipt.secret };
    int code = 0;
    for (size_t i = 0; !code && i < sizeof documents / sizeof *documents; i++)
        code = save_document(folder, &documents[i], secrets[i]);
    return code;
}

static int write_bundle(const char *folder, const struct forge *forge)
{
    static const char body[] = "tab\t, lines\n and\r, \\ and \\n; Élodie 漢字";
    enum { FIRST = 118, EVENTS = 50 };
    struct bundle_writer *writer;
    struct digest before = { { 5 } }, after;
    struct buf line = BUF_INIT;
    char name[BUNDLE_NAME_SIZE], hex[DIGEST_HEX], person[UUID_SIZE];
    int code = bundle_writer_new(&writer, &forge->maker, folder, FIRST, &before, NULL, &error);
    if (code)
        return code;
    for (int64_t seq = FIRST; !code && seq < FIRST + EVENTS; seq++) {
        unsigned char salt[PAYLOAD_SALT];
        struct digest digest;
        forge_salt(salt, seq);
        payload_digest(&digest, salt, body, sizeof body - 1);
        hex_from(hex, digest.bytes, DIGEST_BYTES);
        buf_clear(&line);
        forge_line(&line, seq, seq % 4 ? NULL : hex); /* of each second one of these the text has been erased */
        code = bundle_writer_event(writer, seq, line.data, line.length, &error);
        if (!code && seq % 8 == 0)
            code = bundle_writer_payload(writer, salt, body, sizeof body - 1, &error);
    }
    for (int i = 0; !code && i < 5; i++) {
        snprintf(person, sizeof person, FORGE_PERSON, (long long)i);
        const struct bundle_profile profile = { .person = person, .version = i + 1, .changed = 1763900000000 + i, .role = (enum person_role)(i % 3),
                                                .values = { [PROFILE_SEX] = i ? "female" : NULL, [PROFILE_BORN] = "1990-1994", [PROFILE_WORKERS] = "2-4" },
                                                .follow_up = i % 2, .government = i == 3, .provisional = i == 4 };
        code = bundle_writer_profile(writer, &profile, &error);
    }
    if (!code)
        code = bundle_writer_finish(writer, name, &after, &error);
    bundle_writer_free(writer);
    buf_release(&line);
    return code;
}

static int write_all(const char *folder)
{
    struct trust_secret coordinator, other;
    struct forge forge;
    forge_init(&forge, 2);
    int code = save_secret(folder, "coordinator", "Empretec", 1, &coordinator);
    if (!code)
        code = save_secret(folder, "recipient", "The safe in Geneva", 4, &other);
    if (!code)
        code = save_secret(folder, "coordinator", "Somebody else", 5, &other);
    if (!code)
        code = write_documents(folder, &forge, coordinator.secret);
    if (!code)
        code = write_bundle(folder, &forge);
    return code ? give_up("write:") : 0;
}

/* A text that deflates badly. */
static int write_large(const char *folder)
{
    enum { TEXT = 90000 };
    static char body[TEXT + 1];
    struct forge forge;
    struct sequence noise;
    struct buf lines = BUF_INIT, bytes = BUF_INIT;
    char path[600];
    forge_init(&forge, 1);
    sequence_init(&noise, 3);
    for (int i = 0; i < TEXT; i++)
        body[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[sequence_below(&noise, 64)];
    forge_text(&lines, 1, body);
    forge_bundle(&forge, &(struct forgery){ 0 }, lines.data, lines.length, &bytes);
    snprintf(path, sizeof path, "%s/large.bundle", folder);
    int code = bytes.length > BUNDLE_CHUNK + 1000 ? file_write(path, bytes.data, bytes.length, 0644, &error) : -1;
    buf_release(&lines);
    buf_release(&bytes);
    return code ? give_up("large:") : 0;
}

static int write_nonsense(const char *folder)
{
    int code = 0;
    for (size_t i = 0; !code && i < sizeof nonsense / sizeof *nonsense; i++) {
        struct forge forge;
        struct buf lines = BUF_INIT, bytes = BUF_INIT;
        char path[600];
        forge_init(&forge, 1);
        nonsense_lines(&lines, nonsense[i].lines);
        forge_bundle(&forge, &nonsense[i].forgery, lines.data, lines.length, &bytes);
        snprintf(path, sizeof path, "%s/nonsense-%zu.bundle", folder, i);
        code = file_write(path, bytes.data, bytes.length, 0644, &error);
        buf_release(&lines);
        buf_release(&bytes);
    }
    return code ? give_up("nonsense:") : 0;
}

static int read_one(const char *secret_path, const char *path)
{
    struct trust_secret secret;
    struct seal_pair pair;
    struct bundle_reader *reader = NULL;
    struct buf lines = BUF_INIT;
    const struct bundle_visitor visitor = forge_again(&lines);
    int code = trust_secret_load(&secret, NULL, secret_path, &error);
    if (!code) {
        trust_seal_pair(&pair, secret.secret, TRUST_SEAL);
        code = bundle_open(&reader, path, NULL, &error);
    }
    if (!code)
        code = bundle_verify(reader, &error);
    if (!code)
        code = bundle_read(reader, &pair, &visitor, &error);
    bundle_close(reader);
    if (!code)
        fwrite(lines.data, 1, lines.length, stdout);
    buf_release(&lines);
    return code ? give_up("read:") : 0;
}

static int read_document(const char *path)
{
    struct buf text = BUF_INIT;
    struct arena arena;
    struct document document;
    arena_init(&arena, NULL, 0);
    int code = file_read(path, DOCUMENT_LIMIT, &text, &error);
    if (!code)
        code = document_read(&document, DOCUMENT_NONE, text.data, text.length, path, &arena, &error);
    if (!code)
        printf("%s signed by %s\n", document_word(document.kind), document.kind == DOCUMENT_INVITATION ? document.invitation.sign
               : document.kind == DOCUMENT_REQUEST ? document.request.key : document.kind == DOCUMENT_GRANT ? document.grant.coordinator : document.receipt.receipt);
    buf_release(&text);
    arena_release(&arena);
    return code ? give_up("document:") : 0;
}

int main(int argc, char **argv)
{
    intl_start();
    FORGE_TRY(sodium_init() >= 0);
    if (argc == 3 && strcmp(argv[1], "write") == 0)
        return write_all(argv[2]);
    if (argc == 3 && strcmp(argv[1], "large") == 0)
        return write_large(argv[2]);
    if (argc == 3 && strcmp(argv[1], "nonsense") == 0)
        return write_nonsense(argv[2]);
    if (argc == 4 && strcmp(argv[1], "read") == 0)
        return read_one(argv[2], argv[3]);
    if (argc == 3 && strcmp(argv[1], "document") == 0)
        return read_document(argv[2]);
    return 2;
}
