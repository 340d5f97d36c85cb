#!/bin/sh
# kiosk-pack new-ids: files are changed as said, and not otherwise.
. "$srcdir/tests/tap.sh"
program=$builddir/tools/kiosk-pack
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 99
masked() { sed 's/\(\[id:q-[a-z-]*\)[0-9a-z]\{6\}\]/\1******]/' "$@"; }

mkdir bank bank/sub
printf '$CATEGORY: cost\r\n\r\nOne {T}\r\n\r\n// [id:two]\r\nTwo {T}' >bank/a.gift
printf 'Three {T}\n' >bank/sub/b.gift.txt
printf 'Not a bank {T}\n' >bank/notes.txt
chmod 640 bank/a.gift
cp -R bank before

is 'a dry run says what it would do' "$("$program" new-ids --dry-run bank)" 'bank/a.gift: 1 id would be written
bank/sub/b.gift.txt: 1 id would be written'
ok 'a dry run writes nothing' diff -r before bank
is 'banks of a folder get their ids' "$("$program" new-ids bank)" 'bank/a.gift: 1 id written
bank/sub/b.gift.txt: 1 id written'
printf '$CATEGORY: cost\r\n\r\n// [id:q-cost-******]\r\nOne {T}\r\n\r\n// [id:two]\r\nTwo {T}' >want
masked bank/a.gift >have
ok 'nothing but the id is new, with the line ends of the file' cmp want have
is 'permissions stay' "$(stat -c %a bank/a.gift)" 640
ok 'what is no bank stays' cmp before/notes.txt bank/notes.txt
is 'no temporary file is left' "$(find bank -type f | sort | tr '\n' ' ')" 'bank/a.gift bank/notes.txt bank/sub/b.gift.txt '
cp -R bank after
is 'a second run finds nothing to do' "$("$program" new-ids bank)" ''
ok 'and changes nothing' diff -r after bank
is 'two new ids differ' "$(grep -h -o 'id:q-[a-z0-9-]*' bank/a.gift bank/sub/b.gift.txt | sort -u | wc -l | tr -d ' ')" 2

"$program" new-ids nothing >out 2>err
is 'a path that is not there is a failure' "$? $(cat out err)" '1 kiosk-pack: nothing: this cannot be read: No such file or directory'
mkdir empty
"$program" new-ids empty >out 2>err
is 'so is a folder without banks' "$? $(cat out err)" '1 kiosk-pack: empty: there is no bank here; its name must end with .gift'
printf 'A\0 \0{\0T\0}\0' >wide.gift
"$program" new-ids wide.gift >out 2>err
is 'UTF-16 is refused' "$? $(cat out err)" '1 kiosk-pack: wide.gift: this is UTF-16; save the file as UTF-8 first'
tap_end
