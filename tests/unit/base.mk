# Tests of the room base.
base_tests = tests/unit/test_core tests/unit/test_cfg tests/unit/test_encoding tests/unit/test_number
check_PROGRAMS += $(base_tests)
TESTS += $(base_tests)
tests_unit_test_core_SOURCES = tests/unit/test_core.c
tests_unit_test_core_CFLAGS = $(unit_cflags)
tests_unit_test_core_LDADD = $(lib_base) $(libs_base) $(unit_libs)
tests_unit_test_cfg_SOURCES = tests/unit/test_cfg.c
tests_unit_test_cfg_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_cfg_LDADD = $(lib_base) $(libs_base) $(unit_libs)
tests_unit_test_encoding_SOURCES = tests/unit/test_encoding.c
tests_unit_test_encoding_CFLAGS = $(unit_cflags)
tests_unit_test_encoding_LDADD = $(lib_base) $(libs_base) $(unit_libs)
tests_unit_test_number_SOURCES = tests/unit/test_number.c
tests_unit_test_number_CFLAGS = $(unit_cflags)
tests_unit_test_number_LDADD = $(lib_base) $(libs_base) $(unit_libs)
