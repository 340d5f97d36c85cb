/*
 * CSV as the spreadsheets of many countries write it: fields divided by comma, semicolon or TAB; a field may stand in quotation marks, within which a mark is written twice and a line may end;
 * lines end with LF, CR LF or CR. It reads from memory, a row at a time, and keeps one row alone. Encodings are encoding.h's affair, whose output it is meant for; any bytes are safe.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"
#include "base/error.h"

#define CSV_FIELDS_LIMIT 256                     /* of a row */
#define CSV_ROW_LIMIT 65536                      /* bytes of a row, its fields together */

struct csv_field {
    const char *text;                            /* ended by NUL; without its quotation marks */
    size_t length;
    long line, column;                           /* where it begins, in characters from 1 */
};
struct csv_row {
    const struct csv_field *fields;
    size_t count;                                /* at least 1 */
    long line;
};

struct csv {
    char separator;
    /* private */
    const char *at, *end;
    long line, column;
    bool starved;                                /* of memory, while the separator was looked for */
    struct buf bytes;                            /* of this row */
    struct csv_field fields[CSV_FIELDS_LIMIT];
};

/*
 * text is the caller's, and stays until csv_release. The separator is what divides the first rows most evenly; a first line "sep=;" says it, and is no row. separator: 0, or one that is
 * known already. allocator may be NULL.
 */
void csv_init(struct csv *csv, const char *text, size_t length, char separator, const struct allocator *allocator);
void csv_release(struct csv *csv);
/*
 * 1: *row holds until the next call. 0: that was the last one. Else a code, with line and column: ERROR_SYNTAX (a quotation mark that is never closed, text behind one that closes), ERROR_LIMIT,
 * ERROR_MEMORY; nothing can be read any more then. Lines without any character are passed over.
 */
int csv_next(struct csv *csv, struct csv_row *row, struct error *error);

/* Appends one value, in quotation marks where it has to be. What a spreadsheet could take for a formula gets an apostrophe before it, and so does what begins with one. */
void csv_put_text(struct buf *out, const char *text, size_t length);

#endif
