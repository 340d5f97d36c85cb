# What other programs and their authors say is right; skipped, and said so, where their data is not there.
TESTS += tests/conformance/test-gift.sh
EXTRA_DIST += tests/conformance/test-gift.sh
# Bundles and documents, by a reader in another language that was written from their document.
check_PROGRAMS += tests/conformance/make_bundle
tests_conformance_make_bundle_SOURCES = tests/conformance/make_bundle.c tests/unit/bundle_forge.h tests/unit/bundle_nonsense.h
tests_conformance_make_bundle_CFLAGS = $(AM_CFLAGS) $(SODIUM_CFLAGS) $(ZLIB_CFLAGS)
tests_conformance_make_bundle_LDADD = $(lib_records) $(libs_records) $(lib_base) $(libs_base)
TESTS += tests/conformance/test-bundle.sh
EXTRA_DIST += tests/conformance/test-bundle.sh tests/conformance/read_bundle.py
