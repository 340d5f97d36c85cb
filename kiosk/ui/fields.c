#include "ui/fields.h"

#include "base/arena.h"
#include "base/intl.h"
#include "base/text.h"

#define LEAD 2                                   /* the mark */
#define GAP 2                                    /* between label and field */
#define INPUT 24                                 /* cells of a field that says nothing else */

static bool typed_kind(enum field_kind kind)
{
    return kind == FIELD_TEXT || kind == FIELD_NUMBER || kind == FIELD_DIGITS || kind == FIELD_PIN || kind == FIELD_DATE;
}

static bool can_focus(const struct field *field)
{
    return !field->hidden && !field->disabled && field->kind != FIELD_HEADING && field->kind != FIELD_NOTE && field->kind != FIELD_SHOWN;
}

static size_t nearest(const struct fields *fields, size_t index, int direction)
{
    for (; index < fields->count; index += (size_t)direction)
        if (can_focus(&fields->array[index]))
            return index;
    return SIZE_MAX;
}

void fields_init(struct fields *fields, const struct allocator *allocator, struct field *array, size_t count)
{
    static const enum prompt_kind kinds[] = {
        [FIELD_TEXT] = PROMPT_TEXT, [FIELD_NUMBER] = PROMPT_NUMBER, [FIELD_DIGITS] = PROMPT_DIGITS,
        [FIELD_PIN] = PROMPT_PIN, [FIELD_DATE] = PROMPT_DATE,
    };
    *fields = (struct fields){ .array = array, .count = count };
    for (size_t i = 0; i < count; i++) {
        struct field *field = &array[i];
        if (!typed_kind(field->kind))
            continue;
        prompt_init(&field->prompt, allocator, kinds[field->kind], field->limit);
        if (field->kind == FIELD_DATE)
            field->prompt.placeholder = _("YYYY-MM-DD");
    }
    fields->focus = nearest(fields, 0, 1);
}

void fields_release(struct fields *fields)
{
    for (size_t i = 0; i < fields->count; i++)
        if (typed_kind(fields->array[i].kind))
            prompt_release(&fields->array[i].prompt);
    fields->count = 0;
}

struct field *fields_find(const struct fields *fields, int id)
{
    for (size_t i = 0; i < fields->count; i++)
        if (fields->array[i].id == id)
            return &fields->array[i];
    return NULL;
}

const char *field_text(const struct field *field)
{
    return typed_kind(field->kind) ? prompt_text(&field->prompt) : "";
}

void field_message(struct field *field, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(field->message, sizeof field->message, format, list);
    va_end(list);
}

void fields_messages_clear(struct fields *fields)
{
    for (size_t i = 0; i < fields->count; i++)
        fields->array[i].message[0] = 0;
}

static bool is_empty(const struct field *field)
{
    size_t length = typed_kind(field->kind) ? field->prompt.text.length : 0;
    if (typed_kind(field->kind)) {
        text_trim(field->prompt.text.data, &length);
        return length == 0;
    }
    return field->kind == FIELD_CHOICE ? field->chosen < 0 : field->kind == FIELD_CHECK && !field->checked;
}

bool fields_required(struct fields *fields)
{
    bool all = true;
    for (size_t i = 0; i < fields->count; i++) {
        struct field *field = &fields->array[i];
        if (!field->required || !can_focus(field) || !is_empty(field))
            continue;
        field_message(field, "%s", _("please fill this in"));
        if (all)
            fields->focus = i;
        all = false;
    }
    return all;
}

/* What is drawn of a field, in rows: the note's lines, or the field, with its message below. */
static int note_lines(struct arena *arena, const char *text, int cols, struct text_line **lines)
{
    size_t count = 0;
    *lines = text_wrap(arena, text ? text : "", text ? strlen(text) : 0, cols > 1 ? cols : 1, &count);
    return *lines ? (int)count : 0;
}

static int width_of(const char *text)
{
    return text ? text_width(text, strlen(text)) : 0;
}

static int options_cols(const struct field *field)
{
    int cols = 0;
    for (size_t i = 0; i < field->option_count; i++)
        cols += width_of(field->options[i]) + 2 + (i ? 3 : 0);
    return cols;
}

static int input_cols(const struct field *field, int room)
{
    int cols = field->cols ? field->cols : field->kind == FIELD_DATE ? 11 : field->kind == FIELD_NUMBER ? 14 :
               field->kind == FIELD_PIN ? (int)(field->limit ? field->limit + 1 : 9) : INPUT;
    return cols < room ? cols : room;
}

static int label_room(const struct fields *fields, int cols)
{
    int most = 0;
    for (size_t i = 0; i < fields->count; i++) {
        const struct field *field = &fields->array[i];
        if (!field->hidden && field->kind != FIELD_HEADING && field->kind != FIELD_NOTE && field->kind != FIELD_BUTTON &&
            field->kind != FIELD_CHECK && width_of(field->label) > most)
            most = width_of(field->label);
    }
    return most < cols * 2 / 5 ? most : cols * 2 / 5;
}

static bool hint_beside(const struct field *field, int room)
{
    int used = field->kind == FIELD_CHOICE ? options_cols(field) : input_cols(field, room);
    return used + (field->unit ? 1 + width_of(field->unit) : 0) + 3 + width_of(field->hint) <= room;
}

static int field_rows(const struct fields *fields, struct arena *arena, const struct field *field, int cols)
{
    struct text_line *lines;
    int room = cols - LEAD - fields->label_cols - GAP;
    if (field->hidden)
        return 0;
    if (field->kind == FIELD_NOTE)
        return note_lines(arena, field->label, cols - LEAD, &lines);
    int rows = field->kind == FIELD_CHECK ? note_lines(arena, field->label, cols - LEAD - 4, &lines) : 1;
    if (typed_kind(field->kind) || field->kind == FIELD_SHOWN)
        rows = note_lines(arena, field->label, fields->label_cols, &lines);
    if (rows < 1)
        rows = 1;
    bool remark = field->message[0] || (field->hint && !hint_beside(field, room));
    bool spaced = fields->airy && field->kind != FIELD_HEADING && field->kind != FIELD_BUTTON;
    return rows + (remark || spaced);            /* so a message does not push away what stands below it */
}

/* A free row: before a heading, after a note, before the first button. */
static int space_before(const struct fields *fields, size_t index)
{
    const struct field *field = &fields->array[index];
    size_t before = index;
    while (before > 0 && fields->array[before - 1].hidden)
        before--;
    if (!before || field->hidden)
        return 0;
    const struct field *above = &fields->array[before - 1];
    if (fields->airy && above->kind != FIELD_NOTE && above->kind != FIELD_HEADING && above->kind != FIELD_BUTTON)
        return field->kind == FIELD_HEADING;
    if (fields->airy && above->kind == FIELD_HEADING)
        return 1;
    return field->kind == FIELD_HEADING || above->kind == FIELD_NOTE || field->kind == FIELD_NOTE ||
           (field->kind == FIELD_BUTTON && above->kind != FIELD_BUTTON);
}

int fields_rows(const struct fields *fields, int cols)
{
    struct fields measured = *fields;
    struct arena arena;
    int rows = 0;
    measured.label_cols = label_room(fields, cols);
    arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < fields->count; i++)
        rows += space_before(fields, i) + field_rows(&measured, &arena, &fields->array[i], cols);
    arena_release(&arena);
    /* The free row below the last field need not be there. */
    size_t last = fields->count;
    while (last > 0 && fields->array[last - 1].hidden)
        last--;
    if (fields->airy && last && can_focus(&fields->array[last - 1]) && fields->array[last - 1].kind != FIELD_BUTTON &&
        !fields->array[last - 1].message[0] && !fields->array[last - 1].hint)
        rows--;
    return rows;
}

/* The first row of a field, and the row behind it, from the beginning. */
static int field_at(const struct fields *fields, size_t index, int *end)
{
    struct arena arena;
    int row = 0, first = 0;
    arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < fields->count && i <= index; i++) {
        first = row + space_before(fields, i);
        row = first + field_rows(fields, &arena, &fields->array[i], fields->cols);
    }
    arena_release(&arena);
    *end = row;
    return first;
}

void fields_layout(struct fields *fields, struct area area)
{
    fields->cols = area.cols;
    fields->label_cols = label_room(fields, area.cols);
    fields->airy = true;
    fields->airy = fields_rows(fields, area.cols) <= area.rows;
    int all = fields_rows(fields, area.cols), end = 0;
    fields->rows = all > area.rows ? area.rows - 1 : area.rows;
    if (fields->rows < 1)
        fields->rows = 1;
    if (fields->focus != SIZE_MAX) {
        int first = field_at(fields, fields->focus, &end);
        bool uppermost = nearest(fields, 0, 1) == fields->focus;
        if (end > fields->top + fields->rows)
            fields->top = end - fields->rows;
        if (first < fields->top)
            fields->top = first;
        if (uppermost && end <= fields->rows)      /* what stands above the first field is seen with it */
            fields->top = 0;
    }
    if (fields->top > all - fields->rows)
        fields->top = all > fields->rows ? all - fields->rows : 0;
}

static struct area as_laid_out(const struct fields *fields, struct area area)
{
    area.cols = fields->cols ? fields->cols : area.cols;
    return area;
}

void fields_focus(struct fields *fields, size_t index)
{
    size_t there = nearest(fields, index, 1);
    fields->focus = there != SIZE_MAX ? there : nearest(fields, fields->count ? fields->count - 1 : 0, -1);
}

static unsigned go(struct fields *fields, int direction, struct area area)
{
    size_t there = nearest(fields, fields->focus + (size_t)direction, direction);
    if (there == SIZE_MAX)
        return WIDGET_IGNORED;
    fields->focus = there;
    fields_layout(fields, area);
    return WIDGET_HANDLED | WIDGET_MOVED;
}

static unsigned choose(struct field *field, int index)
{
    bool changed = index != field->chosen;
    field->chosen = index;
    field->message[0] = 0;
    return WIDGET_HANDLED | (changed ? WIDGET_CHANGED : 0);
}

static unsigned choice_key(struct field *field, const struct event *event)
{
    int last = (int)field->option_count - 1, digit = event_digit(event, true);
    if (last < 0)
        return WIDGET_IGNORED;
    if (digit > 0 && digit <= last + 1)
        return choose(field, digit - 1);
    if (event_is(event, PRESS_RIGHT) || event_letter(event, ' '))
        return choose(field, field->chosen < last ? field->chosen + 1 : event_letter(event, ' ') ? 0 : last);
    if (event_is(event, PRESS_LEFT))
        return choose(field, field->chosen > 0 ? field->chosen - 1 : 0);
    return WIDGET_IGNORED;
}

static size_t field_in(const struct fields *fields, int row)
{
    for (size_t i = 0; i < fields->count; i++) {
        int end, first = field_at(fields, i, &end);
        if (row >= first && row < end)
            return i;
    }
    return SIZE_MAX;
}

unsigned fields_event(struct fields *fields, const struct event *event, struct area area)
{
    if (fields->focus >= fields->count)
        return WIDGET_IGNORED;
    struct field *field = &fields->array[fields->focus];
    area = as_laid_out(fields, area);
    if (event->kind == EVENT_MOUSE && event->mouse == MOUSE_CLICK && event->row >= area.row && event->row < area.row + fields->rows) {
        size_t index = field_in(fields, event->row - area.row + fields->top);
        if (index >= fields->count || !can_focus(&fields->array[index]))
            return WIDGET_IGNORED;
        fields->focus = index;
        field = &fields->array[index];
        if (field->kind == FIELD_CHECK)
            field->checked = !field->checked;
        return WIDGET_HANDLED | WIDGET_MOVED | (field->kind == FIELD_CHECK ? WIDGET_CHANGED : 0) |
               (field->kind == FIELD_BUTTON ? WIDGET_ACCEPTED : 0);
    }
    if (event_is(event, PRESS_DOWN) || event_is(event, PRESS_TAB))
        return go(fields, 1, area);
    if (event_is(event, PRESS_UP) || event_is(event, PRESS_BACK_TAB))
        return go(fields, -1, area);
    if (event_is(event, PRESS_ENTER)) {
        if (field->kind == FIELD_BUTTON)
            return WIDGET_HANDLED | WIDGET_ACCEPTED;
        unsigned flags = go(fields, 1, area);
        return flags ? flags : WIDGET_HANDLED | WIDGET_ACCEPTED;
    }
    if (field->kind == FIELD_BUTTON)
        return event_letter(event, ' ') ? WIDGET_HANDLED | WIDGET_ACCEPTED : WIDGET_IGNORED;
    if (field->kind == FIELD_CHECK) {
        if (!event_letter(event, ' '))
            return WIDGET_IGNORED;
        field->checked = !field->checked;
        field->message[0] = 0;
        return WIDGET_HANDLED | WIDGET_CHANGED;
    }
    if (field->kind == FIELD_CHOICE)
        return choice_key(field, event);
    unsigned flags = prompt_event(&field->prompt, event);
    if (flags & WIDGET_CHANGED)
        field->message[0] = 0;                   /* what was wrong is being mended */
    return flags;
}

static void options_draw(const struct field *field, struct grid *grid, int row, int col, int cols, bool here)
{
    if (options_cols(field) <= cols) {
        for (size_t i = 0; i < field->option_count; i++) {
            bool chosen = field->chosen == (int)i;
            enum style style = chosen ? (here ? STYLE_FOCUS : STYLE_CHOSEN) : STYLE_TEXT;
            grid_glyph(grid, row, col, chosen ? style : STYLE_DIM, chosen ? GLYPH_NOW : GLYPH_RING);
            if (here && (chosen || (field->chosen < 0 && i == 0)))
                grid_cursor(grid, row, col);
            col += 2 + grid_put(grid, row, col + 2, cols, style, field->options[i]) + 3;
        }
        return;
    }
    /* Too many to stand side by side: one at a time, between two arrows. */
    bool some = field->chosen >= 0 && (size_t)field->chosen < field->option_count;
    int counter = cols > 24 ? 9 : 0;
    grid_glyph(grid, row, col, here ? STYLE_FOCUS : STYLE_DIM, GLYPH_FOCUS_RTL);
    grid_fill(grid, (struct area){ row, col + 2, 1, cols - 4 - counter }, here ? STYLE_INPUT_FOCUS : STYLE_INPUT, " ");
    grid_put(grid, row, col + 2, cols - 4 - counter, here ? STYLE_INPUT_FOCUS : STYLE_INPUT, some ? field->options[field->chosen] :
                                                                                             _("choose"));
    grid_glyph(grid, row, col + cols - 1 - counter, here ? STYLE_FOCUS : STYLE_DIM, GLYPH_FOCUS);
    if (counter && some)
        grid_format(grid, row, col + cols - counter + 1, counter - 1, STYLE_DIM, "%d/%zu", field->chosen + 1, field->option_count);
    if (here)
        grid_cursor(grid, row, col + 2);
}

static void field_draw(const struct fields *fields, const struct field *field, struct grid *grid, struct arena *arena, struct area area, int row,
                       bool here)
{
    struct text_line *lines;
    int label = area.col + LEAD, col = label + fields->label_cols + GAP, room = area.col + area.cols - col, below = row + 1;
    enum style style = field->disabled ? STYLE_DISABLED : here ? STYLE_FOCUS : STYLE_TEXT;
    if (field->kind == FIELD_HEADING) {
        grid_put(grid, row, area.col, area.cols, STYLE_HEADING, field->label);
        return;
    }
    if (field->kind == FIELD_NOTE) {
        int count = note_lines(arena, field->label, area.cols - LEAD, &lines);
        for (int i = 0; i < count; i++)
            grid_text(grid, row + i, label, area.cols - LEAD, STYLE_DIM, field->label + lines[i].start, lines[i].length);
        return;
    }
    if (here)
        grid_glyph(grid, row, area.col, STYLE_FOCUS, GLYPH_FOCUS);
    if (field->kind == FIELD_BUTTON) {
        char text[120];
        snprintf(text, sizeof text, "[ %s ]", field->label);
        grid_put(grid, row, label, area.cols - LEAD, field->disabled ? STYLE_DISABLED : here ? STYLE_SELECTED : STYLE_TEXT, text);
        if (here)
            grid_cursor(grid, row, label + 2);
        return;
    }
    if (field->kind == FIELD_CHECK) {
        int cols = area.cols - LEAD - 4, count = note_lines(arena, field->label, cols, &lines);
        grid_put(grid, row, label, 3, style, "[ ]");
        if (field->checked)
            grid_put(grid, row, label + 1, 1, style, grid->look->glyphs == GLYPHS_UNICODE ? "✓" : glyph_text(GLYPH_BOX_ON, grid->look));
        for (int i = 0; i < count; i++)
            grid_text(grid, row + i, label + 4, cols, style, field->label + lines[i].start, lines[i].length);
        if (here)
            grid_cursor(grid, row, label + 1);
        below = row + (count > 1 ? count : 1);
    } else {
        int count = note_lines(arena, field->label, fields->label_cols > 0 ? fields->label_cols : 1, &lines);
        if (field->kind == FIELD_CHOICE && count > 1) {
            grid_put(grid, row, label, fields->label_cols, style, field->label);
            count = 1;
        } else {
            for (int i = 0; i < count; i++)
                grid_text(grid, row + i, label, fields->label_cols, style, field->label + lines[i].start, lines[i].length);
        }
        below = row + (count > 1 ? count : 1);
    }
    int used = 0;
    if (field->kind == FIELD_CHOICE) {
        options_draw(field, grid, row, col, room, here);
        used = options_cols(field);
    } else if (field->kind == FIELD_SHOWN) {
        used = grid_put(grid, row, col, room, field->style, field->value);
    } else if (typed_kind(field->kind)) {
        used = input_cols(field, room);
        prompt_draw(&field->prompt, grid, row, col, used, here);
    }
    if (field->unit)
        used += 1 + grid_put(grid, row, col + used + 1, room - used - 1, STYLE_DIM, field->unit);
    if (field->message[0]) {
        grid_glyph(grid, below, field->kind == FIELD_CHECK ? label + 4 : col, STYLE_ATTENTION, GLYPH_UP);
        grid_put(grid, below, (field->kind == FIELD_CHECK ? label + 4 : col) + 2, room - 2, STYLE_ATTENTION, field->message);
    } else if (field->hint) {
        if (hint_beside(field, room))
            grid_put(grid, row, col + used + 3, room - used - 3, STYLE_DIM, field->hint);
        else
            grid_put(grid, below, col, room, STYLE_DIM, field->hint);
    }
}

void fields_draw(const struct fields *fields, struct grid *grid, struct area area, bool focused)
{
    struct arena arena;
    arena_init(&arena, grid->allocator, 0);
    struct area shown = area_top(area, fields->rows ? fields->rows : area.rows);
    struct area before = grid_clip(grid, area_cross(shown, grid->clip));
    int row = area.row - fields->top, last = row;
    for (size_t i = 0; i < fields->count; i++) {
        row += space_before(fields, i);
        int rows = field_rows(fields, &arena, &fields->array[i], area.cols);
        if (rows && row + rows > area.row && row < shown.row + shown.rows)
            field_draw(fields, &fields->array[i], grid, &arena, area, row, focused && i == fields->focus);
        row += rows;
        last = row;
    }
    grid_clip(grid, before);
    if (fields->rows && fields->rows < area.rows) {
        int mark = area.row + area.rows - 1;
        char text[80] = "";
        if (last > shown.row + shown.rows)
            snprintf(text, sizeof text, "%s %s", _("more below"), glyph_text(GLYPH_MORE_BELOW, grid->look));
        else if (fields->top)
            snprintf(text, sizeof text, "%s %s", glyph_text(GLYPH_MORE_ABOVE, grid->look), _("more above"));
        grid_put_end(grid, mark, area.col, area.cols, STYLE_DIM, text);
    }
    arena_release(&arena);
}
