#include "keeper/protocol.h"

/*
 * The members of each struct, in the order of message.h. A member that is missing here is not sent: test_protocol sends every struct with every member set.
 * T is the struct, M a plain member of it, I a struct within, R rows.
 */
#define FIELDS_keeper_none(T, M, I, R) M(T, unused)
#define FIELDS_ask_text(T, M, I, R) M(T, text)
#define FIELDS_ask_hello(T, M, I, R) M(T, version) M(T, client) M(T, session) M(T, command) M(T, ticket)
#define FIELDS_keeper_person(T, M, I, R) M(T, id) M(T, number) M(T, name) M(T, language) M(T, role) M(T, guest)
#define FIELDS_keeper_hello(T, M, I, R)                                                                                               \
    M(T, version) M(T, centre_name) M(T, terminal) M(T, languages) M(T, language) M(T, names_listed) M(T, guests_allowed) M(T, registering_allowed)       \
    M(T, unsigned_packs) M(T, date_sound) M(T, has_manager) M(T, fresh) M(T, idle_minutes) I(T, person, keeper_person)
#define FIELDS_ask_set_up(T, M, I, R) M(T, name) M(T, terminal) M(T, languages) M(T, language) M(T, keyboard) M(T, manager) M(T, pin)
#define FIELDS_keeper_set_up(T, M, I, R) M(T, number) M(T, code) M(T, mark)
#define FIELDS_ask_people(T, M, I, R) M(T, prefix) M(T, after) M(T, offset) M(T, limit) M(T, retired)
#define FIELDS_keeper_row(T, M, I, R) M(T, id) M(T, number) M(T, name) M(T, place) M(T, role) M(T, provisional) M(T, has_pin) M(T, retired)
#define FIELDS_keeper_people(T, M, I, R) R(T, rows, count, KEEPER_PAGE, keeper_row) M(T, more)
#define FIELDS_ask_sign_in(T, M, I, R) M(T, number) M(T, pin) M(T, claim)
#define FIELDS_keeper_members(T, M, I, R) R(T, rows, count, KEEPER_TOGETHER, keeper_row)
#define FIELDS_keeper_value(T, M, I, R) M(T, name) M(T, value)
#define FIELDS_ask_register(T, M, I, R)                                                                                               \
    M(T, name) M(T, pin) M(T, language) R(T, values, value_count, KEEPER_VALUES, keeper_value) M(T, follow_up) M(T, surveys) M(T, government) M(T, claim)
#define FIELDS_keeper_signed(T, M, I, R) I(T, person, keeper_person) M(T, session)
#define FIELDS_ask_pin(T, M, I, R) M(T, old_pin) M(T, new_pin)
#define FIELDS_ask_consent(T, M, I, R) M(T, consent) M(T, given)
#define FIELDS_ask_enrol(T, M, I, R)                                                                                                  \
    M(T, id) M(T, name) M(T, language) M(T, pin) M(T, role) R(T, values, value_count, KEEPER_VALUES, keeper_value)
#define FIELDS_ask_known(T, M, I, R) M(T, name) M(T, born)
#define FIELDS_keeper_whole(T, M, I, R)                                                                                               \
    M(T, id) M(T, number) M(T, name) M(T, language) M(T, contact) M(T, numbers) M(T, role) M(T, provisional) M(T, has_pin) M(T, retired) M(T, follow_up) \
    M(T, surveys) M(T, government) R(T, values, value_count, KEEPER_VALUES, keeper_value) M(T, version) M(T, added) M(T, first) M(T, last)             \
    M(T, attempts) M(T, answers) M(T, texts) M(T, lessons) M(T, seconds)
#define FIELDS_ask_history(T, M, I, R) M(T, person) M(T, offset)
#define FIELDS_keeper_happening(T, M, I, R) M(T, kind) M(T, who) M(T, field) M(T, before) M(T, after) M(T, at)
#define FIELDS_keeper_history(T, M, I, R) R(T, rows, count, KEEPER_ROWS, keeper_happening) M(T, next)
#define FIELDS_ask_change(T, M, I, R)                                                                                                 \
    M(T, id) M(T, name) M(T, language) M(T, contact) M(T, version) R(T, values, value_count, KEEPER_VALUES, keeper_value)
#define FIELDS_ask_role(T, M, I, R) M(T, id) M(T, role)
#define FIELDS_ask_join(T, M, I, R) M(T, id) M(T, into) M(T, version) M(T, into_version) M(T, take)
#define FIELDS_ask_erase(T, M, I, R) M(T, id) M(T, number) M(T, oneself)
#define FIELDS_keeper_pin(T, M, I, R) M(T, pin) M(T, number)
#define FIELDS_keeper_event(T, M, I, R)                                                                                               \
    M(T, kind) M(T, attempt) M(T, pack) M(T, version) M(T, unit) M(T, digest) M(T, language) M(T, item) M(T, data) M(T, body)
#define FIELDS_ask_append(T, M, I, R) R(T, events, count, KEEPER_EVENTS, keeper_event) M(T, together) M(T, drop_attempt) M(T, drop_item)
#define FIELDS_keeper_appended(T, M, I, R) M(T, first) M(T, last)
#define FIELDS_keeper_draft(T, M, I, R) M(T, attempt) M(T, item) M(T, text)
#define FIELDS_ask_unit(T, M, I, R) M(T, pack) M(T, unit) M(T, offset)
#define FIELDS_keeper_activity(T, M, I, R) M(T, pack) M(T, version) M(T, unit) M(T, attempt) M(T, page) M(T, first) M(T, last) M(T, events)
#define FIELDS_keeper_lesson(T, M, I, R)                                                                                              \
    M(T, pack) M(T, version) M(T, unit) M(T, pages) M(T, page) M(T, pages_read) M(T, seconds) M(T, opened) M(T, last) M(T, questions) M(T, right) M(T, finished)
#define FIELDS_keeper_lessons(T, M, I, R) R(T, rows, count, KEEPER_ROWS, keeper_lesson) M(T, more)
#define FIELDS_keeper_page(T, M, I, R) M(T, page)
#define FIELDS_keeper_pages(T, M, I, R) R(T, rows, count, 10000, keeper_page)
#define FIELDS_keeper_block(T, M, I, R) M(T, item) M(T, response) M(T, fraction) M(T, times)
#define FIELDS_keeper_blocks(T, M, I, R) R(T, rows, count, KEEPER_ROWS, keeper_block)
#define FIELDS_ask_attempts(T, M, I, R) M(T, pack) M(T, unit) M(T, running) M(T, submitted) M(T, limit)
#define FIELDS_keeper_attempt(T, M, I, R)                                                                                             \
    M(T, id) M(T, pack) M(T, version) M(T, unit) M(T, digest) M(T, language) M(T, mode) M(T, settings) M(T, fractions) M(T, seed) M(T, questions) M(T, answered)       \
    M(T, flagged) M(T, started) M(T, last) M(T, ended) M(T, seconds) M(T, submitted) M(T, marks) M(T, possible) M(T, passed)   \
    M(T, dropped) M(T, dropped_reason) M(T, together) M(T, more_seconds)
#define FIELDS_keeper_attempts(T, M, I, R) R(T, rows, count, KEEPER_ROWS, keeper_attempt)
#define FIELDS_ask_attempt(T, M, I, R) M(T, attempt) M(T, offset)
#define FIELDS_keeper_answer(T, M, I, R) M(T, item) M(T, response) M(T, answered) M(T, flagged) M(T, seconds) M(T, times)
#define FIELDS_keeper_attempt_whole(T, M, I, R) I(T, attempt, keeper_attempt) R(T, rows, count, KEEPER_ROWS, keeper_answer) M(T, more)
#define FIELDS_keeper_kept(T, M, I, R)                                                                                                \
    I(T, person, keeper_person) M(T, contact) R(T, values, value_count, KEEPER_VALUES, keeper_value) M(T, follow_up) M(T, surveys) M(T, government) M(T, events)   \
    M(T, attempts) M(T, answers) M(T, texts) M(T, lessons) M(T, seconds) M(T, versions) M(T, first) M(T, last)
#define FIELDS_ask_pack(T, M, I, R) M(T, id) M(T, version) M(T, file_digest) M(T, publisher)
#define FIELDS_keeper_pack(T, M, I, R) M(T, id) M(T, version) M(T, installed) M(T, active) M(T, attempts)
#define FIELDS_keeper_packs(T, M, I, R) R(T, rows, count, 1000, keeper_pack)
#define FIELDS_ask_date(T, M, I, R) M(T, wall)
#define FIELDS_ask_setting(T, M, I, R) M(T, name) M(T, value)
#define FIELDS_keeper_counts(T, M, I, R) M(T, people) M(T, events) M(T, attempts) M(T, attempts_running) M(T, answers) M(T, origins) M(T, texts)
#define FIELDS_ask_document(T, M, I, R) M(T, text) M(T, accept)
#define FIELDS_keeper_document(T, M, I, R)                                                                                            \
    M(T, kind) M(T, who) M(T, fingerprint) M(T, taken) M(T, known) M(T, asks) M(T, renewed) M(T, up_to) M(T, up_to_at)
#define FIELDS_keeper_coordinator(T, M, I, R)                                                                                         \
    M(T, id) M(T, name) M(T, fingerprint) M(T, granted) M(T, recipients) M(T, arrived) M(T, arrived_at) M(T, waiting)
#define FIELDS_keeper_trust(T, M, I, R) M(T, centre) M(T, name) M(T, fingerprint) R(T, rows, count, KEEPER_ROWS, keeper_coordinator) M(T, waiting) M(T, trouble)
#define FIELDS_ask_bundles(T, M, I, R) M(T, all) M(T, offset)
#define FIELDS_keeper_bundle(T, M, I, R) M(T, name) M(T, origin) M(T, first) M(T, last) M(T, bytes)
#define FIELDS_keeper_bundles(T, M, I, R)                                                                                             \
    M(T, running) M(T, done) M(T, total) M(T, trouble) R(T, rows, count, KEEPER_ROWS, keeper_bundle) M(T, more) M(T, bytes)
#define FIELDS_keeper_code(T, M, I, R) M(T, code) M(T, mark)
#define FIELDS_keeper_backup(T, M, I, R) M(T, running) M(T, done) M(T, total) M(T, trouble) M(T, file) M(T, bytes) M(T, coded) M(T, about)
#define FIELDS_keeper_notices(T, M, I, R)                                                                                             \
    M(T, rescue) M(T, day) M(T, sure) M(T, gap) M(T, lost) M(T, first) M(T, last) M(T, texts) M(T, people) M(T, little_room) M(T, free) M(T, bytes)
#define FIELDS_ask_pack_change(T, M, I, R) M(T, remove) M(T, id) M(T, version) M(T, name)
#define FIELDS_keeper_number(T, M, I, R) M(T, number)
#define FIELDS_keeper_pack_changed(T, M, I, R)                                                                                        \
    M(T, running) M(T, step) M(T, done) M(T, total) M(T, id) M(T, version) M(T, title) M(T, signer) M(T, active) M(T, trusted)
#define FIELDS_keeper_workshop(T, M, I, R) M(T, id) M(T, name) M(T, first) M(T, last) M(T, facilitator) M(T, cancelled) M(T, members) M(T, units)
#define FIELDS_keeper_workshops(T, M, I, R) R(T, rows, count, KEEPER_ROWS, keeper_workshop) M(T, more)
#define FIELDS_keeper_member(T, M, I, R) M(T, person) M(T, name) M(T, number) M(T, days)
#define FIELDS_keeper_assigned(T, M, I, R)                                                                                            \
    M(T, workshop) M(T, pack) M(T, version) M(T, unit) M(T, role) M(T, rule) M(T, place) M(T, day) M(T, removed) M(T, open)
#define FIELDS_keeper_workshop_whole(T, M, I, R)                                                                                      \
    I(T, workshop, keeper_workshop) R(T, members, member_count, KEEPER_MEMBERS, keeper_member)                                        \
    R(T, units, unit_count, KEEPER_PLAN, keeper_assigned) M(T, today) M(T, date_sound)
#define FIELDS_ask_member(T, M, I, R) M(T, workshop) M(T, person) M(T, member)
#define FIELDS_ask_attend(T, M, I, R) M(T, workshop) M(T, person) M(T, day) M(T, part)
#define FIELDS_ask_reopen(T, M, I, R) M(T, attempt) M(T, reason) M(T, seconds)
#define FIELDS_ask_drop(T, M, I, R) M(T, pack) M(T, version) M(T, unit) M(T, item) M(T, reason) M(T, points) M(T, dropped)
#define FIELDS_keeper_where(T, M, I, R)                                                                                               \
    M(T, person) M(T, name) M(T, number) M(T, pack) M(T, unit) M(T, attempt) M(T, submitted) M(T, at) M(T, of) M(T, wrong) M(T, seated) M(T, still)
#define FIELDS_keeper_overview(T, M, I, R) R(T, rows, count, KEEPER_MEMBERS, keeper_where)
#define FIELDS_keeper_planned(T, M, I, R)                                                                                             \
    M(T, workshop) M(T, name) M(T, first) M(T, last) M(T, pack) M(T, unit) M(T, role) M(T, done) M(T, lock) M(T, after_pack) M(T, after_unit) M(T, day)
#define FIELDS_keeper_plan(T, M, I, R) R(T, rows, count, KEEPER_PLAN, keeper_planned)

/* A struct stands behind those that it holds. */
#define STRUCTS(S)                                                                                                                 \
    S(keeper_none) S(ask_text) S(ask_hello) S(keeper_person) S(keeper_hello) S(ask_set_up) S(keeper_set_up) S(ask_people) S(keeper_row) S(keeper_people)          \
    S(ask_sign_in) S(keeper_members) S(keeper_value) S(ask_register) S(keeper_signed) S(ask_pin) S(ask_consent) S(ask_enrol) S(ask_known) S(keeper_pin) S(keeper_event)          \
    S(keeper_whole) S(ask_history) S(keeper_happening) S(keeper_history) S(ask_change) S(ask_role) S(ask_join) S(ask_erase)        \
    S(ask_append) S(keeper_appended) S(keeper_draft) S(ask_unit) S(keeper_activity) S(keeper_lesson) S(keeper_lessons)             \
    S(keeper_page) S(keeper_pages) S(keeper_block) S(keeper_blocks) S(ask_attempts) S(keeper_attempt) S(keeper_attempts)           \
    S(ask_attempt) S(keeper_answer) S(keeper_attempt_whole) S(keeper_kept) S(ask_pack) S(keeper_pack) S(keeper_packs) S(ask_date)  \
    S(ask_setting) S(keeper_counts) S(ask_document) S(keeper_document) S(keeper_coordinator) S(keeper_trust) S(ask_bundles)        \
    S(keeper_bundle) S(keeper_bundles) S(keeper_code) S(keeper_notices) S(keeper_backup)                                                                                            \
    S(keeper_workshop) S(keeper_workshops) S(keeper_member) S(keeper_assigned) S(keeper_workshop_whole) S(ask_member) S(ask_attend) \
    S(ask_reopen) S(ask_drop) S(keeper_where) S(keeper_overview) S(keeper_planned) S(keeper_plan)                    \
    S(ask_pack_change) S(keeper_number) S(keeper_pack_changed)

#define M(T, member) WIRE_MEMBER(T, member),
#define I(T, member, tag) WIRE_INNER(T, member, tag##_wire),
#define R(T, member, count, most, tag) WIRE_ARRAY(T, member, count, most, tag##_wire),
#define S(tag)                                                                                                                     \
    static const struct wire_field tag##_fields[] = { FIELDS_##tag(struct tag, M, I, R){ .kind = WIRE_END } };                     \
    static const struct wire_struct tag##_wire = { .size = sizeof(struct tag), .fields = tag##_fields };
STRUCTS(S)
#undef S

/* The wire's table of a struct, found by its type. */
#define S(tag) struct tag *: &tag##_wire,
#define WIRE_OF(type) _Generic((type *)0, STRUCTS(S) default: NULL)

const struct message_type message_types[MESSAGE_KINDS] = {
#define X(message, ask_type, answer_type, who, how)                                                                                \
    [MESSAGE_##message] = { .name = #message, .ask = WIRE_OF(ask_type), .answer = WIRE_OF(answer_type),                            \
                            .ask_size = sizeof(ask_type), .answer_size = sizeof(answer_type), .right = who, .does = how },
    MESSAGES(X)
#undef X
};

int frame_read(const void *bytes, size_t length, struct frame *frame, struct error *error)
{
    struct cursor cursor;
    cursor_init(&cursor, bytes, length);
    uint32_t follows = cursor_u32(&cursor);
    if (!cursor.ok)
        return 0;
    if (follows < FRAME_HEAD - 4)
        return error_set(error, ERROR_SYNTAX, N_("these bytes are no message"));
    if (follows > FRAME_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("a message of %zu bytes is longer than is read"), (size_t)follows);
    if (cursor_left(&cursor) < follows)
        return 0;
    frame->kind = cursor_u16(&cursor);
    frame->number = cursor_u32(&cursor);
    frame->length = follows - (FRAME_HEAD - 4);
    frame->body = cursor_bytes(&cursor, frame->length);
    frame->size = follows + 4;
    return 1;
}

/* A frame is begun with a length of 0, which is set when it is ended. */
static size_t frame_begin(struct buf *out, uint16_t kind, uint32_t number)
{
    size_t start = out->length;
    buf_u32(out, 0);
    buf_u16(out, kind);
    buf_u32(out, number);
    return start;
}

static int frame_end(struct buf *out, size_t start, struct error *error)
{
    if (buf_failed(out)) {
        return error_memory(error);
    }
    size_t follows = out->length - start - 4;
    if (follows > FRAME_LIMIT) {
        buf_cut(out, start);
        return error_set(error, ERROR_LIMIT, N_("a message of %zu bytes is longer than is read"), follows);
    }
    for (int i = 0; i < 4; i++)
        out->data[start + (size_t)i] = (char)(follows >> (24 - 8 * i) & 0xff);
    return 0;
}

int frame_ask(struct buf *out, enum message_kind kind, uint32_t number, const void *ask, struct error *error)
{
    size_t start = frame_begin(out, (uint16_t)kind, number);
    wire_write(out, message_types[kind].ask, ask);
    return frame_end(out, start, error);
}

int frame_answer(struct buf *out, uint16_t kind, uint32_t number, const void *answer, struct error *error)
{
    size_t start = frame_begin(out, kind, number);
    buf_u32(out, 0);
    wire_write(out, message_types[kind].answer, answer);
    return frame_end(out, start, error);
}

int frame_error(struct buf *out, uint16_t kind, uint32_t number, const struct error *refusal, struct error *error)
{
    size_t start = frame_begin(out, kind, number);
    buf_u32(out, (uint32_t)refusal->code);
    buf_u32(out, (uint32_t)refusal->system);
    buf_string(out, refusal->file);
    buf_string(out, refusal->entry);
    buf_u64(out, (uint64_t)refusal->line);
    buf_u64(out, (uint64_t)refusal->column);
    buf_string(out, refusal->message);
    buf_u8(out, (uint8_t)refusal->arguments);
    for (int i = 0; i < refusal->arguments; i++)
        buf_string(out, refusal->argument[i]);
    return frame_end(out, start, error);
}

static int malformed(struct arena *arena, struct error *error)
{
    return arena_failed(arena) ? error_memory(error) : error_set(error, ERROR_SYNTAX, N_("these bytes are no message"));
}

int frame_read_ask(const struct frame *frame, struct arena *arena, void *ask, struct error *error)
{
    struct cursor cursor;
    if (frame->kind >= MESSAGE_KINDS)
        return error_set(error, ERROR_VERSION, N_("the keeper does not know this request; start the program again"));
    cursor_init(&cursor, frame->body, frame->length);
    wire_read(&cursor, arena, message_types[frame->kind].ask, ask);
    return cursor_done(&cursor) ? 0 : malformed(arena, error);
}

/*
 * Sentences that came over the wire. An error's message is a pointer to a constant, and errors are shown after everything else was closed: so a sentence that was
 * read is kept for as long as the constants of this program are. This is the one thing here that is not handed in; nobody can tell it from a constant.
 */
#define TEXTS_LIMIT 200
#define TEXT_LIMIT 500
static const char *keep_text(const char *text)
{
    static char *texts[TEXTS_LIMIT];
    static size_t count;
    for (size_t i = 0; i < count; i++)
        if (strcmp(texts[i], text) == 0)
            return texts[i];
    if (count < TEXTS_LIMIT && (texts[count] = strdup(text)))
        return texts[count++];
    return N_("the keeper could not do this");
}

int frame_read_answer(const struct frame *frame, struct arena *arena, void *answer, struct error *error)
{
    struct cursor cursor;
    if (frame->kind >= MESSAGE_KINDS)
        return error_set(error, ERROR_SYNTAX, N_("these bytes are no message"));
    cursor_init(&cursor, frame->body, frame->length);
    int32_t code = (int32_t)cursor_u32(&cursor);
    if (cursor.ok && code == 0) {
        const struct message_type *type = &message_types[frame->kind];
        void *read = arena_alloc(arena, type->answer_size);
        if (!read)
            return error_memory(error);
        wire_read(&cursor, arena, type->answer, read);
        if (!cursor_done(&cursor))
            return malformed(arena, error);
        memcpy(answer, read, type->answer_size);
        return 0;
    }
    struct error refusal = { .code = (enum error_code)code };
    refusal.system = (int32_t)cursor_u32(&cursor);
    snprintf(refusal.file, sizeof refusal.file, "%s", cursor_string(&cursor, arena, sizeof refusal.file - 1));
    snprintf(refusal.entry, sizeof refusal.entry, "%s", cursor_string(&cursor, arena, sizeof refusal.entry - 1));
    refusal.line = (long)cursor_u64(&cursor);
    refusal.column = (long)cursor_u64(&cursor);
    const char *message = cursor_string(&cursor, arena, TEXT_LIMIT);
    refusal.arguments = cursor_u8(&cursor);
    if (refusal.arguments > ERROR_ARGUMENTS)
        cursor.ok = false;
    for (int i = 0; i < refusal.arguments && cursor.ok; i++)
        snprintf(refusal.argument[i], ERROR_ARGUMENT_SIZE, "%s", cursor_string(&cursor, arena, ERROR_ARGUMENT_SIZE - 1));
    if (!cursor_done(&cursor) || code > 0 || code < ERROR_USAGE)
        return malformed(arena, error);
    refusal.message = keep_text(message);
    if (error)
        *error = refusal;
    return code;
}
