/*
 * All that a screen is drawn with, in one place.
 *
 * A widget is a struct that the screen keeps, and functions that take the area where it stands:
 *   X_event(&x, event, …)     returns enum widget_flags (HANDLED, CHANGED, MOVED, ACCEPTED, CANCELLED), 0 if it was not for the widget
 *   X_layout(&x, area)        when the size or the content is another; sets what scrolls
 *   X_draw(&x, grid, area, focused)   changes nothing in x; with focused, sets the hardware cursor
 * They own no text but what is typed into them. Columns are logical: look->direction RTL mirrors all of it (grid.h).
 *
 *   grid.h     grid_put(grid, row, col, cells, style, text)  _put_end  _put_centre  _format  _text  _glyph  _hline  _box  _cursor  _clip
 *              area_inset  area_top  area_below  area_middle  area_cross
 *   theme.h    STYLE_TEXT DIM FOCUS GOOD ATTENTION HEADING STRONG …   GLYPH_FOCUS CHECK FLAG DOT …   struct look
 *   event.h    struct event: event_is(event, PRESS_ENTER)  event_letter(event, 'f')  event_digit(event, loose)
 *   action.h   struct action { code, name, keys, guard, digits, label, help, rank, at_end }   keymap_find  _footer  _help
 *              ACTIONS_LIST ACTIONS_SCROLL ACTIONS_BUTTONS ACTIONS_FORM: the rows of widgets
 *   layout.h   layout_frame(rows, cols) → .text .content .beside .too_small    frame_draw(&frame, grid, maps, count)
 *   list.h     list_init(&list, count, row_function, context)  _event  _layout  _draw      rows, columns, bars, headings
 *   choice.h   choice_init(&choice, options, count, several)   _event  _layout  _draw      a question's options
 *   pane.h     pane_begin  _paragraph  _text  _space  _block  _end;  _event  _layout  _draw  _percent      running text
 *   prompt.h   prompt_init(&prompt, allocator, kind, limit)    _event  _draw                one line: text, number, digits, PIN, date
 *   editor.h   editor_init(&editor, allocator, limit)          _event  _layout  _draw      several lines
 *   fields.h   fields_init(&fields, allocator, array, count)      _event  _layout  _draw  _required  field_message
 *   buttons.h  struct buttons { label[], count, focus }  _event  _draw      struct dialogue { title, message, buttons }  _event  _draw
 *   bar.h      bar_draw  bar_draw_pair  progress_draw  spark_draw  tabs_draw
 *   chart.h    struct chart { kind, points, series … }   chart_rows  chart_draw  chart_words
 *
 * How a screen looks is held by golden_check(name, &grid) of tests/screens/golden.h.
 */
#ifndef UI_UI_H
#define UI_UI_H

#include "ui/action.h"
#include "ui/bar.h"
#include "ui/buttons.h"
#include "ui/chart.h"
#include "ui/choice.h"
#include "ui/editor.h"
#include "ui/event.h"
#include "ui/fields.h"
#include "ui/grid.h"
#include "ui/layout.h"
#include "ui/list.h"
#include "ui/pane.h"
#include "ui/prompt.h"
#include "ui/theme.h"

#endif
