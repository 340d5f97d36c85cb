#!/bin/sh
# Question banks as Moodle's own importer reads them, where that data lies beside the checkout (../shared/conformance/gift).
. "$srcdir/tests/tap.sh"
compare=$srcdir/../shared/conformance/gift/compare
program=$builddir/tools/kiosk-pack

if [ ! -x "$compare" ]; then
    skip 'banks are read as Moodle reads them' "there is no ../shared/conformance beside the sources"
elif ! command -v python3 >/dev/null; then
    skip 'banks are read as Moodle reads them' "there is no python3 to compare with"
else
    ok 'banks are read as Moodle reads them' "$compare" "$program"
fi
tap_end
