# Tests of the room collect.
collect_tests = tests/unit/test_collect tests/unit/test_collect_fork
check_PROGRAMS += $(collect_tests)
TESTS += $(collect_tests)
EXTRA_DIST += tests/unit/collect_fixture.h
collect_test_libs = $(lib_collect) $(lib_records) $(libs_records) $(libs_collect) $(lib_base) $(libs_base) $(unit_libs)
collect_test_cflags = $(unit_cflags) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
tests_unit_test_collect_SOURCES = tests/unit/test_collect.c
tests_unit_test_collect_CFLAGS = $(collect_test_cflags)
tests_unit_test_collect_LDADD = $(collect_test_libs)
tests_unit_test_collect_fork_SOURCES = tests/unit/test_collect_fork.c
tests_unit_test_collect_fork_CFLAGS = $(collect_test_cflags)
tests_unit_test_collect_fork_LDADD = $(collect_test_libs)
