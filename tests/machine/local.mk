# What makes a machine a kiosk.
TESTS += tests/machine/test-machine.sh
EXTRA_DIST += tests/machine/test-machine.sh
EXTRA_DIST += tests/packages/test-packages.sh
TESTS += tests/machine/test-fonts.sh
EXTRA_DIST += tests/machine/test-fonts.sh
