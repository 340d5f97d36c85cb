#include "model/gift_block.h"

#include <math.h>

#include "base/text.h"

/* While an escaped sign is cooked it is one of these; the source may hold no control character, so nothing else is taken for it. */
static const char escaped[] = ":#={}~n";
static const char meant[] = ":#={}~\n";

void block_begin(struct block *block, size_t offset, long line)
{
    block->length = block->mistakes = block->tag_count = block->tag_capacity = 0;
    block->start = block->last = (struct place){ offset, line, 1 };
    block->id = NULL;
    block->tags = NULL;
    block->points = 0;
    block->has_points = block->match_case = false;
}

/* Room for a further line of the block. */
static bool room_for(struct block *block, size_t more)
{
    size_t needed = block->length + more + 1;
    if (needed <= block->capacity)
        return true;
    size_t capacity = block->capacity ? 2 * block->capacity : 4096;
    while (capacity < needed)
        capacity *= 2;
    char *text = arena_alloc(block->arena, capacity);
    uint32_t *origin = arena_array(block->arena, capacity, sizeof *origin);
    if (!text || !origin)
        return false;
    if (block->length > 0) {
        memcpy(text, block->text, block->length);
        memcpy(origin, block->origin, block->length * sizeof *origin);
    }
    block->text = text;
    block->origin = origin;
    block->capacity = capacity;
    return true;
}

static void cook(struct block *block, char c, size_t origin)
{
    block->text[block->length] = c;
    block->origin[block->length++] = (uint32_t)origin;
}

void block_line(struct block *block, size_t start, size_t end)
{
    const char *text = block->source;
    if (!room_for(block, end - start + 1))
        return;
    for (size_t at = start; at < end; at++) {
        if (text[at] != '\\' || at + 1 >= end) {
            cook(block, text[at], at);
            continue;
        }
        const char *sign = strchr(escaped, text[at + 1]);
        if (text[at + 1] == '\\')
            cook(block, '\\', at++);
        else if (sign)
            cook(block, (char)(1 + (sign - escaped)), at++);
        else
            cook(block, '\\', at);
    }
    cook(block, '\n', end);
}

/* Places are asked for in rising order, so the walk goes on from the last one: linear in the block, not in block times answers. */
struct place block_place_of(struct block *block, size_t offset)
{
    struct place place = offset >= block->last.offset ? block->last : block->start;
    const char *text = block->source;
    while (place.offset < offset) {
        char c = text[place.offset];
        if (c == '\n' || (c == '\r' && text[place.offset + 1] != '\n')) {
            place.line++;
            place.column = 1;
        } else if (((unsigned char)text[place.offset + 1] & 0xc0) != 0x80) {
            place.column++;
        }
        place.offset++;
    }
    block->last = place;
    return place;
}

struct place block_place(struct block *block, size_t at)
{
    if (block->length == 0)
        return block->start;
    if (at < block->length)
        return block_place_of(block, block->origin[at]);
    return block_place_of(block, block->origin[block->length - 1] + 1);
}

bool block_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct slice slice_trim(const struct block *block, struct slice slice)
{
    while (slice.start < slice.end && block_blank(block->text[slice.start]))
        slice.start++;
    while (slice.end > slice.start && block_blank(block->text[slice.end - 1]))
        slice.end--;
    return slice;
}

size_t slice_find(const struct block *block, struct slice slice, char c)
{
    const char *found = memchr(block->text + slice.start, c, slice.end - slice.start);
    return found ? (size_t)(found - block->text) : slice.end;
}

size_t slice_find_text(const struct block *block, struct slice slice, const char *text)
{
    const char *found = memmem(block->text + slice.start, slice.end - slice.start, text, strlen(text));
    return found ? (size_t)(found - block->text) : slice.end;
}

const char *block_text(struct block *block, const char *cooked, size_t length)
{
    char *text = length ? arena_copy(block->arena, cooked, length) : NULL;
    if (!text)
        return "";
    for (char *at = text; *at; at++) {
        if (*at >= 1 && (size_t)*at < sizeof meant)
            *at = meant[*at - 1];
    }
    while (length > 0 && block_blank(text[length - 1]))
        text[--length] = 0;
    while (block_blank(*text))
        text++;
    return text;
}

struct rich_text block_rich(struct block *block, const char *cooked, size_t length, enum text_format otherwise)
{
    struct rich_text rich = { "", otherwise };
    const char *end = length > 0 && cooked[0] == '[' ? memchr(cooked, ']', length) : NULL;
    if (end && text_format_find(cooked + 1, (size_t)(end - cooked - 1), &rich.format)) {
        length -= (size_t)(end + 1 - cooked);
        cooked = end + 1;
    }
    rich.text = block_text(block, cooked, length);
    return rich;
}

bool gift_number(const char *text, size_t length, double *value)
{
    char copy[64];
    size_t at = 0, digits = 0;
    if (length == 0 || length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = 0;
    if (copy[at] == '+' || copy[at] == '-')
        at++;
    for (; ascii_digit(copy[at]); at++)
        digits++;
    if (copy[at] == '.') {
        for (at++; ascii_digit(copy[at]); at++)
            digits++;
    }
    if (digits == 0)
        return false;
    if (copy[at] == 'e' || copy[at] == 'E') {
        at++;
        if (copy[at] == '+' || copy[at] == '-')
            at++;
        if (!ascii_digit(copy[at]))
            return false;
        while (ascii_digit(copy[at]))
            at++;
    }
    if (at != length)
        return false;
    double number = strtod(copy, NULL);
    if (!isfinite(number))
        return false;
    *value = number;
    return true;
}

/* Characters of valid UTF-8. */
size_t block_characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}
