#include "screens/common.h"
#include "screens/paint.h"

#include "base/clock.h"
#include "base/intl.h"

enum { ANY_HELP = 1, ANY_LANGUAGE };

static bool has_languages(const void *state)
{
    return ((const struct common *)state)->many_languages;
}

static const struct action everywhere[] = {
    { .code = ANY_LANGUAGE, .name = "language", .keys = "L", .guard = has_languages, .label = N_("language"),
      .help = N_("Changes the language, here and in the lessons"), .rank = 8 },
    { .code = ANY_HELP, .name = "help", .keys = "F1 ?", .label = N_("help"), .help = N_("Says which keys work here"), .rank = 2 },
};
#define EVERYWHERE (sizeof everywhere / sizeof *everywhere)

void common_init(struct common *common, const struct screen_type *type, const void *state, const struct context *context)
{
    common->type = type;
    common->maps[0] = (struct keymap){ .actions = type->actions, .count = type->action_count, .state = state };
    common->maps[1] = (struct keymap){ .actions = everywhere, .count = EVERYWHERE, .state = common };
    common->many_languages = context->languages && context->languages[0] && context->languages[1];
}

bool common_event(struct common *common, const struct event *event, bool typing, const struct context *context, struct effects *effects)
{
    (void)context;
    const struct action *action = keymap_find(everywhere, EVERYWHERE, common, event, NULL);
    if (!action || (typing && event->kind == EVENT_TEXT))
        return false;
    if (action->code == ANY_HELP)
        effect_push(effects, &screen_help, &(struct screen_args){ .data = common });
    else
        effect_push(effects, &screen_languages, NULL);
    return true;
}

const struct action *common_action(const struct common *common, const struct event *event, int *digit)
{
    return keymap_find(common->maps[0].actions, common->maps[0].count, common->maps[0].state, event, digit);
}

void common_say(struct common *common, bool good, const char *text)
{
    snprintf(common->message, sizeof common->message, "%s", text);
    common->good = good;
}

void common_error(struct common *common, const struct error *error)
{
    error_message(error, intl_translate, common->message, sizeof common->message);
    common->good = false;
}

const struct result *common_result(struct common *common, const struct event *event, enum request_kind kind, bool fatal)
{
    if (event->kind != EVENT_RESULT)
        return NULL;
    const struct result *result = event->payload;
    if (result->kind != kind)
        return NULL;
    common->waiting = false;
    if (result->code) {
        common_error(common, result->error);
        common->failed = common->failed || fatal;
    }
    return result;
}

const char *common_clock(char text[CLOCK_SIZE], const struct context *context)
{
    struct date date;
    text[0] = 0;
    if (context->date_sound) {
        date_from(&date, context->wall, context->offset_minutes);
        snprintf(text, CLOCK_SIZE, "%02d:%02d", date.hour % 24, date.minute % 60);
    }
    return text;
}

void common_who(struct buf *out, const struct context *context)
{
    const struct person_view *person = &context->person;
    if (!person->id)
        return;
    buf_text(out, person->name ? person->name : "");
    if (person->number && person->number[0])
        buf_format(out, " %s %s", glyph_text(GLYPH_DOT, context->look), person->number);
}

#define MESSAGE_MARK 2                           /* the sign before a message */
#define MESSAGE_ROWS 4                           /* at most */

static int message_rows(const struct common *common, const struct layout *layout)
{
    int rows = common->message[0] && !common->failed ? paint_words_rows(common->message, layout->text.cols - MESSAGE_MARK - common->taken) : 1;
    return rows < MESSAGE_ROWS ? rows : MESSAGE_ROWS;
}

static struct layout above_message(const struct common *common, struct layout layout)
{
    int more = message_rows(common, &layout) - 1;
    layout.content = area_top(layout.content, layout.content.rows - more);
    layout.text = area_top(layout.text, layout.text.rows - more);
    layout.beside = area_top(layout.beside, layout.beside.rows - more);
    return layout;
}

struct layout common_layout(const struct common *common, const struct context *context)
{
    return above_message(common, layout_frame(context->rows, context->cols));
}

struct layout common_layout_beside(const struct common *common, const struct context *context)
{
    return above_message(common, layout_beside(context->rows, context->cols));
}

/* What there is to say when there is nothing else to show. */
static void draw_alone(const struct common *common, const struct context *context, struct grid *grid)
{
    struct layout layout = layout_frame(context->rows, context->cols);
    struct pane pane;
    struct error error;
    pane_init(&pane, NULL);
    pane_begin(&pane, layout.text.cols);
    if (common->failed) {
        pane_text(&pane, STYLE_ATTENTION, _("This did not work."));
        pane_space(&pane, 1);
        pane_text(&pane, STYLE_TEXT, common->message);
        pane_space(&pane, 1);
        pane_text(&pane, STYLE_DIM, _("Esc takes you back. Nothing that you answered is lost."));
    } else {
        pane_text(&pane, STYLE_DIM, _("One moment."));
    }
    if (pane_end(&pane, &error) == 0) {
        pane_layout(&pane, layout.text);
        pane_draw(&pane, grid, layout.text);
    }
    pane_release(&pane);
}

/* In the last row, without a need of memory. */
static void draw_short(const struct context *context, struct grid *grid)
{
    struct layout layout = layout_frame(context->rows, context->cols);
    struct error error = { 0 };
    char text[COMMON_MESSAGE];
    error_memory(&error);
    grid_put(grid, layout.content.row + layout.content.rows - 1, layout.text.col, layout.text.cols, STYLE_ATTENTION,
             error_message(&error, intl_translate, text, sizeof text));
}

bool common_frame(const struct common *common, const struct context *context, struct grid *grid, const char *where, const char *what,
                  const char *when, bool urgent)
{
    char clock[CLOCK_SIZE];
    struct buf who = BUF_INIT;
    common_who(&who, context);
    struct frame frame = { .where = where, .what = what, .who = who.data, .when = when ? when : common_clock(clock, context), .urgent = urgent };
    struct keymap maps[2] = { common->maps[0], common->maps[1] };
    /* while there is nothing to be done but to leave, no other key is offered */
    while ((common->failed || common->waiting) && maps[0].count > 0 && !maps[0].actions[0].at_end) {
        maps[0].actions++;
        maps[0].count--;
    }
    bool whole = frame_draw(&frame, grid, maps, 2);
    buf_release(&who);
    if (!whole)
        return false;
    if (common->failed || common->waiting) {
        draw_alone(common, context, grid);
        if (context->memory_short)
            draw_short(context, grid);
        return false;
    }
    if (context->memory_short) {
        draw_short(context, grid);
    } else if (common->message[0]) {
        struct layout layout = layout_frame(context->rows, context->cols);
        enum style style = common->good ? STYLE_GOOD : STYLE_ATTENTION;
        int rows = message_rows(common, &layout);
        int row = layout.content.row + layout.content.rows - rows, cols = layout.text.cols - MESSAGE_MARK - common->taken;
        grid_glyph(grid, row, layout.text.col, style, common->good ? GLYPH_CHECK : GLYPH_FLAG);
        paint_words(grid, (struct area){ row, layout.text.col + MESSAGE_MARK, rows, cols }, style, common->message);
    }
    return true;
}

const char *language_name(const char *code)
{
    static const struct { const char *code, *name; } names[] = {
        { "ar", "العربية" }, { "en", "English" }, { "es", "Español" }, { "fr", "Français" }, { "pt", "Português" }, { "ru", "Русский" },
        { "sw", "Kiswahili" },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(names[i].code, code, 2) == 0 && (code[2] == 0 || code[2] == '_' || code[2] == '-'))
            return names[i].name;
    return code;
}
