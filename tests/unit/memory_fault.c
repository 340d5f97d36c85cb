#include "memory_fault.h"

#include <check.h>
#include <errno.h>

/* The linker's --wrap gives calls of malloc to __wrap_malloc, and those of __real_malloc to malloc. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t length);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t length);

static struct { bool armed; enum fault fault; size_t at, calls; } state;

static bool due(void)
{
    if (!state.armed)
        return false;
    state.calls++;
    bool fails = state.at && (state.fault == FAULT_EVER ? state.calls >= state.at : state.calls == state.at);
    if (fails)
        errno = ENOMEM;
    return fails;
}

void *__wrap_malloc(size_t size) { return due() ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t count, size_t size) { return due() ? NULL : __real_calloc(count, size); }
void *__wrap_realloc(void *block, size_t size) { return due() ? NULL : __real_realloc(block, size); }
char *__wrap_strdup(const char *text) { return due() ? NULL : __real_strdup(text); }
char *__wrap_strndup(const char *text, size_t length) { return due() ? NULL : __real_strndup(text, length); }

void fault_arm(enum fault fault, size_t at)
{
    state.fault = fault;
    state.at = at;
    state.calls = 0;
    state.armed = true;
}

bool fault_disarm(void)
{
    state.armed = false;
    return state.at && state.calls >= state.at;
}

bool fault_pause(void)
{
    bool armed = state.armed;
    state.armed = false;
    return armed;
}

void fault_resume(bool armed)
{
    state.armed = armed;
}

void fault_every(int (*run)(void *context, enum fault fault, size_t at, bool *reached, struct error *error), void *context, bool spared)
{
    char text[600];
    for (int fault = FAULT_ONCE; fault <= FAULT_EVER; fault++) {
        size_t failed = 0;
        for (size_t at = 1;; at++) {
            struct error error = { 0 };
            bool reached = true;
            int code = run(context, (enum fault)fault, at, &reached, &error);
            const char *said = error_text(&error, NULL, text, sizeof text);
            if (!reached) {
                ck_assert_msg(code == 0, "with memory enough: %s", said);
                break;
            }
            failed += code != 0;
            ck_assert_msg(code == ERROR_MEMORY || (spared && code == 0), "allocation %zu failed: %d, %s", at, code, said);
            ck_assert_msg(code == 0 || strstr(said, "out of memory; close other programs and try again"), "allocation %zu failed: %s", at, said);
        }
        ck_assert_uint_gt(failed, 0);                    /* else nothing was tested */
    }
}
