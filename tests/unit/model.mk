# Tests of the room model.
gift_tests = tests/unit/test_gift tests/unit/test_markup tests/unit/test_new_ids
check_PROGRAMS += $(gift_tests)
TESTS += $(gift_tests)
tests_unit_test_gift_SOURCES = tests/unit/test_gift.c
tests_unit_test_gift_CFLAGS = $(unit_cflags)
tests_unit_test_gift_LDADD = $(lib_model) $(lib_base) $(libs_model) $(libs_base) $(unit_libs)
tests_unit_test_markup_SOURCES = tests/unit/test_markup.c
tests_unit_test_markup_CFLAGS = $(unit_cflags)
tests_unit_test_markup_LDADD = $(lib_model) $(lib_base) $(libs_model) $(libs_base) $(unit_libs)
tests_unit_test_new_ids_SOURCES = tests/unit/test_new_ids.c
tests_unit_test_new_ids_CFLAGS = $(unit_cflags)
tests_unit_test_new_ids_LDADD = $(lib_model) $(lib_base) $(libs_model) $(libs_base) $(unit_libs)
