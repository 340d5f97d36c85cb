# Tests of the room base.
base_tests = tests/unit/test_core tests/unit/test_cfg
check_PROGRAMS += $(base_tests)
TESTS += $(base_tests)
tests_unit_test_core_SOURCES = tests/unit/test_core.c
tests_unit_test_core_CFLAGS = $(unit_cflags)
tests_unit_test_core_LDADD = $(lib_base) $(libs_base) $(unit_libs)
tests_unit_test_cfg_SOURCES = tests/unit/test_cfg.c
tests_unit_test_cfg_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_cfg_LDADD = $(lib_base) $(libs_base) $(unit_libs)
