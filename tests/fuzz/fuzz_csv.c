/* Rows keep their limits and follow each other; what was read and written again reads as the same fields. */
#include <stdint.h>

#include "base/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* One field per line, quoted. */
static void write_row(struct buf *out, const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        buf_text(out, i ? ",\"" : "\"");
        for (size_t at = 0; at < row->fields[i].length; at++) {
            if (row->fields[i].text[at] == '"')
                buf_char(out, '"');
            buf_char(out, row->fields[i].text[at]);
        }
        buf_char(out, '"');
    }
    buf_char(out, '\n');
}

static int read_all(const char *text, size_t length, char separator, struct buf *out)
{
    struct csv csv;
    struct csv_row row;
    struct error error = { 0 };
    long line = 0;
    int code;
    csv_init(&csv, text, length, separator, NULL);
    if (!csv.separator || !strchr(",;\t", csv.separator))
        abort();
    while ((code = csv_next(&csv, &row, &error)) == 1) {
        if (!row.count || row.count > CSV_FIELDS_LIMIT || row.line <= line)
            abort();
        line = row.line;
        for (size_t i = 0; i < row.count; i++)
            if (row.fields[i].text[row.fields[i].length] || row.fields[i].length > CSV_ROW_LIMIT || row.fields[i].column < 1)
                abort();
        write_row(out, &row);
    }
    if (code && (!error.message || error.line < 1 || error.column < 1))
        abort();
    csv_release(&csv);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buf once = BUF_INIT, twice = BUF_INIT;
    read_all((const char *)bytes, size, 0, &once);
    if (read_all(once.data, once.length, ',', &twice) == 0 && (once.length != twice.length || memcmp(once.data, twice.data, once.length) != 0))
        abort();
    buf_release(&once);
    buf_release(&twice);
    return 0;
}
