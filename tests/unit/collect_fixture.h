/*
 * Centres, terminals with logs that a test makes line by line, bundles of any part of them, and the coordinator's database that takes them in; and what that database holds, as
 * text that does not depend on the order in which it came.
 */
#ifndef TESTS_COLLECT_FIXTURE_H
#define TESTS_COLLECT_FIXTURE_H

#include <sqlite3.h>

#include "collect/add.h"
#include "collect/check.h"
#include "collect/ledger.h"
#include "collect/stored.h"
#include "records/origin.h"
#include "records_fixture.h"

#define LOG_EVENTS 20000
#define LUSAKA "01930000-0000-7000-8000-00000000c001"
#define KITWE "01930000-0000-7000-8000-00000000c002"
#define TERMINAL_A "01930000-0000-7000-8000-0000000000f1"
#define TERMINAL_B "01930000-0000-7000-8000-0000000000f2"

struct party {
    const char *uuid, *name;
    unsigned char secret[TRUST_SECRET];
    struct sign_pair sign;
    struct seal_pair seal;
    char key[DIGEST_HEX], seal_key[DIGEST_HEX];
};

static inline void party_make(struct party *party, const char *uuid, const char *name, int number)
{
    party->uuid = uuid;
    party->name = name;
    memset(party->secret, number, sizeof party->secret);
    trust_sign_pair(&party->sign, party->secret, TRUST_SIGN);
    trust_seal_pair(&party->seal, party->secret, TRUST_SEAL);
    hex_from(party->key, party->sign.public, 32);
    hex_from(party->seal_key, party->seal.public, 32);
}

/* A terminal's log. */
struct line {
    char *text, *body;
    unsigned char salt[PAYLOAD_SALT];
    struct digest head;                          /* with it */
};
struct terminal {
    const char *origin;
    struct origin_key key;
    char key_hex[DIGEST_HEX];
    struct line *lines;                          /* line 1 is lines[1]; lines[0].head is h(0) */
    int64_t last;
    struct bundle_profile profiles[8];
    size_t profile_count;
};

struct world {
    char folder[64], path[100], in[100];
    struct fixed_clock clock;
    struct seeded_source random;
    struct party coordinator, lusaka, kitwe;
    struct central *central;
    int bundles;
};

static inline const char *said(const struct error *error)
{
    static char text[1024];
    return error_text(error, NULL, text, sizeof text);
}

static inline void world_open(struct world *world, bool create)
{
    struct error error = { 0 };
    const struct central_options options = { .path = world->path, .create = create, .clock = &world->clock.clock };
    int code = central_open(&world->central, &options, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
}

static inline void world_request(struct world *world, const struct party *party, int64_t serial, const struct party *before, struct error *error, int expect)
{
    char follows[2 * TRUST_SIGNATURE + 1];
    struct document document = { .kind = DOCUMENT_REQUEST, .request = { .serial = serial, .centre = party->uuid, .name = party->name, .key = party->key,
                                                                          .seal = party->seal_key } };
    if (before) {
        trust_follow(follows, &before->sign, party->key);
        document.request.previous = before->key;
        document.request.follows = follows;
    }
    struct buf text = BUF_INIT;
    int code = document_write(&text, &document, party->sign.secret, error);
    ck_assert_msg(code == 0, "%s", said(error));
    code = central_request(world->central, &document.request, text.data, error);
    ck_assert_msg(code == expect, "%s", said(error));
    buf_release(&text);
}

static inline void world_grant(struct world *world, const struct party *party)
{
    struct error error = { 0 };
    struct document document = { .kind = DOCUMENT_GRANT, .grant = { .serial = 1, .coordinator = world->coordinator.key, .centre = party->uuid,
                                                                      .name = party->name, .key = party->key } };
    struct buf text = BUF_INIT;
    int code = document_write(&text, &document, world->coordinator.sign.secret, &error);
    if (!code)
        code = central_enrol(world->central, &document.grant, text.data, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
    buf_release(&text);
}

static inline void world_enrol(struct world *world, const struct party *party, int64_t serial)
{
    struct error error = { 0 };
    world_request(world, party, serial, NULL, &error, 0);
    world_grant(world, party);
}

/* Lusaka is enrolled. */
static inline void world_init(struct world *world)
{
    memset(world, 0, sizeof *world);
    snprintf(world->folder, sizeof world->folder, "%s/test-collect-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(world->folder));
    path_join(world->path, sizeof world->path, world->folder, "central.db");
    path_join(world->in, sizeof world->in, world->folder, "in");
    ck_assert_int_eq(mkdir(world->in, 0700), 0);
    fixed_clock_init(&world->clock, START);
    seeded_source_init(&world->random, 1);
    party_make(&world->coordinator, NULL, "Zambia", 1);
    party_make(&world->lusaka, LUSAKA, "Lusaka", 2);
    party_make(&world->kitwe, KITWE, "Kitwe", 3);
    world_open(world, true);
    world_enrol(world, &world->lusaka, 1);
}

/* The same centres, an empty database of another name. */
static inline void world_again(struct world *world, const char *name)
{
    central_close(world->central);
    path_join(world->path, sizeof world->path, world->folder, name);
    world_open(world, true);
    world_enrol(world, &world->lusaka, 1);
}

static inline void world_release(struct world *world)
{
    central_close(world->central);
    remove_tree(world->folder);
}

static inline void terminal_add(struct terminal *terminal, struct event event, const char *body)
{
    struct buf line = BUF_INIT, data = BUF_INIT;
    char hex[DIGEST_HEX];
    ck_assert_int_lt(terminal->last, LOG_EVENTS);
    struct line *to = &terminal->lines[++terminal->last];
    memset(to, 0, sizeof *to);
    event.origin = terminal->origin;
    event.seq = terminal->last;
    event.boot = event.boot ? event.boot : BOOT_A;
    event.at = event.at ? event.at : START + 1000 * terminal->last;
    if (event.kind != EVENT_UNKNOWN)
        event.kind_name = event_kind_name(event.kind);
    if (body) {
        struct digest digest;
        memset(to->salt, (int)terminal->last, sizeof to->salt);
        payload_digest(&digest, to->salt, body, strlen(body));
        event.payload = hex_from(hex, digest.bytes, sizeof digest.bytes);
        to->body = strdup(body);
    }
    event_data_write(&data, &event);
    event.data = data.data;
    event_line_write(&line, &event);
    to->head = terminal->lines[terminal->last - 1].head;
    event_chain(&to->head, line.data, line.length);
    to->text = strdup(line.data);
    buf_release(&line);
    buf_release(&data);
}

static inline void terminal_init(struct world *world, struct terminal *terminal, const char *origin)
{
    memset(terminal, 0, sizeof *terminal);
    terminal->origin = origin;
    terminal->lines = calloc(LOG_EVENTS + 1, sizeof *terminal->lines);
    origin_key_make(&terminal->key, &world->random.source);
    hex_from(terminal->key_hex, terminal->key.public, sizeof terminal->key.public);
    terminal_add(terminal, (struct event){ .kind = EVENT_ORIGIN_MADE, .origin_made = { .key = terminal->key_hex, .reason = "new" } }, NULL);
}

/* What is behind event last is as if it had not been. */
static inline void terminal_cut(struct terminal *terminal, int64_t last)
{
    for (; terminal->last > last; terminal->last--) {
        free(terminal->lines[terminal->last].text);
        free(terminal->lines[terminal->last].body);
    }
}

static inline void terminal_release(struct terminal *terminal)
{
    terminal_cut(terminal, 0);
    free(terminal->lines);
}

/* A clone that shares events 1 to shared. */
static inline void terminal_fork(struct terminal *terminal, const struct terminal *from, int64_t shared)
{
    *terminal = *from;
    terminal->lines = calloc(LOG_EVENTS + 1, sizeof *terminal->lines);
    terminal->last = shared;
    for (int64_t i = 1; i <= shared; i++) {
        terminal->lines[i] = from->lines[i];
        terminal->lines[i].text = strdup(from->lines[i].text);
        terminal->lines[i].body = from->lines[i].body ? strdup(from->lines[i].body) : NULL;
    }
}

/* Answers until event last; flavour tells one history from another. */
static inline void terminal_answers(struct terminal *terminal, int64_t last, const char *flavour)
{
    char item[40];
    while (terminal->last < last) {
        snprintf(item, sizeof item, "%s-%d", flavour, (int)(terminal->last % 7));
        terminal_add(terminal, answer_event(terminal->last % 3 ? AMINA : BEN, item, flavour), NULL);
    }
}

/* A bundle of first to last, written to in/NAME; path: where it lies. */
static inline void world_bundle_for(struct world *world, const struct party *centre, const struct party *recipient, const struct terminal *terminal, int64_t first,
                                    int64_t last, const char *name, char path[300])
{
    struct error error = { 0 };
    struct bundle_writer *writer = NULL;
    char made[BUNDLE_NAME_SIZE], from[300];
    unsigned char recipients[1][TRUST_PUBLIC];
    memcpy(recipients[0], recipient->seal.public, TRUST_PUBLIC);
    const struct bundle_maker maker = { .centre = centre->uuid, .centre_key = &centre->sign, /* C cannot pass unsigned char (*)[] as const unsigned char (*)[] by itself */
                                        .recipients = (const unsigned char(*)[TRUST_PUBLIC])recipients, .recipient_count = 1,
                                        .origin = terminal->origin, .terminal_secret = terminal->key.secret, .random = &world->random.source, .made = START };
    int code = bundle_writer_new(&writer, &maker, world->in, first, &terminal->lines[first - 1].head, NULL, &error);
    for (int64_t i = first; !code && i <= last; i++) {
        const struct line *line = &terminal->lines[i];
        code = bundle_writer_event(writer, i, line->text, strlen(line->text), &error);
        if (!code && line->body)
            code = bundle_writer_payload(writer, line->salt, line->body, strlen(line->body), &error);
    }
    for (size_t i = 0; !code && i < terminal->profile_count; i++)
        code = bundle_writer_profile(writer, &terminal->profiles[i], &error);
    struct digest after;
    if (!code)
        code = bundle_writer_finish(writer, made, &after, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
    bundle_writer_free(writer);
    path_join(from, sizeof from, world->in, made);
    snprintf(path, 300, "%s/%s", world->in, name ? name : made);
    ck_assert_int_eq(rename(from, path), 0);
}

static inline void world_bundle(struct world *world, const struct terminal *terminal, int64_t first, int64_t last, char path[300])
{
    char name[60];
    snprintf(name, sizeof name, "%04d.bundle", world->bundles++);
    world_bundle_for(world, &world->lusaka, &world->coordinator, terminal, first, last, name, path);
}

static inline struct add_result world_add(struct world *world, const char *path, struct error *error)
{
    struct add_result result = { 0 };
    int code = add_file(world->central, path, &world->coordinator.seal, &result, error);
    ck_assert_msg(code == 0, "%s", said(error));
    return result;
}

/* Makes and takes in; it must join. */
static inline struct add_result world_take(struct world *world, const struct terminal *terminal, int64_t first, int64_t last)
{
    struct error error = { 0 };
    char path[300];
    world_bundle(world, terminal, first, last, path);
    struct add_result result = world_add(world, path, &error);
    ck_assert_msg(result.outcome == ADD_MERGED || result.outcome == ADD_KNOWN, "%s", said(&error));
    return result;
}

static inline void world_content(struct world *world)
{
    struct report report;
    struct error error = { 0 };
    struct central_check checked = { 0 };
    report_init(&report);
    int code = central_check(world->central, &report, &checked, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
    if (report_failed(&report))
        ck_abort_msg("%s", said(&report.kept[0]));
    report_release(&report);
}

/* What the database holds. Lines are put into order, so that row ids and branches' numbers do not show. */
struct dump {
    char **lines;
    size_t count, capacity;
};

static inline void dump_line(struct dump *dump, const char *text)
{
    if (dump->count == dump->capacity) {
        dump->capacity = dump->capacity ? 2 * dump->capacity : 256;
        dump->lines = realloc(dump->lines, dump->capacity * sizeof *dump->lines);
    }
    dump->lines[dump->count++] = strdup(text);
}

/* Each row as one line, columns with TABs between. */
static inline void dump_rows(struct dump *dump, sqlite3 *db, const char *what, const char *sql)
{
    sqlite3_stmt *statement;
    ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
    struct buf line = BUF_INIT;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        buf_clear(&line);
        buf_text(&line, what);
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *text = (const char *)sqlite3_column_text(statement, i);
            buf_format(&line, "\t%s", text ? text : "NULL");
        }
        dump_line(dump, line.data);
    }
    buf_release(&line);
    sqlite3_finalize(statement);
}

static inline void dump_segment(struct dump *dump, struct central *central, sqlite3_stmt *segment)
{
    struct stored stored;
    struct digest before;
    struct error error = { 0 };
    struct buf line = BUF_INIT;
    char hex[DIGEST_HEX];
    int64_t origin = sqlite3_column_int64(segment, 0);
    int branch = sqlite3_column_int(segment, 1);
    ck_assert(central_column_digest(segment, 4, &before));
    int code = stored_open(&stored, central, origin, branch, sqlite3_column_int64(segment, 2), sqlite3_column_int64(segment, 3), &before, &error);
    while (!code && (code = stored_next(&stored, &error)) > 0) {
        sqlite3_stmt *payload = central_statement(central, CENTRAL_STORE, 10, "SELECT hex(salt) || ' ' || body || ' ' || coalesce(hex(person), '') FROM payload"
                                                  " WHERE origin = ?1 AND branch = ?2 AND seq = ?3");
        sqlite3_bind_int64(payload, 1, origin);
        sqlite3_bind_int(payload, 2, branch);
        sqlite3_bind_int64(payload, 3, stored.seq);
        buf_clear(&line);
        buf_format(&line, "event\t%s\t%s\t", hex_from(hex, stored.head.bytes, 32), stored.line.data);
        if (sqlite3_step(payload) == SQLITE_ROW)
            buf_text(&line, (const char *)sqlite3_column_text(payload, 0));
        sqlite3_reset(payload);
        dump_line(dump, line.data);
        code = 0;
    }
    ck_assert_msg(code == 0, "%s", said(&error));
    stored_close(&stored);
    buf_release(&line);
}

static inline void dump_ledger(struct dump *dump, struct central *central)
{
    struct arena arena;
    struct ledger_origin *origins;
    size_t count;
    struct error error = { 0 };
    struct buf line = BUF_INIT;
    arena_init(&arena, NULL, 0);
    int code = ledger_origins(central, NULL, &arena, &origins, &count, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
    for (size_t i = 0; i < count; i++)
        for (size_t b = 0; b < origins[i].branch_count; b++) {
            const struct ledger_branch *branch = &origins[i].branches[b];
            buf_clear(&line);
            buf_format(&line, "history\t%s\t%lld\t%lld\t%lld\t%s", origins[i].origin, (long long)branch->last, (long long)branch->up_to,
                       (long long)branch->up_to_at, branch->head ? branch->head : "");
            for (size_t k = 0; k < branch->lack_count; k++)
                buf_format(&line, "\t-%lld..%lld", (long long)branch->lacks[k].first, (long long)branch->lacks[k].last);
            dump_line(dump, line.data);
            buf_clear(&line);
            buf_format(&line, "parts\t%s\t%lld", origins[i].origin, (long long)branch->shared);
            dump_line(dump, line.data);
        }
    arena_release(&arena);
    buf_release(&line);
}

static inline int dump_order(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline char *world_dump(struct world *world)
{
    struct dump dump = { 0 };
    sqlite3 *db = world->central->db;
    sqlite3_stmt *segments;
    ck_assert_int_eq(sqlite3_prepare_v2(db, "SELECT origin, branch, first, last, before FROM segment", -1, &segments, NULL), SQLITE_OK);
    while (sqlite3_step(segments) == SQLITE_ROW)
        dump_segment(&dump, world->central, segments);
    sqlite3_finalize(segments);
    dump_ledger(&dump, world->central);
    dump_rows(&dump, db, "leaf", "SELECT hex(o.uuid), max(s.last), hex(s.after) FROM segment s JOIN origin o ON o.id = s.origin GROUP BY s.origin, s.branch");
    dump_rows(&dump, db, "checkpoint", "SELECT hex(o.uuid), c.seq, hex(c.head) FROM checkpoint c JOIN origin o ON o.id = c.origin");
    dump_rows(&dump, db, "origin", "SELECT hex(o.uuid), hex(c.uuid), hex(o.key), hex(o.follows), o.follows_seq FROM origin o JOIN centre c ON c.id = o.centre");
    dump_rows(&dump, db, "boot", "SELECT hex(uuid), sound, sound_seq, sound_at, offset, offset_seq, offset_at FROM boot");
    dump_rows(&dump, db, "kind", "SELECT name FROM kind");
    dump_rows(&dump, db, "item", "SELECT name FROM item");
    dump_rows(&dump, db, "source", "SELECT pack, version, unit, digest, language FROM source");
    dump_rows(&dump, db, "alias", "SELECT hex(c.uuid), hex(a.person), hex(a.became) FROM alias a JOIN centre c ON c.id = a.centre");
    dump_rows(&dump, db, "erased", "SELECT hex(c.uuid), hex(e.person) FROM erased e JOIN centre c ON c.id = e.centre");
    dump_rows(&dump, db, "profile", "SELECT hex(p.person), hex(o.uuid), p.version, p.changed, p.role, p.sex, p.born, p.sector, p.registered, p.workers, p.place,"
              " p.disability, p.follow_up, p.surveys, p.government, p.provisional FROM profile p JOIN origin o ON o.id = p.origin");
    qsort(dump.lines, dump.count, sizeof *dump.lines, dump_order);
    struct buf all = BUF_INIT;
    for (size_t i = 0; i < dump.count; i++) {
        buf_format(&all, "%s\n", dump.lines[i]);
        free(dump.lines[i]);
    }
    free(dump.lines);
    return buf_take(&all, NULL);
}

static inline int64_t number(struct world *world, const char *sql)
{
    sqlite3_stmt *statement;
    ck_assert_msg(sqlite3_prepare_v2(world->central->db, sql, -1, &statement, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(world->central->db));
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

/* The message without the file's path, which differs from run to run. */
static inline void refused(struct world *world, const char *path, const char *message)
{
    struct error why = { 0 };
    char text[1024];
    char *before = world_dump(world);
    struct add_result result = world_add(world, path, &why);
    ck_assert_int_eq(result.outcome, ADD_REFUSED);
    ck_assert_str_eq(error_message(&why, NULL, text, sizeof text), message);
    ck_assert_str_eq(why.file, path);
    char *after = world_dump(world);
    ck_assert_str_eq(after, before);
    free(before);
    free(after);
}

/* A log with all that is obeyed: boots, a date, guests and the merged, texts, somebody who is erased. */
static inline void busy_log(struct world *world, struct terminal *terminal)
{
    terminal_init(world, terminal, TERMINAL_A);
    terminal_add(terminal, (struct event){ .kind = EVENT_BOOT, .booted = { .sound = 0 } }, NULL);
    terminal_add(terminal, (struct event){ .kind = EVENT_PERSON_ADDED, .person_added = { .person = AMINA, .role = "learner" } }, NULL);
    terminal_add(terminal, start_event(AMINA), NULL);
    terminal_add(terminal, answer_event(AMINA, "essay", NULL), "What Amina wrote");
    terminal_add(terminal, answer_event(BEN, "essay", NULL), "What Ben wrote");
    terminal_add(terminal, answer_event(GUEST, "essay", NULL), "What a guest wrote");
    terminal_add(terminal, (struct event){ .kind = EVENT_DATE_CONFIRMED, .actor = AMINA, .date_confirmed = { .boot = BOOT_A, .offset = 5000 } }, NULL);
    terminal_add(terminal, (struct event){ .kind = EVENT_ATTEMPT_CLAIMED, .actor = BEN, .attempt_claimed = { .guest = GUEST } }, NULL);
    terminal_add(terminal, (struct event){ .kind = EVENT_UNKNOWN, .kind_name = "of-a-later-version", .data = "{\"any\":[1,2]}" }, NULL);
    terminal_add(terminal, (struct event){ .kind = EVENT_DATE_CONFIRMED, .actor = AMINA, .date_confirmed = { .boot = BOOT_A, .offset = 7000 } }, NULL);
    terminal_add(terminal, (struct event){ .kind = EVENT_BOOT, .boot = BOOT_B, .booted = { .sound = 1 } }, NULL);
    terminal_add(terminal, (struct event){ .kind = EVENT_ERASED, .actor = AMINA, .erased.person = BEN }, NULL);
    terminal_answers(terminal, 30, "x");
    terminal->profiles[0] = (struct bundle_profile){ .person = AMINA, .version = 1, .changed = START, .role = ROLE_LEARNER, .values = { "female", "1980-1984" } };
    terminal->profiles[1] = (struct bundle_profile){ .person = BEN, .version = 1, .changed = START, .role = ROLE_LEARNER, .values = { "male" } };
    terminal->profile_count = 2;
}

/* What became of files, and in which order. */
struct visits {
    int merged, aside, refused, known, noted;
    char order[400];
};

static inline int visit(void *context, const char *path, const struct add_result *result, const struct error *why)
{
    struct visits *visits = context;
    (void)why;
    const char *slash = strrchr(path, '/');
    size_t used = strlen(visits->order);
    snprintf(visits->order + used, sizeof visits->order - used, "%s ", slash ? slash + 1 : path);
    int *counts[] = { [ADD_MERGED] = &visits->merged, [ADD_KNOWN] = &visits->known, [ADD_NOTED] = &visits->noted, [ADD_ASIDE] = &visits->aside,
                      [ADD_REFUSED] = &visits->refused };
    ++*counts[result->outcome];
    return 0;
}

#endif
