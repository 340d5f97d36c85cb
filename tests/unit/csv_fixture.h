/*
 * A coordinator's database for tests of the flat tables: a centre's own log comes in as a bundle, or rows by hand; and a reader of CSV that minds RFC 4180.
 */
#ifndef TESTS_CSV_FIXTURE_H
#define TESTS_CSV_FIXTURE_H

#include <sqlite3.h>

#include "collect/add.h"
#include "collect/csv.h"
#include "collect/store.h"
#include "records/origin.h"
#include "records_fixture.h"

#define CENTRE "01930000-0000-7000-8000-00000000c001"

static inline const char *said(const struct error *error)
{
    static char text[1024];
    return error_text(error, NULL, text, sizeof text);
}
#define ck_done(call, error) do { int ck_code = (call); ck_assert_msg(ck_code == 0, "%s", said(&(error))); } while (0)

struct desk {
    char folder[64], path[100], out[100];
    struct fixed_clock clock;
    struct sign_pair coordinator, centre;
    struct seal_pair seal;
    char coordinator_key[DIGEST_HEX], centre_key[DIGEST_HEX], seal_key[DIGEST_HEX];
    struct central *central;
    struct csv_count counts[CSV_TABLE_COUNT_LIMIT];
    size_t count;
};

static inline void desk_init(struct desk *desk)
{
    struct error error = { 0 };
    unsigned char secret[TRUST_SECRET];
    memset(desk, 0, sizeof *desk);
    snprintf(desk->folder, sizeof desk->folder, "%s/test-csv-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(desk->folder));
    path_join(desk->path, sizeof desk->path, desk->folder, "central.db");
    path_join(desk->out, sizeof desk->out, desk->folder, "out");
    ck_assert_int_eq(mkdir(desk->out, 0700), 0);
    fixed_clock_init(&desk->clock, START);
    memset(secret, 1, sizeof secret);
    trust_sign_pair(&desk->coordinator, secret, TRUST_SIGN);
    trust_seal_pair(&desk->seal, secret, TRUST_SEAL);
    memset(secret, 2, sizeof secret);
    trust_sign_pair(&desk->centre, secret, TRUST_SIGN);
    hex_from(desk->coordinator_key, desk->coordinator.public, 32);
    hex_from(desk->centre_key, desk->centre.public, 32);
    hex_from(desk->seal_key, desk->seal.public, 32);
    ck_done(central_open(&desk->central, &(struct central_options){ .path = desk->path, .create = true, .clock = &desk->clock.clock }, &error), error);
}

static inline void desk_enrol(struct desk *desk)
{
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    struct document request = { .kind = DOCUMENT_REQUEST, .request = { .serial = 1, .centre = CENTRE, .name = "Lusaka", .key = desk->centre_key, .seal = desk->seal_key } };
    ck_done(document_write(&text, &request, desk->centre.secret, &error), error);
    ck_done(central_request(desk->central, &request.request, text.data, &error), error);
    buf_clear(&text);
    struct document grant = { .kind = DOCUMENT_GRANT, .grant = { .serial = 1, .coordinator = desk->coordinator_key, .centre = CENTRE, .name = "Lusaka", .key = desk->centre_key } };
    ck_done(document_write(&text, &grant, desk->coordinator.secret, &error), error);
    ck_done(central_enrol(desk->central, &grant.grant, text.data, &error), error);
    buf_release(&text);
}

static inline void desk_release(struct desk *desk)
{
    central_close(desk->central);
    remove_tree(desk->folder);
}

static inline void desk_sql(struct desk *desk, const char *sql)
{
    char *message = NULL;
    int result = sqlite3_exec(desk->central->db, sql, NULL, NULL, &message);
    ck_assert_msg(result == SQLITE_OK, "%s: %s", message, sql);
}

static inline int64_t desk_number(struct desk *desk, const char *sql)
{
    sqlite3_stmt *statement;
    ck_assert_int_eq(sqlite3_prepare_v2(desk->central->db, sql, -1, &statement, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

struct packing {
    struct bundle_writer *writer;
    sqlite3 *db;                                 /* of the centre: salts are nobody else's business */
    struct bundle_maker maker;
    const char *folder;
};

static inline int pack_event(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct packing *packing = context;
    sqlite3_stmt *statement;
    int code = bundle_writer_event(packing->writer, event->seq, line, length, error);
    if (code || !event->payload)
        return code;
    ck_assert_int_eq(sqlite3_prepare_v2(packing->db, "SELECT p.salt, p.body FROM payload p JOIN origin o ON o.id = p.origin WHERE lower(hex(o.uuid)) = replace(?1, '-', '')"
                                        " AND p.seq = ?2", -1, &statement, NULL), SQLITE_OK);
    sqlite3_bind_text(statement, 1, event->origin, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, event->seq);
    if (sqlite3_step(statement) == SQLITE_ROW)
        code = bundle_writer_payload(packing->writer, sqlite3_column_blob(statement, 0), sqlite3_column_blob(statement, 1),
                                     (size_t)sqlite3_column_bytes(statement, 1), error);
    sqlite3_finalize(statement);
    return code;
}

/* The whole log of one origin of a centre, with profiles, as one bundle that is taken in. */
static inline void desk_take(struct desk *desk, struct fixture *fixture, const char *origin, const struct bundle_profile *profiles, size_t profile_count)
{
    struct error error = { 0 };
    struct origin_key key;
    struct digest before = { { 0 } }, after;
    struct add_result result;
    char name[BUNDLE_NAME_SIZE], path[600];
    struct packing packing = { .folder = desk->folder };
    const unsigned char (*recipient)[TRUST_PUBLIC] = (const unsigned char (*)[TRUST_PUBLIC])&desk->seal.public;
    ck_done(origin_key_load(&key, fixture->folder, origin, &error), error);
    path_join(path, sizeof path, fixture->folder, "records.db");
    ck_assert_int_eq(sqlite3_open_v2(path, &packing.db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    packing.maker = (struct bundle_maker){ .centre = CENTRE, .centre_key = &desk->centre, .recipients = recipient, .recipient_count = 1, .origin = origin,
                                           .terminal_secret = key.secret, .random = &fixture->random.source, .made = START };
    ck_done(bundle_writer_new(&packing.writer, &packing.maker, desk->folder, 1, &before, NULL, &error), error);
    ck_done(log_each(fixture->records, origin, 1, INT64_MAX, pack_event, &packing, &error), error);
    for (size_t i = 0; i < profile_count; i++)
        ck_done(bundle_writer_profile(packing.writer, &profiles[i], &error), error);
    ck_done(bundle_writer_finish(packing.writer, name, &after, &error), error);
    bundle_writer_free(packing.writer);
    sqlite3_close(packing.db);
    path_join(path, sizeof path, desk->folder, name);
    ck_done(add_file(desk->central, path, &desk->seal, &result, &error), error);
    ck_assert_msg(result.outcome == ADD_MERGED, "%d %s", result.outcome, said(&error));
}

/* A file as it was read: cell(row, column), rows from 1; row 0 has the names. */
struct sheet {
    struct arena arena;
    const char ***rows;
    size_t count, columns;
};

static inline const char *sheet_cell(struct sheet *sheet, char **at, char *end, char *ended)
{
    char *out = *at, *start = out, *in = out;
    if (in < end && *in == '"') {
        start = out = ++in;
        for (; in < end; in++) {
            if (*in == '"' && in + 1 < end && in[1] == '"')
                in++;
            else if (*in == '"')
                break;
            *out++ = *in;
        }
        ck_assert_msg(in < end, "a quote is not closed");
        in++;
    } else {
        while (in < end && *in != ',' && *in != '\r') {
            ck_assert_msg(*in != '"' && *in != '\n', "a quote or line end without quotes");
            in++;
        }
        out = in;
    }
    ck_assert_msg(in < end && (*in == ',' || (*in == '\r' && in + 1 < end && in[1] == '\n')), "a cell is followed by a comma or CR LF");
    *ended = *in;
    *at = in + (*in == ',' ? 1 : 2);
    *out = 0;
    (void)sheet;
    return start;
}

static inline struct sheet sheet_read(struct desk *desk, const char *name)
{
    struct error error = { 0 };
    struct sheet sheet = { .count = 0 };
    struct buf text = BUF_INIT;
    char path[200], ended = ',';
    size_t capacity = 0;
    arena_init(&sheet.arena, NULL, 0);
    path_join(path, sizeof path, desk->out, name);
    ck_done(file_read(path, 64 << 20, &text, &error), error);
    char *at = arena_copy(&sheet.arena, text.data, text.length), *end = at + text.length;
    buf_release(&text);
    while (at < end) {
        const char **cells = arena_array(&sheet.arena, 32, sizeof *cells);
        size_t n = 0;
        do {
            ck_assert_uint_lt(n, 32);
            cells[n++] = sheet_cell(&sheet, &at, end, &ended);
        } while (ended == ',');
        ck_assert_msg(!sheet.count || n == sheet.columns, "%s: row %zu has %zu cells, not %zu", name, sheet.count, n, sheet.columns);
        sheet.columns = n;
        if (sheet.count == capacity)
            sheet.rows = arena_grow(&sheet.arena, sheet.rows, sheet.count, &capacity, sizeof *sheet.rows);
        sheet.rows[sheet.count++] = cells;
    }
    return sheet;
}

static inline const char *cell(const struct sheet *sheet, size_t row, const char *column)
{
    ck_assert_uint_lt(row, sheet->count);
    for (size_t i = 0; i < sheet->columns; i++)
        if (strcmp(sheet->rows[0][i], column) == 0)
            return sheet->rows[row][i];
    ck_abort_msg("no column %s", column);
}

static inline int64_t number(const struct sheet *sheet, size_t row, const char *column)
{
    char *end;
    const char *text = cell(sheet, row, column);
    long long value = strtoll(text, &end, 10);
    ck_assert_msg(*text && !*end, "%s is no number: \"%s\"", column, text);
    return value;
}

/* The first row, from `from` on, that has these values; 0 where there is none. */
static inline size_t find(const struct sheet *sheet, size_t from, const char *a, const char *is_a, const char *b, const char *is_b)
{
    for (size_t i = from; i < sheet->count; i++)
        if (strcmp(cell(sheet, i, a), is_a) == 0 && (!b || strcmp(cell(sheet, i, b), is_b) == 0))
            return i;
    return 0;
}

static inline void sheet_release(struct sheet *sheet)
{
    arena_release(&sheet->arena);
}

static inline void desk_export(struct desk *desk, const char *centre, const char *language)
{
    struct error error = { 0 };
    ck_done(csv_export(desk->central, desk->out, &(struct csv_options){ .centre = centre, .language = language }, desk->counts, &desk->count, &error), error);
}

static inline int64_t rows_of(const struct desk *desk, const char *table)
{
    for (size_t i = 0; i < desk->count; i++)
        if (strcmp(desk->counts[i].table, table) == 0)
            return desk->counts[i].rows;
    return -1;
}

#endif
