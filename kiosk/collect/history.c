#include "collect/history.h"

#include "collect/stored.h"

enum { SQL_SEGMENTS, SQL_BRANCHES, SQL_SEGMENTS_FORGET, SQL_BRANCHES_FORGET, SQL_SEGMENT, SQL_BRANCH, SQL_MOVE_EVENTS, SQL_MOVE_PAYLOADS, SQL_MOVE_CHECKPOINTS,
       SQL_MOVE_BUNDLES, SQL_COUNT };
static const char *const sql[] = {
    [SQL_SEGMENTS] = "SELECT branch, first, last, before, after FROM segment WHERE origin = ?1 ORDER BY branch, first",
    [SQL_BRANCHES] = "SELECT branch, parent, shared FROM branch WHERE origin = ?1 ORDER BY branch",
    [SQL_SEGMENTS_FORGET] = "DELETE FROM segment WHERE origin = ?1",
    [SQL_BRANCHES_FORGET] = "DELETE FROM branch WHERE origin = ?1",
    [SQL_SEGMENT] = "INSERT INTO segment VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_BRANCH] = "INSERT INTO branch VALUES(?1, ?2, ?3, ?4)",
    [SQL_MOVE_EVENTS] = "UPDATE event SET branch = ?3 WHERE origin = ?1 AND branch = ?2 AND seq BETWEEN ?4 AND ?5",
    [SQL_MOVE_PAYLOADS] = "UPDATE payload SET branch = ?3 WHERE origin = ?1 AND branch = ?2 AND seq BETWEEN ?4 AND ?5",
    [SQL_MOVE_CHECKPOINTS] = "UPDATE checkpoint SET branch = ?3 WHERE origin = ?1 AND branch = ?2 AND seq BETWEEN ?4 AND ?5",
    [SQL_MOVE_BUNDLES] = "UPDATE bundle SET branch = ?3 WHERE origin = ?1 AND branch = ?2 AND last BETWEEN ?4 AND ?5",
};
_Static_assert(SQL_COUNT <= CENTRAL_STATEMENTS, "too many statements");

static sqlite3_stmt *statement_of(struct history *history, int index)
{
    sqlite3_stmt *statement = central_statement(history->central, CENTRAL_HISTORY, index, sql[index]);
    if (statement)
        sqlite3_bind_int64(statement, 1, history->origin);
    return statement;
}

static struct history_run *grow(struct history *history)
{
    if (history->count == history->capacity) {
        size_t capacity = history->capacity ? 2 * history->capacity : 16;
        struct history_run *runs = memory_resize(history->central->allocator, history->runs, capacity * sizeof *runs);
        if (!runs)
            return NULL;
        history->runs = runs;
        history->capacity = capacity;
    }
    struct history_run *run = &history->runs[history->count++];
    memset(run, 0, sizeof *run);
    run->from = -1;
    return run;
}

static int load_runs(struct history *history, struct error *error)
{
    sqlite3_stmt *statement = statement_of(history, SQL_SEGMENTS);
    int row;
    while ((row = central_step(history->central, statement, error)) > 0) {
        struct history_run *run = grow(history);
        if (!run) {
            sqlite3_reset(statement);
            return error_memory(error);
        }
        run->branch = sqlite3_column_int(statement, 0);
        run->first = sqlite3_column_int64(statement, 1);
        run->last = sqlite3_column_int64(statement, 2);
        if (!central_column_digest(statement, 3, &run->before) || !central_column_digest(statement, 4, &run->after)) {
            sqlite3_reset(statement);
            return error_set(error, ERROR_DAMAGED, N_("the database is damaged: a segment of the log has no head"));
        }
    }
    return row;
}

static int load_branches(struct history *history, struct error *error)
{
    sqlite3_stmt *statement = statement_of(history, SQL_BRANCHES);
    size_t capacity = 0;
    int row;
    while ((row = central_step(history->central, statement, error)) > 0) {
        if (history->branch_count == capacity) {
            capacity = capacity ? 2 * capacity : 4;
            struct history_branch *grown = memory_resize(history->central->allocator, history->branches, capacity * sizeof *grown);
            if (!grown) {
                sqlite3_reset(statement);
                return error_memory(error);
            }
            history->branches = grown;
        }
        history->branches[history->branch_count++] = (struct history_branch){
            sqlite3_column_int(statement, 0), sqlite3_column_type(statement, 1) == SQLITE_NULL ? -1 : sqlite3_column_int(statement, 1),
            sqlite3_column_int64(statement, 2)
        };
    }
    return row;
}

/* The run of a branch that has this event, or else begins behind it; -1. */
static int run_with(const struct history *history, int branch, int64_t seq)
{
    int beside = -1;
    for (size_t i = 0; i < history->count; i++) {
        const struct history_run *run = &history->runs[i];
        if (run->branch != branch || seq < run->first - 1 || seq > run->last)
            continue;
        if (seq >= run->first)
            return (int)i;
        beside = (int)i;
    }
    return beside;
}

int history_load(struct history *history, struct central *central, int64_t origin, struct error *error)
{
    *history = (struct history){ .central = central, .origin = origin };
    int code = load_runs(history, error);
    if (!code)
        code = load_branches(history, error);
    /* runs come by branch and number: a branch's first one is the one that leaves its parent */
    for (size_t i = 0, b = 0; !code && i < history->count; i++) {
        struct history_run *run = &history->runs[i];
        if (i > 0 && run->branch == history->runs[i - 1].branch)
            continue;
        while (b < history->branch_count && history->branches[b].branch < run->branch)
            b++;
        if (b < history->branch_count && history->branches[b].branch == run->branch && history->branches[b].parent >= 0)
            run->from = run_with(history, history->branches[b].parent, run->first - 1);
    }
    return code;
}

void history_release(struct history *history)
{
    if (!history->central)
        return;
    memory_resize(history->central->allocator, history->runs, 0);
    memory_resize(history->central->allocator, history->branches, 0);
    memset(history, 0, sizeof *history);
}

static bool is_free(const struct history *history, int branch, int64_t first, int64_t last, int except)
{
    for (size_t i = 0; i < history->count; i++) {
        const struct history_run *run = &history->runs[i];
        if ((int)i != except && run->branch == branch && run->first <= last && run->last >= first)
            return false;
    }
    return true;
}

static int unused_branch(const struct history *history)
{
    int branch = 0;
    for (size_t i = 0; i < history->count; i++)
        if (history->runs[i].branch >= branch)
            branch = history->runs[i].branch + 1;
    return branch;
}

static bool is_forked(const struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        if (history->runs[i].branch != 0)
            return true;
    return false;
}

int history_begin(struct history *history, int from, int64_t first, int64_t last, const struct digest *before)
{
    int branch = -1;
    if (from >= 0 && history->runs[from].last == first - 1)
        branch = history->runs[from].branch;
    else if (from < 0 && !is_forked(history))
        branch = 0;
    if (branch < 0 || !is_free(history, branch, first, last, -1))
        branch = unused_branch(history);
    struct history_run *run = grow(history);
    if (!run)
        return -1;
    run->branch = branch;
    run->first = first;
    run->last = first - 1;
    run->before = run->after = *before;
    run->from = from;
    run->fresh = true;
    return (int)history->count - 1;
}

int history_head(struct history *history, int index, int64_t seq, struct digest *head, struct error *error)
{
    const struct history_run *run = &history->runs[index];
    if (seq == run->first - 1 || seq == run->last) {
        *head = seq == run->last ? run->after : run->before;
        return 0;
    }
    return stored_head(history->central, history->origin, run->branch, run->first, &run->before, seq, head, error);
}

/* Of two that could continue the same run: the one that does already, then the one that was there before. */
static bool continues_rather(const struct history *history, int run, int a, int b)
{
    const struct history_run *runs = history->runs;
    bool a_same = runs[a].branch == runs[run].branch, b_same = runs[b].branch == runs[run].branch;
    if (runs[a].fresh != runs[b].fresh)
        return runs[b].fresh;
    if (a_same != b_same)
        return a_same;
    return runs[a].branch < runs[b].branch;
}

/* A run that begins beside another one leaves what that one leaves. */
static int leaves(const struct history *history, int index)
{
    const struct history_run *runs = history->runs;
    int from = runs[index].from;
    while (from >= 0 && runs[from].first == runs[index].first && runs[from].from >= 0)
        from = runs[from].from;
    return from;
}

static void plan_continuations(struct history *history)
{
    struct history_run *runs = history->runs;
    for (size_t i = 0; i < history->count; i++) {
        runs[i].from = leaves(history, (int)i);
        runs[i].next = runs[i].guess = -1;
        runs[i].inner = false;
        runs[i].becomes = -1;
    }
    for (size_t i = 0; i < history->count; i++) {
        int from = runs[i].from;
        if (from < 0 || runs[from].last != runs[i].first - 1)
            continue;
        if (runs[from].next < 0 || continues_rather(history, from, (int)i, runs[from].next))
            runs[from].next = (int)i;
    }
    for (size_t i = 0; i < history->count; i++)
        if (runs[i].next >= 0)
            runs[runs[i].next].inner = true;
}

/* The order must follow from what the runs hold alone. */
static bool comes_before(const struct history_run *a, const struct history_run *b)
{
    return a->first != b->first ? a->first < b->first : memcmp(&a->before, &b->before, sizeof a->before) < 0;
}

static bool ends_nearer(const struct history_run *a, const struct history_run *b)
{
    return a->last != b->last ? a->last > b->last : memcmp(&a->after, &b->after, sizeof a->after) < 0;
}

/* The end that a run beyond a gap is taken to continue. Where the gap is closed, its head would have to be the run's. */
static int end_before(const struct history *history, int index)
{
    const struct history_run *runs = history->runs;
    int best = -1;
    for (size_t i = 0; i < history->count; i++)
        if (runs[i].next < 0 && runs[i].guess < 0 && runs[i].last < runs[index].first - 1 && (best < 0 || ends_nearer(&runs[i], &runs[best])))
            best = (int)i;
    return best;
}

static void plan_gaps(struct history *history)
{
    struct history_run *runs = history->runs;
    for (int done = -1;;) {
        int least = -1;
        for (size_t i = 0; i < history->count; i++)
            if (runs[i].from < 0 && runs[i].first > 1 && (done < 0 || comes_before(&runs[done], &runs[i])) &&
                (least < 0 || comes_before(&runs[i], &runs[least])))
                least = (int)i;
        if (least < 0)
            return;
        int end = end_before(history, least);
        if (end >= 0) {
            runs[end].guess = least;
            runs[least].inner = true;
        }
        done = least;
    }
}

static int follower(const struct history_run *run) { return run->next >= 0 ? run->next : run->guess; }

static bool stands_before(const struct history_run *a, const struct history_run *b)
{
    return a->branch != b->branch ? a->branch < b->branch : a->first < b->first;
}

static bool is_taken(const struct history *history, int branch)
{
    for (size_t i = 0; i < history->count; i++)
        if (!history->runs[i].inner && history->runs[i].becomes == branch)
            return true;
    return false;
}

/* A line: what continues a run, and what lies behind its gaps. */
static void name_line(struct history *history, int head, int branch)
{
    for (int i = head; i >= 0; i = follower(&history->runs[i]))
        history->runs[i].becomes = branch;
}

/* Of the runs that are new, the next one behind this one by branch and number; -1. */
static int next_fresh(const struct history *history, int behind)
{
    const struct history_run *runs = history->runs;
    int next = -1;
    for (size_t i = 0; i < history->count; i++)
        if (runs[i].fresh && (behind < 0 || stands_before(&runs[behind], &runs[i])) && (next < 0 || stands_before(&runs[i], &runs[next])))
            next = (int)i;
    return next;
}

/* Branches keep their numbers: what was there first, by branch and number, names its line. */
static void plan_branches(struct history *history)
{
    struct history_run *runs = history->runs;
    int last = -1;                               /* numbers are given in rising order */
    for (size_t i = 0; i < history->count; i++)
        if (!runs[i].inner)
            for (int j = (int)i; j >= 0; j = follower(&runs[j]))
                runs[j].head = (int)i;
    for (size_t i = 0; i < history->count && !runs[i].fresh; i++) {
        if (runs[i].becomes >= 0 || runs[i].branch == last)
            continue;
        last = runs[i].branch;
        name_line(history, runs[i].head, last);
    }
    for (int i = next_fresh(history, -1); i >= 0; i = next_fresh(history, i))
        if (runs[i].becomes < 0 && !is_taken(history, runs[i].branch))
            name_line(history, runs[i].head, runs[i].branch);
    int unused = unused_branch(history);
    for (size_t i = 0; i < history->count; i++)
        if (!runs[i].inner && runs[i].becomes < 0)
            name_line(history, (int)i, unused++);
}

static int move_to(struct history *history, int index, int branch, struct error *error)
{
    struct history_run *run = &history->runs[index];
    for (int i = SQL_MOVE_EVENTS; i <= SQL_MOVE_BUNDLES; i++) {
        sqlite3_stmt *statement = statement_of(history, i);
        if (!statement)
            return central_error(history->central, error);
        sqlite3_bind_int(statement, 2, run->branch);
        sqlite3_bind_int(statement, 3, branch);
        sqlite3_bind_int64(statement, 4, run->first);
        sqlite3_bind_int64(statement, 5, run->last);
        int code = central_run(history->central, statement, error);
        if (code)
            return code;
    }
    run->branch = branch;
    return 0;
}

/* Where two would change places, one waits under a number that nobody has. */
static int move_runs(struct history *history, struct error *error)
{
    struct history_run *runs = history->runs;
    for (;;) {
        int waiting = -1;
        bool moved = false;
        for (size_t i = 0; i < history->count; i++) {
            if (runs[i].branch == runs[i].becomes)
                continue;
            if (!is_free(history, runs[i].becomes, runs[i].first, runs[i].last, (int)i)) {
                if (waiting < 0 || runs[i].branch >= 0) /* one that does not wait there already */
                    waiting = (int)i;
                continue;
            }
            int code = move_to(history, (int)i, runs[i].becomes, error);
            if (code)
                return code;
            moved = true;
        }
        if (waiting < 0)
            return 0;
        if (!moved) {
            int code = move_to(history, waiting, -1 - waiting, error);
            if (code)
                return code;
        }
    }
}

static struct history_branch branch_of(const struct history *history, int head)
{
    const struct history_run *run = &history->runs[head];
    return run->from < 0 ? (struct history_branch){ run->becomes, -1, 0 }
                         : (struct history_branch){ run->becomes, history->runs[run->from].becomes, run->first - 1 };
}

static int64_t look_for_forks(const struct history *history)
{
    int64_t forked = -1;
    size_t lines = 0;
    for (size_t i = 0; i < history->count; i++) {
        if (history->runs[i].inner)
            continue;
        struct history_branch now = branch_of(history, (int)i);
        bool was = false;
        lines++;
        for (size_t b = 0; b < history->branch_count; b++) {
            const struct history_branch *old = &history->branches[b];
            was = was || (old->branch == now.branch && old->parent == now.parent && old->shared == now.shared);
        }
        if (!was && now.shared > forked)
            forked = now.shared;
    }
    return lines > 1 ? forked : -1;
}

static int store_segment(struct history *history, int head, int tail, struct error *error)
{
    const struct history_run *runs = history->runs;
    sqlite3_stmt *statement = statement_of(history, SQL_SEGMENT);
    if (!statement)
        return central_error(history->central, error);
    sqlite3_bind_int(statement, 2, runs[head].becomes);
    sqlite3_bind_int64(statement, 3, runs[head].first);
    sqlite3_bind_int64(statement, 4, runs[tail].last);
    central_bind_digest(statement, 5, &runs[head].before);
    central_bind_digest(statement, 6, &runs[tail].after);
    return central_run(history->central, statement, error);
}

static int store_line(struct history *history, int head, struct error *error)
{
    const struct history_run *runs = history->runs;
    struct history_branch branch = branch_of(history, head);
    sqlite3_stmt *statement = statement_of(history, SQL_BRANCH);
    if (!statement)
        return central_error(history->central, error);
    sqlite3_bind_int(statement, 2, branch.branch);
    if (branch.parent >= 0)
        sqlite3_bind_int(statement, 3, branch.parent);
    sqlite3_bind_int64(statement, 4, branch.shared);
    int code = central_run(history->central, statement, error);
    for (int begin = head; !code && begin >= 0;) {
        int end = begin;
        while (runs[end].next >= 0)
            end = runs[end].next;
        code = store_segment(history, begin, end, error);
        begin = runs[end].guess;
    }
    return code;
}

int history_settle(struct history *history, int64_t *forked, struct error *error)
{
    plan_continuations(history);
    plan_gaps(history);
    plan_branches(history);
    int code = move_runs(history, error);
    if (!code)
        code = central_run(history->central, statement_of(history, SQL_SEGMENTS_FORGET), error);
    if (!code)
        code = central_run(history->central, statement_of(history, SQL_BRANCHES_FORGET), error);
    for (size_t i = 0; !code && i < history->count; i++)
        if (!history->runs[i].inner)
            code = store_line(history, (int)i, error);
    if (!code)
        *forked = look_for_forks(history);
    return code;
}
