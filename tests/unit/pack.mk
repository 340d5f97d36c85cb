# Tests of the room pack.
pack_tests = tests/unit/test_signature
check_PROGRAMS += $(pack_tests)
TESTS += $(pack_tests)
tests_unit_test_signature_SOURCES = tests/unit/test_signature.c
tests_unit_test_signature_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_signature_LDADD = $(lib_pack) $(lib_base) $(libs_pack) $(libs_base) $(unit_libs)
