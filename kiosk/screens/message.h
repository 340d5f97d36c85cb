/*
 * A dialogue: something to be read, or a question with two answers. It is pushed on the screen that wants it, like any other screen. To learn
 * the answer, that screen keeps an int in its state: the dialogue sets it before it leaves, and the screen looks at it (and puts it back to
 * MESSAGE_NOTHING) when it gets its EVENT_RESUMED.
 */
#ifndef SCREENS_MESSAGE_H
#define SCREENS_MESSAGE_H

#include "screens/screen.h"

enum message_answer { MESSAGE_NOTHING, MESSAGE_NO, MESSAGE_YES };

/* title and text are translated and copied; a '\n' in text begins a new line. */
void message_show(struct effects *effects, const char *title, const char *text);
/* yes: what the button that does it says ("Hand in"). The other one goes back; it has the focus at first, so that Enter does no harm. */
void message_ask(struct effects *effects, const char *title, const char *text, const char *yes, int *answer);

#endif
