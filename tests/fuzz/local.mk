# Fuzz targets. make check replays each one's corpus, tests/fuzz/corpus/NAME, with any compiler; with --enable-fuzzing (clang) each is a libFuzzer
# program to be run by hand: tests/fuzz/fuzz_NAME FOLDER $(srcdir)/tests/fuzz/corpus/NAME.
# New finds go into FOLDER, the first one named. fuzz_cfg, fuzz_form, fuzz_quiz and fuzz_recipe want ASAN_OPTIONS=detect_leaks=0: libconfig 1.5 leaks a string on some syntax errors.
# A new one: its block of three lines, its name in fuzz_targets, its corpus in EXTRA_DIST.
fuzz_targets = tests/fuzz/fuzz_cfg tests/fuzz/fuzz_csv tests/fuzz/fuzz_encoding tests/fuzz/fuzz_number tests/fuzz/fuzz_text
fuzz_targets += tests/fuzz/fuzz_gift tests/fuzz/fuzz_markup
fuzz_targets += tests/fuzz/fuzz_lesson tests/fuzz/fuzz_quiz tests/fuzz/fuzz_form tests/fuzz/fuzz_recipe
fuzz_targets += tests/fuzz/fuzz_protocol
fuzz_targets += tests/fuzz/fuzz_container tests/fuzz/fuzz_manifest tests/fuzz/fuzz_signature
fuzz_targets += tests/fuzz/fuzz_event_line tests/fuzz/fuzz_journal tests/fuzz/fuzz_document
fuzz_targets += tests/fuzz/fuzz_expr
fuzz_targets += tests/fuzz/fuzz_roster
fuzz_targets += tests/fuzz/fuzz_bundle
if FUZZING
fuzz_driver =
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
noinst_PROGRAMS += $(fuzz_targets)
else
fuzz_driver = tests/fuzz/driver.c
fuzz_ldflags = $(AM_LDFLAGS)
check_PROGRAMS += $(fuzz_targets)
TESTS += $(fuzz_targets)
endif

tests_fuzz_fuzz_cfg_SOURCES = tests/fuzz/fuzz_cfg.c $(fuzz_driver)
tests_fuzz_fuzz_cfg_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_fuzz_fuzz_cfg_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_cfg_LDADD = $(lib_base) $(libs_base)

tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/fuzz_csv.c $(fuzz_driver)
tests_fuzz_fuzz_csv_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_csv_LDADD = $(lib_base) $(libs_base)

tests_fuzz_fuzz_encoding_SOURCES = tests/fuzz/fuzz_encoding.c $(fuzz_driver)
tests_fuzz_fuzz_encoding_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_encoding_LDADD = $(lib_base) $(libs_base)

tests_fuzz_fuzz_expr_SOURCES = tests/fuzz/fuzz_expr.c $(fuzz_driver)
tests_fuzz_fuzz_expr_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_expr_LDADD = $(lib_expr) $(libs_expr) $(lib_base) $(libs_base)

tests_fuzz_fuzz_number_SOURCES = tests/fuzz/fuzz_number.c $(fuzz_driver)
tests_fuzz_fuzz_number_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_number_LDADD = $(lib_base) $(libs_base)

tests_fuzz_fuzz_protocol_SOURCES = tests/fuzz/fuzz_protocol.c $(fuzz_driver)
tests_fuzz_fuzz_protocol_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_protocol_LDADD = $(lib_keeper) $(lib_base) $(libs_keeper) $(libs_base)

tests_fuzz_fuzz_text_SOURCES = tests/fuzz/fuzz_text.c $(fuzz_driver)
tests_fuzz_fuzz_text_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_text_LDADD = $(lib_base) $(libs_base)

tests_fuzz_fuzz_gift_SOURCES = tests/fuzz/fuzz_gift.c $(fuzz_driver)
tests_fuzz_fuzz_gift_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_gift_LDADD = $(lib_model) $(lib_base) $(libs_model) $(libs_base)

tests_fuzz_fuzz_markup_SOURCES = tests/fuzz/fuzz_markup.c $(fuzz_driver)
tests_fuzz_fuzz_markup_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_markup_LDADD = $(lib_model) $(lib_base) $(libs_model) $(libs_base)

tests_fuzz_fuzz_container_SOURCES = tests/fuzz/fuzz_container.c $(fuzz_driver)
tests_fuzz_fuzz_container_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_fuzz_fuzz_container_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_container_LDADD = $(lib_pack) $(lib_base) $(libs_pack) $(libs_base)

tests_fuzz_fuzz_manifest_SOURCES = tests/fuzz/fuzz_manifest.c $(fuzz_driver)
tests_fuzz_fuzz_manifest_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_fuzz_fuzz_manifest_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_manifest_LDADD = $(lib_pack) $(lib_base) $(libs_pack) $(libs_base)

tests_fuzz_fuzz_signature_SOURCES = tests/fuzz/fuzz_signature.c $(fuzz_driver)
tests_fuzz_fuzz_signature_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_fuzz_fuzz_signature_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_signature_LDADD = $(lib_pack) $(lib_base) $(libs_pack) $(libs_base)

tests_fuzz_fuzz_bundle_SOURCES = tests/fuzz/fuzz_bundle.c tests/unit/bundle_forge.h $(fuzz_driver)
tests_fuzz_fuzz_bundle_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS) $(ZLIB_CFLAGS)
tests_fuzz_fuzz_bundle_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_bundle_LDADD = $(lib_records) $(libs_records) $(lib_base) $(libs_base)

tests_fuzz_fuzz_event_line_SOURCES = tests/fuzz/fuzz_event_line.c $(fuzz_driver)
tests_fuzz_fuzz_event_line_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_event_line_LDADD = $(lib_records) $(libs_records) $(lib_base) $(libs_base)

tests_fuzz_fuzz_roster_SOURCES = tests/fuzz/fuzz_roster.c $(fuzz_driver)
tests_fuzz_fuzz_roster_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_roster_LDADD = $(lib_records) $(libs_records) $(lib_base) $(libs_base)

tests_fuzz_fuzz_journal_SOURCES = tests/fuzz/fuzz_journal.c $(fuzz_driver)
tests_fuzz_fuzz_journal_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_journal_LDADD = $(lib_records) $(libs_records) $(lib_base) $(libs_base)

tests_fuzz_fuzz_document_SOURCES = tests/fuzz/fuzz_document.c $(fuzz_driver)
tests_fuzz_fuzz_document_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS)
tests_fuzz_fuzz_document_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_document_LDADD = $(lib_records) $(libs_records) $(lib_base) $(libs_base)

EXTRA_DIST += tests/fuzz/corpus

tests_fuzz_fuzz_lesson_SOURCES = tests/fuzz/fuzz_lesson.c $(fuzz_driver)
tests_fuzz_fuzz_lesson_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_lesson_LDADD = $(lib_model) $(lib_expr) $(lib_base) $(libs_model) $(libs_expr) $(libs_base)

tests_fuzz_fuzz_quiz_SOURCES = tests/fuzz/fuzz_quiz.c $(fuzz_driver)
tests_fuzz_fuzz_quiz_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_fuzz_fuzz_quiz_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_quiz_LDADD = $(lib_model) $(lib_base) $(libs_model) $(libs_base)

tests_fuzz_fuzz_form_SOURCES = tests/fuzz/fuzz_form.c $(fuzz_driver)
tests_fuzz_fuzz_form_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_fuzz_fuzz_form_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_form_LDADD = $(lib_model) $(lib_base) $(libs_model) $(libs_base)

tests_fuzz_fuzz_recipe_SOURCES = tests/fuzz/fuzz_recipe.c $(fuzz_driver)
tests_fuzz_fuzz_recipe_CFLAGS = $(AM_CFLAGS) $(LIBCONFIG_CFLAGS)
tests_fuzz_fuzz_recipe_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_recipe_LDADD = $(lib_model) $(lib_base) $(libs_model) $(libs_base)
