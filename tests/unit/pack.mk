# Tests of the room pack.
pack_tests = tests/unit/test_container tests/unit/test_manifest tests/unit/test_signature
check_PROGRAMS += $(pack_tests)
TESTS += $(pack_tests)
pack_test_cflags = $(unit_cflags) $(LIBCONFIG_CFLAGS)
pack_test_libs = $(lib_pack) $(lib_base) $(libs_pack) $(libs_base) $(unit_libs)
tests_unit_test_container_SOURCES = tests/unit/test_container.c tests/unit/pack_fixture.c tests/unit/pack_fixture.h
tests_unit_test_container_CFLAGS = $(pack_test_cflags)
tests_unit_test_container_LDADD = $(pack_test_libs)
tests_unit_test_manifest_SOURCES = tests/unit/test_manifest.c
tests_unit_test_manifest_CFLAGS = $(pack_test_cflags)
tests_unit_test_manifest_LDADD = $(pack_test_libs)
tests_unit_test_signature_SOURCES = tests/unit/test_signature.c
tests_unit_test_signature_CFLAGS = $(pack_test_cflags)
tests_unit_test_signature_LDADD = $(pack_test_libs)
