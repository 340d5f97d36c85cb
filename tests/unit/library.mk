# Tests of the room library.
library_tests = tests/unit/test_library
check_PROGRAMS += $(library_tests)
TESTS += $(library_tests)
tests_unit_test_library_SOURCES = tests/unit/test_library.c tests/unit/pack_fixture.c tests/unit/pack_fixture.h
tests_unit_test_library_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_library_LDADD = $(lib_library) $(lib_pack) $(lib_base) $(libs_library) $(libs_pack) $(libs_base) $(unit_libs)
