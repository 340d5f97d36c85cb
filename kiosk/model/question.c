#include "model/question.h"

#include "base/error.h"

static const char *const names[] = {
#define X(constant, name, title) [constant] = name,
    QUESTION_TYPES(X)
#undef X
};
static const char *const titles[] = {
#define X(constant, name, title) [constant] = title,
    QUESTION_TYPES(X)
#undef X
};
_Static_assert(sizeof names / sizeof *names == QUESTION_TYPE_COUNT, "a name for each type of question");

const char *question_type_name(enum question_type type)
{
    return (unsigned)type < QUESTION_TYPE_COUNT ? names[type] : "";
}

const char *question_type_title(enum question_type type)
{
    return (unsigned)type < QUESTION_TYPE_COUNT ? titles[type] : "";
}

const struct question *bank_find(const struct bank *bank, const char *id)
{
    size_t low = 0, high = bank->id_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct question *question = &bank->questions[bank->by_id[middle]];
        int order = strcmp(id, question->id);
        if (order == 0)
            return question;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool category_holds(const char *category, const char *other)
{
    size_t length = strlen(category);
    return length == 0 || (strncmp(category, other, length) == 0 && (other[length] == 0 || other[length] == '/'));
}
