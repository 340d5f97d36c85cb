# What happens when the power goes.
check_PROGRAMS += tests/faults/drill
tests_faults_drill_SOURCES = tests/faults/drill.c
tests_faults_drill_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
tests_faults_drill_LDADD = $(app_libs)
TESTS += tests/faults/test-drill.sh
EXTRA_DIST += tests/faults/test-drill.sh
