#include "collect/merge.h"

#include "collect/history.h"
#include "collect/rows.h"
#include "collect/stored.h"

#define MERGE_LAST ((int64_t)1 << 52)            /* sums of numbers stay far from the end of the type */

/* A run that has the bundle's head at the number where the bundle is now. What it holds behind is compared line by line until it parts. */
struct here {
    int run;
    bool open;
    struct stored stored;
};

struct merge {
    struct central *central;
    struct history history;
    struct rows rows;
    const struct document_bundle *head;
    struct arena arena;                          /* of a line */
    struct event event;                          /* the last one */
    struct digest before;                        /* the chain's head before the next one */
    struct here *here;                           /* owned */
    size_t here_count, here_capacity;
    int writing;                                 /* the run that new events go to, -1 while the bundle tells what is known */
    int64_t begins;                              /* the next number behind which a run begins */
    int64_t added;
    int at;                                      /* the run that has the last event */
};

static int stand(struct merge *merge, int run, struct error *error)
{
    for (size_t i = 0; i < merge->here_count; i++)
        if (merge->here[i].run == run)
            return 0;
    if (merge->here_count == merge->here_capacity) {
        size_t capacity = merge->here_capacity ? 2 * merge->here_capacity : 4;
        struct here *grown = memory_resize(merge->central->allocator, merge->here, capacity * sizeof *grown);
        if (!grown)
            return error_memory(error);
        merge->here = grown;
        merge->here_capacity = capacity;
    }
    merge->here[merge->here_count++] = (struct here){ .run = run };
    return 0;
}

/* Only one stays. */
static void leave_all_but(struct merge *merge, size_t kept)
{
    for (size_t i = 0; i < merge->here_count; i++)
        if (i != kept && merge->here[i].open)
            stored_close(&merge->here[i].stored);
    if (kept < merge->here_count)
        merge->here[0] = merge->here[kept];
    merge->here_count = kept < merge->here_count;
}

static void find_next_begin(struct merge *merge, int64_t seq)
{
    merge->begins = INT64_MAX;
    for (size_t i = 0; i < merge->history.count; i++) {
        int64_t behind = merge->history.runs[i].first - 1;
        if (behind > seq && behind < merge->begins)
            merge->begins = behind;
    }
}

/* Before the first line: which runs have the head that the bundle continues. */
static int begin(struct merge *merge, struct error *error)
{
    int64_t behind = merge->head->first - 1;
    for (size_t i = 0; i < merge->history.count; i++) {
        const struct history_run *run = &merge->history.runs[i];
        struct digest head;
        if (behind < run->first - 1 || behind > run->last)
            continue;
        int code = history_head(&merge->history, (int)i, behind, &head, error);
        if (!code && memcmp(&head, &merge->before, sizeof head) == 0)
            code = stand(merge, (int)i, error);
        if (code)
            return code;
    }
    find_next_begin(merge, behind);
    return 0;
}

/* The run of those that stand here which the next event continues: at best one that ends here, at least one that begins here. */
static int run_before(const struct merge *merge, int64_t seq)
{
    int best = -1, rank = 0;
    for (size_t i = 0; i < merge->here_count; i++) {
        const struct history_run *run = &merge->history.runs[merge->here[i].run];
        int now = run->last == seq - 1 ? 3 : run->first < seq ? 2 : 1;
        if (now > rank) {
            best = merge->here[i].run;
            rank = now;
        }
    }
    return best;
}

/* Whether a run that stands here goes on with this very event. */
static int goes_on(struct merge *merge, struct here *here, int64_t seq, const struct digest *head, bool *same, struct error *error)
{
    const struct history_run *run = &merge->history.runs[here->run];
    *same = false;
    if (here->run == merge->writing || seq > run->last || seq < run->first)
        return 0;
    if (!here->open) {
        here->open = true;
        int code = stored_open(&here->stored, merge->central, merge->history.origin, run->branch, seq, run->last, &merge->before, error);
        if (code)
            return code;
    }
    int row = stored_next(&here->stored, error);
    if (row <= 0)
        return row ? row : error_set(error, ERROR_DAMAGED, N_("event %lld of the stored log lacks or is damaged"), (long long)seq);
    *same = memcmp(&here->stored.head, head, sizeof *head) == 0;
    if (!*same) {                                /* it has parted; many may stand here, and none of them is asked again */
        stored_close(&here->stored);
        here->open = false;
    }
    return 0;
}

static int checkpoint(struct merge *merge, int branch, int64_t seq, const struct digest *head, struct error *error)
{
    sqlite3_stmt *statement = central_statement(merge->central, CENTRAL_ADD, 0, "INSERT INTO checkpoint VALUES(?1, ?2, ?3, ?4)");
    if (!statement)
        return central_error(merge->central, error);
    sqlite3_bind_int64(statement, 1, merge->history.origin);
    sqlite3_bind_int(statement, 2, branch);
    sqlite3_bind_int64(statement, 3, seq);
    central_bind_digest(statement, 4, head);
    return central_run(merge->central, statement, error);
}

/* Nothing here knows this event. */
static int write_event(struct merge *merge, int64_t seq, const struct digest *head, struct error *error)
{
    if (merge->writing < 0) {
        merge->writing = history_begin(&merge->history, run_before(merge, seq), seq, merge->head->last, &merge->before);
        if (merge->writing < 0)
            return error_memory(error);
    }
    if (merge->here_count != 1 || merge->here[0].run != merge->writing) {
        leave_all_but(merge, SIZE_MAX);
        int code = stand(merge, merge->writing, error);
        if (code)
            return code;
    }
    struct history_run *run = &merge->history.runs[merge->writing];
    int code = rows_event(&merge->rows, run->branch, &merge->event, error);
    if (!code && seq % STORED_CHECKPOINT == 0)
        code = checkpoint(merge, run->branch, seq, head, error);
    run->last = seq;
    run->after = *head;
    merge->at = merge->writing;
    merge->added++;
    return code;
}

/* Runs that begin behind this event. Of those that nobody knew the beginning of, this is it. */
static int meet(struct merge *merge, int64_t seq, const struct digest *head, struct error *error)
{
    for (size_t i = 0; i < merge->history.count; i++) {
        struct history_run *run = &merge->history.runs[i];
        if (run->first - 1 != seq || memcmp(&run->before, head, sizeof *head) != 0)
            continue;
        if (run->from < 0 || merge->history.runs[run->from].first == run->first)
            run->from = merge->at;
        int code = stand(merge, (int)i, error);
        if (code)
            return code;
    }
    find_next_begin(merge, seq);
    return 0;
}

static int take_event(void *context, int64_t seq, const char *line, size_t length, const struct digest *head, struct error *error)
{
    struct merge *merge = context;
    if (merge->arena.used > 8192)                /* some lines at a time: half a block */
        arena_release(&merge->arena);
    int code = event_line_read(&merge->event, line, length, &merge->arena, error);
    if (code)
        return code;
    size_t known = SIZE_MAX;
    for (size_t i = 0; i < merge->here_count && known == SIZE_MAX; i++) {
        bool same;
        code = goes_on(merge, &merge->here[i], seq, head, &same, error);
        if (code)
            return code;
        if (same)
            known = i;
    }
    if (known < merge->here_count) {
        leave_all_but(merge, known);
        merge->at = merge->here[0].run;
        merge->writing = -1;
    } else {
        code = write_event(merge, seq, head, error);
    }
    if (!code && seq == merge->begins)
        code = meet(merge, seq, head, error);
    merge->before = *head;
    return code;
}

static int take_payload(void *context, int64_t seq, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *error)
{
    struct merge *merge = context;
    if (seq != merge->event.seq)
        return error_set(error, ERROR_DAMAGED, N_("the text of event %lld does not stand behind it: ask the centre to export again"), (long long)seq);
    return rows_payload(&merge->rows, merge->history.runs[merge->at].branch, &merge->event, salt, body, length, error);
}

static int take_profile(void *context, const struct bundle_profile *profile, struct error *error)
{
    struct merge *merge = context;
    return rows_profile(&merge->rows, profile, error);
}

int merge_note(struct central *central, struct bundle_reader *bundle, int64_t origin, int branch, const char *name, struct error *error)
{
    const struct document_bundle *head = bundle_head(bundle);
    sqlite3_stmt *statement = central_statement(central, CENTRAL_ADD, 1,
        "INSERT INTO bundle VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING");
    if (!statement)
        return central_error(central, error);
    central_bind_digest(statement, 1, bundle_digest(bundle));
    sqlite3_bind_int64(statement, 2, origin);
    sqlite3_bind_int(statement, 3, branch);
    sqlite3_bind_int64(statement, 4, head->first);
    sqlite3_bind_int64(statement, 5, head->last);
    sqlite3_bind_int64(statement, 6, head->count);
    central_bind_hex(statement, 7, head->before);
    central_bind_hex(statement, 8, head->after);
    sqlite3_bind_int64(statement, 9, head->made);
    sqlite3_bind_int64(statement, 10, clock_wall(central->clock));
    central_bind_text(statement, 11, name);
    sqlite3_bind_int64(statement, 12, bundle_bytes(bundle));
    return central_run(central, statement, error);
}

int merge_bundle(struct central *central, struct bundle_reader *bundle, int64_t origin, const char *name, const struct seal_pair *recipient,
                 struct merge_result *result, struct error *error)
{
    const struct document_bundle *head = bundle_head(bundle);
    struct merge merge = { .central = central, .head = head, .writing = -1, .at = -1 };
    int64_t forked = -1;
    arena_init(&merge.arena, central->allocator, 0);
    rows_init(&merge.rows, central, origin, head->terminal);
    int code = history_load(&merge.history, central, origin, error);
    static const struct digest nothing = { { 0 } };
    if (!code && (hex_to(merge.before.bytes, sizeof merge.before.bytes, head->before) ||
                  (head->first == 1) != (memcmp(&merge.before, &nothing, sizeof nothing) == 0)))
        code = error_set(error, ERROR_DAMAGED, N_("this bundle contradicts itself: a chain begins at its first event alone. Ask the centre to export again"));
    if (!code && head->last > MERGE_LAST)
        code = error_set(error, ERROR_LIMIT, N_("no terminal has written down as many events as this bundle's number %lld says"), (long long)head->last);
    if (!code)
        code = begin(&merge, error);
    const struct bundle_visitor visitor = { take_event, take_payload, take_profile, &merge };
    if (!code)
        code = bundle_read(bundle, recipient, &visitor, error);
    leave_all_but(&merge, SIZE_MAX);
    if (!code)
        code = merge_note(central, bundle, origin, merge.history.runs[merge.at].branch, name, error);
    if (!code)
        code = history_settle(&merge.history, &forked, error);
    if (!code)
        code = rows_sweep(&merge.rows, error);
    if (!code)
        *result = (struct merge_result){ merge.added, forked, merge.rows.elsewhere, merge.history.runs[merge.at].branch, merge.rows.erased };
    memory_resize(central->allocator, merge.here, 0);
    history_release(&merge.history);
    rows_release(&merge.rows);
    arena_release(&merge.arena);
    return code;
}
