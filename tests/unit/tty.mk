# Tests of the room tty.
tty_tests = tests/unit/test_keys tests/unit/test_tty
check_PROGRAMS += $(tty_tests)
TESTS += $(tty_tests)
tests_unit_test_keys_SOURCES = tests/unit/test_keys.c
tests_unit_test_keys_CFLAGS = $(unit_cflags) $(NCURSES_CFLAGS)
tests_unit_test_keys_LDADD = $(lib_tty) $(lib_ui) $(lib_base) $(libs_tty) $(libs_base) $(unit_libs)
tests_unit_test_tty_SOURCES = tests/unit/test_tty.c
tests_unit_test_tty_CFLAGS = $(unit_cflags) $(VTERM_CFLAGS)
tests_unit_test_tty_LDADD = $(lib_tty) $(lib_ui) $(lib_base) $(libs_tty) $(libs_base) $(unit_libs) $(VTERM_LIBS)
