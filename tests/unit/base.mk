# Tests of the room base.
base_tests = tests/unit/test_core
check_PROGRAMS += $(base_tests)
TESTS += $(base_tests)
tests_unit_test_core_SOURCES = tests/unit/test_core.c
tests_unit_test_core_CFLAGS = $(unit_cflags)
tests_unit_test_core_LDADD = $(lib_base) $(libs_base) $(unit_libs)
