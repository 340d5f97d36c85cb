# Tests of the room app.
# The whole program but the terminal, with a keeper of its own.
app_tests = tests/unit/test_claim tests/unit/test_profile tests/unit/test_services_export tests/unit/test_session
check_PROGRAMS += $(app_tests)
TESTS += $(app_tests)
tests_unit_test_claim_SOURCES = tests/unit/test_claim.c tests/unit/pack_fixture.c tests/unit/pack_fixture.h
tests_unit_test_claim_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
tests_unit_test_claim_LDADD = $(app_libs) $(unit_libs)
tests_unit_test_session_SOURCES = tests/unit/test_session.c tests/unit/pack_fixture.c tests/unit/pack_fixture.h
tests_unit_test_session_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
tests_unit_test_session_LDADD = $(app_libs) $(unit_libs)
tests_unit_test_profile_SOURCES = tests/unit/test_profile.c
tests_unit_test_profile_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
tests_unit_test_profile_LDADD = $(app_libs) $(unit_libs)
tests_unit_test_services_export_SOURCES = tests/unit/test_services_export.c tests/unit/coordinator_fixture.h tests/unit/pack_fixture.c tests/unit/pack_fixture.h
tests_unit_test_services_export_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
tests_unit_test_services_export_LDADD = $(app_libs) $(unit_libs)
