# Every test program speaks TAP, so that each case counts.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)
TEST_EXTENSIONS = .sh
AM_TESTS_ENVIRONMENT = \
	srcdir='$(abs_top_srcdir)'; export srcdir; builddir='$(abs_top_builddir)'; export builddir; \
	CK_TAP_LOG_FILE_NAME=-; export CK_TAP_LOG_FILE_NAME; CK_VERBOSITY=silent; export CK_VERBOSITY; \
	CC='$(CC)'; export CC; CK_DEFAULT_TIMEOUT=120; export CK_DEFAULT_TIMEOUT; \
	TZ=UTC; export TZ; LC_ALL=C.UTF-8; export LC_ALL; LANGUAGE=en; export LANGUAGE;

# A room's own tests are in unit/ROOM.mk: check_PROGRAMS += tests/unit/test_x, TESTS += tests/unit/test_x, its _SOURCES, _CFLAGS, _LDADD.
unit_cflags = $(AM_CFLAGS) $(CHECK_CFLAGS)
unit_libs = $(CHECK_LIBS)
if HAVE_CHECK
include tests/unit/base.mk
include tests/unit/expr.mk
include tests/unit/pack.mk
include tests/unit/model.mk
include tests/unit/library.mk
include tests/unit/learning.mk
include tests/unit/records.mk
include tests/unit/collect.mk
include tests/unit/tables.mk
include tests/unit/keeper.mk
include tests/unit/ui.mk
include tests/unit/screens.mk
include tests/unit/tty.mk
include tests/unit/app.mk
include tests/unit/memory.mk
endif
include tests/unit/tools.mk
include tests/fuzz/local.mk
include tests/conformance/local.mk
include tests/faults/local.mk
include tests/terminal/local.mk
include tests/machine/local.mk
include tests/bench/local.mk

# The shape of the house: edges between rooms, curses and SQLite in their rooms, texts for translators.
TESTS += tests/test-rooms.sh
EXTRA_DIST += tests/rooms.txt tests/test-rooms.sh tests/check_main.h tests/tap.sh

# The documents are held against the sources.
TESTS += tests/test-docs.sh tests/test-question-type.sh
EXTRA_DIST += tests/test-docs.sh tests/test-question-type.sh
