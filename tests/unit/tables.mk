# Tests of the room collect: flat tables and the texts of questions.
tables_tests = tests/unit/test_csv tests/unit/test_items
check_PROGRAMS += $(tables_tests)
TESTS += $(tables_tests)
EXTRA_DIST += tests/unit/csv_fixture.h
tables_test_libs = $(lib_collect) $(lib_records) $(lib_pack) $(lib_learning) $(lib_model) $(lib_expr) $(lib_base) \
	$(libs_collect) $(libs_records) $(libs_pack) $(libs_model) $(libs_expr) $(libs_base) $(unit_libs)
tests_unit_test_csv_SOURCES = tests/unit/test_csv.c
tests_unit_test_csv_CFLAGS = $(unit_cflags) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
tests_unit_test_csv_LDADD = $(tables_test_libs)
tests_unit_test_items_SOURCES = tests/unit/test_items.c tests/unit/pack_fixture.c tests/unit/pack_fixture.h
tests_unit_test_items_CFLAGS = $(unit_cflags) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_items_LDADD = $(tables_test_libs)
