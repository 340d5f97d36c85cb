# What other programs and their authors say is right; skipped, and said so, where their data is not there.
TESTS += tests/conformance/test-gift.sh
EXTRA_DIST += tests/conformance/test-gift.sh
