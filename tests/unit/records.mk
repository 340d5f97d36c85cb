# Tests of the room records.
records_tests = tests/unit/test_log tests/unit/test_projections tests/unit/test_people tests/unit/test_journal tests/unit/test_origin \
	tests/unit/test_migrations
check_PROGRAMS += $(records_tests)
TESTS += $(records_tests)
EXTRA_DIST += tests/unit/records_fixture.h
records_test_libs = $(lib_records) $(libs_records) $(lib_base) $(libs_base) $(unit_libs)
records_test_cflags = $(unit_cflags) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
tests_unit_test_log_SOURCES = tests/unit/test_log.c
tests_unit_test_log_CFLAGS = $(records_test_cflags)
tests_unit_test_log_LDADD = $(records_test_libs)
tests_unit_test_projections_SOURCES = tests/unit/test_projections.c
tests_unit_test_projections_CFLAGS = $(records_test_cflags)
tests_unit_test_projections_LDADD = $(records_test_libs)
tests_unit_test_people_SOURCES = tests/unit/test_people.c
tests_unit_test_people_CFLAGS = $(records_test_cflags)
tests_unit_test_people_LDADD = $(records_test_libs)
tests_unit_test_journal_SOURCES = tests/unit/test_journal.c
tests_unit_test_journal_CFLAGS = $(records_test_cflags)
tests_unit_test_journal_LDADD = $(records_test_libs)
tests_unit_test_origin_SOURCES = tests/unit/test_origin.c
tests_unit_test_origin_CFLAGS = $(records_test_cflags)
tests_unit_test_origin_LDADD = $(records_test_libs)
tests_unit_test_migrations_SOURCES = tests/unit/test_migrations.c
tests_unit_test_migrations_CFLAGS = $(records_test_cflags)
tests_unit_test_migrations_LDADD = $(records_test_libs)
