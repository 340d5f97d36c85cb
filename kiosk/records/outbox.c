#include "records/outbox.h"

#include <dirent.h>
#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "records/log.h"
#include "records/store.h"

#define MANY 100000                              /* bundles that are looked at */

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), more = strlen(end);
    return length > more && strcmp(name + length - more, end) == 0;
}

static int path_of(char path[STORE_PATH], const char *folder, const char *name, struct error *error)
{
    if (snprintf(path, STORE_PATH, "%s/" OUTBOX "%s%s", folder, *name ? "/" : "", name) < STORE_PATH)
        return 0;
    error_at(error, folder, 0, 0);
    return error_set(error, ERROR_LIMIT, N_("the name of this folder is too long"));
}

/* Reading the folder */
static bool named_rightly(const struct outbox_bundle *row)
{
    char name[BUNDLE_NAME_SIZE];
    snprintf(name, sizeof name, "%s-%010lld-%010lld" BUNDLE_SUFFIX, row->origin, (long long)row->first, (long long)row->last);
    return strcmp(name, row->name) == 0;
}

static int copy_head(const struct document_bundle *head, struct arena *arena, struct outbox_bundle *row)
{
    struct document_named *recipients = arena_array(arena, head->recipient.count + 1, sizeof *recipients);
    row->origin = arena_text(arena, head->origin);
    row->first = head->first;
    row->last = head->last;
    for (size_t i = 0; recipients && i < head->recipient.count; i++)
        recipients[i] = (struct document_named){ .hex = arena_text(arena, head->recipient.rows[i].hex), .text = "" };
    row->recipients = recipients;
    row->recipient_count = head->recipient.count;
    if (arena_failed(arena))
        return ERROR_MEMORY;
    return hex_to(row->before.bytes, DIGEST_BYTES, head->before) || hex_to(row->after.bytes, DIGEST_BYTES, head->after) ? ERROR_DAMAGED : 0;
}

static int read_row(const char *folder, const char *name, struct arena *arena, struct outbox_bundle *row, struct error *error)
{
    char path[STORE_PATH];
    struct bundle_reader *reader = NULL;
    *row = (struct outbox_bundle){ .name = arena_text(arena, name) };
    int code = row->name ? path_of(path, folder, name, error) : error_memory(error);
    if (!code)
        code = bundle_open(&reader, path, NULL, error);
    if (!code && copy_head(bundle_head(reader), arena, row) == ERROR_MEMORY)
        code = error_memory(error);
    if (!code) {
        row->bytes = bundle_bytes(reader);
        if (!named_rightly(row)) {
            error_at(error, path, 0, 0);
            code = error_set(error, ERROR_DAMAGED, N_("this bundle is not the one that its name says; it is not written to a stick"));
        }
    }
    bundle_close(reader);
    return code;
}

static int by_range(const void *a, const void *b)
{
    const struct outbox_bundle *left = a, *right = b;
    int order = strcmp(left->origin, right->origin);
    if (order)
        return order;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    return left->last < right->last ? -1 : left->last > right->last;
}

int outbox_read(const char *folder, struct arena *arena, struct outbox *outbox, struct report *report, struct error *error)
{
    char path[STORE_PATH];
    struct outbox_bundle *rows = NULL;
    size_t count = 0, capacity = 0;
    int code = path_of(path, folder, "", error);
    if (code)
        return code;
    DIR *dir = opendir(path);
    if (!dir && errno != ENOENT) {
        error_at(error, path, 0, 0);
        return error_system(error, errno, N_("this folder cannot be read"));
    }
    for (struct dirent *entry; dir && !code && (entry = readdir(dir));) {
        struct error wrong = { 0 };
        if (!ends_with(entry->d_name, BUNDLE_SUFFIX) || count == MANY)
            continue;
        struct outbox_bundle *grown = arena_grow(arena, rows, count, &capacity, sizeof *grown);
        if (!grown) {
            code = error_memory(error);
            break;
        }
        rows = grown;
        int read = read_row(folder, entry->d_name, arena, &rows[count], &wrong);
        if (read == ERROR_MEMORY)
            code = error_memory(error);
        else if (read && report)
            report_add(report, &wrong);
        else if (!read)
            count++;
    }
    if (dir)
        closedir(dir);
    if (code)
        return code;
    if (count > 1)
        qsort(rows, count, sizeof *rows, by_range);
    *outbox = (struct outbox){ .rows = rows, .count = count };
    return 0;
}

bool outbox_opens(const struct outbox_bundle *bundle, const char *reader)
{
    for (size_t i = 0; i < bundle->recipient_count; i++)
        if (strncmp(bundle->recipients[i].hex, reader, TRUST_ID_SIZE - 1) == 0)
            return true;
    return false;
}

/* Whether the chain's head is this one behind event seq; a walk begins behind event from. */
static int head_is(struct records *records, const char *origin, int64_t from, const struct digest *known, int64_t seq, const struct digest *want, bool *same,
                   struct error *error)
{
    struct digest head;
    struct error none = { 0 };
    int code = log_head_from(records, origin, from, known, seq, &head, &none);
    *same = code == 0 && memcmp(head.bytes, want->bytes, DIGEST_BYTES) == 0;
    if (code && code != ERROR_NOT_FOUND) {
        if (error)
            *error = none;
        return code;
    }
    return 0;
}

/* Bundles come in the order of their numbers, so that all of them are one walk along the log, where no heads are kept. */
int outbox_compare(struct records *records, struct outbox *outbox, struct error *error)
{
    const struct digest begin = { { 0 } };
    const struct outbox_bundle *good = NULL;     /* the last one that was found to be of this log */
    for (size_t i = 0; i < outbox->count; i++) {
        struct outbox_bundle *row = &outbox->rows[i];
        bool begins, ends = false, behind = good && strcmp(good->origin, row->origin) == 0 && good->last < row->first;
        int code = head_is(records, row->origin, behind ? good->last : 0, behind ? &good->after : &begin, row->first - 1, &row->before, &begins, error);
        if (!code && begins)
            code = head_is(records, row->origin, row->first - 1, &row->before, row->last, &row->after, &ends, error);
        if (code)
            return code;
        row->odd = !ends;
        if (ends)
            good = row;
    }
    return 0;
}

static int check_whole(const char *folder, const char *name, struct error *error)
{
    char path[STORE_PATH];
    struct bundle_reader *reader = NULL;
    int code = path_of(path, folder, name, error);
    if (!code)
        code = bundle_open(&reader, path, NULL, error);
    if (!code)
        code = bundle_verify(reader, error);
    bundle_close(reader);
    return code;
}

/* Not what may pass, such as too many open files. */
static bool is_damage(const struct error *wrong)
{
    return wrong->code == ERROR_REFUSED || wrong->code == ERROR_DAMAGED || (wrong->code == ERROR_SYSTEM && wrong->system == EIO);
}

int outbox_mend(const char *folder, struct outbox *outbox, struct error *error)
{
    size_t kept = 0;
    int code = 0;
    for (size_t i = 0; i < outbox->count; i++) {
        struct error wrong = { 0 };
        bool damaged = !code && !outbox->rows[i].odd && check_whole(folder, outbox->rows[i].name, &wrong) && is_damage(&wrong);
        if (damaged)
            code = outbox_remove(folder, outbox->rows[i].name, error);
        if (!damaged || code)
            outbox->rows[kept++] = outbox->rows[i];
    }
    outbox->count = kept;
    return code;
}

/* Planning: what a need lacks is collected, and then joined where it touches. */
struct plan {
    struct arena *arena;
    struct outbox_range *rows;
    size_t count, capacity;
};

static bool plan_add(struct plan *plan, const char *origin, int64_t first, int64_t last)
{
    struct outbox_range *rows = arena_grow(plan->arena, plan->rows, plan->count, &plan->capacity, sizeof *rows);
    if (!rows)
        return false;
    plan->rows = rows;
    rows[plan->count++] = (struct outbox_range){ .origin = origin, .first = first, .last = last };
    return true;
}

/* The bundles are in the order of their first number, so one walk finds all gaps. */
static bool plan_need(struct plan *plan, const struct outbox *outbox, const struct outbox_need *need, const char *origin, int64_t end)
{
    int64_t has = need->has;
    for (size_t i = 0; i < outbox->count && has < end; i++) {
        const struct outbox_bundle *row = &outbox->rows[i];
        if (row->odd || strcmp(row->origin, origin) != 0 || row->last <= has || row->first > end || !outbox_opens(row, need->reader))
            continue;
        if (row->first > has + 1 && !plan_add(plan, origin, has + 1, row->first - 1))
            return false;
        has = row->last;
    }
    return has >= end || plan_add(plan, origin, has + 1, end);
}

static int by_first(const void *a, const void *b)
{
    const struct outbox_range *left = a, *right = b;
    return left->first < right->first ? -1 : left->first > right->first;
}

static void join_ranges(struct plan *plan, size_t from)
{
    size_t kept = from;
    if (plan->count - from < 2)
        return;
    qsort(plan->rows + from, plan->count - from, sizeof *plan->rows, by_first);
    for (size_t i = from + 1; i < plan->count; i++) {
        struct outbox_range *last = &plan->rows[kept];
        if (plan->rows[i].first > last->last + 1)
            plan->rows[++kept] = plan->rows[i];
        else if (plan->rows[i].last > last->last)
            last->last = plan->rows[i].last;
    }
    plan->count = kept + 1;
}

int outbox_plan(const struct outbox *outbox, const struct outbox_need *needs, size_t need_count, const struct origin_row *origins, size_t origin_count,
                struct arena *arena, struct outbox_range **ranges, size_t *count, struct error *error)
{
    struct plan plan = { .arena = arena };
    for (size_t i = 0; i < origin_count; i++) {
        size_t from = plan.count;
        for (size_t n = 0; n < need_count; n++)
            if (strcmp(needs[n].origin, origins[i].id) == 0 && !plan_need(&plan, outbox, &needs[n], origins[i].id, origins[i].seq))
                return error_memory(error);
        join_ranges(&plan, from);
        if (plan.count > from && plan.rows[plan.count - 1].last == origins[i].seq)
            plan.rows[plan.count - 1].head = &origins[i].head;
    }
    *ranges = plan.rows;
    *count = plan.count;
    return 0;
}

/* Making */
struct making {
    struct records *records;
    const struct outbox_watch *watch;
    struct bundle_writer *writer;
    struct buf people, body;                     /* people: ids whom events of this bundle name, 36 bytes each, as they come */
    struct digest head;
};

static void name_person(struct making *making, const char *person)
{
    if (person && strlen(person) == UUID_SIZE - 1)
        buf_add(&making->people, person, UUID_SIZE - 1);
}

static int add_event(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct making *making = context;
    unsigned char salt[PAYLOAD_SALT];
    if (making->watch->step && !making->watch->step(making->watch->context))
        return error_set(error, ERROR_CANCELLED, N_("cancelled"));
    int code = bundle_writer_event(making->writer, event->seq, line, length, error);
    event_chain(&making->head, line, length);
    if (!code && event->payload) {
        struct error none = { 0 };
        buf_clear(&making->body);
        code = log_payload(making->records, event->origin, event->seq, salt, &making->body, &none);
        if (!code)
            code = bundle_writer_payload(making->writer, salt, making->body.data, making->body.length, error);
        else if (code == ERROR_NOT_FOUND)
            code = 0;                            /* erased: the line stays, the text is gone */
        else if (error)
            *error = none;
    }
    if (event->kind == EVENT_PERSON_ADDED)
        name_person(making, event->person_added.person);
    else if (event->kind == EVENT_PERSON_CHANGED)
        name_person(making, event->person_changed.person);
    else if (event->kind == EVENT_CONSENT)
        name_person(making, event->consent.person);
    return code ? code : buf_failed(&making->people) ? error_memory(error) : 0;
}

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, UUID_SIZE - 1);
}

static int add_profile(struct making *making, const char *id, struct arena *arena, struct error *error)
{
    struct person person;
    struct error none = { 0 };
    int code = people_get(making->records, id, arena, &person, &none);
    if (code == ERROR_NOT_FOUND)
        return 0;
    if (code) {
        if (error)
            *error = none;
        return code;
    }
    struct bundle_profile profile = { .person = person.id, .version = person.version, .changed = person.changed, .role = person.role,
                                      .follow_up = person.follow_up, .surveys = person.surveys, .government = person.government,
                                      .provisional = person.provisional };
    for (int i = 0; i < PROFILE_COUNT; i++)
        profile.values[i] = person.profile[i];
    return bundle_writer_profile(making->writer, &profile, error);
}

/* Each person once, in the order of the ids. */
static int add_profiles(struct making *making, struct error *error)
{
    const size_t size = UUID_SIZE - 1;
    size_t count = making->people.length / size;
    struct arena arena;
    int code = 0;
    arena_init(&arena, NULL, 0);
    if (count > 1)
        qsort(making->people.data, count, size, by_id);
    for (size_t i = 0; i < count && !code; i++) {
        char id[UUID_SIZE] = "";
        const char *at = making->people.data + i * size;
        if (i > 0 && memcmp(at - size, at, size) == 0)
            continue;
        memcpy(id, at, size);
        code = add_profile(making, id, &arena, error);
        arena_release(&arena);
    }
    return code;
}

static int make_one(struct making *making, const char *folder, const struct bundle_maker *maker, int64_t first, int64_t last,
                    const struct digest *head, struct error *error)
{
    struct outbox_made made = { .origin = maker->origin, .first = first, .last = last };
    buf_clear(&making->people);
    int code = bundle_writer_new(&making->writer, maker, folder, first, &making->head, NULL, error);
    if (!code)
        code = log_each(making->records, maker->origin, first, last, add_event, making, error);
    if (!code)
        code = add_profiles(making, error);
    if (!code && head && memcmp(head->bytes, making->head.bytes, DIGEST_BYTES) != 0)
        code = error_set(error, ERROR_DAMAGED, N_("the log was altered: its chain is broken before event %lld; kiosk-admin check says where"), (long long)last);
    if (!code)
        code = bundle_writer_finish(making->writer, made.name, &made.after, error);
    bundle_writer_free(making->writer);
    making->writer = NULL;
    if (!code && making->watch->made)
        making->watch->made(making->watch->context, &made);
    return code;
}

int outbox_make(struct records *records, const char *folder, const struct bundle_maker *maker, const struct outbox_range *range,
                const struct outbox_watch *watch, struct error *error)
{
    char path[STORE_PATH];
    struct making making = { .records = records, .watch = watch, .people = BUF_INIT, .body = BUF_INIT };
    int64_t most = watch->most ? watch->most : BUNDLE_EVENTS;
    int code = path_of(path, folder, "", error);
    if (!code)
        code = folder_make(path, 0750, error);
    if (!code)
        code = log_head(records, maker->origin, range->first - 1, &making.head, error);
    for (int64_t first = range->first; first <= range->last && !code; first += most) {
        bool whole = range->last - first < most;
        code = make_one(&making, path, maker, first, whole ? range->last : first + most - 1, whole ? range->head : NULL, error);
    }
    buf_release(&making.people);
    buf_release(&making.body);
    return code;
}

void outbox_sweep(const char *folder)
{
    char path[STORE_PATH];
    if (path_of(path, folder, "", NULL))
        return;
    DIR *dir = opendir(path);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (strstr(entry->d_name, BUNDLE_SUFFIX ".new-"))
            unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
}

int outbox_remove(const char *folder, const char *name, struct error *error)
{
    char path[STORE_PATH];
    int code = path_of(path, folder, name, error);
    if (!code && unlink(path) != 0 && errno != ENOENT) {
        error_at(error, path, 0, 0);
        return error_system(error, errno, N_("this file cannot be removed"));
    }
    return code;
}
