/*
 * Where a question is answered: the part of a lesson, a quiz or a review that takes the answer, whatever the question's type. The stem is drawn
 * by whoever asks; this is what stands below it. The answer is kept as a response (learning/response.h).
 */
#ifndef SCREENS_ASK_H
#define SCREENS_ASK_H

#include "base/number.h"
#include "base/text.h"
#include "learning/grade.h"
#include "learning/response.h"
#include "ui/ui.h"

struct ask {
    const struct question *question;
    const uint32_t *order;                       /* options as shown; NULL: as written */
    size_t option_count;
    struct buf response;                         /* owned */
    bool locked, revealed;                       /* revealed: right and wrong are marked */
    struct arena arena;
    struct choice choice;                        /* multichoice, truefalse */
    struct choice_option *options;
    struct prompt prompt;                        /* shortanswer, numerical */
    struct editor editor;                        /* essay */
    struct fitting { const char *stem; size_t pair; } *pairs; /* match: those with a stem */
    size_t pair_count, pair;                     /* pair: the focused one */
    const char **answers;                        /* match: texts, as shown */
    char note[200];                              /* what is wrong with what was typed, or asked back; "" */
    char both[2][NUMBER_SIZE];                   /* what it may have meant */
    bool two_ways;
};

/* order NULL: options as written. response may be NULL. False if memory lacks: it is locked and shows nothing then, and can be released. */
bool ask_init(struct ask *ask, const struct question *question, const uint32_t *order, size_t option_count, const char *response);
void ask_release(struct ask *ask);
void ask_reveal(struct ask *ask);                /* no further change; right and wrong are shown */

static inline const char *ask_response(const struct ask *ask) { return ask->response.data; }
/* Memory lacked for the latest change: the response is the one before. ask_settle tries again. */
static inline bool ask_failed(const struct ask *ask) { return buf_failed(&ask->response); }

/* CHANGED: the response is another one. ACCEPTED: Enter on a whole answer: go on. What is not for it is IGNORED (Left, Right of choices, Tab, Esc, PageDown). */
unsigned ask_event(struct ask *ask, const struct event *event, struct area area);
/* Before going on: whether what was typed can be read. If not, note says what to do, and false. */
bool ask_settle(struct ask *ask);

bool ask_typing(const struct ask *ask);          /* letters belong to the answer */
bool ask_typed(const struct ask *ask);           /* the answer is typed, not chosen: saved when one goes on, kept as a draft before */
bool ask_takes_keys(const struct ask *ask);      /* characters, or Left and Right, are its own now: other keys go from question to question */
int ask_digits(const struct ask *ask);           /* the highest digit that chooses something; 0 for none */
const char *ask_instruction(const struct question *question); /* one translated sentence: how this kind is answered */

int ask_rows(const struct ask *ask, int cols);
/* The rows of what has the focus in it, counted from its first: so that they can be scrolled into sight. */
void ask_focus_rows(const struct ask *ask, int cols, int *first, int *rows);
void ask_layout(struct ask *ask, struct area area);
void ask_draw(const struct ask *ask, struct grid *grid, struct area area, bool focused);

/* Appends what there is to say about an answer: feedback of the answer, then the general one; paragraphs parted by '\n'. The right answer is left out. */
void ask_feedback(struct buf *out, const struct question *question, const char *response);
/* "Right", "Partly right", "Wrong", "Not answered", "A person will mark this", translated; "" for a description. style may be NULL. */
const char *ask_verdict(enum grade_state state, enum style *style);

/* The stem in plain text, in the arena; "" if memory lacks. */
const char *ask_stem(struct arena *arena, const struct question *question);

#endif
