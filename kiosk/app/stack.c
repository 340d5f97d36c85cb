#include "app/stack.h"

#define DEPTH_LIMIT 24                           /* screens on one another */
#define QUEUE_LIMIT 64                           /* requests that follow from one event: more is a mistake, too */
#define STEPS_LIMIT 1000                         /* effects that follow from one event: more is a mistake of a screen */

struct frame_slot {
    const struct screen_type *type;
    void *state;                                 /* owned */
    uint32_t serial;
    struct arena args;                           /* what it was opened with */
    struct arena *results[REQUEST_KINDS];        /* the latest of each kind; owned. What lies in one may know its address, so it never moves */
    bool layout, draw;
};

struct waiting {
    uint32_t serial;
    struct result result;
    struct error error;
    struct arena *arena;                         /* of result.data; owned until it is delivered */
};

struct stack {
    struct context *context;
    stack_service *service;
    void *service_context;
    struct frame_slot *slots[DEPTH_LIMIT];
    size_t depth;
    uint32_t next_serial, next_number;
    struct { uint32_t serial, number; } pending[REQUEST_KINDS];
    struct waiting queue[QUEUE_LIMIT];           /* has its room from the start: a result that got lost would be waited for without end */
    size_t queue_count;
    bool quit;
};

struct stack *stack_new(struct context *context, stack_service *service, void *service_context)
{
    struct stack *stack = calloc(1, sizeof *stack);
    if (!stack)
        return NULL;
    stack->context = context;
    stack->service = service;
    stack->service_context = service_context;
    return stack;
}

static struct arena *result_new(void)
{
    struct arena *arena = malloc(sizeof *arena);
    if (arena)
        arena_init(arena, NULL, 0);
    return arena;
}

static void result_free(struct arena *arena)
{
    if (arena)
        arena_release(arena);
    free(arena);
}

static void slot_free(struct frame_slot *slot)
{
    if (!slot)
        return;
    if (slot->type->release)
        slot->type->release(slot->state);
    for (size_t i = 0; i < REQUEST_KINDS; i++)
        result_free(slot->results[i]);
    arena_release(&slot->args);
    free(slot->state);
    free(slot);
}

static void pop(struct stack *stack)
{
    if (stack->depth > 0)
        slot_free(stack->slots[--stack->depth]);
}

void stack_free(struct stack *stack)
{
    if (!stack)
        return;
    while (stack->depth > 0)
        pop(stack);
    for (size_t i = 0; i < stack->queue_count; i++)
        result_free(stack->queue[i].arena);
    free(stack);
}

static struct frame_slot *top(const struct stack *stack)
{
    return stack->depth > 0 ? stack->slots[stack->depth - 1] : NULL;
}

static struct frame_slot *slot_by_serial(struct stack *stack, uint32_t serial)
{
    for (size_t i = 0; i < stack->depth; i++)
        if (stack->slots[i]->serial == serial)
            return stack->slots[i];
    return NULL;
}

/* Takes arena over. */
static void queue_result(struct stack *stack, uint32_t serial, const struct result *result, struct arena *arena, const struct error *error)
{
    if (stack->queue_count == QUEUE_LIMIT) {
        result_free(arena);
        return;
    }
    struct waiting *waiting = &stack->queue[stack->queue_count++];
    waiting->serial = serial;
    waiting->result = *result;
    waiting->arena = arena;
    if (error)
        waiting->error = *error;
    else
        error_clear(&waiting->error);
}

static void run_effects(struct stack *stack, uint32_t serial, struct effects *effects, int *steps);

static const char *own(struct frame_slot *slot, const char *text)
{
    const char *copy = arena_text(&slot->args, text ? text : "");
    return copy ? copy : "";
}

/* Who walks from lesson to search to lesson for ever forgets the oldest of them: so there is always room for help, for handing in, and for the lock. What looks
 * at the data of the screen below (help, messages, lists of what is not answered) opens nothing of that kind: it never lies so deep. */
static void make_room(struct stack *stack)
{
    enum { OLDEST = 2 };                         /* below are the attract screen and home */
    if (stack->depth < DEPTH_LIMIT)
        return;
    slot_free(stack->slots[OLDEST]);
    stack->depth--;
    memmove(stack->slots + OLDEST, stack->slots + OLDEST + 1, (stack->depth - OLDEST) * sizeof *stack->slots);
}

static bool push(struct stack *stack, const struct screen_type *type, const struct screen_args *args, int *steps)
{
    struct frame_slot *slot = calloc(1, sizeof *slot);
    if (slot)
        slot->state = calloc(1, type->size);
    if (!slot || !slot->state)
        goto fail;
    slot->type = type;
    slot->serial = ++stack->next_serial;
    slot->layout = slot->draw = true;
    struct screen_args kept = *args;
    kept.pack = own(slot, args->pack);
    kept.unit = own(slot, args->unit);
    kept.attempt = own(slot, args->attempt);
    kept.title = own(slot, args->title);
    kept.text = own(slot, args->text);
    kept.item = own(slot, args->item);
    if (arena_failed(&slot->args)) {             /* a screen that does not know what it is about */
        arena_release(&slot->args);
        goto fail;
    }
    make_room(stack);
    stack->slots[stack->depth++] = slot;

    struct arena arena;
    struct effects effects = { .arena = &arena, .next_number = stack->next_number };
    arena_init(&arena, NULL, 0);
    if (type->init)
        type->init(slot->state, &kept, stack->context, &effects);
    stack->next_number = effects.next_number;
    if (arena_failed(&arena)) {
        /* what it asked for will never come */
        arena_release(&arena);
        pop(stack);
        stack->context->memory_short = true;
        return false;
    }
    run_effects(stack, slot->serial, &effects, steps);
    arena_release(&arena);
    return true;
fail:
    if (slot)
        free(slot->state);
    free(slot);
    stack->context->memory_short = true;
    return false;
}

/* Opens a screen in the place of those above depth; without memory for it they stay. */
static bool push_at(struct stack *stack, size_t depth, const struct screen_type *type, const struct screen_args *args, int *steps)
{
    struct frame_slot *gone[DEPTH_LIMIT];
    size_t count = stack->depth - depth;
    memcpy(gone, stack->slots + depth, count * sizeof *gone);
    stack->depth = depth;
    if (!push(stack, type, args, steps)) {
        memcpy(stack->slots + depth, gone, count * sizeof *gone);
        stack->depth = depth + count;
        return false;
    }
    while (count > 0)
        slot_free(gone[--count]);
    return true;
}

/* Gives an event to one screen and runs its effects. */
static void give(struct stack *stack, struct frame_slot *slot, const struct event *event, int *steps)
{
    uint32_t serial = slot->serial;
    struct arena arena;
    struct effects effects = { .arena = &arena, .next_number = stack->next_number };
    arena_init(&arena, NULL, 0);
    /* keys that come faster than the screen is drawn find it laid out all the same */
    if (slot->layout && slot->type->layout) {
        slot->type->layout(slot->state, stack->context);
        slot->layout = false;
    }
    unsigned flags = slot->type->update(slot->state, event, stack->context, &effects);
    stack->next_number = effects.next_number;
    if (flags & SCREEN_LAYOUT)
        slot->layout = slot->draw = true;
    if (flags & SCREEN_DRAW)
        slot->draw = true;
    if (arena_failed(&arena)) {
        stack->context->memory_short = slot->draw = true;
        flags &= ~(unsigned)SCREEN_LEAVE;        /* it may have wanted to save something first */
    }
    run_effects(stack, serial, &effects, steps);
    arena_release(&arena);
    if (flags & SCREEN_LEAVE && top(stack) == slot_by_serial(stack, serial)) {
        pop(stack);
        struct frame_slot *below = top(stack);
        if (below) {
            below->layout = below->draw = true;
            give(stack, below, &(struct event){ .kind = EVENT_RESUMED }, steps);
        }
    }
}

static void resume_top(struct stack *stack, int *steps)
{
    struct frame_slot *slot = top(stack);
    if (!slot)
        return;
    slot->layout = slot->draw = true;
    give(stack, slot, &(struct event){ .kind = EVENT_RESUMED }, steps);
}

/* Whoever sat there is gone: their screens are closed whether or not there is memory for the first one. */
static void open_first(struct stack *stack, int *steps)
{
    while (stack->depth > 0)
        pop(stack);
    push(stack, &screen_attract, &(struct screen_args){ 0 }, steps);
}

static void run_request(struct stack *stack, uint32_t serial, const struct effect *effect)
{
    struct frame_slot *slot = slot_by_serial(stack, serial);
    if (!slot || !effect->ask)
        return;
    struct arena *fresh = result_new();
    struct error error = { 0 };
    struct result result = { .kind = effect->request, .number = effect->number };
    result.code = fresh ? stack->service(stack->service_context, effect->request, effect->ask, fresh, &result.data, &error)
                        : error_memory(&error);
    if (result.code == STACK_PENDING) {
        stack->pending[effect->request].serial = serial;
        stack->pending[effect->request].number = effect->number;
        result_free(fresh);
        return;
    }
    if (!result.data) {
        result_free(fresh);
        fresh = NULL;
    }
    queue_result(stack, serial, &result, fresh, result.code ? &error : NULL);
}

/* Another screen in the place of the one that asked. What lies on it goes too, but for the lock: nobody's session opens because a quiz below ran out of time. */
static void replace(struct stack *stack, uint32_t serial, const struct effect *effect, int *steps)
{
    struct frame_slot *kept[DEPTH_LIMIT];
    size_t place = 0, lock, count;
    while (place < stack->depth && stack->slots[place]->serial != serial)
        place++;
    if (place == stack->depth)
        return;
    for (lock = place + 1; lock < stack->depth && stack->slots[lock]->type != &screen_lock;)
        lock++;
    count = stack->depth - lock;
    memcpy(kept, stack->slots + lock, count * sizeof *kept);
    stack->depth = lock;
    push_at(stack, place, effect->screen, &effect->args, steps);
    while (stack->depth + count > DEPTH_LIMIT)
        pop(stack);
    memcpy(stack->slots + stack->depth, kept, count * sizeof *kept);
    stack->depth += count;
}

/* Requests first belong to the screen that asked; what opens and leaves screens follows in order. */
static void run_effects(struct stack *stack, uint32_t serial, struct effects *effects, int *steps)
{
    for (size_t i = 0; i < effects->count && *steps > 0; i++, (*steps)--) {
        const struct effect *effect = &effects->list[i];
        switch (effect->kind) {
        case EFFECT_REQUEST:
            run_request(stack, serial, effect);
            break;
        case EFFECT_PUSH:
            push(stack, effect->screen, &effect->args, steps);
            break;
        case EFFECT_REPLACE:
            replace(stack, serial, effect, steps);
            break;
        case EFFECT_POP:
            if (stack->depth > 1) {
                pop(stack);
                resume_top(stack, steps);
            }
            break;
        case EFFECT_HOME: {
            bool there = false;
            for (size_t j = 0; j < stack->depth; j++)
                there = there || stack->slots[j]->type == &screen_home;
            while (stack->depth > 1 && (there ? top(stack)->type != &screen_home : true))
                pop(stack);
            if (there)
                resume_top(stack, steps);
            else
                push(stack, &screen_home, &(struct screen_args){ 0 }, steps);
            break;
        }
        case EFFECT_ATTRACT:
            open_first(stack, steps);
            break;
        case EFFECT_LOCK:
            if (top(stack) && top(stack)->type != &screen_lock)
                push(stack, &screen_lock, &(struct screen_args){ 0 }, steps);
            break;
        case EFFECT_QUIT:
            stack->quit = true;
            break;
        }
    }
}

/* Results go to whoever asked, in the order of asking, before any further key. */
static void deliver(struct stack *stack, int *steps)
{
    while (stack->queue_count > 0 && *steps > 0) {
        struct waiting waiting = stack->queue[0];
        memmove(stack->queue, stack->queue + 1, --stack->queue_count * sizeof *stack->queue);
        struct frame_slot *slot = slot_by_serial(stack, waiting.serial);
        (*steps)--;
        if (!slot) {
            result_free(waiting.arena);
            continue;
        }
        /* what the screen has of the one before lives until it has seen the new one */
        struct arena *before = NULL;
        if (waiting.arena) {
            before = slot->results[waiting.result.kind];
            slot->results[waiting.result.kind] = waiting.arena;
        }
        waiting.result.error = &waiting.error;
        struct event event = { .kind = EVENT_RESULT, .screen = waiting.serial, .request = waiting.result.number,
                               .code = waiting.result.code, .payload = &waiting.result };
        give(stack, slot, &event, steps);
        result_free(before);
    }
}

int stack_start(struct stack *stack, const struct screen_type *first, struct error *error)
{
    int steps = STEPS_LIMIT;
    while (stack->depth > 0)
        pop(stack);
    if (!push(stack, first, &(struct screen_args){ 0 }, &steps))
        return error_memory(error);
    deliver(stack, &steps);
    return 0;
}

void stack_event(struct stack *stack, const struct event *event)
{
    int steps = STEPS_LIMIT;
    if (event->kind == EVENT_KEY || event->kind == EVENT_TEXT || event->kind == EVENT_MOUSE) {
        if (stack->context->memory_short && top(stack))
            top(stack)->draw = true;
        stack->context->memory_short = false;
    }
    if (stack->depth == 0)                       /* memory lacked for the first screen */
        open_first(stack, &steps);
    if (event->kind == EVENT_RESIZE)
        for (size_t i = 0; i < stack->depth; i++)
            stack->slots[i]->layout = stack->slots[i]->draw = true;
    struct frame_slot *slot = top(stack);
    if (slot)
        give(stack, slot, event, &steps);
    deliver(stack, &steps);
    for (size_t i = 0; event->kind == EVENT_TICK && i + 1 < stack->depth; i++)
        if (stack->slots[i]->type->ticks_below) {
            give(stack, stack->slots[i], event, &steps);
            deliver(stack, &steps);
        }
}

bool stack_lock(struct stack *stack)
{
    int steps = STEPS_LIMIT;
    if (top(stack) && top(stack)->type != &screen_lock)
        push(stack, &screen_lock, &(struct screen_args){ 0 }, &steps);
    deliver(stack, &steps);
    return top(stack) && top(stack)->type == &screen_lock;
}

void stack_result(struct stack *stack, enum request_kind kind, int code, void *data, const struct error *error)
{
    int steps = STEPS_LIMIT;
    struct result result = { .kind = kind, .number = stack->pending[kind].number, .code = code, .data = data };
    queue_result(stack, stack->pending[kind].serial, &result, NULL, error);
    deliver(stack, &steps);
}

bool stack_draw(struct stack *stack, struct grid *grid, bool all)
{
    struct frame_slot *slot = top(stack);
    if (!slot || !(all || slot->draw))
        return false;
    if (slot->layout && slot->type->layout)
        slot->type->layout(slot->state, stack->context);
    slot->layout = slot->draw = false;
    grid_clear(grid);
    slot->type->draw(slot->state, stack->context, grid);
    return true;
}

const struct screen_type *stack_top(const struct stack *stack)
{
    return top(stack) ? top(stack)->type : NULL;
}

bool stack_quit(const struct stack *stack)
{
    return stack->quit;
}

size_t stack_depth(const struct stack *stack)
{
    return stack->depth;
}
