/* Backups, on the keeper's side: it only begins them and says how far they are. The maker makes them. */
#include "keeper/serve.h"

#include <limits.h>
#include <sys/stat.h>

#include <sodium.h>

#include "base/file.h"
#include "keeper/backup.h"
#include "records/backup.h"
#include "records/rows.h"
#include "records/snapshot.h"

#define SNAPSHOT_EACH (24 * 3600000LL)           /* milliseconds of running: the clock on the wall may be wrong */
#define SNAPSHOT_FIRST (5 * 60000)               /* after the start, whose work goes first */
#define SNAPSHOT_QUIET 60000
#define SNAPSHOT_AGAIN 3600000                   /* where one failed */

int serve_backup_code(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_code *answer,
                      struct error *error)
{
    char code[TRUST_CODE_SIZE], mark[BACKUP_MARK_SIZE];
    (void)seat, (void)ask;
    /* one that has begun ends with the key that it began with: the new code would be thought to open it */
    int result = maker_state(service->maker, MAKE_BACKUP)->running ? error_set(error, ERROR_BUSY, N_("a backup is being made just now; wait for its end, and try again")) : 0;
    if (!result)
        result = backup_new_code(service->folder, service->random, code, mark, error);
    if (result)
        return result;
    answer->code = arena_text(arena, code);
    answer->mark = arena_text(arena, mark);
    sodium_memzero(code, sizeof code);
    return answer->code && answer->mark ? 0 : error_memory(error);
}

int serve_backup_make(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_none *answer,
                      struct error *error)
{
    (void)seat, (void)ask, (void)arena, (void)answer;
    int code = key_there(service, error);
    if (!code)
        code = room_for_job(service->room, service->folder, error);
    if (!code && !maker_state(service->maker, MAKE_BACKUP)->running)
        service->backup_due = true;
    return code;
}

static int64_t size_within(const char *folder, const char *name)
{
    char path[PATH_MAX];
    struct stat status;
    return path_join(path, sizeof path, folder, name) && stat(path, &status) == 0 ? (int64_t)status.st_size : 0;
}

int serve_backup(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_backup *answer,
                 struct error *error)
{
    const struct maker_state *state = maker_state(service->maker, MAKE_BACKUP);
    (void)seat, (void)ask;
    *answer = (struct keeper_backup){ .running = state->running || service->backup_due, .done = state->done, .total = state->total, .bytes = state->backup.bytes };
    unsigned char seal[TRUST_PUBLIC];
    answer->coded = backup_key_load(seal, service->folder, NULL) == 0;
    answer->about = answer->bytes ? answer->bytes : size_within(service->folder, "records.db") + size_within(service->folder, "records.db-wal");
    answer->trouble = arena_text(arena, state->trouble);
    answer->file = arena_text(arena, state->backup.file);
    return answer->trouble && answer->file ? 0 : error_memory(error);
}

void service_backup_after(struct service *service)
{
    struct maker_order order = { .what = MAKE_BACKUP, .terminal = (int)service->from_file.terminal };
    struct settings settings;
    struct arena arena;
    if (!service->backup_due || maker_busy(service->maker))
        return;
    service->backup_due = false;
    arena_init(&arena, NULL, 0);
    const char *name = service_settings(service, &arena, &settings, NULL) ? service->centre.id : plain_name(service, settings.name, &arena);
    snprintf(order.name, sizeof order.name, "%s", name ? name : service->centre.id);
    records_sync(service->records, NULL);
    maker_start(service->maker, &order, NULL);
    arena_release(&arena);
}

void service_snapshot_after(struct service *service)
{
    int64_t now = clock_running(service->clock), since = now - service->snapshot_made;
    bool due = service->snapshot_made ? (records_snapshot_due(service->records) && since >= SNAPSHOT_FIRST) || since >= SNAPSHOT_EACH : records_snapshot_due(service->records);
    const struct maker_state *state = maker_state(service->maker, MAKE_SNAPSHOT);
    if (*state->trouble)
        due = since >= SNAPSHOT_AGAIN;
    if (!due || maker_busy(service->maker) || now - service->opened < SNAPSHOT_FIRST || now - service->asked < SNAPSHOT_QUIET)
        return;
    service->snapshot_made = now;
    records_sync(service->records, NULL);
    maker_start(service->maker, &(struct maker_order){ .what = MAKE_SNAPSHOT, .number = records_next_rows(service->records) }, NULL);
}
