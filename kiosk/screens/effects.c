#include "screens/screen.h"

static struct effect *append(struct effects *effects, enum effect_kind kind)
{
    if (arena_failed(effects->arena))            /* what comes after an effect that is lost must not happen without it: leaving after signing out */
        return NULL;
    struct effect *list = arena_grow(effects->arena, effects->list, effects->count, &effects->capacity, sizeof *list);
    if (!list)
        return NULL;
    effects->list = list;
    struct effect *effect = &list[effects->count++];
    memset(effect, 0, sizeof *effect);
    effect->kind = kind;
    return effect;
}

static const char *copy(struct effects *effects, const char *text)
{
    const char *copied = arena_text(effects->arena, text ? text : "");
    return copied ? copied : "";
}

/* An effect that lost a string on the way is none: an answer that came out empty would be recorded as that. */
static bool gave_up(struct effects *effects)
{
    if (!arena_failed(effects->arena))
        return false;
    effects->count--;
    return true;
}

/* Each of these makes the strings of a request its own. */
static void own_none(struct effects *effects, struct request_none *ask) { (void)effects; (void)ask; }

static void own_names(struct effects *effects, struct request_names *ask) { ask->prefix = copy(effects, ask->prefix); }

static void own_set_up(struct effects *effects, struct request_set_up *ask)
{
    ask->name = copy(effects, ask->name);
    ask->language = copy(effects, ask->language);
    ask->keyboard = copy(effects, ask->keyboard);
    ask->manager = copy(effects, ask->manager);
    ask->pin = copy(effects, ask->pin);
}

static void own_sign_in(struct effects *effects, struct request_sign_in *ask)
{
    ask->number = copy(effects, ask->number);
    ask->pin = copy(effects, ask->pin);
}

static void own_register(struct effects *effects, struct request_register *ask)
{
    struct named_value *values = arena_array(effects->arena, ask->value_count, sizeof *values);
    const char **consents = arena_array(effects->arena, ask->consent_count, sizeof *consents);
    ask->name = copy(effects, ask->name);
    ask->pin = copy(effects, ask->pin);
    for (size_t i = 0; values && i < ask->value_count; i++)
        values[i] = (struct named_value){ copy(effects, ask->values[i].name), copy(effects, ask->values[i].value) };
    for (size_t i = 0; consents && i < ask->consent_count; i++)
        consents[i] = copy(effects, ask->consents[i]);
    ask->values = values;
    ask->consents = consents;
}

static void own_unit(struct effects *effects, struct request_unit *ask)
{
    ask->pack = copy(effects, ask->pack);
    ask->unit = copy(effects, ask->unit);
}

static void own_page(struct effects *effects, struct request_page *ask) { (void)effects; (void)ask; }

static void own_block(struct effects *effects, struct request_block *ask)
{
    ask->item = copy(effects, ask->item);
    ask->response = copy(effects, ask->response);
}

static void own_attempt(struct effects *effects, struct request_attempt *ask) { ask->attempt = copy(effects, ask->attempt); }

static void own_answer(struct effects *effects, struct request_answer *ask)
{
    ask->item = copy(effects, ask->item);
    ask->response = copy(effects, ask->response);
}

static void own_search(struct effects *effects, struct request_search *ask) { ask->query = copy(effects, ask->query); }
static void own_language(struct effects *effects, struct request_language *ask) { ask->language = copy(effects, ask->language); }
static void own_consent(struct effects *effects, struct request_consent *ask) { ask->id = copy(effects, ask->id); }
static void own_path(struct effects *effects, struct request_path *ask) { ask->path = copy(effects, ask->path); }
static void own_look(struct effects *effects, struct request_look *ask) { ask->path = copy(effects, ask->path); }

static void own_doctor(struct effects *effects, struct request_doctor *ask) { ask->path = copy(effects, ask->path); }

static void own_join(struct effects *effects, struct request_join *ask)
{
    ask->path = copy(effects, ask->path);
    ask->fingerprint = copy(effects, ask->fingerprint);
}

static void own_learner(struct effects *effects, struct request_learner *ask) { ask->id = copy(effects, ask->id); }

static void own_person(struct effects *effects, struct request_person *ask)
{
    struct named_value *values = arena_array(effects->arena, ask->value_count, sizeof *values);
    ask->id = copy(effects, ask->id);
    ask->name = copy(effects, ask->name);
    ask->language = copy(effects, ask->language);
    ask->contact = copy(effects, ask->contact);
    for (size_t i = 0; values && i < ask->value_count; i++)
        values[i] = (struct named_value){ copy(effects, ask->values[i].name), copy(effects, ask->values[i].value) };
    ask->values = values;
}

static void own_join_people(struct effects *effects, struct request_join_people *ask)
{
    ask->id = copy(effects, ask->id);
    ask->into = copy(effects, ask->into);
    ask->take = copy(effects, ask->take);
}

static void own_role(struct effects *effects, struct request_role *ask) { ask->id = copy(effects, ask->id); }
static void own_retire(struct effects *effects, struct request_retire *ask) { ask->id = copy(effects, ask->id); }

static void own_erase(struct effects *effects, struct request_erase *ask)
{
    ask->id = copy(effects, ask->id);
    ask->number = copy(effects, ask->number);
}

static void own_date(struct effects *effects, struct request_date *ask) { (void)effects; (void)ask; }

static void own_rescue(struct effects *effects, struct request_rescue *ask) { ask->rescue = copy(effects, ask->rescue); }

static void own_workshop_make(struct effects *effects, struct request_workshop_make *ask)
{
    ask->name = copy(effects, ask->name);
    ask->first = copy(effects, ask->first);
}

static void own_workshop_add(struct effects *effects, struct request_workshop_add *ask)
{
    ask->workshop = copy(effects, ask->workshop);
    ask->number = copy(effects, ask->number);
}

static void own_attend(struct effects *effects, struct request_attend *ask)
{
    ask->workshop = copy(effects, ask->workshop);
    ask->person = copy(effects, ask->person);
    ask->first = copy(effects, ask->first);
}

static void own_gate(struct effects *effects, struct request_gate *ask)
{
    ask->workshop = copy(effects, ask->workshop);
    ask->pack = copy(effects, ask->pack);
    ask->unit = copy(effects, ask->unit);
}

static void own_plan(struct effects *effects, struct request_plan *ask)
{
    ask->workshop = copy(effects, ask->workshop);
    ask->pack = copy(effects, ask->pack);
    ask->unit = copy(effects, ask->unit);
}

#define OWN(ask) _Generic((ask),                                                                                         \
    struct request_none *: own_none, struct request_set_up *: own_set_up, struct request_names *: own_names, struct request_sign_in *: own_sign_in,           \
    struct request_register *: own_register, struct request_unit *: own_unit, struct request_page *: own_page,           \
    struct request_block *: own_block, struct request_attempt *: own_attempt, struct request_answer *: own_answer,       \
    struct request_search *: own_search, struct request_language *: own_language, struct request_path *: own_path,       \
    struct request_look *: own_look, struct request_join *: own_join, struct request_doctor *: own_doctor,                                                \
    struct request_consent *: own_consent,                                                                               \
    struct request_person *: own_person, struct request_join_people *: own_join_people, struct request_role *: own_role,  \
    struct request_retire *: own_retire, struct request_erase *: own_erase,                                              \
    struct request_learner *: own_learner, struct request_date *: own_date, struct request_rescue *: own_rescue,                   \
    struct request_workshop_make *: own_workshop_make, struct request_workshop_add *: own_workshop_add,                  \
    struct request_attend *: own_attend, struct request_gate *: own_gate, struct request_plan *: own_plan)

#define X(name, ask_type, answer_type)                                                     \
    uint32_t effect_##name(struct effects *effects, const ask_type *request)               \
    {                                                                                      \
        ask_type *ask = arena_alloc(effects->arena, sizeof *ask);                          \
        struct effect *effect = ask ? append(effects, EFFECT_REQUEST) : NULL;              \
        if (!effect)                                                                       \
            return 0;                                                                      \
        if (request)                                                                       \
            *ask = *request;                                                               \
        OWN(ask)(effects, ask);                                                            \
        if (gave_up(effects))                                                              \
            return 0;                                                                      \
        effect->request = REQUEST_##name;                                                  \
        effect->ask = ask;                                                                 \
        effect->number = ++effects->next_number;                                           \
        return effect->number;                                                             \
    }
REQUESTS(X)
#undef X

static void open_screen(struct effects *effects, enum effect_kind kind, const struct screen_type *screen, const struct screen_args *args)
{
    struct effect *effect = append(effects, kind);
    if (!effect)
        return;
    effect->screen = screen;
    if (args)
        effect->args = *args;
    effect->args.pack = copy(effects, effect->args.pack);
    effect->args.unit = copy(effects, effect->args.unit);
    effect->args.attempt = copy(effects, effect->args.attempt);
    effect->args.title = copy(effects, effect->args.title);
    effect->args.text = copy(effects, effect->args.text);
    effect->args.item = copy(effects, effect->args.item);
    gave_up(effects);
}

void effect_push(struct effects *effects, const struct screen_type *screen, const struct screen_args *args)
{
    open_screen(effects, EFFECT_PUSH, screen, args);
}

void effect_replace(struct effects *effects, const struct screen_type *screen, const struct screen_args *args)
{
    open_screen(effects, EFFECT_REPLACE, screen, args);
}

void effect_pop(struct effects *effects) { append(effects, EFFECT_POP); }
void effect_home(struct effects *effects) { append(effects, EFFECT_HOME); }
void effect_attract(struct effects *effects) { append(effects, EFFECT_ATTRACT); }
void effect_lock(struct effects *effects) { append(effects, EFFECT_LOCK); }
void effect_quit(struct effects *effects) { append(effects, EFFECT_QUIT); }
