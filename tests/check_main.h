/*
 * The main() of a unit test: TEST_MAIN(suite name, cases…), each case made by TEST(name). Prints TAP where the environment asks for it. A
 * case's name says what must hold.
 */
#ifndef TESTS_CHECK_MAIN_H
#define TESTS_CHECK_MAIN_H

#include <check.h>
#include <stdlib.h>

#include "base/intl.h"

#define TEST_MAIN(suite_name, ...)                                             \
    int main(void)                                                       \
    {                                                                    \
        const TTest *const cases[] = { __VA_ARGS__ };             \
        intl_start();                                                    \
        Suite *suite = suite_create(suite_name);                               \
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {      \
            TCase *one = tcase_create(cases[i]->name);                   \
            tcase_add_test(one, cases[i]);                               \
            suite_add_tcase(suite, one);                                 \
        }                                                                \
        SRunner *runner = srunner_create(suite);                         \
        srunner_run_all(runner, CK_ENV);                                 \
        int failed = srunner_ntests_failed(runner);                      \
        srunner_free(runner);                                            \
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;                     \
    }

#define ck_assert_text(have, want) ck_assert_str_eq((have) ? (have) : "(null)", want)

/* The message of an error must be exactly this. */
#define ck_assert_error(error, want)                                     \
    do {                                                                 \
        char ck_error_text[1024];                                        \
        ck_assert_str_eq(error_text(&(error), NULL, ck_error_text, sizeof ck_error_text), want); \
    } while (0)

#endif
