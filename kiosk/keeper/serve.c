#include "keeper/serve.h"

#include <sodium.h>

#include "base/digest.h"
#include "keeper/protocol.h"
#include "records/queries.h"
#include "records/timekeeping.h"
#include "records/working.h"

#define ONCE "keeper.once"                       /* scope of the last answers: key the client's uuid, value u32 number and the frame */

typedef int run_message(struct service *service, struct seat *seat, const void *ask, struct arena *arena, void *answer, struct error *error);

#define X(name, ask_type, answer_type, right, does)                                                                                \
    static int run_##name(struct service *service, struct seat *seat, const void *ask, struct arena *arena, void *answer,          \
                          struct error *error)                                                                                     \
    {                                                                                                                              \
        return serve_##name(service, seat, ask, arena, answer, error);                                                             \
    }
MESSAGES(X)
#undef X

static run_message *const runners[MESSAGE_KINDS] = {
#define X(name, ask_type, answer_type, right, does) [MESSAGE_##name] = run_##name,
    MESSAGES(X)
#undef X
};

bool message_hashes(uint16_t kind)
{
    return kind == MESSAGE_sign_in || kind == MESSAGE_register || kind == MESSAGE_pin_change || kind == MESSAGE_pin_reset || kind == MESSAGE_member_add ||
           kind == MESSAGE_enrol || kind == MESSAGE_set_up;
}

bool message_changes(uint16_t kind)
{
    return kind < MESSAGE_KINDS && message_types[kind].does != DOES_READ;
}

static int may(const struct seat *seat, const struct message_type *type, struct error *error)
{
    bool manager = seat->command || (*seat->person && seat->role == ROLE_MANAGER);
    switch (type->right) {
    case RIGHT_ANYBODY:
        return 0;
    case RIGHT_SEATED:
        if (!*seat->person)
            return error_set(error, ERROR_REFUSED, N_("nobody is signed in here; sign in again"));
        return 0;
    case RIGHT_PERSON:
        if (!*seat->person || seat->guest)
            return error_set(error, ERROR_REFUSED, N_("a guest cannot do this; sign in with a number"));
        return 0;
    case RIGHT_STAFF:
        if (!manager && !(*seat->person && seat->role == ROLE_FACILITATOR))
            return error_set(error, ERROR_REFUSED, N_("only a facilitator or a manager may do this"));
        return 0;
    case RIGHT_MANAGER:
        if (!manager)
            return error_set(error, ERROR_REFUSED, N_("only a manager may do this"));
        return 0;
    }
    return error_set(error, ERROR_REFUSED, N_("only a manager may do this"));
}

/* The answer of then to a request that sat somebody down: the client hears of that session only now, so its hello could not name it. */
static int sit_again(struct service *service, struct seat *seat, const struct frame *frame, struct arena *arena, struct error *error)
{
    struct keeper_signed then;
    if (frame->kind != MESSAGE_register && frame->kind != MESSAGE_guest)
        return 0;
    int code = frame_read_answer(frame, arena, &then, error);
    return code ? code : session_resume(service, seat, then.session, arena, error);
}

/* A request that the client sent once more, since the connection broke before the answer came: *known, and the answer of then in out. */
static int answer_again(struct service *service, struct seat *seat, const struct frame *frame, struct arena *arena, struct buf *out, bool *known,
                        struct error *error)
{
    struct buf kept = BUF_INIT;
    struct cursor cursor;
    *known = false;
    if (seat->resent_looked || !*seat->client)
        return 0;
    seat->resent_looked = true;                  /* only the first one after a hello can be such a one */
    int code = working_get(service->records, ONCE, seat->client, &kept, error);
    if (code == 0) {
        cursor_init(&cursor, kept.data, kept.length);
        if (cursor_u32(&cursor) == frame->number && cursor.ok) {
            size_t length = cursor_left(&cursor);
            struct frame again;
            if (frame_read(kept.data + 4, length, &again, NULL) == 1 && again.kind == frame->kind) {
                buf_add(out, kept.data + 4, length);
                code = sit_again(service, seat, &again, arena, error);
                *known = true;
            }
        }
    } else if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        code = 0;
    }
    buf_release(&kept);
    return code;
}

static int keep_answer(struct service *service, const struct seat *seat, uint32_t number, const char *frame, size_t length, struct error *error)
{
    struct buf kept = BUF_INIT;
    if (!*seat->client)
        return 0;
    buf_u32(&kept, number);
    buf_add(&kept, frame, length);
    int code = buf_failed(&kept) ? error_memory(error)
                                 : working_set(service->records, ONCE, seat->client, kept.data, kept.length, error);
    buf_release(&kept);
    return code;
}

/* Errors of the storage, after which something may be half done. The others are refusals that were found before anything was written. */
static bool breaks(int code)
{
    return code == ERROR_FULL || code == ERROR_SYSTEM || code == ERROR_MEMORY || code == ERROR_DAMAGED;
}

static void wipe(const char *text)
{
    if (text)
        sodium_memzero((char *)(uintptr_t)text, strlen(text));
}

/* PINs lie in the request's arena, which is given back without being cleared. */
static void wipe_pins(uint16_t kind, const void *ask, const void *answer)
{
    switch (kind) {
    case MESSAGE_member_add:
    case MESSAGE_sign_in: wipe(((const struct ask_sign_in *)ask)->pin); break;
    case MESSAGE_register: wipe(((const struct ask_register *)ask)->pin); break;
    case MESSAGE_pin_change:
        wipe(((const struct ask_pin *)ask)->old_pin);
        wipe(((const struct ask_pin *)ask)->new_pin);
        break;
    case MESSAGE_enrol:
        wipe(((const struct ask_enrol *)ask)->pin);
        wipe(((const struct keeper_pin *)answer)->pin);
        break;
    case MESSAGE_set_up:
        wipe(((const struct ask_set_up *)ask)->pin);
        wipe(((const struct keeper_set_up *)answer)->code);
        break;
    case MESSAGE_backup_code: wipe(((const struct keeper_code *)answer)->code); break;
    case MESSAGE_pin_reset: wipe(((const struct keeper_pin *)answer)->pin); break;
    default: break;
    }
}

int serve(struct service *service, struct seat *seat, const struct frame *frame, struct arena *arena, struct buf *answer_frame,
          struct error *error)
{
    struct error refusal = { 0 };
    const struct message_type *type = NULL;
    size_t start = answer_frame->length;
    int code;
    if (frame->kind >= MESSAGE_KINDS) {
        code = error_set(&refusal, ERROR_VERSION, N_("the keeper does not know this request; start the program again"));
        goto refuse;
    }
    type = &message_types[frame->kind];
    if (!seat->greeted && frame->kind != MESSAGE_hello) {
        code = error_set(&refusal, ERROR_REFUSED, N_("a program says hello first"));
        goto refuse;
    }
    code = seat_look_again(service, seat, arena, &refusal);
    if (!code && *seat->ticket && frame->kind != MESSAGE_hello && !ticket_holds(&service->tickets, clock_running(service->clock), seat->ticket)) {
        seat_leave(seat);
        code = error_set(&refusal, ERROR_REFUSED, N_("the manager who began this has signed out, or it took too long; sign in, and begin again"));
    }
    if (!code)
        code = may(seat, type, &refusal);
    if (code)
        goto refuse;
    if (type->does == DOES_ONCE) {
        bool known;
        code = answer_again(service, seat, frame, arena, answer_frame, &known, error);
        if (code || known)
            return code;
    }
    void *ask = arena_alloc(arena, type->ask_size), *answer = arena_alloc(arena, type->answer_size);
    code = ask && answer ? frame_read_ask(frame, arena, ask, &refusal) : error_memory(&refusal);
    if (code)
        goto refuse;
    code = runners[frame->kind](service, seat, ask, arena, answer, &refusal);
    if (code)
        wipe_pins(frame->kind, ask, answer);
    if (code && type->does != DOES_READ && breaks(code)) {
        *error = refusal;
        return code;
    }
    if (code)
        goto refuse;
    code = frame_answer(answer_frame, frame->kind, frame->number, answer, &refusal);
    wipe_pins(frame->kind, ask, answer);
    if (code == ERROR_LIMIT)
        goto refuse;
    if (code == 0 && type->does == DOES_ONCE)
        return keep_answer(service, seat, frame->number, answer_frame->data + start, answer_frame->length - start, error);
    if (code)
        *error = refusal;
    return code;

refuse:
    return frame_error(answer_frame, frame->kind, frame->number, &refusal, error);
}

/* A keeper of a centre that is there. */
int serve_set_up(struct service *service, struct seat *seat, const struct ask_set_up *ask, struct arena *arena, struct keeper_set_up *answer, struct error *error)
{
    (void)service, (void)seat, (void)ask, (void)arena, (void)answer;
    return error_set(error, ERROR_EXISTS, N_("this centre is set up already; sign in as its manager"));
}

static int greet_fresh(const struct service *service, struct seat *seat, const struct ask_hello *ask, struct keeper_hello *answer, struct error *error)
{
    int code = hello_valid(seat, ask, error);
    if (code)
        return code;
    *answer = (struct keeper_hello){ .version = KEEPER_VERSION, .centre_name = "", .terminal = "", .languages = service->from_file.languages,
                                     .language = service->from_file.language, .unsigned_packs = service->from_file.unsigned_packs, .date_sound = service->sound, .fresh = true };
    hello_greet(seat, ask);
    return 0;
}

int serve_fresh(struct service *service, struct seat *seat, const struct frame *frame, struct arena *arena, make_centre *make, void *context,
                struct buf *answer_frame, struct error *error)
{
    struct error refusal = { 0 };
    if (frame->kind != MESSAGE_hello && (frame->kind != MESSAGE_set_up || !seat->greeted)) {
        error_set(&refusal, ERROR_REFUSED, N_("this centre is not set up yet; the screen of its machine leads through it"));
        return frame_error(answer_frame, frame->kind, frame->number, &refusal, error);
    }
    const struct message_type *type = &message_types[frame->kind];
    void *ask = arena_alloc(arena, type->ask_size), *answer = arena_alloc(arena, type->answer_size);
    int code = ask && answer ? frame_read_ask(frame, arena, ask, &refusal) : error_memory(&refusal);
    if (code)
        return frame_error(answer_frame, frame->kind, frame->number, &refusal, error);
    code = frame->kind == MESSAGE_hello ? greet_fresh(service, seat, ask, answer, &refusal) : make(context, ask, arena, answer, &refusal);
    code = code ? frame_error(answer_frame, frame->kind, frame->number, &refusal, error)
                : frame_answer(answer_frame, frame->kind, frame->number, answer, error);
    wipe_pins(frame->kind, ask, answer);
    return code;
}

int service_settings(struct service *service, struct arena *arena, struct settings *settings, struct error *error)
{
    *settings = service->from_file;
    for (const struct setting *setting = setting_table; setting->name; setting++) {
        const char *value;
        if (!setting->on_screen)
            continue;
        int code = query_setting(service->records, setting->name, arena, &value, error);
        if (code == ERROR_NOT_FOUND)
            continue;
        if (code)
            return code;
        /* what an older version wrote, and this one does not take, is passed over */
        setting_read(setting, value, arena, settings, NULL);
    }
    if (!settings_offer(settings, settings->language))
        settings->language = service->from_file.language;
    error_clear(error);
    return 0;
}

struct mention {
    const char *person;
    struct arena *arena;
    const char **keys;
    size_t count, capacity;
};

static int find_mention(void *context, const char *key, const void *value, size_t length, int64_t at)
{
    struct mention *mention = context;
    (void)at;
    if (!memmem(value, length, mention->person, strlen(mention->person)))
        return 0;
    const char **keys = arena_grow(mention->arena, mention->keys, mention->count, &mention->capacity, sizeof *keys);
    const char *copy = arena_text(mention->arena, key);
    if (!keys || !copy)
        return ERROR_MEMORY;
    mention->keys = keys;
    keys[mention->count++] = copy;
    return 0;
}

int service_forget(struct service *service, const char *person, struct error *error)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct mention mention = { .person = person, .arena = &arena };
    int code = working_each(service->records, ONCE, find_mention, &mention, error);
    for (size_t i = 0; !code && i < mention.count; i++)
        code = working_remove(service->records, ONCE, mention.keys[i], error);
    arena_release(&arena);
    return code;
}

#define KEPT_ROWS 500
struct old_row {
    char *key;
    int64_t at;
};
struct old_rows {
    struct arena *arena;
    struct old_row *rows;
    size_t count, capacity;
};

static int collect_row(void *context, const char *key, const void *value, size_t length, int64_t at)
{
    struct old_rows *all = context;
    (void)value, (void)length;
    struct old_row *rows = arena_grow(all->arena, all->rows, all->count, &all->capacity, sizeof *rows);
    char *copy = arena_text(all->arena, key);
    if (!rows || !copy)
        return ERROR_MEMORY;
    all->rows = rows;
    rows[all->count++] = (struct old_row){ .key = copy, .at = at };
    return 0;
}

static int newest_first(const void *a, const void *b)
{
    int64_t left = ((const struct old_row *)a)->at, right = ((const struct old_row *)b)->at;
    return left < right ? 1 : left > right ? -1 : 0;
}

int service_prune(struct service *service, struct error *error)
{
    static const char *const scopes[] = { ONCE, SESSION_SCOPE };
    int code = 0;
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes && !code; i++) {
        struct arena arena;
        arena_init(&arena, NULL, 0);
        struct old_rows all = { .arena = &arena };
        code = working_each(service->records, scopes[i], collect_row, &all, error);
        if (all.count > KEPT_ROWS)
            qsort(all.rows, all.count, sizeof *all.rows, newest_first);
        for (size_t n = KEPT_ROWS; n < all.count && !code; n++)
            code = working_remove(service->records, scopes[i], all.rows[n].key, error);
        arena_release(&arena);
    }
    return code;
}

const char *none_for_empty(const char *text)
{
    return text && *text ? text : NULL;
}

int64_t sure_time(struct service *service, const char *boot, int64_t at)
{
    struct dated dated;
    if (at == 0 || !boot || time_date(service->records, boot, at, &dated, NULL) || !dated.certain)
        return 0;
    return dated.at;
}
