/* Messages as bytes: what is written is read again, and what is no message is refused without harm. */
#include "check_main.h"

#include "keeper/protocol.h"

static struct arena arena;

static struct frame only_frame(const struct buf *bytes)
{
    struct frame frame = { 0 };
    ck_assert_int_eq(frame_read(bytes->data, bytes->length, &frame, NULL), 1);
    ck_assert_uint_eq(frame.size, bytes->length);
    return frame;
}

static size_t field_size(const struct wire_field *field)
{
    switch (field->kind) {
    case WIRE_BOOL: return 1;
    case WIRE_I32:
    case WIRE_U32: return 4;
    case WIRE_STRUCT: return field->of->size;
    default: return 8;
    }
}

/* Every byte of a struct is a member that is sent, or padding that the next member's alignment explains. */
static void check_covered(const char *name, const struct wire_struct *wire)
{
    bool taken[4096] = { false };
    ck_assert_ptr_nonnull(wire);
    for (const struct wire_field *field = wire->fields; field->kind != WIRE_END; field++) {
        memset(taken + field->offset, true, field->kind == WIRE_ROWS ? sizeof(void *) : field_size(field));
        if (field->kind == WIRE_ROWS)
            memset(taken + field->count_offset, true, sizeof(size_t));
        if (field->of)
            check_covered(name, field->of);
    }
    size_t gap = 0;
    for (size_t i = 0; i < wire->size; i++) {
        gap = taken[i] ? 0 : gap + 1;
        if (taken[i] && i > 0 && !taken[i - 1])
            ck_assert_msg(i % 4 == 0, "%s: a member before byte %zu is not sent", name, i);
        ck_assert_msg(gap < 8, "%s: a member at byte %zu is not sent", name, i);
    }
}

START_TEST(every_message_is_described_whole)
{
    for (int kind = 0; kind < MESSAGE_KINDS; kind++) {
        const struct message_type *type = &message_types[kind];
        ck_assert_ptr_nonnull(type->name);
        check_covered(type->name, type->ask);
        check_covered(type->name, type->answer);
        ck_assert_uint_eq(type->ask->size, type->ask_size);
        ck_assert_uint_eq(type->answer->size, type->answer_size);
    }
}
END_TEST

START_TEST(a_request_comes_back_as_it_was)
{
    struct buf bytes = BUF_INIT;
    const struct keeper_event events[] = { { .kind = "answered", .item = "price.markup-1", .data = "{\"seed\":1}", .body = "é" },
                                           { .kind = "attempt-minute", .attempt = "a" } };
    const struct ask_append ask = { .events = events, .count = 2, .drop_attempt = "a" };
    struct ask_append back;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(frame_ask(&bytes, MESSAGE_append, 77, &ask, NULL), 0);
    struct frame frame = only_frame(&bytes);
    ck_assert_int_eq(frame.kind, MESSAGE_append);
    ck_assert_uint_eq(frame.number, 77);
    ck_assert_int_eq(frame_read_ask(&frame, &arena, &back, NULL), 0);
    ck_assert_uint_eq(back.count, 2);
    ck_assert_str_eq(back.events[0].kind, "answered");
    ck_assert_str_eq(back.events[0].body, "é");
    ck_assert_str_eq(back.events[0].pack, "");
    ck_assert_str_eq(back.events[1].attempt, "a");
    ck_assert_str_eq(back.drop_attempt, "a");
    ck_assert_str_eq(back.drop_item, "");
    buf_release(&bytes);
    arena_release(&arena);
}
END_TEST

START_TEST(an_answer_comes_back_with_its_numbers)
{
    struct buf bytes = BUF_INIT;
    const struct keeper_answer rows[] = { { .item = "q", .response = "2", .answered = true, .flagged = true, .seconds = -5, .times = 3 } };
    const struct keeper_attempt_whole answer = {
        .attempt = { .id = "i", .seed = UINT64_MAX, .marks = 0.1, .possible = -1e300, .passed = -1, .submitted = true, .started = INT64_MIN },
        .rows = rows, .count = 1, .more = true };
    struct keeper_attempt_whole back;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(frame_answer(&bytes, MESSAGE_attempt, 1, &answer, NULL), 0);
    struct frame frame = only_frame(&bytes);
    ck_assert_int_eq(frame_read_answer(&frame, &arena, &back, NULL), 0);
    ck_assert(back.attempt.seed == UINT64_MAX && back.attempt.started == INT64_MIN);
    ck_assert(back.attempt.marks == 0.1 && back.attempt.possible == -1e300);
    ck_assert_int_eq(back.attempt.passed, -1);
    ck_assert(back.attempt.submitted && back.more && back.rows[0].answered && back.rows[0].flagged);
    ck_assert_int_eq(back.rows[0].seconds, -5);
    ck_assert_int_eq(back.rows[0].times, 3);
    buf_release(&bytes);
    arena_release(&arena);
}
END_TEST

START_TEST(a_refusal_keeps_its_sentence_and_its_arguments_apart)
{
    struct buf bytes = BUF_INIT;
    struct error refusal = { 0 }, back = { 0 };
    struct keeper_none none;
    arena_init(&arena, NULL, 0);
    error_at(&refusal, "kiosk.cfg", 3, 9);
    error_in(&refusal, "idle_minutes");
    error_set(&refusal, ERROR_REFUSED, "%s waits %lld seconds", "Grace", 30LL);
    ck_assert_int_eq(frame_error(&bytes, MESSAGE_sign_out, 9, &refusal, NULL), 0);
    struct frame frame = only_frame(&bytes);
    ck_assert_int_eq(frame_read_answer(&frame, &arena, &none, &back), ERROR_REFUSED);
    ck_assert_str_eq(back.message, "%s waits %lld seconds");
    ck_assert_str_eq(back.argument[0], "Grace");
    ck_assert_error(back, "kiosk.cfg:3:9: idle_minutes: Grace waits 30 seconds");
    const char *kept = back.message;
    buf_release(&bytes);
    arena_release(&arena);
    ck_assert_str_eq(kept, "%s waits %lld seconds");
}
END_TEST

START_TEST(a_frame_waits_for_its_last_byte)
{
    struct buf bytes = BUF_INIT;
    struct frame frame;
    const struct ask_text ask = { .text = "fr" };
    ck_assert_int_eq(frame_ask(&bytes, MESSAGE_guest, 1, &ask, NULL), 0);
    for (size_t length = 0; length < bytes.length; length++)
        ck_assert_int_eq(frame_read(bytes.data, length, &frame, NULL), 0);
    ck_assert_int_eq(frame_read(bytes.data, bytes.length, &frame, NULL), 1);
    buf_release(&bytes);
}
END_TEST

START_TEST(a_length_that_cannot_be_is_refused_at_once)
{
    struct frame frame;
    struct error error = { 0 };
    ck_assert_int_eq(frame_read("\xff\xff\xff\xff", 4, &frame, &error), ERROR_LIMIT);
    ck_assert_error(error, "a message of 4294967295 bytes is longer than is read");
    ck_assert_int_eq(frame_read("\0\0\0\5", 4, &frame, &error), ERROR_SYNTAX);
    ck_assert_error(error, "these bytes are no message");
}
END_TEST

/* A sign_in with its bytes changed. */
static int read_changed(size_t at, const char *with, size_t length, size_t cut)
{
    struct buf bytes = BUF_INIT;
    struct error error = { 0 };
    const struct ask_sign_in ask = { .number = "0110017", .pin = "1234", .claim = true };
    struct ask_sign_in back;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(frame_ask(&bytes, MESSAGE_sign_in, 1, &ask, NULL), 0);
    struct frame frame = only_frame(&bytes);
    memcpy(bytes.data + FRAME_HEAD + at, with, length);
    frame.length -= cut;
    int code = frame_read_ask(&frame, &arena, &back, &error);
    if (code)
        ck_assert_error(error, "these bytes are no message");
    buf_release(&bytes);
    arena_release(&arena);
    return code;
}

START_TEST(a_body_that_is_not_exactly_the_struct_is_refused)
{
    ck_assert_int_eq(read_changed(0, "", 0, 0), 0);
    ck_assert_int_eq(read_changed(0, "", 0, 1), ERROR_SYNTAX);                   /* cut short */
    ck_assert_int_eq(read_changed(0, "\0\0\0\x06", 4, 0), ERROR_SYNTAX);         /* the rest is read as other members */
    ck_assert_int_eq(read_changed(0, "\xff\xff\xff\xff", 4, 0), ERROR_SYNTAX);   /* a text longer than all */
    ck_assert_int_eq(read_changed(4, "\xff", 1, 0), ERROR_SYNTAX);               /* no UTF-8 */
    ck_assert_int_eq(read_changed(5, "\0", 1, 0), ERROR_SYNTAX);                 /* NUL in a text */
    ck_assert_int_eq(read_changed(4 + 7 + 4 + 4, "\2", 1, 0), ERROR_SYNTAX);     /* neither true nor false */
}
END_TEST

START_TEST(a_count_of_rows_takes_no_memory_that_its_bytes_do_not_cover)
{
    /* rows = 200 in a frame without any */
    static const unsigned char body[] = { 0, 0, 0, 0, 0, 0, 0, 200, 0 };
    struct frame frame = { .kind = MESSAGE_attempts, .number = 1, .body = body, .length = sizeof body };
    struct keeper_attempts attempts;
    struct error error = { 0 };
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(frame_read_answer(&frame, &arena, &attempts, &error), ERROR_SYNTAX);
    ck_assert_uint_lt(arena.used, 500);
    arena_release(&arena);
}
END_TEST

START_TEST(an_unknown_request_says_start_again)
{
    struct frame frame = { .kind = MESSAGE_KINDS, .body = (const unsigned char *)"" };
    struct error error = { 0 };
    struct keeper_none none;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(frame_read_ask(&frame, &arena, &none, &error), ERROR_VERSION);
    ck_assert_error(error, "the keeper does not know this request; start the program again");
    arena_release(&arena);
}
END_TEST

START_TEST(a_message_over_the_limit_is_not_written)
{
    struct buf bytes = BUF_INIT;
    struct error error = { 0 };
    char *text = malloc(FRAME_LIMIT + 1);
    memset(text, 'a', FRAME_LIMIT);
    text[FRAME_LIMIT] = 0;
    const struct ask_text ask = { .text = text };
    buf_text(&bytes, "kept");
    ck_assert_int_eq(frame_ask(&bytes, MESSAGE_language, 1, &ask, &error), ERROR_LIMIT);
    ck_assert_str_eq(bytes.data, "kept");
    free(text);
    buf_release(&bytes);
}
END_TEST

START_TEST(each_lack_of_memory_while_reading_is_said)
{
    struct buf bytes = BUF_INIT;
    struct keeper_value values[40];
    for (size_t i = 0; i < 40; i++)
        values[i] = (struct keeper_value){ .name = "a-question-of-the-centre", .value = "and quite a long answer to it, so that memory is needed" };
    const struct ask_register ask = { .name = "Grace Banda", .pin = "1234", .values = values, .value_count = 40 };
    struct ask_register back;
    ck_assert_int_eq(frame_ask(&bytes, MESSAGE_register, 1, &ask, NULL), 0);
    struct frame frame = only_frame(&bytes);
    int code = ERROR_MEMORY;
    size_t n;
    for (n = 1; code; n++) {
        struct failing_allocator failing;
        failing_allocator_init(&failing, n);
        arena_init(&arena, &failing.allocator, 0);
        code = frame_read_ask(&frame, &arena, &back, NULL);
        ck_assert(code == 0 || code == ERROR_MEMORY);
        if (code == 0)
            ck_assert_str_eq(back.values[39].value, values[39].value);
        arena_release(&arena);
    }
    ck_assert_uint_gt(n, 2);
    buf_release(&bytes);
}
END_TEST

START_TEST(sentences_from_the_wire_are_kept_up_to_a_limit)
{
    struct error back = { 0 };
    struct keeper_none none;
    for (int i = 0; i < 300; i++) {
        struct buf bytes = BUF_INIT;
        char message[40];
        struct error refusal = { .code = ERROR_BUSY, .message = message };
        snprintf(message, sizeof message, "sentence %d", i);
        arena_init(&arena, NULL, 0);
        ck_assert_int_eq(frame_error(&bytes, MESSAGE_sign_out, 1, &refusal, NULL), 0);
        struct frame frame = only_frame(&bytes);
        ck_assert_int_eq(frame_read_answer(&frame, &arena, &none, &back), ERROR_BUSY);
        if (i < 200)
            ck_assert_str_eq(back.message, message);
        else
            ck_assert_str_eq(back.message, "the keeper could not do this");
        arena_release(&arena);
        buf_release(&bytes);
    }
}
END_TEST

TEST_MAIN("protocol", every_message_is_described_whole, a_request_comes_back_as_it_was, an_answer_comes_back_with_its_numbers,
          a_refusal_keeps_its_sentence_and_its_arguments_apart, a_frame_waits_for_its_last_byte,
          a_length_that_cannot_be_is_refused_at_once, a_body_that_is_not_exactly_the_struct_is_refused,
          a_count_of_rows_takes_no_memory_that_its_bytes_do_not_cover, an_unknown_request_says_start_again,
          a_message_over_the_limit_is_not_written, each_lack_of_memory_while_reading_is_said,
          sentences_from_the_wire_are_kept_up_to_a_limit)
