# Tests of the room expr.
expr_tests = tests/unit/test_expr tests/unit/test_sheet
check_PROGRAMS += $(expr_tests)
TESTS += $(expr_tests)
tests_unit_test_expr_SOURCES = tests/unit/test_expr.c
tests_unit_test_expr_CFLAGS = $(unit_cflags)
tests_unit_test_expr_LDADD = $(lib_expr) $(libs_expr) $(lib_base) $(libs_base) $(unit_libs)
tests_unit_test_sheet_SOURCES = tests/unit/test_sheet.c
tests_unit_test_sheet_CFLAGS = $(unit_cflags)
tests_unit_test_sheet_LDADD = $(lib_expr) $(libs_expr) $(lib_base) $(libs_base) $(unit_libs)
