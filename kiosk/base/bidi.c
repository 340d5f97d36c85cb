#include "base/bidi.h"

#include <fribidi.h>

#include "base/text.h"

/* A paragraph of that many bytes is no paragraph; FriBidi counts in int. */
#define PARAGRAPH_BYTES ((size_t)1 << 20)

static FriBidiCharType type_at(const char *text, size_t length, size_t *size)
{
    return fribidi_get_bidi_type(text_next(text, length, size));
}

bool bidi_needed(const char *text, size_t length)
{
    for (size_t at = 0, size; at < length; at += size) {
        size = 1;
        if ((unsigned char)text[at] < 0xd6)      /* the first right-to-left letter, U+0590, begins with this byte */
            continue;
        FriBidiCharType type = type_at(text + at, length - at, &size);
        if (FRIBIDI_IS_RTL(type) || type == FRIBIDI_TYPE_AN)
            return true;
    }
    return false;
}

enum direction bidi_direction(const char *text, size_t length, enum direction otherwise)
{
    for (size_t at = 0, size; at < length; at += size) {
        FriBidiCharType type = type_at(text + at, length - at, &size);
        if (FRIBIDI_IS_LETTER(type))
            return FRIBIDI_IS_RTL(type) ? DIRECTION_RTL : DIRECTION_LTR;
    }
    return otherwise;
}

/* What FriBidi works on: a paragraph as code points, and what it says of each. One block of memory, cut by the arrays' alignment. */
struct work {
    size_t count;
    FriBidiChar *original, *shaped;
    FriBidiCharType *types;
    FriBidiBracketType *brackets;
    FriBidiLevel *levels;
    FriBidiArabicProp *joining;
    void *block;
};

static bool work_init(struct work *work, const struct allocator *allocator, const char *text, size_t length)
{
    *work = (struct work){ .count = 0 };
    size_t each = 2 * sizeof(FriBidiChar) + sizeof(FriBidiCharType) + sizeof(FriBidiBracketType) + sizeof(FriBidiLevel)
        + sizeof(FriBidiArabicProp);
    work->block = memory_resize(allocator, NULL, length * each);
    if (!work->block)
        return false;
    work->original = work->block;
    for (size_t at = 0, size; at < length; at += size)
        work->original[work->count++] = text_next(text + at, length - at, &size);
    work->shaped = work->original + work->count;
    work->types = (FriBidiCharType *)(work->shaped + work->count);
    work->brackets = (FriBidiBracketType *)(work->types + work->count);
    work->levels = (FriBidiLevel *)(work->brackets + work->count);
    work->joining = (FriBidiArabicProp *)(work->levels + work->count);
    memcpy(work->shaped, work->original, work->count * sizeof *work->shaped);
    return true;
}

static bool work_run(struct work *work, enum direction direction)
{
    FriBidiParType base = direction == DIRECTION_RTL ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
    FriBidiStrIndex count = (FriBidiStrIndex)work->count;
    fribidi_get_bidi_types(work->original, count, work->types);
    fribidi_get_bracket_types(work->original, count, work->types, work->brackets);
    if (fribidi_get_par_embedding_levels_ex(work->types, work->brackets, count, &base, work->levels) == 0)
        return false;                            /* it says so when memory lacks */
    fribidi_get_joining_types(work->original, count, work->joining);
    fribidi_join_arabic(work->types, count, work->levels, work->joining);
    fribidi_shape(FRIBIDI_FLAGS_DEFAULT | FRIBIDI_FLAGS_ARABIC, work->levels, count, work->joining, work->shaped);
    return true;
}

static bool add_cluster(struct arena *arena, struct bidi_paragraph *paragraph, size_t *capacity, struct bidi_cluster cluster)
{
    struct bidi_cluster *clusters = arena_grow(arena, paragraph->clusters, paragraph->count, capacity, sizeof *clusters);
    if (!clusters)
        return false;
    int width = text_width(cluster.text, cluster.length);
    cluster.width = (uint8_t)(width < UINT8_MAX ? width : UINT8_MAX);
    paragraph->clusters = clusters;
    clusters[paragraph->count++] = cluster;
    return true;
}

/* The clusters of the source, shaped. Where Lam and Alef became one letter, their two clusters become one, which begins at the Lam. */
static bool cut_clusters(struct arena *arena, struct bidi_paragraph *paragraph, const struct work *work, const char *text, size_t length)
{
    struct buf shown;
    size_t capacity = 0, point = 0;
    bool good = true;
    buf_init(&shown, arena->allocator);
    for (size_t at = 0; good && at < length;) {
        struct bidi_cluster cluster = { .source = at, .level = (uint8_t)work->levels[point] };
        size_t start = at, cluster_end = at;
        bool changed = false, filled = false;
        buf_clear(&shown);
        do {
            cluster_end += text_cluster(text + cluster_end, length - cluster_end);
            filled = false;
            while (at < cluster_end) {
                size_t size;
                text_next(text + at, length - at, &size);
                at += size;
                filled = work->shaped[point] == FRIBIDI_CHAR_FILL && work->original[point] != FRIBIDI_CHAR_FILL;
                changed = changed || work->shaped[point] != work->original[point];
                if (!filled)
                    buf_codepoint(&shown, work->shaped[point]);
                point++;
            }
        } while (filled && at < length && at - start < 512);
        cluster.text = text + start;
        cluster.length = (uint16_t)(at - start);
        if (changed) {
            cluster.text = buf_failed(&shown) ? NULL : arena_copy(arena, shown.data, shown.length);
            cluster.length = (uint16_t)shown.length;
        }
        good = cluster.text && add_cluster(arena, paragraph, &capacity, cluster);
    }
    buf_release(&shown);
    return good;
}

struct bidi_paragraph *bidi_resolve(struct arena *arena, const char *text, size_t length, enum direction otherwise)
{
    struct bidi_paragraph *paragraph = arena_alloc(arena, sizeof *paragraph);
    struct work work = { .count = 0 };
    bool good = false;
    if (!paragraph)
        return NULL;
    paragraph->direction = bidi_direction(text, length, otherwise);
    if (length > PARAGRAPH_BYTES)
        goto cleanup;
    if (length == 0) {
        good = true;
    } else if (paragraph->direction == DIRECTION_LTR && !bidi_needed(text, length)) {
        size_t capacity = 0, size;
        good = true;
        for (size_t at = 0; good && at < length; at += size) {
            size = text_cluster(text + at, length - at);
            good = add_cluster(arena, paragraph, &capacity, (struct bidi_cluster){ .text = text + at, .length = (uint16_t)size, .source = at });
        }
    } else {
        good = work_init(&work, arena->allocator, text, length) && work_run(&work, paragraph->direction)
            && cut_clusters(arena, paragraph, &work, text, length);
    }
cleanup:
    memory_resize(arena->allocator, work.block, 0);
    if (!good)
        arena->failed = true;
    return good ? paragraph : NULL;
}

/* Rule L1: blanks at the end of a line have the paragraph's level. */
static bool blank(const struct bidi_cluster *cluster)
{
    size_t size;
    FriBidiCharType type = type_at(cluster->text, cluster->length, &size);
    return FRIBIDI_IS_EXPLICIT_OR_BN_OR_WS(type) || FRIBIDI_IS_ISOLATE(type) || FRIBIDI_IS_SEPARATOR(type);
}

void bidi_order(const struct bidi_paragraph *paragraph, size_t first, size_t count, uint32_t *visual)
{
    const struct bidi_cluster *clusters = paragraph->clusters;
    const unsigned base = paragraph->direction == DIRECTION_RTL;
    size_t inked = first + count;
    while (inked > first && blank(&clusters[inked - 1]))
        inked--;
#define LEVEL(index) ((index) < inked ? clusters[index].level : base)
    unsigned most = 0, least = UINT8_MAX;
    for (size_t i = 0; i < count; i++) {
        unsigned level = LEVEL(first + i);
        visual[i] = (uint32_t)(first + i);
        most = level > most ? level : most;
        least = level < least ? level : least;
    }
    /* rule L2: from the highest level to the lowest odd one, runs at that level or above are turned round */
    for (unsigned level = most; level >= (least | 1) && level > 0; level--)
        for (size_t i = 0; i < count; i++) {
            size_t end = i;
            while (end < count && LEVEL(visual[end]) >= level)
                end++;
            for (size_t left = i, right = end; left + 1 < right; left++) {
                uint32_t swapped = visual[left];
                visual[left] = visual[--right];
                visual[right] = swapped;
            }
            i = end > i ? end - 1 : i;
        }
#undef LEVEL
}
