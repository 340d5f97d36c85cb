TESTS += tests/terminal/test-pack.sh
EXTRA_DIST += tests/terminal/test-pack.sh
# Authors' work, from a new folder to a pack.
TESTS += tests/terminal/test-authoring.sh
EXTRA_DIST += tests/terminal/test-authoring.sh
TESTS += tests/terminal/test-import.sh
EXTRA_DIST += tests/terminal/test-import.sh
TESTS += tests/terminal/test-admin.sh
EXTRA_DIST += tests/terminal/test-admin.sh
# The README's screens, as they are.
TESTS += tests/terminal/test-readme.sh
EXTRA_DIST += tests/terminal/test-readme.sh
# The kiosk itself, under tmux.
TESTS += tests/terminal/test-kiosk.sh
EXTRA_DIST += tests/terminal/test-kiosk.sh tests/terminal/screen.sh tests/terminal/small-pack.sh
TESTS += tests/terminal/test-workshop.sh
EXTRA_DIST += tests/terminal/test-workshop.sh
TESTS += tests/terminal/test-people.sh
EXTRA_DIST += tests/terminal/test-people.sh
# A keeper and a kiosk of two users.
TESTS += tests/terminal/test-two-users.sh
EXTRA_DIST += tests/terminal/test-two-users.sh
# What leaves a centre: documents in, bundles out, sticks that fail.
check_PROGRAMS += tests/terminal/coordinator
tests_terminal_coordinator_SOURCES = tests/terminal/coordinator.c tests/unit/coordinator_fixture.h
tests_terminal_coordinator_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS)
tests_terminal_coordinator_LDADD = $(lib_records) $(lib_base) $(libs_records) $(libs_base)
TESTS += tests/terminal/test-export.sh
EXTRA_DIST += tests/terminal/test-export.sh
TESTS += tests/terminal/test-stick.sh
EXTRA_DIST += tests/terminal/test-stick.sh
# Backups, and centres that are made from them.
TESTS += tests/terminal/test-backup.sh
EXTRA_DIST += tests/terminal/test-backup.sh
# The coordinator's program, with what centres would bring.
check_PROGRAMS += tests/terminal/collect_world
tests_terminal_collect_world_SOURCES = tests/terminal/collect_world.c
tests_terminal_collect_world_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS)
tests_terminal_collect_world_LDADD = $(lib_records) $(lib_base) $(libs_records) $(libs_base)
TESTS += tests/terminal/test-collect.sh
EXTRA_DIST += tests/terminal/test-collect.sh
# The whole way, from content to tables.
check_PROGRAMS += tests/terminal/answer
tests_terminal_answer_SOURCES = tests/terminal/answer.c
tests_terminal_answer_LDADD = $(lib_keeper) $(lib_library) $(lib_records) $(lib_pack) $(lib_base) $(libs_keeper) $(libs_records) $(libs_library) $(libs_pack) $(libs_base)
TESTS += tests/terminal/test-whole-way.sh
EXTRA_DIST += tests/terminal/test-whole-way.sh
# What is well with a machine and its centre, and what is not.
check_PROGRAMS += tests/terminal/register
tests_terminal_register_SOURCES = tests/terminal/register.c
tests_terminal_register_LDADD = $(lib_keeper) $(lib_library) $(lib_records) $(lib_pack) $(lib_base) $(libs_keeper) $(libs_records) $(libs_library) $(libs_pack) $(libs_base)
TESTS += tests/terminal/test-doctor.sh
EXTRA_DIST += tests/terminal/test-doctor.sh
# The first start of a machine.
TESTS += tests/terminal/test-start.sh
EXTRA_DIST += tests/terminal/test-start.sh
# A room on one machine: a real ssh server, and a serial line.
TESTS += tests/terminal/test-room.sh
EXTRA_DIST += tests/terminal/test-room.sh
