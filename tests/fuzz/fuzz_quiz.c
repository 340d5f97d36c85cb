/* A quiz that is read can be taken: every draw has a bank and gives at least one question; one that is refused says why. */
#include <stdint.h>

#include "model/quiz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void need(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct report report;
    struct quiz *quiz = NULL;
    arena_init(&arena, NULL, 0);
    report_init(&report);
    int code = quiz_parse(&arena, (const char *)bytes, size, "x", &report, &quiz);
    need((code == 0) == (quiz != NULL));
    need((code == 0) == !report_failed(&report));
    if (quiz) {
        need(quiz->id && quiz->draw_count >= 1 && quiz->questions >= 1 && quiz->questions <= QUIZ_QUESTIONS_LIMIT);
        for (size_t i = 0; i < quiz->draw_count; i++)
            need(quiz->draws[i].bank && quiz->draws[i].count >= 1 && !quiz->draws[i].ids == !!quiz->draws[i].category);
    }
    report_release(&report);
    arena_release(&arena);
    return 0;
}
