#include "screens/places.h"
#include "screens/paint.h"

#include "base/intl.h"

#define ABOVE 3                                  /* rows over the list, at least */

static void place_row(const void *context, size_t index, struct list_row *row)
{
    const struct places *places = context;
    const struct place *place = &places->view->rows[places->shown[index]];
    row->text[0] = place->label;
    row->text[1] = place->path;
    row->style[1] = STYLE_DIM;
    row->text[2] = place->stick ? _("stick") : "";
}

void places_take(struct places *places, const struct places_view *view, bool keep)
{
    const struct place *marked = keep ? places_marked(places) : NULL;
    size_t count = 0, focus = 0;
    for (size_t i = 0; i < view->count && count < PLACES_SHOWN; i++) {
        if (places->writing && view->rows[i].packs)
            continue;
        if (marked && strcmp(view->rows[i].path, marked->path) == 0)
            focus = count;
        places->shown[count++] = i;
    }
    places->view = view;
    list_init(&places->list, count, place_row, places);
    places->list.columns = 3;
    places->list.column[1] = (struct list_column){ .cols = 26, .optional = true };
    places->list.column[2] = (struct list_column){ .cols = 6, .at_end = true };
    if (count > 0)
        list_focus(&places->list, focus);
}

const struct place *places_marked(const struct places *places)
{
    return places->view && places->list.focus < places->list.count ? &places->view->rows[places->shown[places->list.focus]] : NULL;
}

bool places_hold(const struct places *places, const char *path)
{
    for (size_t i = 0; i < places->list.count; i++)
        if (strcmp(places->view->rows[places->shown[i]].path, path) == 0)
            return true;
    return false;
}

struct area places_area(struct area area, const char *what_to_do)
{
    int rows = paint_words_rows(what_to_do, area.cols) + 1;
    return area_below(area, rows > ABOVE ? rows : ABOVE);
}

void places_layout(struct places *places, struct area area, const char *what_to_do)
{
    list_layout(&places->list, places_area(area, what_to_do));
}

void places_draw(const struct places *places, struct grid *grid, struct area area, const char *what_to_do)
{
    struct area below = places_area(area, what_to_do);
    paint_words(grid, area_top(area, area.rows - below.rows), STYLE_TEXT, what_to_do);
    if (places->list.count == 0)
        grid_put(grid, below.row, below.col, below.cols, STYLE_DIM, _("Nothing is plugged in."));
    else
        list_draw(&places->list, grid, below, true);
}
