# Memory that runs out, in all rooms: a malloc(3) of the tests' own stands in front of the C library's.
memory_fault = tests/unit/memory_fault.c tests/unit/memory_fault.h
memory_fault_ldflags = $(AM_LDFLAGS) -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc -Wl,--wrap=strdup -Wl,--wrap=strndup
memory_tests = tests/unit/test_memory_learning tests/unit/test_memory_packs tests/unit/test_memory_screens \
	tests/unit/test_memory_collect tests/unit/test_memory_export
check_PROGRAMS += $(memory_tests)
TESTS += $(memory_tests)
tests_unit_test_memory_learning_SOURCES = tests/unit/test_memory_learning.c $(memory_fault)
tests_unit_test_memory_learning_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_memory_learning_LDFLAGS = $(memory_fault_ldflags)
tests_unit_test_memory_learning_LDADD = $(tests_unit_test_learning_LDADD)
tests_unit_test_memory_packs_SOURCES = tests/unit/test_memory_packs.c $(memory_fault) tests/unit/pack_fixture.c tests/unit/pack_fixture.h
tests_unit_test_memory_packs_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_memory_packs_LDFLAGS = $(memory_fault_ldflags)
tests_unit_test_memory_packs_LDADD = $(tests_unit_test_library_LDADD)
# the stack of screens alone, without the rest of app/
tests_unit_test_memory_screens_SOURCES = tests/unit/test_memory_screens.c $(memory_fault) $(screens_driver) $(screens_world) \
	kiosk/app/stack.c kiosk/app/stack.h
tests_unit_test_memory_screens_CFLAGS = $(unit_cflags) $(LIBCONFIG_CFLAGS)
tests_unit_test_memory_screens_LDFLAGS = $(memory_fault_ldflags)
tests_unit_test_memory_screens_LDADD = $(screens_libs)
tests_unit_test_memory_collect_SOURCES = tests/unit/test_memory_collect.c $(memory_fault) tests/unit/pack_fixture.c tests/unit/pack_fixture.h
tests_unit_test_memory_collect_CFLAGS = $(unit_cflags) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_unit_test_memory_collect_LDFLAGS = $(memory_fault_ldflags)
tests_unit_test_memory_collect_LDADD = $(tables_test_libs)
tests_unit_test_memory_export_SOURCES = tests/unit/test_memory_export.c $(memory_fault)
tests_unit_test_memory_export_CFLAGS = $(unit_cflags) $(SODIUM_CFLAGS)
tests_unit_test_memory_export_LDFLAGS = $(memory_fault_ldflags)
tests_unit_test_memory_export_LDADD = $(keeper_libs)
