#include "records/timekeeping.h"

#include "records/log.h"
#include "records/store.h"

static int boot_row(struct records *records, const char *boot, bool *known, bool *sound, bool *confirmed, int64_t *offset, struct error *error)
{
    sqlite3_stmt *statement = store_statement(records, STORE_TIME, 0, "SELECT sound, offset FROM boot_time WHERE boot = ?1", error);
    store_bind_uuid(statement, 1, boot);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    *known = row > 0;
    *sound = row > 0 && sqlite3_column_int(statement, 0);
    *confirmed = row > 0 && sqlite3_column_type(statement, 1) != SQLITE_NULL;
    *offset = *confirmed ? sqlite3_column_int64(statement, 1) : 0;
    if (row > 0)
        sqlite3_reset(statement);
    return 0;
}

int time_start(struct records *records, struct error *error)
{
    bool known, sound, confirmed;
    int64_t offset;
    int code = boot_row(records, records->boot, &known, &sound, &confirmed, &offset, error);
    if (code || (known && sound == records->sound))
        return code;
    struct event event = { .kind = EVENT_BOOT, .booted = { .sound = records->sound } };
    return records_append(records, &event, 1, error);
}

int time_date(struct records *records, const char *boot, int64_t at, struct dated *dated, struct error *error)
{
    bool known, sound, confirmed;
    int64_t offset;
    int code = boot_row(records, boot, &known, &sound, &confirmed, &offset, error);
    if (code)
        return code;
    if (!known)
        return error_set(error, ERROR_NOT_FOUND, N_("nothing is known of this boot"));
    *dated = (struct dated){ .at = at + offset, .certain = sound || confirmed };
    return 0;
}

int time_unsound(struct records *records, bool *unsound, struct error *error)
{
    bool known, sound, confirmed;
    int64_t offset;
    int code = boot_row(records, records->boot, &known, &sound, &confirmed, &offset, error);
    if (!code)
        *unsound = !sound && !confirmed;
    return code;
}

int time_confirm(struct records *records, const char *actor, int64_t now, struct error *error)
{
    struct event event = { .kind = EVENT_DATE_CONFIRMED, .actor = actor,
                           .date_confirmed = { .boot = records->boot, .offset = now - clock_wall(records->clock) } };
    return records_append(records, &event, 1, error);
}
