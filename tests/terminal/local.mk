TESTS += tests/terminal/test-pack.sh
EXTRA_DIST += tests/terminal/test-pack.sh
