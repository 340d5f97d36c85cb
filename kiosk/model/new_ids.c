#include "model/new_ids.h"

#include "base/arena.h"
#include "base/id.h"
#include "base/text.h"
#include "model/gift.h"

/* The ids that are taken: open addressing, at most half full. */
struct id_set {
    struct arena arena;
    const char **slots;
    size_t count, size;                          /* size is a power of two */
};

static size_t id_slot(const struct id_set *set, const char *id)
{
    uint64_t hash = 14695981039346656037ULL;     /* FNV-1a */
    for (const char *at = id; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211ULL;
    size_t slot = (size_t)hash & (set->size - 1);
    while (set->slots[slot] && strcmp(set->slots[slot], id) != 0)
        slot = (slot + 1) & (set->size - 1);
    return slot;
}

/* 1: new (and copied), 0: it was there, ERROR_MEMORY. */
static int id_set_add(struct id_set *set, const char *id)
{
    if (2 * (set->count + 1) > set->size) {
        struct id_set larger = *set;
        larger.size = set->size ? 2 * set->size : 256;
        larger.slots = arena_array(&set->arena, larger.size, sizeof *larger.slots);
        if (!larger.slots)
            return ERROR_MEMORY;
        for (size_t i = 0; i < set->size; i++) {
            if (set->slots[i])
                larger.slots[id_slot(&larger, set->slots[i])] = set->slots[i];
        }
        set->slots = larger.slots;
        set->size = larger.size;
    }
    size_t slot = id_slot(set, id);
    if (set->slots[slot])
        return 0;
    set->slots[slot] = arena_text(&set->arena, id);
    if (!set->slots[slot])
        return ERROR_MEMORY;
    set->count++;
    return 1;
}

/* A line of the source, without the blanks at its ends; lines end as gift.c has it. */
struct line {
    size_t start, end, next;
    const char *text;
    size_t length;
};

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct line read_line(const char *text, size_t length, size_t at)
{
    struct line line = { .start = at, .end = at };
    while (line.end < length && text[line.end] != '\n' && text[line.end] != '\r')
        line.end++;
    line.next = line.end;
    if (line.next < length)
        line.next += text[line.end] == '\r' && line.end + 1 < length && text[line.end + 1] == '\n' ? 2 : 1;
    size_t end = line.end;
    while (at < end && blank(text[at]))
        at++;
    while (end > at && blank(text[end - 1]))
        end--;
    line.text = text + at;
    line.length = end - at;
    return line;
}

static bool begins(const struct line *line, const char *with)
{
    return line->length >= strlen(with) && memcmp(line->text, with, strlen(with)) == 0;
}

/* The id that a comment line gives; NULL where it gives none. */
static const char *find_id(const struct line *line, size_t *length)
{
    size_t at = 0;
    while (at < line->length && (line->text[at] == '/' || blank(line->text[at])))
        at++;
    if (line->length - at >= 6 && memcmp(line->text + at, "check:", 6) == 0)
        return NULL;
    const char *found = memmem(line->text, line->length, "[id:", 4);
    if (!found)
        return NULL;
    const char *end = line->text + line->length, *close = memchr(found, ']', (size_t)(end - found));
    *length = (size_t)((close ? close : end) - found) - 4;
    return text_trim(found + 4, length);
}

/* "pricing/Mark-up" becomes "pricing-mark-up". */
#define SLUG_LIMIT 40
static void make_slug(char slug[SLUG_LIMIT + 1], const struct line *line)
{
    size_t used = 0, at = strlen("$CATEGORY:");
    while (at < line->length && blank(line->text[at]))
        at++;
    if (at < line->length && line->text[at] == '$') {
        const char *second = memchr(line->text + at + 1, '$', line->length - at - 1);
        if (second)
            at = (size_t)(second + 1 - line->text);
    }
    for (; at < line->length && used < SLUG_LIMIT; at++) {
        char c = line->text[at];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (ascii_alpha(c) || ascii_digit(c))
            slug[used++] = c;
        else if (used > 0 && slug[used - 1] != '-')
            slug[used++] = '-';
    }
    while (used > 0 && slug[used - 1] == '-')
        used--;
    slug[used] = 0;
}

/* Without vowels, so that no word comes out. */
static const char alphabet[] = "0123456789bcdfghjkmnpqrstvwxyz";
#define SUFFIX 6

static int make_id(char id[NAME_LIMIT + 1], struct id_set *set, const char *slug, const struct random_source *source)
{
    for (;;) {
        char suffix[SUFFIX + 1] = "";
        uint64_t value = random_u64(source);
        for (int i = 0; i < SUFFIX; i++, value /= sizeof alphabet - 1)
            suffix[i] = alphabet[value % (sizeof alphabet - 1)];
        snprintf(id, NAME_LIMIT + 1, "q-%s%s%s", slug, *slug ? "-" : "", suffix);
        int code = id_set_add(set, id);
        if (code != 0)
            return code > 0 ? 0 : code;
    }
}

/* The question's own line end; where it has none (a file of one line) the file's first, else LF. */
static void add_id(struct buf *out, const char *id, const char *text, size_t length, size_t at)
{
    struct line line = read_line(text, length, at);
    if (line.next == line.end)
        line = read_line(text, length, 0);
    buf_text(out, "// [id:");
    buf_text(out, id);
    buf_char(out, ']');
    if (line.next == line.end)
        buf_char(out, '\n');
    else
        buf_add(out, text + line.end, line.next - line.end);
}

int id_list_collect(struct id_list *list, struct arena *arena, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        struct line line = read_line(text, length, at);
        size_t id_length;
        const char *id = begins(&line, "//") ? find_id(&line, &id_length) : NULL;
        at = line.next;
        if (!id)
            continue;
        const char **ids = arena_grow(arena, list->ids, list->count, &list->capacity, sizeof *ids);
        char *copy = arena_copy(arena, id, id_length);
        if (!ids || !copy)
            return ERROR_MEMORY;
        list->ids = ids;
        ids[list->count++] = copy;
    }
    return 0;
}

static int insert(struct buf *out, const char *text, size_t length, struct id_set *set, const struct random_source *source, size_t *made)
{
    char slug[SLUG_LIMIT + 1] = "", id[NAME_LIMIT + 1];
    size_t copied = 0, question = SIZE_MAX;      /* where the block's text begins; SIZE_MAX: none yet */
    bool has_id = false, category = false;
    size_t at = length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    for (bool last = false; !last;) {
        last = at >= length;
        struct line line = read_line(text, length, at);
        if (line.length == 0) {                  /* a block ends */
            if (question != SIZE_MAX && !has_id && !category) {
                int code = make_id(id, set, slug, source);
                if (code)
                    return code;
                buf_add(out, text + copied, question - copied);
                add_id(out, id, text, length, question);
                copied = question;
                ++*made;
            }
            question = SIZE_MAX;
            has_id = category = false;
        } else if (begins(&line, "//")) {
            size_t id_length;
            has_id |= find_id(&line, &id_length) != NULL;
        } else if (question == SIZE_MAX) {
            question = line.start;
            category = begins(&line, "$CATEGORY:");
            if (category)
                make_slug(slug, &line);
        }
        at = line.next;
    }
    buf_add(out, text + copied, length - copied);
    return 0;
}

int new_ids(struct buf *out, const char *text, size_t length, const char *const *taken, size_t taken_count,
            const struct random_source *source, size_t *made, struct error *error)
{
    if (length > BANK_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("longer than %d MiB; make it several banks"), BANK_LIMIT / 1024 / 1024);
    if (memchr(text, 0, length))
        return error_set(error, ERROR_ENCODING, N_("this is UTF-16; save the file as UTF-8 first"));
    struct id_set set = { 0 };
    size_t count = 0, before = out->length;
    arena_init(&set.arena, out->allocator, 0);
    struct id_list own = { 0 };
    int code = id_list_collect(&own, &set.arena, text, length);
    for (size_t i = 0; i < own.count && code >= 0; i++)
        code = id_set_add(&set, own.ids[i]);
    for (size_t i = 0; i < taken_count && code >= 0; i++)
        code = id_set_add(&set, taken[i]);
    if (code >= 0)
        code = insert(out, text, length, &set, source, &count);
    if (code >= 0 && buf_failed(out))
        code = ERROR_MEMORY;
    arena_release(&set.arena);
    if (code < 0) {
        buf_cut(out, before);
        return error_memory(error);
    }
    *made = count;
    return 0;
}
