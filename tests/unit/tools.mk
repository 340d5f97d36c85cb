# Tests of the room tools.
TESTS += tests/unit/test-new-ids.sh
EXTRA_DIST += tests/unit/test-new-ids.sh
TESTS += tests/unit/test-show-gift.sh
EXTRA_DIST += tests/unit/test-show-gift.sh
if HAVE_CHECK
check_PROGRAMS += tests/unit/test_stick
TESTS += tests/unit/test_stick
tests_unit_test_stick_SOURCES = tests/unit/test_stick.c tools/stick.c
tests_unit_test_stick_CFLAGS = $(unit_cflags)
tests_unit_test_stick_LDADD = $(lib_base) $(libs_base) $(unit_libs)
check_PROGRAMS += tests/unit/test_doctor
TESTS += tests/unit/test_doctor
tests_unit_test_doctor_SOURCES = tests/unit/test_doctor.c tests/unit/coordinator_fixture.h $(doctor_sources)
tests_unit_test_doctor_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
tests_unit_test_doctor_LDADD = $(lib_tty) $(lib_ui) $(lib_keeper) $(lib_library) $(lib_records) $(lib_pack) $(lib_model) $(lib_expr) $(lib_base) \
	$(libs_tty) $(libs_keeper) $(libs_library) $(libs_records) $(libs_pack) $(libs_model) $(libs_expr) $(libs_base) $(unit_libs)
endif
