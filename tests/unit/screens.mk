# Tests of the room screens.
screens_driver = tests/screens/drive.c tests/screens/drive.h tests/screens/golden.c tests/screens/golden.h
screens_world = tests/screens/world.c tests/screens/world.h
screens_libs = $(lib_screens) $(lib_ui) $(lib_learning) $(lib_model) $(lib_expr) $(lib_base) $(libs_model) $(libs_expr) $(libs_base) $(unit_libs)
screens_tests = tests/unit/test_screens_export tests/unit/test_screens_learning tests/unit/test_screens_manager tests/unit/test_screens_people tests/unit/test_screens_person tests/unit/test_screens_stick tests/unit/test_screens_walk
check_PROGRAMS += $(screens_tests)
TESTS += $(screens_tests)
tests_unit_test_screens_people_SOURCES = tests/unit/test_screens_people.c $(screens_driver)
tests_unit_test_screens_people_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_screens_people_LDADD = $(screens_libs)
tests_unit_test_screens_person_SOURCES = tests/unit/test_screens_person.c $(screens_driver) $(screens_world)
tests_unit_test_screens_person_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_screens_person_LDADD = $(screens_libs)
tests_unit_test_screens_learning_SOURCES = tests/unit/test_screens_learning.c $(screens_driver) $(screens_world)
tests_unit_test_screens_learning_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_screens_learning_LDADD = $(screens_libs)
tests_unit_test_screens_walk_SOURCES = tests/unit/test_screens_walk.c $(screens_driver) $(screens_world)
tests_unit_test_screens_walk_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_screens_walk_LDADD = $(lib_app) $(screens_libs)
tests_unit_test_screens_export_SOURCES = tests/unit/test_screens_export.c $(screens_driver) $(screens_world)
tests_unit_test_screens_export_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_screens_export_LDADD = $(screens_libs)
tests_unit_test_screens_stick_SOURCES = tests/unit/test_screens_stick.c $(screens_driver) $(screens_world)
tests_unit_test_screens_stick_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_screens_stick_LDADD = $(screens_libs)
tests_unit_test_screens_manager_SOURCES = tests/unit/test_screens_manager.c $(screens_driver) $(screens_world)
tests_unit_test_screens_manager_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_screens_manager_LDADD = $(screens_libs)
EXTRA_DIST += tests/screens/world/arabic.md tests/screens/world/bank.gift tests/screens/world/lesson.md

# Words that no translator has seen.
check_PROGRAMS += tests/screens/words
TESTS += tests/screens/test-words.sh
EXTRA_DIST += tests/screens/test-words.sh
tests_screens_words_SOURCES = tests/screens/words.c $(screens_driver) $(screens_world)
tests_screens_words_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_screens_words_LDADD = $(screens_libs)
