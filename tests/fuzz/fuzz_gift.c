/* A bank that is read holds what its header promises, in clean texts; one that is refused says why; new ids leave it as readable as it was. */
#include <math.h>
#include <stdint.h>

#include "base/id.h"
#include "base/text.h"
#include "model/gift.h"
#include "model/new_ids.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void check_text(const char *text)
{
    need(text && text_valid(text, strlen(text)));
    for (; *text; text++)
        need((unsigned char)*text >= ' ' || *text == '\n' || *text == '\t' || *text == '\r');
}

static void check_rich(struct rich_text rich)
{
    struct buf plain = BUF_INIT;
    check_text(rich.text);
    need(rich.format < TEXT_FORMAT_COUNT);
    markup_plain(&plain, rich.text, rich.format);
    check_text(plain.data);
    buf_release(&plain);
}

static void check_answers(const struct question *question)
{
    double best = 0, sum = 0;
    for (size_t i = 0; i < question->answer_count; i++) {
        const struct answer *answer = &question->answers[i];
        check_rich(answer->feedback);
        check_text(answer->text.text);
        need(answer->text.text[0] && fabs(answer->fraction) <= 1 && answer->line > 0 && answer->column > 0);
        need(isfinite(answer->value) && answer->tolerance >= 0);
        best = fmax(best, answer->fraction);
        sum += fmax(answer->fraction, 0);
    }
    if (question->type == QUESTION_MULTICHOICE && !question->single)
        need(fabs(sum - 1) < 0.005);
    else
        need(best > 0.9999);
}

static void check_question(const struct question *question)
{
    check_text(question->name);
    check_text(question->category);
    check_rich(question->stem);
    check_rich(question->general_feedback);
    check_rich(question->feedback_true);
    check_rich(question->feedback_false);
    need(question->stem.text[0] && question->line > 0 && (question->id[0] == 0 || name_valid(question->id)));
    need((question->type == QUESTION_DESCRIPTION) == (question->points == 0) && question->points <= QUESTION_POINTS_LIMIT);
    for (size_t i = 0; i < question->tag_count; i++)
        check_text(question->tags[i]);
    bool answered = question->type == QUESTION_MULTICHOICE || question->type == QUESTION_SHORTANSWER || question->type == QUESTION_NUMERICAL;
    need(answered == (question->answer_count > 0) && question->answer_count <= QUESTION_ANSWERS_LIMIT + 1);
    if (answered)
        check_answers(question);
    need((question->type == QUESTION_MATCH) == (question->pair_count > 0));
    for (size_t i = 0; i < question->pair_count; i++) {
        check_rich(question->pairs[i].stem);
        check_text(question->pairs[i].answer);
        need(question->pairs[i].answer[0] != 0);
    }
}

static int read_bank(const char *text, size_t length, size_t *count, size_t *without_id)
{
    struct arena arena;
    struct report report;
    struct bank bank;
    arena_init(&arena, NULL, 0);
    report_init(&report);
    int code = bank_parse(&arena, text, length, "fuzz", &report, &bank);
    need((code != 0) == report_failed(&report));
    if (code == 0) {
        for (size_t i = 0; i < bank.count; i++)
            check_question(&bank.questions[i]);
        for (size_t i = 0; i < bank.id_count; i++) {
            const struct question *question = &bank.questions[bank.by_id[i]];
            need(bank_find(&bank, question->id) == question);
        }
        *count = bank.count;
        *without_id = bank.count - bank.id_count;
    }
    report_release(&report);
    arena_release(&arena);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *text = (const char *)bytes;
    size_t count, lacking, made = 0;
    struct seeded_source source;
    struct buf out = BUF_INIT;
    int code = read_bank(text, size, &count, &lacking);
    seeded_source_init(&source, size);
    if (new_ids(&out, text, size, NULL, 0, &source.source, &made, NULL) == 0) {
        need(out.length >= size && (made > 0 || out.length == size));
        if (code == 0) {
            size_t again, still;
            need(made == lacking);
            need(read_bank(out.data, out.length, &again, &still) == 0 && again == count && still == 0);
        }
    }
    buf_release(&out);
    return 0;
}
