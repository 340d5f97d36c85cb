/*
 * The stack of screens, and the way of the data around it: event → update → effects → results → events. Nothing here knows the terminal; a test can
 * drive a whole program with it.
 */
#ifndef APP_STACK_H
#define APP_STACK_H

#include "base/error.h"
#include "screens/screen.h"

/* Runs a request. 0 or a negative code; STACK_PENDING: its results come later, by stack_result. data lies in arena. */
#define STACK_PENDING 1
typedef int stack_service(void *context, enum request_kind kind, const void *ask, struct arena *arena, void **data, struct error *error);

struct stack;

/* context is the caller's and may change between two calls (memory_short is the stack's to set and to clear); service with its first argument.
 * NULL if memory lacks. A screen that there is no memory to open is not opened: the one below stays, and says so. */
struct stack *stack_new(struct context *context, stack_service *service, void *service_context);
void stack_free(struct stack *stack);

/* Leaves all screens and opens this one. */
int stack_start(struct stack *stack, const struct screen_type *first, struct error *error);

/* Gives an event to the top screen (results to whoever asked), and runs what comes of it until nothing more does. */
void stack_event(struct stack *stack, const struct event *event);

/* A result for a request that was pending: of the screen that asked last for this kind. data must outlive that screen. */
void stack_result(struct stack *stack, enum request_kind kind, int code, void *data, const struct error *error);

/* Opens the lock screen, unless it is there. False if memory lacks for it: try again. */
bool stack_lock(struct stack *stack);

/* Draws the top screen if it changed. True if it did. The size is the context's. */
bool stack_draw(struct stack *stack, struct grid *grid, bool all);

const struct screen_type *stack_top(const struct stack *stack);
bool stack_quit(const struct stack *stack);      /* a screen asked for the end */
size_t stack_depth(const struct stack *stack);

#endif
