#include "screens/drive.h"

#include "screens/golden.h"

#define DAY 86400000LL

static const char *const english[] = { "en", NULL };

static const char *const request_names[] = {
#define X(name, ...) #name,
    REQUESTS(X)
#undef X
};

void drive_init(struct drive *drive)
{
    memset(drive, 0, sizeof *drive);
    arena_init(&drive->args, NULL, 0);
    arena_init(&drive->arena, NULL, 0);
    drive->effects.arena = &drive->arena;
    drive->told = (struct buf)BUF_INIT;
    drive->look = look_plain;
    drive->context = (struct context){
        .look = &drive->look, .language = "en", .languages = english, .centre = "Empretec Centre Lusaka",
        .person = { .id = "p1", .number = "1000017", .name = "Grace Banda", .language = "en" },
        .wall = 20000 * DAY + (12 * 60 + 32) * 60000LL, .running = 5000, .offset_minutes = 120, .date_sound = true, .rows = 24, .cols = 80,
    };
}

static void close_screen(struct drive *drive)
{
    if (drive->state && drive->type->release)
        drive->type->release(drive->state);
    free(drive->state);
    drive->state = NULL;
    arena_release(&drive->args);
    drive->left = false;
}

static void lay_out(struct drive *drive)
{
    if (drive->type->layout)
        drive->type->layout(drive->state, &drive->context);
}

void drive_open(struct drive *drive, const struct screen_type *type, const struct screen_args *args)
{
    close_screen(drive);
    struct screen_args kept = args ? *args : (struct screen_args){ 0 };
    const char **texts[] = { &kept.pack, &kept.unit, &kept.attempt, &kept.title, &kept.text, &kept.item };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_text(&drive->args, *texts[i] ? *texts[i] : "");
    drive->type = type;
    drive->state = calloc(1, type->size);
    if (!drive->state || arena_failed(&drive->args))
        abort();
    if (type->init)
        type->init(drive->state, &kept, &drive->context, &drive->effects);
    lay_out(drive);
}

void drive_release(struct drive *drive)
{
    close_screen(drive);
    arena_release(&drive->arena);
    buf_release(&drive->told);
}

unsigned drive_event(struct drive *drive, const struct event *event)
{
    unsigned flags = drive->type->update(drive->state, event, &drive->context, &drive->effects);
    if (flags & SCREEN_LEAVE)
        drive->left = true;
    if (flags & SCREEN_LAYOUT)
        lay_out(drive);
    return flags;
}

static enum key key_named(const char *name, size_t length)
{
    for (int key = 1; key < PRESS_COUNT; key++)
        if (strlen(press_name((enum key)key)) == length && strncmp(press_name((enum key)key), name, length) == 0)
            return (enum key)key;
    fprintf(stderr, "there is no key %.*s\n", (int)length, name);
    abort();
}

unsigned drive_keys(struct drive *drive, const char *script)
{
    unsigned flags = 0;
    while (*script) {
        size_t length = strcspn(script, " ");
        if (*script == '\'') {
            for (script++; *script && *script != '\''; script += length) {
                char text[8] = "";
                length = (*script & 0x80) == 0 ? 1 : (*script & 0xe0) == 0xc0 ? 2 : (*script & 0xf0) == 0xe0 ? 3 : 4;
                memcpy(text, script, length);
                struct event event = event_text(text);
                flags = drive_event(drive, &event);
            }
            script += *script == '\'';
        } else if (length) {
            struct event event = event_key(key_named(script, length));
            flags = drive_event(drive, &event);
            script += length;
        }
        script += strspn(script, " ");
    }
    return flags;
}

static const struct effect *latest(const struct drive *drive, enum request_kind kind)
{
    const struct effect *found = NULL;
    for (size_t i = 0; i < drive->effects.count; i++)
        if (drive->effects.list[i].kind == EFFECT_REQUEST && drive->effects.list[i].request == kind)
            found = &drive->effects.list[i];
    return found;
}

static unsigned answer(struct drive *drive, enum request_kind kind, int code, void *data, const struct error *error)
{
    const struct effect *effect = latest(drive, kind);
    if (!effect) {
        fprintf(stderr, "nobody asked for %s\n", request_names[kind]);
        abort();
    }
    struct result result = { .kind = kind, .number = effect->number, .code = code, .error = error, .data = data };
    return drive_event(drive, &(struct event){ .kind = EVENT_RESULT, .request = effect->number, .code = code, .payload = &result });
}

unsigned drive_result(struct drive *drive, enum request_kind kind, void *data)
{
    return answer(drive, kind, 0, data, NULL);
}

unsigned drive_refuse(struct drive *drive, enum request_kind kind, int code, const char *message)
{
    struct error error = { .code = code, .message = message };
    return answer(drive, kind, code, NULL, &error);
}

static void tell(struct buf *out, const struct effect *effect)
{
    switch (effect->kind) {
    case EFFECT_REQUEST: buf_format(out, "request %s", request_names[effect->request]); break;
    case EFFECT_PUSH: buf_format(out, "push %s", effect->screen->name); break;
    case EFFECT_REPLACE: buf_format(out, "replace %s", effect->screen->name); break;
    case EFFECT_POP: buf_text(out, "pop"); break;
    case EFFECT_HOME: buf_text(out, "home"); break;
    case EFFECT_ATTRACT: buf_text(out, "attract"); break;
    case EFFECT_LOCK: buf_text(out, "lock"); break;
    case EFFECT_QUIT: buf_text(out, "quit"); break;
    }
}

const char *drive_effects(struct drive *drive)
{
    buf_clear(&drive->told);
    for (size_t i = drive->told_count; i < drive->effects.count; i++) {
        buf_text(&drive->told, i > drive->told_count ? "; " : "");
        tell(&drive->told, &drive->effects.list[i]);
    }
    drive->told_count = drive->effects.count;
    return drive->told.data;
}

const void *drive_asked(const struct drive *drive, enum request_kind kind)
{
    const struct effect *effect = latest(drive, kind);
    return effect ? effect->ask : NULL;
}

const struct screen_args *drive_opened(const struct drive *drive, const struct screen_type *type)
{
    const struct screen_args *found = NULL;
    for (size_t i = 0; i < drive->effects.count; i++)
        if ((drive->effects.list[i].kind == EFFECT_PUSH || drive->effects.list[i].kind == EFFECT_REPLACE) && drive->effects.list[i].screen == type)
            found = &drive->effects.list[i].args;
    return found;
}

struct grid drive_draw(struct drive *drive)
{
    struct grid grid = golden_grid(drive->context.rows, drive->context.cols, &drive->look);
    drive->type->draw(drive->state, &drive->context, &grid);
    return grid;
}

bool drive_shows(struct drive *drive, const char *text)
{
    struct grid grid = drive_draw(drive);
    struct buf dump = BUF_INIT;
    grid_dump(&grid, &dump);
    char *styles = strstr(dump.data, "\nstyles\n");
    if (styles)
        *styles = 0;
    bool shown = strstr(dump.data, text) != NULL;
    buf_release(&dump);
    grid_release(&grid);
    return shown;
}

static bool matches_at(struct drive *drive, const char *name, int rows, int cols, const char *suffix)
{
    char file[200];
    snprintf(file, sizeof file, "%s-%s", name, suffix);
    drive->context.rows = rows;
    drive->context.cols = cols;
    drive->type->update(drive->state, &(struct event){ .kind = EVENT_RESIZE, .rows = rows, .cols = cols }, &drive->context, &drive->effects);
    lay_out(drive);
    struct grid grid = drive_draw(drive);
    bool same = golden_matches(file, &grid);
    grid_release(&grid);
    return same;
}

bool drive_matches(struct drive *drive, const char *name)
{
    int rows = drive->context.rows, cols = drive->context.cols;
    struct look look = drive->look;
    bool same = matches_at(drive, name, 60, 200, "200");
    same = matches_at(drive, name, 18, 60, "60") && same;
    drive->look.colours = COLOURS_NONE;
    drive->look.glyphs = GLYPHS_ASCII;
    same = matches_at(drive, name, 24, 80, "ascii") && same;
    drive->look = look;
    same = matches_at(drive, name, 24, 80, "80") && same;
    drive->context.rows = rows;
    drive->context.cols = cols;
    lay_out(drive);
    return same;
}
