#!/bin/sh
# Bundles and documents, read by a second reader that was written from docs/bundle-format.md alone.
. "$srcdir/tests/tap.sh"
if ! command -v python3 >/dev/null 2>&1; then
    skip 'a second reader agrees' 'there is no python3 to run it'
    tap_end
fi
make=$builddir/tests/conformance/make_bundle
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
second() { PYTHONDONTWRITEBYTECODE=1 python3 "$srcdir/tests/conformance/read_bundle.py" "$@"; }
# Both refuse: the status of each.
refused() { "$make" "$1" $3 "$2" >/dev/null 2>&1; printf '%s ' $?; second --"$4" $3 "$2" >/dev/null 2>said; echo $?; }
flip() { python3 -c 'import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[int(sys.argv[2]) % len(data)] ^= 1
open(sys.argv[3], "wb").write(data)' "$@"; }

ok 'secrets, documents and a bundle are written' "$make" write .
bundle=$(echo ./*.bundle)
"$make" read 1.key "$bundle" >first.tsv
is 'the program reads 50 events, six texts and five profiles' \
    "$(grep -vc "^$(printf '\t')" first.tsv) $(grep -c "^$(printf '\t')payload" first.tsv) $(grep -c "^$(printf '\t')profile" first.tsv)" '50 6 5'
second --secret 1.key "$bundle" >second.tsv 2>said
ok 'the second reader gives the same lines' cmp first.tsv second.tsv
second --secret 4.key "$bundle" >second.tsv
ok 'and with the other recipient'\''s key' cmp first.tsv second.tsv
is 'a key that it was not sealed for opens it for neither' "$(refused read "$bundle" 5.key secret)" '1 1'

mkdir large nonsense
"$make" large large && "$make" read 1.key large/large.bundle >first.tsv
second --secret 1.key large/large.bundle >second.tsv
ok 'so it does where there is more than one chunk' cmp first.tsv second.tsv
"$make" nonsense nonsense
count=$(ls nonsense | wc -l)
ok "there are bundles that are signed nonsense ($count)" test "$count" -gt 40
is 'the program refuses all of them' "$(for file in nonsense/*; do "$make" read 1.key "$file" 2>/dev/null && echo "$file"; done)" ''
second --secret 1.key nonsense/* 2>said >second.tsv
is 'so does the second reader' "$(grep -c '^nonsense/' said) $(wc -c <second.tsv)" "$count 0"

size=$(wc -c <"$bundle")
for length in 0 30 700 $((size - 64)) $((size - 1)); do
    head -c "$length" "$bundle" >cut.bundle
    is "cut to $length bytes, it is refused by both" "$(refused read cut.bundle 1.key secret)" '1 1'
done
cat "$bundle" "$bundle" >twice.bundle
is 'two in one file are refused by both' "$(refused read twice.bundle 1.key secret)" '1 1'
for at in 23 100 400 $((size / 2)) $((size - 100)) $((size - 40)) $((size - 1)); do
    flip "$bundle" "$at" flipped.bundle
    is "a bit turned at $at is found by both" "$(refused read flipped.bundle 1.key secret)" '1 1'
done

for kind in invitation request grant receipt; do
    "$make" document a.$kind >first
    second --document a.$kind >second
    is "both say who signed the $kind" "$(cat second)" "$(cat first)"
    is "and it is what it should be" "$(cut -d' ' -f1-3 first)" "$kind signed by"
    sed 's/$/\r/' a.$kind >mailed
    is "line ends of mail do no harm to the $kind" "$("$make" document mailed) $(second --document mailed)" "$(cat first) $(cat first)"
    flip a.$kind 45 flipped
    is "a flipped $kind is refused by both" "$(refused document flipped '' document)" '1 1'
    head -c 200 a.$kind >cut
    is "a cut $kind is refused by both" "$(refused document cut '' document)" '1 1'
    (cat a.$kind; echo more) >longer
    is "a $kind with more behind it is refused by both" "$(refused document longer '' document)" '1 1'
done

if command -v openssl >/dev/null 2>&1; then
    for kind in request grant receipt; do
        key=$("$make" document a.$kind | cut -d' ' -f4)
        python3 -c 'import sys
text = open(sys.argv[1], "rb").read()
at = text.rindex(b"signature ")
open("text", "wb").write(text[:at])
open("signature", "wb").write(bytes.fromhex(text[at + 10:].decode()))
open("key.der", "wb").write(bytes.fromhex("302a300506032b6570032100" + sys.argv[2]))' a.$kind "$key"
        is "openssl verifies the $kind" "$(openssl pkeyutl -verify -pubin -inkey key.der -keyform DER -rawin -in text -sigfile signature 2>&1)" 'Signature Verified Successfully'
    done
else
    skip 'openssl verifies a document' 'openssl is not installed'
fi
tap_end
