# Tests of the room learning.
learning_tests = tests/unit/test_learning
check_PROGRAMS += $(learning_tests)
TESTS += $(learning_tests)
tests_unit_test_learning_SOURCES = tests/unit/test_learning.c
tests_unit_test_learning_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_learning_LDADD = $(lib_learning) $(lib_model) $(lib_expr) $(lib_base) $(libs_model) $(libs_expr) $(libs_base) $(unit_libs)
