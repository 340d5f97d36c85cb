/*
 * MD4C's callbacks to blocks. A stack of frames stands for the lists, items and quotes that are open; running text gathers in `raw` until its style changes.
 * Live blocks are only noted here and read when MD4C is done, since what is within a note is Markdown again.
 */
#include <md4c.h>

#include "base/text.h"
#include "model/lesson_parts.h"
#include "model/markup_entity.h"

#define LIVE_LIMIT 32                            /* live blocks of a page */
#define FRAMES (2 * LESSON_NESTING_LIMIT + 2)

struct frame {
    MD_BLOCKTYPE type;                           /* DOC, QUOTE, UL, OL, LI */
    long line;
    struct lesson_block *blocks;                 /* of a document, quote or item */
    struct lesson_blocks *items;                 /* of a list */
    size_t count, capacity;
    unsigned start;
};

struct builder {
    struct lesson_reader *reader;
    struct part part;
    bool top;
    struct frame frames[FRAMES];
    int depth;                                   /* frames in use */
    const char *last;                            /* the end of the last text in the source that MD4C named */

    /* the running text */
    struct buf raw;
    const char *text_at;                         /* where it began; NULL: no text yet */
    bool reading;                                /* within a paragraph, heading or cell */
    unsigned nested[4];                          /* how many emphasis, strong, code, link are open */
    const char *target;
    struct lesson_span *spans;
    size_t span_count, span_capacity;

    unsigned level;                              /* of the heading that is open */
    const MD_BLOCK_CODE_DETAIL *code;            /* NULL outside of a code block */
    struct buf code_text, info;
    const char *code_start, *code_end;
    struct lesson_block table;                   /* being read */
    size_t cell;
    bool header;
    struct {
        int which;                               /* which live word it has */
        struct part info, inside;
        size_t block;                            /* its place among the page's blocks */
    } live[LIVE_LIMIT];
    size_t live_count;
    bool too_many;
};

enum { STOP_MEMORY = -1, STOP_MISTAKE = -2 };    /* what a callback returns to end the reading: MD4C passes over what is above 0 */

/* Where something begins of which MD4C has not yet named any text: the next line with text in it. */
static const char *next_place(const struct builder *builder)
{
    const char *at = builder->last, *end = builder->part.text + builder->part.length;
    if (at > builder->part.text)
        while (at < end && *at != '\n')
            at++;
    while (at < end && ascii_space(*at))
        at++;
    return at;
}

static unsigned style_of(const struct builder *builder)
{
    return (builder->nested[0] ? SPAN_EMPHASIS : 0) | (builder->nested[1] ? SPAN_STRONG : 0)
        | (builder->nested[2] ? SPAN_CODE : 0) | (builder->nested[3] ? SPAN_LINK : 0);
}

/* Ends the span that is being read. */
static bool flush_span(struct builder *builder)
{
    struct lesson_reader *reader = builder->reader;
    if (!builder->raw.length)
        return !buf_failed(&builder->raw);
    const char *text = lesson_clean(reader, (struct part){ builder->raw.data, builder->raw.length }, true);
    buf_clear(&builder->raw);
    if (!text)
        return false;
    if (!*text)
        return true;
    struct lesson_span *grown = arena_grow(reader->arena, builder->spans, builder->span_count, &builder->span_capacity, sizeof *grown);
    if (!grown)
        return false;
    builder->spans = grown;
    grown[builder->span_count++] = (struct lesson_span){ text, strlen(text), style_of(builder), builder->target };
    return true;
}

static void begin_text(struct builder *builder)
{
    builder->reading = true;
    builder->text_at = NULL;
    builder->spans = NULL;
    builder->span_count = builder->span_capacity = 0;
    buf_clear(&builder->raw);
}

static bool end_text(struct builder *builder, struct lesson_text *text)
{
    builder->reading = false;
    if (!flush_span(builder))
        return false;
    *text = (struct lesson_text){ builder->spans, builder->span_count };
    return true;
}

static struct lesson_block *add_block(struct builder *builder, enum block_kind kind, long line)
{
    struct frame *frame = &builder->frames[builder->depth - 1];
    struct lesson_block *grown = arena_grow(builder->reader->arena, frame->blocks, frame->count, &frame->capacity, sizeof *grown);
    if (!grown)
        return NULL;
    frame->blocks = grown;
    struct lesson_block *block = &grown[frame->count++];
    *block = (struct lesson_block){ .kind = kind, .line = line };
    for (int i = builder->depth - 1; i > 0 && !builder->frames[i].line; i--)
        builder->frames[i].line = line;
    return block;
}

static long text_line(struct builder *builder)
{
    return lesson_line(builder->reader, builder->text_at ? builder->text_at : builder->last);
}

/* The text of a list's item that is tight comes without a paragraph around it. */
static bool end_loose_text(struct builder *builder)
{
    struct lesson_text text;
    if (!builder->reading)
        return true;
    if (!end_text(builder, &text))
        return false;
    if (!text.count)
        return true;
    struct lesson_block *block = add_block(builder, BLOCK_PARAGRAPH, text_line(builder));
    if (block)
        block->text = text;
    return block;
}

static int push(struct builder *builder, MD_BLOCKTYPE type, unsigned start)
{
    if (builder->depth == FRAMES) {
        lesson_mistake(builder->reader, next_place(builder), N_("lists and quotes are nested more than %d deep here: make it flatter"), LESSON_NESTING_LIMIT);
        return STOP_MISTAKE;
    }
    builder->frames[builder->depth++] = (struct frame){ .type = type, .start = start };
    return 0;
}

static int nesting(struct builder *builder)
{
    int depth = 0;
    for (int i = 0; i < builder->depth; i++)
        depth += builder->frames[i].type == MD_BLOCK_QUOTE || builder->frames[i].type == MD_BLOCK_UL || builder->frames[i].type == MD_BLOCK_OL;
    if (depth < LESSON_NESTING_LIMIT)
        return 0;
    lesson_mistake(builder->reader, next_place(builder), N_("lists and quotes are nested more than %d deep here: make it flatter"), LESSON_NESTING_LIMIT);
    return STOP_MISTAKE;
}

static int begin_table(struct builder *builder, const MD_BLOCK_TABLE_DETAIL *detail)
{
    struct arena *arena = builder->reader->arena;
    struct lesson_table *table = &builder->table.table;
    if (detail->col_count > LESSON_COLUMNS_LIMIT) {
        lesson_mistake(builder->reader, next_place(builder), N_("a table has at most %d columns"), LESSON_COLUMNS_LIMIT);
        return STOP_MISTAKE;
    }
    *table = (struct lesson_table){ .columns = detail->col_count, .rows = detail->body_row_count };
    table->alignment = arena_array(arena, table->columns, sizeof *table->alignment);
    table->header = arena_array(arena, table->columns, sizeof *table->header);
    table->cells = arena_array(arena, table->columns * table->rows, sizeof *table->cells);
    builder->table.line = 0;
    builder->cell = 0;
    return table->alignment && table->header && table->cells ? 0 : STOP_MEMORY;
}

static int end_cell(struct builder *builder, const MD_BLOCK_TD_DETAIL *detail)
{
    struct lesson_table *table = &builder->table.table;
    struct lesson_text text;
    size_t cell = builder->cell++;
    if (!end_text(builder, &text))
        return STOP_MEMORY;
    if (!builder->table.line && builder->text_at)
        builder->table.line = lesson_line(builder->reader, builder->text_at);
    if (builder->header && cell < table->columns) {
        table->header[cell] = text;
        table->alignment[cell] = detail->align == MD_ALIGN_RIGHT ? ALIGN_END : detail->align == MD_ALIGN_CENTER ? ALIGN_CENTRE : ALIGN_START;
    } else if (!builder->header && cell < table->columns * table->rows) {
        table->cells[cell] = text;
    }
    return 0;
}

/* An ATX heading has its #s in front; what has none was underlined. */
static bool underlined(const struct builder *builder)
{
    const char *start = builder->text_at;
    if (!start)
        return false;
    while (start > builder->part.text && start[-1] != '\n')
        start--;
    return start == builder->text_at || !memchr(start, '#', (size_t)(builder->text_at - start));
}

static int end_heading(struct builder *builder)
{
    struct lesson_reader *reader = builder->reader;
    struct lesson_text text;
    if (!end_text(builder, &text))
        return STOP_MEMORY;
    const char *at = builder->text_at ? builder->text_at : builder->last;
    bool first = builder->top && !reader->titled;
    if (builder->top)
        reader->titled = true;
    if (!text.count)
        lesson_mistake(reader, at, N_("this heading is empty"));
    else if (underlined(builder))
        lesson_mistake(reader, at, N_("this text is a heading because it is underlined: write ## before it, or a blank line below it"));
    else if (!builder->top || builder->depth > 1)
        lesson_mistake(reader, at, N_("a heading cannot stand within a list, a quote or another block"));
    else if (builder->level == 1 && !first)
        lesson_mistake(reader, at, N_("a lesson has one title alone: write ## for a heading"));
    else if (builder->level > 3)
        lesson_mistake(reader, at, N_("headings are ## or ###, not smaller"));
    struct lesson_block *block = add_block(builder, BLOCK_HEADING, text_line(builder));
    if (!block)
        return STOP_MEMORY;
    block->text = text;
    block->level = (int)builder->level;
    return 0;
}

static int end_code(struct builder *builder)
{
    struct lesson_reader *reader = builder->reader;
    struct part info = part_trim((struct part){ builder->info.data, builder->info.length });
    size_t word = 0;
    while (word < info.length && !ascii_space(info.text[word]))
        word++;
    int live = builder->code->fence_char ? live_find((struct part){ info.text, word }) : LIVE_NONE;
    const char *at = builder->code_start ? builder->code_start : next_place(builder);
    while (builder->code_start && at > builder->part.text && at[-1] != '\n')
        at--;                                    /* MD4C passes over the indentation */
    builder->code = NULL;
    if (buf_failed(&builder->code_text) || buf_failed(&builder->info))
        return STOP_MEMORY;
    struct lesson_block *block = add_block(builder, BLOCK_CODE, lesson_line(reader, at));
    if (!block)
        return STOP_MEMORY;
    if (live == LIVE_NONE) {
        block->code = lesson_clean(reader, (struct part){ builder->code_text.data, builder->code_text.length }, true);
        if (!block->code)
            return STOP_MEMORY;
        size_t length = strlen(block->code);
        if (length && block->code[length - 1] == '\n')
            block->code = arena_copy(reader->arena, block->code, length - 1);
        return block->code ? 0 : STOP_MEMORY;
    }
    if (!builder->top || builder->depth > 1) {
        lesson_mistake(reader, at, N_("a block `%s` cannot stand within a list, a quote or another block"),
                       part_text(reader, (struct part){ info.text, word }));
        return 0;
    }
    if (builder->live_count == LIVE_LIMIT) {
        builder->too_many = true;
        return 0;
    }
    size_t i = builder->live_count++;
    struct part rest = part_trim((struct part){ info.text + word, info.length - word });
    builder->live[i].which = live;
    builder->live[i].info = (struct part){ arena_copy(reader->arena, rest.text, rest.length), rest.length };
    builder->live[i].inside = (struct part){ at, builder->code_start ? (size_t)(builder->code_end - at) : 0 };
    builder->live[i].block = builder->frames[0].count - 1;
    return builder->live[i].info.text ? 0 : STOP_MEMORY;
}

/* The end of a list, an item or a quote. */
static int end_frame(struct builder *builder)
{
    if (!end_loose_text(builder))
        return STOP_MEMORY;
    struct frame done = builder->frames[--builder->depth];
    struct frame *outer = &builder->frames[builder->depth - 1];
    long line = done.line ? done.line : lesson_line(builder->reader, builder->last);
    if (!outer->line)
        outer->line = line;
    if (done.type == MD_BLOCK_LI) {
        struct lesson_blocks *grown = arena_grow(builder->reader->arena, outer->items, outer->count, &outer->capacity, sizeof *grown);
        if (!grown)
            return STOP_MEMORY;
        outer->items = grown;
        grown[outer->count++] = (struct lesson_blocks){ done.blocks, done.count };
        return 0;
    }
    struct lesson_block *block = add_block(builder, done.type == MD_BLOCK_QUOTE ? BLOCK_QUOTE : BLOCK_LIST, line);
    if (!block)
        return STOP_MEMORY;
    if (done.type == MD_BLOCK_QUOTE)
        block->inside = (struct lesson_blocks){ done.blocks, done.count };
    else
        block->list = (struct lesson_list){ done.type == MD_BLOCK_OL, done.start, done.items, done.count };
    return 0;
}

static bool add_entity(struct buf *out, const char *text, size_t length)
{
    size_t size;
    uint32_t codepoint = entity_read(text, length, &size);
    if (!codepoint || size != length)
        return false;
    buf_codepoint(out, codepoint);
    return true;
}

static void attribute_text(struct buf *out, const MD_ATTRIBUTE *attribute)
{
    for (size_t i = 0; attribute->size && attribute->substr_offsets[i] < attribute->size; i++) {
        const char *text = attribute->text + attribute->substr_offsets[i];
        size_t length = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];
        if (attribute->substr_types[i] != MD_TEXT_ENTITY || !add_entity(out, text, length))
            buf_add(out, text, length);
    }
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct builder *builder = context;
    int stop = 0;
    if (!end_loose_text(builder))
        return STOP_MEMORY;
    switch (type) {
    case MD_BLOCK_DOC:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_TR:
        builder->header = type == MD_BLOCK_THEAD || (type == MD_BLOCK_TR && builder->header);
        if (type == MD_BLOCK_TBODY)
            builder->cell = 0;
        return 0;
    case MD_BLOCK_QUOTE:
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        stop = nesting(builder);
        return stop ? stop : push(builder, type, type == MD_BLOCK_OL ? ((MD_BLOCK_OL_DETAIL *)detail)->start : 0);
    case MD_BLOCK_LI:
        return push(builder, type, 0);
    case MD_BLOCK_HR:
        lesson_mistake(builder->reader, next_place(builder), N_("a page cannot end within a list or a quote: begin the line --- at the very left"));
        return 0;
    case MD_BLOCK_H:
        builder->level = ((MD_BLOCK_H_DETAIL *)detail)->level;
        begin_text(builder);
        return 0;
    case MD_BLOCK_CODE:
        builder->code = detail;
        builder->code_start = NULL;
        buf_clear(&builder->code_text);
        buf_clear(&builder->info);
        attribute_text(&builder->info, &builder->code->info);
        return 0;
    case MD_BLOCK_TABLE:
        return begin_table(builder, detail);
    case MD_BLOCK_P:
    case MD_BLOCK_HTML:
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        begin_text(builder);
        return 0;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct builder *builder = context;
    switch (type) {
    case MD_BLOCK_QUOTE:
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
    case MD_BLOCK_LI:
        return end_frame(builder);
    case MD_BLOCK_H:
        return end_heading(builder);
    case MD_BLOCK_CODE:
        return end_code(builder);
    case MD_BLOCK_P:
    case MD_BLOCK_HTML:
        return end_loose_text(builder) ? 0 : STOP_MEMORY;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        return end_cell(builder, detail);
    case MD_BLOCK_TABLE: {
        struct lesson_block *block = add_block(builder, BLOCK_TABLE, builder->table.line ? builder->table.line : lesson_line(builder->reader, builder->last));
        if (!block)
            return STOP_MEMORY;
        block->table = builder->table.table;
        return 0;
    }
    default:
        return 0;
    }
}

static int change_span(struct builder *builder, MD_SPANTYPE type, const void *detail, bool enter)
{
    if (!builder->reading)
        begin_text(builder);                     /* a tight item that begins with a style */
    if (!flush_span(builder))
        return STOP_MEMORY;
    int which = type == MD_SPAN_EM ? 0 : type == MD_SPAN_STRONG ? 1 : type == MD_SPAN_CODE ? 2 : type == MD_SPAN_A ? 3 : -1;
    if (which >= 0) {
        builder->nested[which] += enter ? 1 : -1U;
        if (which == 3 && enter) {
            struct buf target;
            buf_init(&target, builder->reader->arena->allocator);
            attribute_text(&target, &((const MD_SPAN_A_DETAIL *)detail)->href);
            builder->target = buf_failed(&target) ? NULL : lesson_clean(builder->reader, (struct part){ target.data, target.length }, false);
            buf_release(&target);
            if (!builder->target)
                return STOP_MEMORY;
        } else if (which == 3) {
            builder->target = NULL;
        }
    } else if (type == MD_SPAN_IMG && enter) {
        lesson_warning(builder->reader, builder->last, N_("pictures are not shown; the text that describes it is shown in its place"));
    }
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    return change_span(context, type, detail, true);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    return change_span(context, type, detail, false);
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    struct builder *builder = context;
    const char *source = builder->reader->source;
    bool inside = text >= source && text < source + builder->reader->length;
    if (inside)
        builder->last = text + size;
    if (builder->code) {
        if (inside) {
            if (!builder->code_start)
                builder->code_start = text;
            builder->code_end = text + size;
        }                                        /* else indentation or a line end that MD4C makes */
        buf_add(&builder->code_text, text, size);
        return buf_failed(&builder->code_text) ? STOP_MEMORY : 0;
    }
    if (!builder->reading)
        begin_text(builder);
    if (!builder->text_at && inside)
        builder->text_at = text;
    switch (type) {
    case MD_TEXT_BR:
        buf_char(&builder->raw, '\n');
        break;
    case MD_TEXT_SOFTBR:
        buf_char(&builder->raw, ' ');
        break;
    case MD_TEXT_ENTITY:
        if (add_entity(&builder->raw, text, size))
            break;
        lesson_warning(builder->reader, inside ? text : builder->last, N_("`%s` is not known: write the character itself"),
                       part_text(builder->reader, (struct part){ text, size }));
        buf_add(&builder->raw, text, size);
        break;
    default:
        buf_add(&builder->raw, text, size);
    }
    return buf_failed(&builder->raw) ? STOP_MEMORY : 0;
}

static bool read_live(struct builder *builder)
{
    for (size_t i = 0; i < builder->live_count; i++) {
        struct lesson_block *block = &builder->frames[0].blocks[builder->live[i].block];
        if (!live_parse(builder->reader, builder->live[i].which, builder->live[i].info, builder->live[i].inside, block))
            return false;
    }
    if (builder->too_many)
        lesson_mistake(builder->reader, builder->part.text, N_("this page has more than %d live blocks: divide it"), LIVE_LIMIT);
    return true;
}

bool lesson_markdown(struct lesson_reader *reader, struct part part, bool top, struct lesson_blocks *blocks)
{
    const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_NOHTML | MD_FLAG_COLLAPSEWHITESPACE,
        .enter_block = enter_block, .leave_block = leave_block, .enter_span = enter_span, .leave_span = leave_span, .text = add_text,
    };
    struct builder *builder = memory_resize(reader->arena->allocator, NULL, sizeof *builder);
    bool done = false;
    if (!builder) {
        reader->arena->failed = true;
        return false;
    }
    memset(builder, 0, sizeof *builder);
    builder->reader = reader;
    builder->part = part;
    builder->top = top;
    builder->last = part.text;
    builder->depth = 1;
    buf_init(&builder->raw, reader->arena->allocator);
    buf_init(&builder->code_text, reader->arena->allocator);
    buf_init(&builder->info, reader->arena->allocator);
    int stopped = part.length ? md_parse(part.text, (MD_SIZE)part.length, &parser, builder) : 0;
    if (stopped != 0 && stopped != STOP_MISTAKE) {
        reader->arena->failed = true;            /* MD4C gives up for lack of memory alone */
        goto cleanup;
    }
    if (stopped == 0 && (!end_loose_text(builder) || !read_live(builder)))
        goto cleanup;
    *blocks = (struct lesson_blocks){ builder->frames[0].blocks, builder->frames[0].count };
    done = true;
cleanup:
    buf_release(&builder->raw);
    buf_release(&builder->code_text);
    buf_release(&builder->info);
    memory_resize(reader->arena->allocator, builder, 0);
    return done;
}
