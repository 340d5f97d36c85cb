# Tests of the room tools.
TESTS += tests/unit/test-new-ids.sh
EXTRA_DIST += tests/unit/test-new-ids.sh
TESTS += tests/unit/test-show-gift.sh
EXTRA_DIST += tests/unit/test-show-gift.sh
