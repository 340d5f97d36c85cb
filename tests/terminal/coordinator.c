/*
 * A coordinator for tests in shell, whose keys follow from a number: writes documents, opens bundles.
 *
 *   coordinator invite N SERIAL NAME FILE [READER-N [PREVIOUS-N]]     a joining file; 0: none
 *   coordinator grant N SERIAL REQUEST FILE
 *   coordinator receipt N SERIAL REQUEST FILE BUNDLE…                 up to the last number of each origin without a gap
 *   coordinator forged N SERIAL REQUEST FILE BUNDLE LAST              a receipt up to LAST, with the head of BUNDLE
 *   coordinator open N BUNDLE…                                        verified; the lines of all that are sealed for it, without texts
 *   coordinator fingerprint N
 */
#include <stdio.h>
#include <stdlib.h>

#include "../unit/coordinator_fixture.h"
#include "base/file.h"
#include "records/bundle.h"

static int fail(const struct error *error)
{
    char text[600];
    fprintf(stderr, "coordinator: %s\n", error_text(error, NULL, text, sizeof text));
    return 1;
}

static int save(const struct party *party, const struct document *document, const char *path, struct error *error)
{
    struct buf text = BUF_INIT;
    int code = party_write(party, document, &text, error);
    if (!code)
        code = file_write(path, text.data, text.length, 0644, error);
    buf_release(&text);
    return code;
}

static int invite(char **arguments, int count, struct error *error)
{
    struct party party, reader, previous;
    char signature[2 * TRUST_SIGNATURE + 1];
    party_make(&party, atoi(arguments[0]));
    struct document document = party_invitation(&party, atoll(arguments[1]), arguments[2]);
    const struct document_named row = { reader.seal_hex, "The safe" };
    if (count > 4 && atoi(arguments[4])) {
        party_make(&reader, atoi(arguments[4]));
        document.invitation.recipient = (struct document_named_list){ &row, 1 };
    }
    if (count > 5) {
        party_make(&previous, atoi(arguments[5]));
        trust_follow(signature, &previous.sign, party.sign_hex);
        document.invitation.previous = previous.sign_hex;
        document.invitation.follows = signature;
    }
    return save(&party, &document, arguments[3], error);
}

static int read_request(const char *path, struct arena *arena, struct document *request, struct error *error)
{
    struct buf text = BUF_INIT;
    int code = file_read(path, DOCUMENT_LIMIT, &text, error);
    if (!code)
        code = document_read(request, DOCUMENT_REQUEST, text.data, text.length, path, arena, error);
    buf_release(&text);
    return code;
}

static int grant(char **arguments, struct arena *arena, struct error *error)
{
    struct party party;
    struct document request;
    party_make(&party, atoi(arguments[0]));
    int code = read_request(arguments[2], arena, &request, error);
    if (code)
        return code;
    struct document document = party_grant(&party, atoll(arguments[1]), request.request.centre, request.request.name, request.request.key);
    return save(&party, &document, arguments[3], error);
}

#define MANY 200
static int add_arrived(struct document_arrived *rows, size_t *count, const char *path, struct arena *arena, int64_t forged, struct error *error)
{
    struct bundle_reader *bundle = NULL;
    int code = bundle_open(&bundle, path, NULL, error);
    if (!code)
        code = bundle_verify(bundle, error);
    if (!code) {
        const struct document_bundle *head = bundle_head(bundle);
        size_t i = 0;
        while (i < *count && strcmp(rows[i].origin, head->origin) != 0)
            i++;
        if (i == *count && i < MANY && (head->first == 1 || forged))
            rows[(*count)++] = (struct document_arrived){ .origin = arena_text(arena, head->origin) };
        if (i < *count && (head->first == rows[i].last + 1 || forged)) {
            rows[i].last = forged ? forged : head->last;
            rows[i].head = arena_text(arena, head->after);
        }
    }
    bundle_close(bundle);
    return code;
}

static int receipt(char **arguments, int count, struct arena *arena, bool forged, struct error *error)
{
    struct party party;
    struct document request;
    struct document_arrived rows[MANY];
    size_t number = 0;
    party_make(&party, atoi(arguments[0]));
    int code = read_request(arguments[2], arena, &request, error);
    for (int i = 4; i < (forged ? 5 : count) && !code; i++)
        code = add_arrived(rows, &number, arguments[i], arena, forged ? atoll(arguments[5]) : 0, error);
    if (code)
        return code;
    struct document document = party_receipt(&party, atoll(arguments[1]), request.request.centre, rows, number);
    return save(&party, &document, arguments[3], error);
}

static int print_line(void *context, int64_t seq, const char *line, size_t length, const struct digest *head, struct error *error)
{
    (void)context, (void)seq, (void)head, (void)error;
    fwrite(line, 1, length, stdout);
    putchar('\n');
    return 0;
}

static int pass_payload(void *context, int64_t seq, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *error)
{
    (void)context, (void)seq, (void)salt, (void)body, (void)length, (void)error;
    return 0;
}

static int pass_profile(void *context, const struct bundle_profile *profile, struct error *error)
{
    (void)context, (void)profile, (void)error;
    return 0;
}

static bool is_for(const struct document_bundle *head, const struct party *party)
{
    char id[TRUST_ID_SIZE];
    bool found = false;
    trust_seal_id(id, party->seal.public);
    for (size_t i = 0; i < head->recipient.count; i++)
        found = found || strcmp(head->recipient.rows[i].hex, id) == 0;
    return found;
}

static int open_all(char **arguments, int count, struct error *error)
{
    const struct bundle_visitor visitor = { print_line, pass_payload, pass_profile, NULL };
    struct party party;
    int code = 0;
    party_make(&party, atoi(arguments[0]));
    for (int i = 1; i < count && !code; i++) {
        struct bundle_reader *bundle = NULL;
        code = bundle_open(&bundle, arguments[i], NULL, error);
        if (!code)
            code = bundle_verify(bundle, error);
        if (!code && is_for(bundle_head(bundle), &party))
            code = bundle_read(bundle, &party.seal, &visitor, error);
        bundle_close(bundle);
    }
    return code;
}

int main(int argc, char **argv)
{
    struct error error = { 0 };
    struct arena arena;
    char **arguments = argv + 2;
    int count = argc - 2, code = -1;
    arena_init(&arena, NULL, 0);
    if (sodium_init() < 0)
        return 99;
    const char *verb = argc > 2 ? argv[1] : "";
    if (strcmp(verb, "invite") == 0 && count >= 4)
        code = invite(arguments, count, &error);
    else if (strcmp(verb, "grant") == 0 && count == 4)
        code = grant(arguments, &arena, &error);
    else if (strcmp(verb, "receipt") == 0 && count >= 4)
        code = receipt(arguments, count, &arena, false, &error);
    else if (strcmp(verb, "forged") == 0 && count == 6)
        code = receipt(arguments, count, &arena, true, &error);
    else if (strcmp(verb, "open") == 0)
        code = open_all(arguments, count, &error);
    else if (strcmp(verb, "fingerprint") == 0) {
        struct party party;
        char text[TRUST_FINGERPRINT_SIZE];
        party_make(&party, atoi(arguments[0]));
        trust_fingerprint(text, party.sign.public);
        code = puts(text) < 0 ? -1 : 0;
    } else
        error_set(&error, ERROR_USAGE, "this command is not known");
    arena_release(&arena);
    return code ? fail(&error) : 0;
}
