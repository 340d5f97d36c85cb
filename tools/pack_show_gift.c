/* kiosk-pack show FILE.gift: a bank of questions as it was understood. */
#include "pack_show.h"

#include "base/encoding.h"
#include "base/intl.h"
#include "base/number.h"
#include "model/gift.h"

/* Members of an object; the first one brings no comma. Empty texts are left out. */
static void key(struct buf *out, const char *name)
{
    char last = out->length ? out->data[out->length - 1] : 0;
    buf_text(out, last == '{' ? "" : ", ");
    json_string(out, name);
    buf_text(out, ": ");
}

static void text_member(struct buf *out, const char *name, const char *text)
{
    if (!text[0])
        return;
    key(out, name);
    json_string(out, text);
}

static void number_member(struct buf *out, const char *name, double value)
{
    char number[NUMBER_SIZE];
    key(out, name);
    buf_text(out, number_text(number, value));
}

static void bool_member(struct buf *out, const char *name, bool value)
{
    key(out, name);
    buf_text(out, value ? "true" : "false");
}

static void begin_item(struct buf *out, size_t i)
{
    buf_text(out, i ? ",\n      {" : "\n      {");
}

static void answers_member(struct buf *out, const struct question *question)
{
    key(out, "answers");
    buf_char(out, '[');
    for (size_t i = 0; i < question->answer_count; i++) {
        const struct answer *answer = &question->answers[i];
        begin_item(out, i);
        text_member(out, "text", answer->text.text);
        number_member(out, "fraction", answer->fraction);
        if (question->type == QUESTION_NUMERICAL)
            number_member(out, "tolerance", answer->tolerance);
        text_member(out, "feedback", answer->feedback.text);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static void pairs_member(struct buf *out, const struct question *question)
{
    key(out, "pairs");
    buf_char(out, '[');
    for (size_t i = 0; i < question->pair_count; i++) {
        begin_item(out, i);
        text_member(out, "stem", question->pairs[i].stem.text);
        text_member(out, "answer", question->pairs[i].answer);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static void tags_member(struct buf *out, const struct question *question)
{
    if (question->tag_count == 0)
        return;
    key(out, "tags");
    for (size_t i = 0; i < question->tag_count; i++) {
        buf_text(out, i ? ", " : "[");
        json_string(out, question->tags[i]);
    }
    buf_char(out, ']');
}

static void json_question(struct buf *out, const struct question *question)
{
    buf_text(out, "  {");
    text_member(out, "type", question_type_name(question->type));
    text_member(out, "id", question->id);
    text_member(out, "name", question->name);
    text_member(out, "stem", question->stem.text);
    text_member(out, "format", text_format_name(question->stem.format));
    text_member(out, "category", question->category);
    tags_member(out, question);
    if (question->type != QUESTION_DESCRIPTION)
        number_member(out, "points", question->points);
    text_member(out, "general_feedback", question->general_feedback.text);
    switch (question->type) {
    case QUESTION_MULTICHOICE:
        bool_member(out, "single", question->single);
        answers_member(out, question);
        break;
    case QUESTION_SHORTANSWER:
        bool_member(out, "match_case", question->match_case);
        answers_member(out, question);
        break;
    case QUESTION_NUMERICAL:
        answers_member(out, question);
        break;
    case QUESTION_TRUEFALSE:
        bool_member(out, "correct", question->correct);
        text_member(out, "feedback_true", question->feedback_true.text);
        text_member(out, "feedback_false", question->feedback_false.text);
        break;
    case QUESTION_MATCH:
        pairs_member(out, question);
        break;
    case QUESTION_ESSAY:
    case QUESTION_DESCRIPTION:
    case QUESTION_TYPE_COUNT:
        break;
    }
    buf_char(out, '}');
}

static void json_bank(struct buf *out, const struct bank *bank)
{
    buf_text(out, "[\n");
    for (size_t i = 0; i < bank->count; i++) {
        json_question(out, &bank->questions[i]);
        buf_text(out, i + 1 < bank->count ? ",\n" : "\n");
    }
    buf_text(out, "]\n");
}

static void text_bank(struct buf *out, const struct bank *bank)
{
    for (size_t i = 0; i < bank->category_count; i++) {
        buf_format(out, "%s\n", bank->categories[i][0] ? bank->categories[i] : _("without a category"));
        for (size_t j = 0; j < bank->count; j++) {
            const struct question *question = &bank->questions[j];
            if (strcmp(question->category, bank->categories[i]) != 0)
                continue;
            buf_format(out, "  %-24s %-14s ", question->id[0] ? question->id : "-", _(question_type_title(question->type)));
            markup_plain(out, question->name, TEXT_PLAIN);
            buf_char(out, '\n');
        }
    }
}

int pack_show_gift(struct command_call *call, const char *path, bool json)
{
    struct buf source = BUF_INIT, out = BUF_INIT;
    struct arena arena;
    struct report report;
    struct bank bank;
    arena_init(&arena, NULL, 0);
    report_init(&report);
    int code = encoding_read(path, BANK_LIMIT, &source, &report);
    if (!code)
        code = bank_parse(&arena, source.data, source.length, path, &report, &bank);
    if (!code) {
        (json ? json_bank : text_bank)(&out, &bank);
        if (buf_failed(&out)) {
            struct error error = { 0 };
            error_memory(&error);
            report_add(&report, &error);
        } else {
            fwrite(out.data, 1, out.length, stdout);
        }
    }
    int result = command_report(call, &report);
    arena_release(&arena);
    report_release(&report);
    buf_release(&source);
    buf_release(&out);
    return result ? result : command_printed(call);
}
