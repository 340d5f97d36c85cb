# Tests of the room records.
records_tests = tests/unit/test_log
check_PROGRAMS += $(records_tests)
TESTS += $(records_tests)
EXTRA_DIST += tests/unit/records_fixture.h
records_test_libs = $(lib_records) $(libs_records) $(lib_base) $(libs_base) $(unit_libs)
records_test_cflags = $(unit_cflags) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
tests_unit_test_log_SOURCES = tests/unit/test_log.c
tests_unit_test_log_CFLAGS = $(records_test_cflags)
tests_unit_test_log_LDADD = $(records_test_libs)
