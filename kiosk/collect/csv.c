#include "collect/csv_parts.h"

#include <math.h>

#include "base/file.h"
#include "base/intl.h"
#include "base/number.h"
#include "base/text.h"
#include "collect/ledger.h"
#include "collect/store.h"

#define FLUSH 65536                              /* bytes that are gathered before they are written */
#define FILES (CSV_FILES + 1)                    /* and the codebook */
#define CODEBOOK CSV_FILES
_Static_assert(FILES <= CSV_TABLE_COUNT_LIMIT, "csv_count has places for all");

void csv_put_date(struct buf *out, int64_t milliseconds)
{
    char text[DATE_SIZE];
    /* years 0 to 9999; a clock that says anything else says nothing */
    if (milliseconds >= -62167219200000 && milliseconds <= 253402300799999)
        buf_text(out, date_iso(text, milliseconds));
}

/* Most cells of the largest table are ids: without printf. */
static void put_id(struct buf *out, const unsigned char *bytes)
{
    static const char digits[] = "0123456789abcdef";
    char text[UUID_SIZE], *at = text;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        *at++ = digits[bytes[i] >> 4];
        *at++ = digits[bytes[i] & 15];
    }
    buf_add(out, text, (size_t)(at - text));
}

static void put_value(struct buf *out, enum csv_type type, sqlite3_stmt *statement, int column)
{
    char text[NUMBER_SIZE];
    int stored = sqlite3_column_type(statement, column);
    if (stored == SQLITE_NULL)
        return;
    switch (type) {
    case CSV_ID:
        if (sqlite3_column_bytes(statement, column) == 16)
            put_id(out, sqlite3_column_blob(statement, column));
        return;
    case CSV_TEXT: {
        const char *bytes = sqlite3_column_blob(statement, column);
        csv_put_text(out, bytes ? bytes : "", (size_t)sqlite3_column_bytes(statement, column));
        return;
    }
    case CSV_DATE:
        if (stored == SQLITE_INTEGER)            /* else the sum was too large */
            csv_put_date(out, sqlite3_column_int64(statement, column));
        return;
    case CSV_NUMBER: {
        double value = sqlite3_column_double(statement, column);
        if (isfinite(value))
            buf_text(out, number_text(text, value));
        return;
    }
    case CSV_INTEGER:
        buf_format(out, "%lld", (long long)sqlite3_column_int64(statement, column));
        return;
    case CSV_FLAG:
        buf_char(out, sqlite3_column_int64(statement, column) ? '1' : '0');
        return;
    case CSV_TYPES:
        return;
    }
}

struct export {
    struct central *central;
    const char *folder;
    const struct csv_options *options;
    int64_t centre;                              /* 0: all */
    struct file_writer files[FILES];
    int64_t rows[FILES];
    struct buf out;
    struct error *error;
};

static int flush(struct export *export, int file, size_t least)
{
    if (buf_failed(&export->out))
        return error_memory(export->error);
    if (export->out.length < least || !export->out.length)
        return 0;
    int code = file_writer_add(&export->files[file], export->out.data, export->out.length, export->error);
    buf_clear(&export->out);
    return code;
}

static int open_file(struct export *export, int file, const char *name)
{
    char path[1000], with_ending[40];
    snprintf(with_ending, sizeof with_ending, "%s.csv", name);
    if (!path_join(path, sizeof path, export->folder, with_ending))
        return error_set(export->error, ERROR_LIMIT, N_("this path is too long"));
    return file_writer_open(&export->files[file], path, 0600, export->error);
}

/* The columns of a file: where they begin in the table; how many there are. */
static const struct csv_column *columns_of(int file, size_t *count)
{
    size_t first = 0;
    while (first < csv_column_count && (int)csv_columns[first].file != file)
        first++;
    *count = 0;
    while (first + *count < csv_column_count && (int)csv_columns[first + *count].file == file)
        ++*count;
    return csv_columns + first;
}

static int each_row(struct export *export, int file, sqlite3_stmt *statement, const struct csv_column *columns, size_t count)
{
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        for (size_t i = 0; i < count; i++) {
            if (i)
                buf_char(&export->out, ',');
            put_value(&export->out, columns[i].type, statement, (int)i);
        }
        buf_text(&export->out, "\r\n");
        if (export->rows[file]++ % CSV_PROGRESS == 0 && export->options->progress)
            export->options->progress(export->options->context, csv_sources[file].name, export->rows[file]);
        int code = flush(export, file, FLUSH);
        if (code)
            return code;
    }
    return result == SQLITE_DONE ? flush(export, file, 0) : central_error(export->central, export->error);
}

static int write_file(struct export *export, int file)
{
    size_t count;
    const struct csv_column *columns = columns_of(file, &count);
    sqlite3_stmt *statement = NULL;
    struct buf sql = BUF_INIT;
    int code = open_file(export, file, csv_sources[file].name);
    if (code)
        return code;
    for (size_t i = 0; i < count; i++) {
        buf_format(&export->out, "%s%s", i ? "," : "", columns[i].name);
        buf_format(&sql, "%s%s", i ? ", " : "SELECT ", columns[i].sql);
    }
    buf_text(&export->out, "\r\n");
    buf_text(&sql, csv_sources[file].from);
    if (buf_failed(&sql))
        code = error_memory(export->error);
    else if (sqlite3_prepare_v2(export->central->db, sql.data, -1, &statement, NULL) != SQLITE_OK)
        code = central_error(export->central, export->error);
    if (!code) {                                 /* a file that does not ask for one of them lets it pass */
        if (export->centre)
            sqlite3_bind_int64(statement, 1, export->centre);
        if (export->options->language)
            sqlite3_bind_text(statement, 2, export->options->language, -1, SQLITE_STATIC);
        code = each_row(export, file, statement, columns, count);
    }
    sqlite3_finalize(statement);
    buf_release(&sql);
    return code;
}

static int write_codebook(struct export *export)
{
    int code = open_file(export, CODEBOOK, "codebook");
    if (code)
        return code;
    buf_text(&export->out, "file,column,type,description\r\n");
    for (size_t i = 0; i < csv_column_count; i++) {
        const struct csv_column *column = &csv_columns[i];
        const char *help = _(column->help);
        buf_format(&export->out, "%s.csv,%s,%s,", csv_sources[column->file].name, column->name, csv_type_name(column->type));
        csv_put_text(&export->out, help, strlen(help));
        buf_text(&export->out, "\r\n");
    }
    export->rows[CODEBOOK] = (int64_t)csv_column_count;
    return flush(export, CODEBOOK, 0);
}

static int put_terminal(struct export *export, sqlite3_stmt *statement, const struct ledger_origin *origin, const struct ledger_branch *branch,
                        struct buf *lacks)
{
    buf_clear(lacks);
    for (size_t i = 0; i < branch->lack_count; i++)
        buf_format(lacks, "%s%lld-%lld", i ? " " : "", (long long)branch->lacks[i].first, (long long)branch->lacks[i].last);
    if (buf_failed(lacks))
        return error_memory(export->error);
    const int64_t numbers[] = { branch->branch, branch->shared, branch->events, branch->up_to, branch->last };
    central_bind_uuid(statement, 1, origin->origin);
    central_bind_uuid(statement, 2, origin->centre);
    for (int i = 0; i < 5; i++)
        sqlite3_bind_int64(statement, 3 + i, numbers[i]);
    sqlite3_bind_text(statement, 8, lacks->data, (int)lacks->length, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 9, origin->last_added);
    int result = sqlite3_step(statement);
    sqlite3_reset(statement);
    return result == SQLITE_DONE ? 0 : central_error(export->central, export->error);
}

/* The ledger, which is made by the module that knows how, as a table like the others. */
static int make_terminals(struct export *export, const char *centre)
{
    struct ledger_origin *origins = NULL;
    size_t count = 0;
    struct arena arena;
    struct buf lacks = BUF_INIT;
    sqlite3_stmt *statement = NULL;
    arena_init(&arena, NULL, 0);
    int code = ledger_origins(export->central, centre, &arena, &origins, &count, export->error);
    if (!code && (sqlite3_exec(export->central->db, "CREATE TEMP TABLE follow_terminal(origin BLOB, centre BLOB, name TEXT, branch INTEGER, shared INTEGER,"
                               " events INTEGER, up_to INTEGER, last INTEGER, lacks TEXT, added INTEGER)", NULL, NULL, NULL) != SQLITE_OK
                  || sqlite3_prepare_v2(export->central->db, "INSERT INTO follow_terminal VALUES(?1, ?2, (SELECT name FROM centre WHERE uuid = ?2), ?3, ?4, ?5,"
                                        " ?6, ?7, nullif(?8, ''), nullif(?9, 0))", -1, &statement, NULL) != SQLITE_OK))
        code = central_error(export->central, export->error);
    for (size_t i = 0; i < count && !code; i++)
        for (size_t j = 0; j < origins[i].branch_count && !code; j++)
            code = put_terminal(export, statement, &origins[i], &origins[i].branches[j], &lacks);
    sqlite3_finalize(statement);
    buf_release(&lacks);
    arena_release(&arena);
    return code;
}

static int find_centre(struct export *export, const char *centre)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(export->central->db, "SELECT id FROM centre WHERE uuid = ?1", -1, &statement, NULL) != SQLITE_OK)
        return central_error(export->central, export->error);
    central_bind_uuid(statement, 1, centre);
    int result = sqlite3_step(statement);
    export->centre = result == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    if (result == SQLITE_ROW)
        return 0;
    if (result != SQLITE_DONE)
        return central_error(export->central, export->error);
    return error_set(export->error, ERROR_NOT_FOUND, N_("there is no such centre; kiosk-collect status lists all"));
}

static int write_all(struct export *export, const char *centre)
{
    int code = centre ? find_centre(export, centre) : 0;
    if (!code)
        code = csv_follow(export->central, export->centre, export->options, export->error);
    if (!code)
        code = make_terminals(export, centre);
    for (int file = 0; file < CSV_FILES && !code; file++)
        code = write_file(export, file);
    if (!code)
        code = write_codebook(export);
    /* only now: so that a folder holds files of one moment, but for a power cut in between */
    for (int file = 0; file < FILES && !code; file++)
        code = file_writer_commit(&export->files[file], export->error);
    return code;
}

int csv_export(struct central *central, const char *folder, const struct csv_options *options, struct csv_count *counts, size_t *count,
               struct error *error)
{
    struct export export = { .central = central, .folder = folder, .options = options, .error = error, .out = BUF_INIT };
    for (int i = 0; i < FILES; i++)
        export.files[i].fd = -1;
    int code = csv_functions(central->db) == SQLITE_OK && sqlite3_exec(central->db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK ? 0 : central_error(central, error);
    if (code)
        return code;
    code = write_all(&export, options->centre);
    for (int i = 0; i < FILES; i++)
        file_writer_abort(&export.files[i]);
    sqlite3_exec(central->db, "ROLLBACK", NULL, NULL, NULL); /* the temporary tables go; nothing else was changed */
    buf_release(&export.out);
    if (code)
        return code;
    for (int i = 0; i < FILES; i++)
        counts[i] = (struct csv_count){ i == CODEBOOK ? "codebook" : csv_sources[i].name, export.rows[i] };
    *count = FILES;
    return 0;
}
