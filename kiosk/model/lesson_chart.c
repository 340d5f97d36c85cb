/* The block `chart`. */
#include "base/text.h"
#include "model/figure.h"
#include "model/lesson_parts.h"

static const char *const types[] = { [LESSON_BAR] = "bar", [LESSON_LINE] = "line", [LESSON_STACKED] = "stacked" };

struct chart_reader {
    struct lesson_reader *reader;
    struct lesson_chart *chart;
    const char *begin;                           /* of the block, for what is missing */
    bool typed;
    struct part x, mark;                        /* text NULL: not seen */
    struct {
        struct part name, values;
        bool computed;
    } series[CHART_SERIES_LIMIT];
};

/* Digits with at most one point: in a list commas divide, so no other mark can stand in a number. */
static bool plain_number(struct part slice, double *value)
{
    char text[40];
    size_t digits = 0, points = 0, signs = slice.length && (*slice.text == '-' || *slice.text == '+');
    for (size_t i = signs; i < slice.length; i++) {
        digits += ascii_digit(slice.text[i]);
        points += slice.text[i] == '.';
    }
    if (!digits || points > 1 || signs + digits + points != slice.length || slice.length >= sizeof text)
        return false;
    memcpy(text, slice.text, slice.length);
    text[slice.length] = 0;
    *value = strtod(text, NULL);
    return true;
}

static bool next_item(struct part *rest, struct part *item)
{
    struct part after;
    if (!rest->text)
        return false;
    if (part_divide(*rest, ',', item, &after)) {
        *rest = after;
    } else {
        *item = *rest;
        rest->text = NULL;
    }
    *item = part_trim(*item);
    return true;
}

static bool read_x(struct chart_reader *in)
{
    struct lesson_chart *chart = in->chart;
    struct lesson_reader *reader = in->reader;
    struct part rest = in->x, item;
    chart->labels = arena_array(reader->arena, CHART_X_LIMIT, sizeof *chart->labels);
    chart->x = arena_array(reader->arena, CHART_X_LIMIT, sizeof *chart->x);
    if (!chart->labels || !chart->x)
        return false;
    while (next_item(&rest, &item)) {
        if (chart->count == CHART_X_LIMIT) {
            lesson_mistake(reader, item.text, N_("a chart has at most %d points along x"), CHART_X_LIMIT);
            return true;
        }
        if (!item.length) {
            lesson_mistake(reader, item.text, N_("a point of x is empty: write it between the commas"));
            return true;
        }
        double x = (double)(chart->count + 1);
        if (chart->type == LESSON_LINE) {
            if (!plain_number(item, &x)) {
                lesson_mistake(reader, item.text, N_("`%s` is no number: the x of a line are numbers"), part_text(reader, item));
                return true;
            }
            if (chart->count && x <= chart->x[chart->count - 1]) {
                lesson_mistake(reader, item.text, N_("the x of a line must rise: %s does not"), part_text(reader, item));
                return true;
            }
        }
        if (!(chart->labels[chart->count] = lesson_clean(reader, item, false)))
            return false;
        chart->x[chart->count++] = x;
    }
    return true;
}

static void compute(struct chart_reader *in, size_t which, double *values)
{
    struct lesson_reader *reader = in->reader;
    struct part text = in->series[which].values;
    const char *expression = part_text(reader, text);
    long line, column;
    if (!reader->engine)
        return;
    lesson_place(reader, text.text, &line, &column);
    for (size_t i = 0; i < in->chart->count; i++) {
        struct figure x = { .name = "x", .value = in->chart->x[i] };
        struct error error = { 0 };
        if (figure_compute(reader->engine, expression, &x, 1, reader->file, line, column, &values[i], &error) < 0) {
            report_add(reader->report, &error);
            return;
        }
    }
}

static bool read_series(struct chart_reader *in, size_t which)
{
    struct lesson_chart *chart = in->chart;
    struct lesson_reader *reader = in->reader;
    struct part rest = in->series[which].values, item;
    struct lesson_series *series = &chart->series[which];
    size_t count = 0;
    series->name = lesson_clean(reader, in->series[which].name, false);
    series->values = arena_array(reader->arena, chart->count, sizeof *series->values);
    if (!series->name || !series->values)
        return false;
    if (in->series[which].computed) {
        compute(in, which, series->values);
    } else {
        for (; next_item(&rest, &item); count++) {
            double value;
            if (!plain_number(item, &value)) {
                lesson_mistake(reader, item.text, N_("`%s` is no number: write digits, with a point for decimals"), part_text(reader, item));
                return true;
            }
            if (count < chart->count)
                series->values[count] = value;
        }
        if (count != chart->count)
            lesson_mistake(reader, in->series[which].values.text, N_("the series `%s` has %zu values for %zu points of x"), series->name, count, chart->count);
    }
    for (size_t i = 0; i < chart->count && chart->type == LESSON_STACKED; i++)
        if (series->values[i] < 0) {
            lesson_mistake(reader, in->series[which].values.text, N_("values that are stacked cannot be below 0"));
            break;
        }
    return true;
}

static bool read_mark(struct chart_reader *in)
{
    struct lesson_chart *chart = in->chart;
    struct part at = in->mark, label = { in->mark.text, 0 };
    if (!in->mark.text)
        return true;
    part_divide(in->mark, ',', &at, &label);
    at = part_trim(at);
    if (chart->type != LESSON_LINE)
        lesson_mistake(in->reader, in->mark.text, N_("only a line has a mark: take it away, or write `type: line`"));
    else if (!plain_number(at, &chart->mark))
        lesson_mistake(in->reader, in->mark.text, N_("`%s` is no number: a mark is an x, a comma and a word"), part_text(in->reader, at));
    else if (chart->count && (chart->mark < chart->x[0] || chart->mark > chart->x[chart->count - 1]))
        lesson_mistake(in->reader, in->mark.text, N_("the mark %s lies outside of x"), part_text(in->reader, at));
    chart->marked = true;
    chart->mark_label = lesson_clean(in->reader, part_trim(label), false);
    return chart->mark_label;
}

static void series_line(struct chart_reader *in, struct part rest)
{
    struct lesson_chart *chart = in->chart;
    size_t at = 0;
    while (at < rest.length && rest.text[at] != ':' && rest.text[at] != '=')
        at++;
    struct part name = part_trim((struct part){ rest.text, at });
    if (at == rest.length || !name.length) {
        lesson_mistake(in->reader, rest.text, N_("write `series NAME: 1, 2, 3` or `series NAME = EXPRESSION`"));
        return;
    }
    if (chart->series_count == CHART_SERIES_LIMIT) {
        lesson_mistake(in->reader, rest.text, N_("a chart has at most %d series"), CHART_SERIES_LIMIT);
        return;
    }
    for (size_t i = 0; i < chart->series_count; i++)
        if (in->series[i].name.length == name.length && memcmp(in->series[i].name.text, name.text, name.length) == 0)
            lesson_mistake(in->reader, rest.text, N_("there are two series `%s`"), part_text(in->reader, name));
    in->series[chart->series_count].name = name;
    in->series[chart->series_count].values = part_trim((struct part){ rest.text + at + 1, rest.length - at - 1 });
    in->series[chart->series_count++].computed = rest.text[at] == '=';
}

static bool set_text(struct chart_reader *in, const char **text, struct part key, struct part value)
{
    if (*text)
        lesson_mistake(in->reader, key.text, N_("`%s` is there twice"), part_text(in->reader, key));
    *text = lesson_clean(in->reader, value, false);
    return *text;
}

static void set_slice(struct chart_reader *in, struct part *slot, struct part key, struct part value)
{
    if (slot->text)
        lesson_mistake(in->reader, key.text, N_("`%s` is there twice"), part_text(in->reader, key));
    *slot = value;
}

static void set_type(struct chart_reader *in, struct part value)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (part_is(value, types[i])) {
            in->chart->type = (enum lesson_chart_type)i;
            in->typed = true;
            return;
        }
    lesson_mistake(in->reader, value.text, N_("a chart cannot be `%s`: write bar, line or stacked"), part_text(in->reader, value));
    in->typed = true;
}

/* False if memory lacks. */
static bool chart_line(struct chart_reader *in, struct part line)
{
    struct part key, value;
    if (part_word(line, "series", &value)) {
        series_line(in, value);
        return true;
    }
    if (!part_divide(line, ':', &key, &value)) {
        lesson_mistake(in->reader, line.text, N_("this line of a chart has no colon: write `key: value`"));
        return true;
    }
    key = part_trim(key);
    value = part_trim(value);
    if (part_is(key, "type"))
        set_type(in, value);
    else if (part_is(key, "x"))
        set_slice(in, &in->x, key, value);
    else if (part_is(key, "mark"))
        set_slice(in, &in->mark, key, value);
    else if (part_is(key, "title"))
        return set_text(in, &in->chart->title, key, value);
    else if (part_is(key, "x-label"))
        return set_text(in, &in->chart->x_label, key, value);
    else if (part_is(key, "y-label"))
        return set_text(in, &in->chart->y_label, key, value);
    else
        lesson_mistake(in->reader, key.text, N_("a chart has no `%s`: it has type, title, x, x-label, y-label, series and mark"), part_text(in->reader, key));
    return true;
}

bool live_chart(struct lesson_reader *reader, struct part inside, struct lesson_block *block)
{
    struct chart_reader in = { .reader = reader, .begin = inside.text };
    struct part rest = inside, line;
    struct lesson_chart *chart = in.chart = arena_alloc(reader->arena, sizeof *chart);
    if (!chart)
        return false;
    block->chart = chart;
    while (part_line(&rest, &line)) {
        line = part_trim(line);
        if (line.length && !chart_line(&in, line))
            return false;
    }
    if (!in.typed)
        lesson_mistake(reader, in.begin, N_("the chart has no type: write `type: bar`, line or stacked"));
    if (!in.x.text)
        lesson_mistake(reader, in.begin, N_("the chart has no x: write its points, as `x: Monday, Tuesday`"));
    if (!chart->series_count)
        lesson_mistake(reader, in.begin, N_("the chart has no series: write `series NAME: 1, 2, 3`"));
    if (in.x.text) {
        if (!read_x(&in))
            return false;
        for (size_t i = 0; i < chart->series_count; i++)
            if (!read_series(&in, i))
                return false;
        if (!read_mark(&in))
            return false;
    }
    const char **texts[] = { &chart->title, &chart->x_label, &chart->y_label, &chart->mark_label };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!*texts[i])
            *texts[i] = "";
    return true;
}
