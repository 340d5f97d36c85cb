# What is measured, as ratios to a bare program that does the same with nothing around it: `make bench`. Not part of make check.
# A new one: its block of lines, its name in bench_programs.
bench_programs = tests/bench/bench_gift
bench_programs += tests/bench/bench_keeper
bench_programs += tests/bench/bench_expr
bench_programs += tests/bench/bench_records
bench_programs += tests/bench/bench_collect
bench_programs += tests/bench/bench_csv
bench_programs += tests/bench/bench_pack
bench_programs += tests/bench/bench_bundle
bench_programs += tests/bench/bench_app
# This one has a short run in make check too (tests/terminal/test-room.sh).
check_PROGRAMS += tests/bench/bench_sessions
EXTRA_PROGRAMS += $(bench_programs) tests/bench/hello
CLEANFILES += $(EXTRA_PROGRAMS)

# The kiosk itself in a terminal, against a program that says hello in one.
tests_bench_bench_app_SOURCES = tests/bench/bench_app.c tests/bench/bench.h
tests_bench_bench_app_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS)
tests_bench_bench_app_LDADD = $(lib_records) $(lib_base) $(libs_records) $(libs_base) -lutil
tests_bench_hello_SOURCES = tests/bench/hello.c
tests_bench_hello_CFLAGS = $(AM_CFLAGS) $(NCURSES_CFLAGS)
tests_bench_hello_LDADD = $(NCURSES_LIBS)

tests_bench_bench_pack_SOURCES = tests/bench/bench_pack.c tests/bench/bench.h
tests_bench_bench_pack_LDADD = $(lib_base) $(libs_base)

tests_bench_bench_bundle_SOURCES = tests/bench/bench_bundle.c tests/bench/bench.h tests/unit/bundle_forge.h
tests_bench_bench_bundle_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS) $(ZLIB_CFLAGS)
tests_bench_bench_bundle_LDADD = $(lib_records) $(libs_records) $(lib_base) $(libs_base)

tests_bench_bench_expr_SOURCES = tests/bench/bench_expr.c
tests_bench_bench_expr_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_bench_bench_expr_LDADD = $(lib_expr) $(libs_expr) $(lib_base) $(libs_base)

tests_bench_bench_gift_SOURCES = tests/bench/bench_gift.c
tests_bench_bench_gift_LDADD = $(lib_model) $(lib_base) $(libs_model) $(libs_base)

tests_bench_bench_keeper_SOURCES = tests/bench/bench_keeper.c
tests_bench_bench_keeper_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_bench_bench_keeper_LDADD = $(lib_keeper) $(lib_records) $(lib_pack) $(lib_base) $(libs_records) $(libs_keeper) $(libs_base)

tests_bench_bench_records_SOURCES = tests/bench/bench_records.c
tests_bench_bench_records_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_bench_bench_records_LDADD = $(lib_records) $(libs_records) $(lib_base) $(libs_base)

tests_bench_bench_sessions_SOURCES = tests/bench/bench_sessions.c tests/bench/bench.h
tests_bench_bench_sessions_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
tests_bench_bench_sessions_LDADD = $(lib_keeper) $(lib_library) $(lib_records) $(lib_pack) $(lib_base) $(libs_keeper) $(libs_records) $(libs_library) $(libs_pack) $(libs_base) -lutil

tests_bench_bench_csv_SOURCES = tests/bench/bench_csv.c tests/bench/bench.h
tests_bench_bench_csv_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
tests_bench_bench_csv_LDADD = $(lib_collect) $(lib_records) $(libs_records) $(libs_collect) $(lib_base) $(libs_base)

tests_bench_bench_collect_SOURCES = tests/bench/bench_collect.c tests/bench/bench.h
tests_bench_bench_collect_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
tests_bench_bench_collect_LDADD = $(lib_collect) $(lib_records) $(libs_records) $(libs_collect) $(lib_base) $(libs_base)

.PHONY: bench
bench: $(bench_programs) tests/bench/bench_sessions tests/bench/hello kiosk/app/kiosk tools/kiosk-admin tools/kiosk-pack packs/business-skills.pack
	@for program in $(bench_programs) tests/bench/bench_sessions; do ./$$program || exit 1; done
