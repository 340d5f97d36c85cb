#!/bin/sh
# kiosk-pack show: a bank as it was understood, and all of its mistakes.
. "$srcdir/tests/tap.sh"
program=$builddir/tools/kiosk-pack
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 99

printf '$CATEGORY: cost\n\n// [id:c.1] [tag:a"b]\n::One::Say "yes" {T#no}\n\n[html]<b>Two</b> {#=1:0.5 ~#no}\n' >good.gift
cp good.gift good.gift.txt
is 'its questions are listed by category' "$("$program" show good.gift)" 'cost
  c.1                      true or false  One
  -                        number         Two'
is 'as JSON with all that was read' "$("$program" show --json good.gift.txt)" '[
  {"type": "truefalse", "id": "c.1", "name": "One", "stem": "Say \"yes\"", "format": "moodle", "category": "cost", "tags": ["a\"b"], "points": 1, "correct": true, "feedback_false": "no"},
  {"type": "numerical", "name": "Two", "stem": "<b>Two</b>", "format": "html", "category": "cost", "points": 1, "answers": [
      {"text": "1", "fraction": 1, "tolerance": 0.5},
      {"text": "*", "fraction": 0, "tolerance": 0, "feedback": "no"}]}
]'
printf 'a {T\n\nb {#x}\n' >bad.gift
"$program" show bad.gift >out 2>err
is 'mistakes are all said, and nothing is shown' "$? $(cat out err)" "1 kiosk-pack: bad.gift:1:3: '{' is not closed before the next blank line; write '}' behind the answers, and \\{ for the sign itself
kiosk-pack: bad.gift:3:5: 'x' is no number; write it like 1200, 0.5, 3:0.1 or 1..5, without units and blanks"
printf 'Caf\351 {=oui}\n' >western.gift
is 'another encoding is read' "$("$program" show western.gift 2>/dev/null | sed -n 2p)" '  -                        short answer   Café'
tap_end
