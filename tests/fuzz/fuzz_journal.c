/* A journal: the numbers that are reported are those of the lines that were visited. */
#include "records/journal.h"

struct seen {
    int64_t lines, last;
};

static int visit(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct seen *seen = context;
    (void)error;
    if (seen->lines && event->seq != seen->last + 1)
        __builtin_trap();
    if (memchr(line, '\n', length) || memchr(line, 0, length))
        __builtin_trap();
    seen->lines++;
    seen->last = event->seq;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct journal_report report;
    struct seen seen = { 0 };
    struct error error = { 0 };
    int code = journal_parse((const char *)data, size, "journal", NULL, NULL, visit, &seen, &report, &error);
    if (code == 0 && (report.lines != seen.lines || report.last != seen.last || report.length > size))
        __builtin_trap();
    if (code && code != ERROR_DAMAGED && code != ERROR_MEMORY)
        __builtin_trap();
    return 0;
}
