# Tests of the room ui.
ui_tests = tests/unit/test_console tests/unit/test_grid tests/unit/test_keymap tests/unit/test_widgets
ui_golden = tests/screens/golden.c tests/screens/golden.h
check_PROGRAMS += $(ui_tests)
TESTS += $(ui_tests)
tests_unit_test_console_SOURCES = tests/unit/test_console.c
tests_unit_test_console_CFLAGS = $(unit_cflags)
tests_unit_test_console_LDADD = $(lib_ui) $(lib_base) $(libs_base) $(unit_libs)
tests_unit_test_grid_SOURCES = tests/unit/test_grid.c $(ui_golden)
tests_unit_test_grid_CFLAGS = $(unit_cflags)
tests_unit_test_grid_LDADD = $(lib_ui) $(lib_base) $(libs_base) $(unit_libs)
tests_unit_test_keymap_SOURCES = tests/unit/test_keymap.c $(ui_golden)
tests_unit_test_keymap_CFLAGS = $(unit_cflags)
tests_unit_test_keymap_LDADD = $(lib_ui) $(lib_base) $(libs_base) $(unit_libs)
tests_unit_test_widgets_SOURCES = tests/unit/test_widgets.c $(ui_golden)
tests_unit_test_widgets_CFLAGS = $(unit_cflags)
tests_unit_test_widgets_LDADD = $(lib_ui) $(lib_base) $(libs_base) $(unit_libs)
EXTRA_DIST += tests/screens/expected
