/* What comes from the centres is taken in once, whole, and only from those who are enrolled. */
#include "check_main.h"

#include "collect_fixture.h"

#define NOBODY "01930000-0000-7000-8000-00000000ffff"

static struct error error;

static struct ledger_origin *ledger(struct world *world, struct arena *arena, size_t *count)
{
    struct ledger_origin *origins;
    int code = ledger_origins(world->central, NULL, arena, &origins, count, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
    return origins;
}

START_TEST(twice_in_any_order_and_overlapping_the_same_database_comes_out)
{
    static const int64_t ranges[][2] = { { 1, 10 }, { 11, 20 }, { 21, 30 }, { 5, 15 }, { 1, 30 }, { 14, 28 } };
    enum { COUNT = sizeof ranges / sizeof *ranges };
    struct world world;
    struct terminal terminal;
    struct sequence chance;
    char paths[COUNT][300], name[40];
    char *expected = NULL;
    world_init(&world);
    busy_log(&world, &terminal);
    sequence_init(&chance, 7);
    for (int i = 0; i < COUNT; i++)
        world_bundle(&world, &terminal, ranges[i][0], ranges[i][1], paths[i]);
    for (int round = 0; round < 30; round++) {
        snprintf(name, sizeof name, "round-%d.db", round);
        world_again(&world, name);
        /* the first rounds are in order; then any of them, in any order, until all of the log has come */
        for (int64_t left = 30, i = 0; left > 0 || i < COUNT; i++) {
            int which = round == 0 ? (int)(i % COUNT) : (int)sequence_below(&chance, COUNT);
            struct add_result result = world_add(&world, paths[which], &error);
            ck_assert_msg(result.outcome == ADD_MERGED || result.outcome == ADD_KNOWN, "%s", said(&error));
            ck_assert_int_eq(result.fork, -1);
            ck_assert_int_eq(result.branch, 0);
            left -= result.added;
        }
        world_content(&world);
        ck_assert_int_eq(number(&world, "SELECT max(branch) FROM event"), 0);
        char *dump = world_dump(&world);
        if (expected)
            ck_assert_str_eq(dump, expected);
        else
            expected = strdup(dump);
        free(dump);
    }
    free(expected);
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

START_TEST(what_is_known_is_not_opened_again)
{
    struct world world;
    struct terminal terminal;
    char first[300], again[300];
    world_init(&world);
    busy_log(&world, &terminal);
    world_bundle(&world, &terminal, 1, 30, first);
    world_bundle(&world, &terminal, 1, 30, again);
    struct add_result result = world_add(&world, first, &error);
    ck_assert_int_eq(result.outcome, ADD_MERGED);
    ck_assert_str_eq(result.centre, LUSAKA);
    ck_assert_str_eq(result.origin, TERMINAL_A);
    ck_assert_int_eq(result.first, 1);
    ck_assert_int_eq(result.last, 30);
    ck_assert_int_eq(result.count, 30);
    ck_assert_int_eq(result.added, 30);
    /* with a key that opens nothing: it is not opened */
    for (int i = 0; i < 2; i++) {
        int code = add_file(world.central, i ? again : first, &world.kitwe.seal, &result, &error);
        ck_assert_int_eq(code, 0);
        ck_assert_int_eq(result.outcome, ADD_KNOWN);
        ck_assert_int_eq(result.added, 0);
    }
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM bundle"), 2);
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

START_TEST(what_lacks_is_named_and_a_receipt_says_what_has_come)
{
    struct world world;
    struct terminal one, two;
    struct arena arena;
    struct document document;
    struct buf text = BUF_INIT;
    struct trust_secret coordinator = { .owner = "coordinator", .name = "Zambia" };
    char hex[DIGEST_HEX];
    size_t count;
    world_init(&world);
    arena_init(&arena, NULL, 0);
    memcpy(coordinator.secret, world.coordinator.secret, sizeof coordinator.secret);
    ck_assert_int_eq(ledger_receipt(world.central, LUSAKA, &coordinator, &text, &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "nothing has come of this centre yet that a receipt could say");
    terminal_init(&world, &one, TERMINAL_A);
    terminal_answers(&one, 150, "x");
    terminal_init(&world, &two, TERMINAL_B);
    terminal_answers(&two, 50, "y");
    world_take(&world, &one, 1, 117);
    world_take(&world, &one, 132, 140);
    world_take(&world, &one, 145, 150);
    world_take(&world, &two, 20, 50);
    struct ledger_origin *origins = ledger(&world, &arena, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(origins[0].origin, TERMINAL_A);
    ck_assert_str_eq(origins[0].centre, LUSAKA);
    ck_assert_int_eq(origins[0].bundles, 3);
    ck_assert_int_eq(origins[0].last_added, START);
    ck_assert_uint_eq(origins[0].branch_count, 1);
    const struct ledger_branch *branch = origins[0].branches;
    ck_assert_int_eq(branch->last, 150);
    ck_assert_int_eq(branch->events, 117 + 9 + 6);
    ck_assert_uint_eq(branch->lack_count, 2);
    ck_assert_int_eq(branch->lacks[0].first, 118);
    ck_assert_int_eq(branch->lacks[0].last, 131);
    ck_assert_int_eq(branch->lacks[1].first, 141);
    ck_assert_int_eq(branch->lacks[1].last, 144);
    ck_assert_int_eq(origins[1].branches[0].lacks[0].first, 1);
    ck_assert_int_eq(origins[1].branches[0].lacks[0].last, 19);
    ck_assert_int_eq(origins[1].branches[0].up_to, 0);
    int code = ledger_receipt(world.central, LUSAKA, &coordinator, &text, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
    code = document_read(&document, DOCUMENT_RECEIPT, text.data, text.length, "a.receipt", &arena, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
    ck_assert_str_eq(document.receipt.centre, LUSAKA);
    ck_assert_str_eq(document.receipt.coordinator, world.coordinator.key);
    ck_assert_uint_eq(document.receipt.arrived.count, 1);
    ck_assert_str_eq(document.receipt.arrived.rows[0].origin, TERMINAL_A);
    ck_assert_int_eq(document.receipt.arrived.rows[0].last, 117);
    ck_assert_int_eq(document.receipt.arrived.rows[0].at, START + 117000);
    ck_assert_str_eq(document.receipt.arrived.rows[0].head, hex_from(hex, one.lines[117].head.bytes, 32));
    /* a later one has a larger serial, though the clock stands still; the same one is the same */
    int64_t serial = document.receipt.serial;
    world_take(&world, &one, 118, 144);
    buf_clear(&text);
    ck_assert_int_eq(ledger_receipt(world.central, LUSAKA, &coordinator, &text, &error), 0);
    ck_assert_int_eq(document_read(&document, DOCUMENT_RECEIPT, text.data, text.length, "a.receipt", &arena, &error), 0);
    ck_assert_int_gt(document.receipt.serial, serial);
    ck_assert_int_eq(document.receipt.arrived.rows[0].last, 150);
    buf_release(&text);
    arena_release(&arena);
    terminal_release(&one);
    terminal_release(&two);
    world_release(&world);
}
END_TEST

static void alter(const char *path, long at, int change)
{
    FILE *file = fopen(path, "r+");
    ck_assert_ptr_nonnull(file);
    fseek(file, at, at < 0 ? SEEK_END : SEEK_SET);
    int c = fgetc(file);
    fseek(file, -1, SEEK_CUR);
    fputc(c ^ change, file);
    fclose(file);
}

START_TEST(what_is_altered_cut_off_or_for_others_is_refused_and_leaves_nothing)
{
    struct world world;
    struct terminal terminal;
    struct error why = { 0 };
    char path[300], text[1024];
    world_init(&world);
    busy_log(&world, &terminal);
    world_take(&world, &terminal, 1, 10);
    char *before = world_dump(&world);
    struct stat status;
    world_bundle(&world, &terminal, 11, 30, path);
    ck_assert_int_eq(stat(path, &status), 0);
    for (long at = 40; at < status.st_size; at += 37) {
        alter(path, at, 1);
        struct add_result result = world_add(&world, path, &why);
        ck_assert_int_eq(result.outcome, ADD_REFUSED);
        ck_assert_str_ne(error_message(&why, NULL, text, sizeof text), "");
        alter(path, at, 1);
    }
    for (off_t size = status.st_size - 1; size > 0; size -= 29) {
        ck_assert_int_eq(truncate(path, size), 0);
        ck_assert_int_eq(world_add(&world, path, &why).outcome, ADD_REFUSED);
    }
    world_bundle_for(&world, &world.lusaka, &world.kitwe, &terminal, 11, 30, "others.bundle", path);
    ck_assert_int_eq(world_add(&world, path, &why).outcome, ADD_REFUSED);
    ck_assert_int_eq(why.code, ERROR_REFUSED);
    snprintf(path, sizeof path, "%s/notes.bundle", world.in);
    ck_assert_int_eq(file_write(path, "hello", 5, 0600, &error), 0);
    refused(&world, path, "this is neither a bundle nor a centre's request");
    snprintf(path, sizeof path, "%s/nothing.bundle", world.in);
    refused(&world, path, "this file cannot be read: No such file or directory");
    char *after = world_dump(&world);
    ck_assert_str_eq(after, before);
    world_take(&world, &terminal, 11, 30);
    world_content(&world);
    free(before);
    free(after);
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

START_TEST(boots_are_dated_and_origins_know_what_they_follow)
{
    struct world world;
    struct terminal one, two;
    world_init(&world);
    busy_log(&world, &one);
    terminal_init(&world, &two, TERMINAL_B);
    terminal_cut(&two, 0);
    terminal_add(&two, (struct event){ .kind = EVENT_ORIGIN_MADE, .origin_made = { .key = two.key_hex, .previous = TERMINAL_A, .previous_seq = 30, .reason = "receipt" } },
                 NULL);
    world_take(&world, &one, 9, 30);
    world_take(&world, &one, 1, 8);
    world_take(&world, &two, 1, 1);
    ck_assert_int_eq(number(&world, "SELECT offset FROM boot WHERE sound = 0"), 7000);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM boot WHERE sound = 1 AND offset IS NULL"), 1);
    struct arena arena;
    size_t count;
    arena_init(&arena, NULL, 0);
    struct ledger_origin *origins = ledger(&world, &arena, &count);
    ck_assert_str_eq(origins[1].follows, TERMINAL_A);
    ck_assert_int_eq(origins[1].follows_seq, 30);
    ck_assert_ptr_null(origins[0].follows);
    arena_release(&arena);
    terminal_release(&one);
    terminal_release(&two);
    world_release(&world);
}
END_TEST

START_TEST(a_receipt_names_where_a_restored_terminal_went_on)
{
    struct world world;
    struct terminal one, two;
    struct document document;
    struct arena arena;
    struct buf text = BUF_INIT;
    char hex[DIGEST_HEX];
    struct trust_secret coordinator = { .owner = "coordinator", .name = "Zambia" };
    world_init(&world);
    memcpy(coordinator.secret, world.coordinator.secret, sizeof coordinator.secret);
    busy_log(&world, &one);
    terminal_init(&world, &two, TERMINAL_B);
    terminal_cut(&two, 0);
    terminal_add(&two, (struct event){ .kind = EVENT_ORIGIN_MADE, .origin_made = { .key = two.key_hex, .previous = TERMINAL_A, .previous_seq = 20, .reason = "receipt" } },
                 NULL);
    world_take(&world, &one, 1, 30);
    world_take(&world, &two, 1, 1);
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(ledger_receipt(world.central, LUSAKA, &coordinator, &text, &error), 0);
    ck_assert_int_eq(document_read(&document, DOCUMENT_RECEIPT, text.data, text.length, "a.receipt", &arena, &error), 0);
    ck_assert_uint_eq(document.receipt.arrived.count, 3);
    ck_assert_int_eq(document.receipt.arrived.rows[0].last, 30);
    ck_assert_str_eq(document.receipt.arrived.rows[1].origin, TERMINAL_A);
    ck_assert_int_eq(document.receipt.arrived.rows[1].last, 20);
    ck_assert_str_eq(document.receipt.arrived.rows[1].head, hex_from(hex, one.lines[20].head.bytes, 32));
    ck_assert_str_eq(document.receipt.arrived.rows[2].origin, TERMINAL_B);
    buf_release(&text);
    arena_release(&arena);
    terminal_release(&one);
    terminal_release(&two);
    world_release(&world);
}
END_TEST

/* Lines of the receipt for Lusaka; it must be one that a centre can read. */
static size_t receipt_lines(struct world *world, struct arena *arena, struct document *document)
{
    struct trust_secret coordinator = { .owner = "coordinator", .name = "Zambia" };
    struct buf text = BUF_INIT;
    memcpy(coordinator.secret, world->coordinator.secret, sizeof coordinator.secret);
    int code = ledger_receipt(world->central, LUSAKA, &coordinator, &text, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
    code = document_read(document, DOCUMENT_RECEIPT, text.data, text.length, "a.receipt", arena, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
    buf_release(&text);
    return document->receipt.arrived.count;
}

START_TEST(no_other_centre_writes_into_a_receipt)
{
    struct world world;
    struct terminal one, two;
    struct document document;
    struct arena arena;
    char path[300];
    world_init(&world);
    arena_init(&arena, NULL, 0);
    world_enrol(&world, &world.kitwe, 1);
    busy_log(&world, &one);
    world_take(&world, &one, 1, 30);
    terminal_init(&world, &two, TERMINAL_B);
    terminal_cut(&two, 0);
    terminal_add(&two, (struct event){ .kind = EVENT_ORIGIN_MADE, .origin_made = { .key = two.key_hex, .previous = TERMINAL_A, .previous_seq = 20, .reason = "receipt" } },
                 NULL);
    world_bundle_for(&world, &world.kitwe, &world.coordinator, &two, 1, 1, "kitwe.bundle", path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_MERGED);
    ck_assert_uint_eq(receipt_lines(&world, &arena, &document), 1);
    ck_assert_int_eq(document.receipt.arrived.rows[0].last, 30);
    arena_release(&arena);
    terminal_release(&one);
    terminal_release(&two);
    world_release(&world);
}
END_TEST

START_TEST(a_receipt_can_be_read_whatever_a_clock_said)
{
    struct world world;
    struct terminal one;
    struct document document;
    struct arena arena;
    world_init(&world);
    arena_init(&arena, NULL, 0);
    busy_log(&world, &one);
    const int64_t odd[] = { INT64_MAX, INT64_MIN, 1000000000000000000, -1, 253402300800000 };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct event event = answer_event(AMINA, "a", "x");
        event.at = odd[i];
        terminal_add(&one, event, NULL);
        world_take(&world, &one, one.last, one.last);
        if (i == 0)
            world_take(&world, &one, 1, one.last - 1);
        ck_assert_uint_eq(receipt_lines(&world, &arena, &document), 1);
        ck_assert_int_eq(document.receipt.arrived.rows[0].last, one.last);
        ck_assert_int_eq(document.receipt.arrived.rows[0].at, 0);
    }
    arena_release(&arena);
    terminal_release(&one);
    world_release(&world);
}
END_TEST

START_TEST(a_receipt_holds_what_it_has_room_for)
{
    enum { MANY = DOCUMENT_MANY + 10 };
    struct world world;
    struct document document;
    struct arena arena;
    world_init(&world);
    arena_init(&arena, NULL, 0);
    /* made by SQL: as many bundles would take too long */
    char *sql = sqlite3_mprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO origin(uuid, centre, key, since)"
                                " SELECT CAST(printf('%%016d', i) AS BLOB), 1, zeroblob(32), 1 FROM n;"
                                "INSERT INTO branch SELECT id, 0, NULL, 0 FROM origin;"
                                "INSERT INTO segment SELECT id, 0, 1, 1, zeroblob(32), zeroblob(32) FROM origin;", MANY);
    ck_assert_int_eq(sqlite3_exec(world.central->db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(sql);
    ck_assert_uint_eq(receipt_lines(&world, &arena, &document), DOCUMENT_MANY);
    arena_release(&arena);
    world_release(&world);
}
END_TEST

START_TEST(a_folder_is_added_requests_first_then_by_name)
{
    struct world world;
    struct terminal terminal;
    struct visits visits = { 0 };
    char path[300];
    struct buf text = BUF_INIT;
    world_init(&world);
    terminal_init(&world, &terminal, TERMINAL_A);
    terminal_answers(&terminal, 30, "x");
    snprintf(path, sizeof path, "%s/below", world.in);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    world_bundle_for(&world, &world.kitwe, &world.coordinator, &terminal, 11, 20, "b.bundle", path);
    world_bundle_for(&world, &world.kitwe, &world.coordinator, &terminal, 1, 10, "below/a.bundle", path);
    world_bundle_for(&world, &world.kitwe, &world.coordinator, &terminal, 21, 30, "c.ignored", path);
    const struct document document = { .kind = DOCUMENT_REQUEST, .request = { .serial = 3, .centre = KITWE, .name = "Kitwe", .key = world.kitwe.key,
                                                                                .seal = world.kitwe.seal_key } };
    ck_assert_int_eq(document_write(&text, &document, world.kitwe.sign.secret, &error), 0);
    snprintf(path, sizeof path, "%s/z.request", world.in);
    ck_assert_int_eq(file_write(path, text.data, text.length, 0600, &error), 0);
    ck_assert_int_eq(add_path(world.central, world.in, &world.coordinator.seal, visit, &visits, &error), 0);
    ck_assert_str_eq(visits.order, "z.request b.bundle a.bundle ");
    ck_assert_int_eq(visits.noted, 1);
    ck_assert_int_eq(visits.aside, 2);
    buf_release(&text);
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

START_TEST(one_writes_others_read)
{
    struct world world;
    struct terminal terminal;
    struct central *second = NULL;
    struct add_result result;
    struct arena arena;
    struct ledger_origin *origins;
    size_t count;
    char path[300];
    world_init(&world);
    arena_init(&arena, NULL, 0);
    terminal_init(&world, &terminal, TERMINAL_A);
    terminal_answers(&terminal, 20, "x");
    world_take(&world, &terminal, 1, 10);
    struct central_options options = { .path = world.path, .clock = &world.clock.clock };
    ck_assert_int_eq(central_open(&second, &options, &error), ERROR_BUSY);
    char link[200];
    path_join(link, sizeof link, world.folder, "link.db"); /* by another name it is the same one */
    ck_assert_int_eq(symlink(world.path, link), 0);
    options.path = link;
    ck_assert_int_eq(central_open(&second, &options, &error), ERROR_BUSY);
    options.path = world.path;
    options.create = true;
    ck_assert_int_eq(central_open(&second, &options, &error), ERROR_EXISTS);
    options.create = false;
    options.read_only = true;
    ck_assert_int_eq(central_open(&second, &options, &error), 0);
    world_bundle(&world, &terminal, 11, 20, path);
    ck_assert_int_eq(add_file(second, path, &world.coordinator.seal, &result, &error), ERROR_REFUSED);
    ck_assert_error(error, "this database was opened for reading only");
    world_add(&world, path, &error);
    ck_assert_int_eq(ledger_origins(second, LUSAKA, &arena, &origins, &count, &error), 0);
    ck_assert_int_eq(origins[0].branches[0].up_to, 20);
    central_close(second);
    char name[200];
    path_join(name, sizeof name, world.folder, "other.db");
    options.path = name;
    ck_assert_int_eq(central_open(&second, &options, &error), ERROR_NOT_FOUND);
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(name, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, "CREATE TABLE something(x)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    options.read_only = false;
    ck_assert_int_eq(central_open(&second, &options, &error), ERROR_DAMAGED);
    arena_release(&arena);
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

START_TEST(the_check_finds_what_was_altered)
{
    static const char *const changes[][2] = {
        { "UPDATE event SET data = replace(data, '\"x\"', '\"y\"') WHERE seq = 17", "terminal " TERMINAL_A ": the chain up to event 30 is broken: an event was altered" },
        { "DELETE FROM event WHERE seq = 17", "event 17 of the stored log lacks or is damaged" },
        { "UPDATE segment SET last = 29, after = before", "terminal " TERMINAL_A ": the chain up to event 29 is broken: an event was altered" },
        { "UPDATE payload SET body = CAST('Never said' AS BLOB)", "terminal " TERMINAL_A ": the text of event 5 is not the one that was written down" },
    };
    struct world world;
    struct terminal terminal;
    char text[1024];
    world_init(&world);
    busy_log(&world, &terminal);
    world_take(&world, &terminal, 1, 30);
    world_content(&world);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct report report;
        struct central_check checked = { 0 };
        report_init(&report);
        ck_assert_int_eq(sqlite3_exec(world.central->db, "BEGIN", NULL, NULL, NULL), SQLITE_OK);
        ck_assert_int_eq(sqlite3_exec(world.central->db, changes[i][0], NULL, NULL, NULL), SQLITE_OK);
        ck_assert_int_gt(sqlite3_changes(world.central->db), 0);
        ck_assert_int_eq(central_check(world.central, &report, &checked, &error), 0);
        ck_assert(report_failed(&report));
        ck_assert_str_eq(error_message(&report.kept[0], NULL, text, sizeof text), changes[i][1]);
        ck_assert_int_eq(sqlite3_exec(world.central->db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
        report_release(&report);
    }
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

START_TEST(without_memory_nothing_is_half_there)
{
    struct world world;
    struct terminal terminal;
    struct failing_allocator failing;
    char first[300], second[300];
    world_init(&world);
    busy_log(&world, &terminal);
    world_bundle(&world, &terminal, 1, 20, first);
    world_bundle(&world, &terminal, 11, 30, second);
    world_add(&world, first, &error);
    central_close(world.central);
    size_t n = 0;
    for (int code = ERROR_MEMORY; code != 0;) {
        struct add_result result;
        failing_allocator_init(&failing, ++n);
        const struct central_options options = { .path = world.path, .clock = &world.clock.clock, .allocator = &failing.allocator };
        code = central_open(&world.central, &options, &error);
        if (!code) {
            code = add_file(world.central, second, &world.coordinator.seal, &result, &error);
            central_close(world.central);
        }
        ck_assert_msg(code == 0 || code == ERROR_MEMORY, "%s", said(&error));
        if (!code)
            ck_assert_int_eq(result.added, 10);
    }
    ck_assert_uint_gt(n, 10);
    world_open(&world, false);
    world_content(&world);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM event"), 30);
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

/* Rows of the n-th block of SQL in docs/central-database.md: columns with | between, rows with a blank. */
static void example(struct world *world, int n, struct buf *rows)
{
    char path[1024];
    struct buf page = BUF_INIT;
    const char *source = getenv("srcdir");
    path_join(path, sizeof path, source ? source : ".", "docs/central-database.md");
    ck_assert_int_eq(file_read(path, 1 << 20, &page, &error), 0);
    char *block = page.data;
    for (int i = 0; i <= n; i++) {
        block = strstr(block, "```sql\n");
        ck_assert_ptr_nonnull(block);
        block += strlen("```sql\n");
    }
    *strstr(block, "```") = 0;
    sqlite3_stmt *statement;
    ck_assert_msg(sqlite3_prepare_v2(world->central->db, block, -1, &statement, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(world->central->db));
    buf_clear(rows);
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(statement); i++)
            buf_format(rows, "%s%s", i ? "|" : rows->length ? " " : "", (const char *)sqlite3_column_text(statement, i));
    sqlite3_finalize(statement);
    buf_release(&page);
}

START_TEST(the_examples_of_the_document_do_what_they_say)
{
    struct world world;
    struct terminal terminal;
    struct buf rows = BUF_INIT;
    world_init(&world);
    busy_log(&world, &terminal);
    struct event submitted = { .kind = EVENT_ATTEMPT_SUBMITTED, .attempt = ATTEMPT, .attempt_submitted = { .marks = 1, .possible = 2, .how = "asked" } };
    const char *const actors[] = { AMINA, GUEST, GUEST, NOBODY };
    for (size_t i = 0; i < 4; i++) {
        submitted.actor = actors[i];
        terminal_add(&terminal, submitted, NULL);
    }
    world_take(&world, &terminal, 1, 12);
    world_take(&world, &terminal, 16, 20);
    world_take(&world, &terminal, 29, 34);
    example(&world, 0, &rows);
    ck_assert_str_eq(rows.data, "Lusaka|019300000000700080000000000000f1|13|15 Lusaka|019300000000700080000000000000f1|21|28");
    example(&world, 1, &rows);
    ck_assert_str_eq(rows.data, "business-skills|1.0.0|essay|3|2025-11-23 business-skills|1.0.0|x-0|1|2025-11-23 business-skills|1.0.0|x-1|2|2025-11-23"
                                " business-skills|1.0.0|x-2|1|2025-11-23 business-skills|1.0.0|x-3|1|2025-11-23 business-skills|1.0.0|x-4|1|2025-11-23"
                                " business-skills|1.0.0|x-5|1|2025-11-23");
    example(&world, 2, &rows);
    ck_assert_str_eq(rows.data, "female|1 male|1 not said|1");
    buf_release(&rows);
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

TEST_MAIN("collecting",
    twice_in_any_order_and_overlapping_the_same_database_comes_out,
    what_is_known_is_not_opened_again,
    what_lacks_is_named_and_a_receipt_says_what_has_come,
    what_is_altered_cut_off_or_for_others_is_refused_and_leaves_nothing,
    boots_are_dated_and_origins_know_what_they_follow,
    a_receipt_names_where_a_restored_terminal_went_on,
    no_other_centre_writes_into_a_receipt,
    a_receipt_can_be_read_whatever_a_clock_said,
    a_receipt_holds_what_it_has_room_for,
    a_folder_is_added_requests_first_then_by_name,
    one_writes_others_read,
    the_check_finds_what_was_altered,
    without_memory_nothing_is_half_there,
    the_examples_of_the_document_do_what_they_say)
