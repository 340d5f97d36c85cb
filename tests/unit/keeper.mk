# Tests of the room keeper.
keeper_tests = tests/unit/test_centre tests/unit/test_keeper tests/unit/test_protocol
check_PROGRAMS += $(keeper_tests)
TESTS += $(keeper_tests)
keeper_libs = $(lib_keeper) $(lib_records) $(lib_pack) $(lib_base) $(libs_records) $(libs_keeper) $(libs_base) $(unit_libs)
tests_unit_test_centre_SOURCES = tests/unit/test_centre.c
tests_unit_test_centre_CFLAGS = $(unit_cflags)
tests_unit_test_centre_LDADD = $(keeper_libs)
tests_unit_test_keeper_SOURCES = tests/unit/test_keeper.c
tests_unit_test_keeper_CFLAGS = $(unit_cflags)
tests_unit_test_keeper_LDADD = $(keeper_libs)
tests_unit_test_protocol_SOURCES = tests/unit/test_protocol.c
tests_unit_test_protocol_CFLAGS = $(unit_cflags)
tests_unit_test_protocol_LDADD = $(keeper_libs)
