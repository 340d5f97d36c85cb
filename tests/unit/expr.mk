# Tests of the room expr.
expr_tests = tests/unit/test_expr
check_PROGRAMS += $(expr_tests)
TESTS += $(expr_tests)
tests_unit_test_expr_SOURCES = tests/unit/test_expr.c
tests_unit_test_expr_CFLAGS = $(unit_cflags)
tests_unit_test_expr_LDADD = $(lib_expr) $(libs_expr) $(lib_base) $(libs_base) $(unit_libs)
