# What happens when the power goes.
check_PROGRAMS += tests/faults/drill
tests_faults_drill_SOURCES = tests/faults/drill.c
tests_faults_drill_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS) $(SODIUM_CFLAGS)
tests_faults_drill_LDADD = $(app_libs)
TESTS += tests/faults/test-drill.sh
EXTRA_DIST += tests/faults/test-drill.sh

if HAVE_CHECK
check_PROGRAMS += tests/faults/collect
TESTS += tests/faults/collect
tests_faults_collect_SOURCES = tests/faults/collect.c
tests_faults_collect_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_faults_collect_CFLAGS = $(collect_test_cflags)
tests_faults_collect_LDADD = $(collect_test_libs)
endif
