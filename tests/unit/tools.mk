# Tests of the room tools.
TESTS += tests/unit/test-new-ids.sh
EXTRA_DIST += tests/unit/test-new-ids.sh
TESTS += tests/unit/test-show-gift.sh
EXTRA_DIST += tests/unit/test-show-gift.sh
if HAVE_CHECK
check_PROGRAMS += tests/unit/test_stick
TESTS += tests/unit/test_stick
tests_unit_test_stick_SOURCES = tests/unit/test_stick.c tools/stick.c
tests_unit_test_stick_CFLAGS = $(unit_cflags)
tests_unit_test_stick_LDADD = $(lib_base) $(libs_base) $(unit_libs)
endif
