#include "ui/action.h"

#include "base/intl.h"
#include "base/text.h"

#define MOST_ROWS 96                             /* of all maps of a screen; a row more is not shown in its footer */

struct token {
    const char *text;
    size_t length;
};

static bool next_token(const char **keys, struct token *token)
{
    const char *at = *keys ? *keys : "";
    while (*at == ' ')
        at++;
    token->text = at;
    token->length = strcspn(at, " ");
    *keys = at + token->length;
    return token->length > 0;
}

static bool token_is(const struct token *token, const char *text)
{
    return strlen(text) == token->length && memcmp(token->text, text, token->length) == 0;
}

static bool is_range(const struct token *token)
{
    return token->length == 3 && ascii_digit(token->text[0]) && token->text[1] == '-' && ascii_digit(token->text[2]);
}

static enum key token_key(const struct token *token)
{
    for (int key = 1; token->length > 1 && key < PRESS_COUNT; key++)
        if (token_is(token, press_name((enum key)key)))
            return (enum key)key;
    return PRESS_NOTHING;
}

static int last_digit(const struct action *action, const struct token *token, const void *state)
{
    int last = token->text[2] - '0', now = action->digits ? action->digits(state) : last;
    return now < last ? now : last;
}

/* 0: as printed on the key; 1: the letter's place on another keyboard, or a digit without the shift key. */
static bool matches(const struct action *action, const struct token *token, const void *state, const struct event *event, int pass,
                    int *digit)
{
    if (event->kind == EVENT_KEY)
        return event->key != PRESS_NOTHING && token_key(token) == event->key;
    if (event->kind != EVENT_TEXT)
        return false;
    if (is_range(token)) {
        int typed = event_digit(event, pass > 0);
        if (typed < token->text[0] - '0' || typed > last_digit(action, token, state))
            return false;
        *digit = typed;
        return true;
    }
    if (token_is(token, "Space"))
        return strcmp(event->text, " ") == 0;
    if (token_key(token))
        return false;
    if (token->length == 1 && (pass > 0 || (unsigned char)event->text[0] < 0x80))
        return event_letter(event, token->text[0]);
    return token_is(token, event->text);
}

const struct action *keymap_find(const struct action *actions, size_t count, const void *state, const struct event *event,
                                 int *digit)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < count; i++) {
            const char *keys = actions[i].keys;
            struct token token;
            if (actions[i].guard && !actions[i].guard(state))
                continue;
            while (next_token(&keys, &token)) {
                int typed = -1;
                if (matches(&actions[i], &token, state, event, pass, &typed)) {
                    if (digit)
                        *digit = typed;
                    return &actions[i];
                }
            }
        }
    return NULL;
}

static bool arrow(enum key key)
{
    return key == PRESS_UP || key == PRESS_DOWN || key == PRESS_LEFT || key == PRESS_RIGHT;
}

static void token_shown(struct buf *out, const struct action *action, const struct token *token, const void *state,
                        const struct look *look)
{
    enum key key = token_key(token);
    if (arrow(key)) {
        enum glyph glyph = key == PRESS_UP ? GLYPH_UP : key == PRESS_DOWN ? GLYPH_DOWN : key == PRESS_LEFT ? GLYPH_LEFT : GLYPH_RIGHT;
        buf_text(out, glyph_form(glyph, look->glyphs)); /* as printed on the key: never mirrored */
    } else if (key) {
        buf_text(out, _(press_name(key)));
    } else if (token_is(token, "Space")) {
        buf_text(out, _("Space"));
    } else if (is_range(token)) {
        int last = last_digit(action, token, state);
        buf_char(out, token->text[0]);
        if (last > token->text[0] - '0')
            buf_format(out, "-%d", last);
    } else if (token->length == 1 && ascii_alpha(token->text[0])) {
        buf_char(out, (char)(token->text[0] & ~0x20));
    } else {
        buf_add(out, token->text, token->length);
    }
}

/* While somebody types, these keys are the field's; a widget's own keys stay its own. */
static bool taken(const struct action *action, const struct token *token)
{
    enum key key = token_key(token);
    return action->code != ACTION_WIDGET && (key == PRESS_NOTHING || key == PRESS_LEFT || key == PRESS_RIGHT || key == PRESS_BACKSPACE);
}

static void keys_shown(struct buf *out, const struct action *action, const void *state, bool typing, const struct look *look, bool all)
{
    const char *keys = action->keys;
    struct token token;
    bool first = true, arrows = false, range = false;
    while (next_token(&keys, &token)) {
        enum key key = token_key(&token);
        bool joined = arrow(key) && (arrows || range);
        if (typing && taken(action, &token))
            continue;
        if (!first && !joined && !all)
            break;
        if (key == PRESS_BACK_TAB && !first)     /* needs two keys at once; nobody has to know it */
            continue;
        if (!first)
            buf_text(out, !joined ? ", " : range ? " " : "");
        token_shown(out, action, &token, state, look);
        arrows = arrow(key);
        range = is_range(&token);
        first = false;
    }
}

void action_keys(struct buf *out, const struct action *action, const void *state, const struct look *look, bool all)
{
    keys_shown(out, action, state, false, look, all);
}

struct footer_item {
    char keys[32], label[64];
    int cols, rank;
    bool at_end, out;
};

static int footer_cols(const struct footer_item *items, size_t count, int gap)
{
    int cols = 0;
    for (size_t i = 0; i < count; i++)
        if (!items[i].out)
            cols += items[i].cols + (cols ? gap : 0);
    return cols;
}

void keymap_footer(struct grid *grid, struct area area, const struct keymap *maps, size_t map_count)
{
    struct footer_item items[MOST_ROWS];
    size_t count = 0;
    for (size_t m = 0; m < map_count; m++)
        for (size_t i = 0; i < maps[m].count && count < MOST_ROWS; i++) {
            const struct action *action = &maps[m].actions[i];
            if (!action->label || (action->guard && !action->guard(maps[m].state)))
                continue;
            struct buf keys = BUF_INIT;
            keys_shown(&keys, action, maps[m].state, maps[m].typing, grid->look, false);
            if (keys.length == 0) {
                buf_release(&keys);
                continue;
            }
            struct footer_item *item = &items[count++];
            *item = (struct footer_item){ .rank = action->rank, .at_end = action->at_end };
            snprintf(item->keys, sizeof item->keys, "%s", keys.data);
            snprintf(item->label, sizeof item->label, "%s", _(action->label));
            item->cols = text_width(item->keys, strlen(item->keys)) + 1 + text_width(item->label, strlen(item->label));
            buf_release(&keys);
        }
    int gap = 3;
    while (footer_cols(items, count, gap) > area.cols) {
        if (gap > 2) {
            gap--;
            continue;
        }
        size_t worst = count;
        for (size_t i = 0; i < count; i++)
            if (!items[i].out && (worst == count || items[i].rank >= items[worst].rank))
                worst = i;
        if (worst == count)
            break;
        items[worst].out = true;
        gap = 3;
    }
    for (int end = 0; end < 2; end++) {
        int col = area.col, cols = 0;
        for (size_t i = 0; i < count; i++)
            if (!items[i].out && items[i].at_end)
                cols += items[i].cols + (cols ? gap : 0);
        if (end)
            col = area.col + area.cols - cols;
        for (size_t i = 0; i < count; i++)
            if (!items[i].out && items[i].at_end == (end == 1)) {
                int limit = area.col + area.cols;
                int used = grid_put(grid, area.row, col, limit - col, STYLE_KEY, items[i].keys);
                grid_put(grid, area.row, col + used + 1, limit - col - used - 1, STYLE_FOOTER, items[i].label);
                col += items[i].cols + gap;
            }
    }
}

void keymap_help(const struct keymap *maps, size_t count, const struct look *look,
                 void (*row)(void *context, const char *keys, const char *help, bool now), void *context)
{
    for (int now = 1; now >= 0; now--)
        for (size_t m = 0; m < count; m++)
            for (size_t i = 0; i < maps[m].count; i++) {
                const struct action *action = &maps[m].actions[i];
                struct buf keys = BUF_INIT;
                keys_shown(&keys, action, maps[m].state, maps[m].typing, look, true);
                bool works = (!action->guard || action->guard(maps[m].state)) && keys.length > 0;
                if (keys.length == 0)
                    action_keys(&keys, action, maps[m].state, look, true);
                if (action->help && works == (now == 1))
                    row(context, keys.data, _(action->help), works);
                buf_release(&keys);
            }
}
