# Looking after people, by keys alone: editing, roles, joining two rows, retiring and bringing back, erasing, and what a facilitator sees.
. "$srcdir/tests/tap.sh"
if ! command -v tmux >/dev/null 2>&1; then
    skip 'people in a terminal' 'tmux is not installed'
    tap_end
fi
admin=$builddir/tools/kiosk-admin
work=$(mktemp -d) || exit 99
. "$srcdir/tests/terminal/screen.sh"
. "$srcdir/tests/terminal/small-pack.sh"
trap 'term kill-server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
mkdir data home
ln -s "$srcdir/content/profile" data/profile
ln -s "$builddir/packs" data/packs
unset TMUX KIOSK_ADMIN
export KIOSK_DATADIR="$work/data" KIOSK_CENTRE="$work/centre" HOME="$work/home" TERM=xterm-256color LC_ALL=C.UTF-8
kiosk="$builddir/kiosk/app/kiosk --no-mouse"

ok 'a centre is made' sh -c 'echo 4711 | "$1" init centre --name "Empretec Lusaka" --manager "Grace Banda" --pin-from -' - "$admin"
manager=$("$admin" learners | cut -d' ' -f1)
printf 'name,born,pin\nAmina Diallo,1985,2468\nAmina Dialo,1985,1357\nJosé Núñez,1990,8642\nThe Departed,1970,9753\n' >list.csv
ok 'four people are enrolled' "$admin" import-learners list.csv --slips slips.txt
number_of() { "$admin" learners --find "$1" | cut -d' ' -f1; }
first=$(number_of 'Amina Diallo') second=$(number_of 'Amina Dialo') jose=$(number_of jose) departed=$(number_of departed)

open a 80x24 "$kiosk"
people() { sees a "$1" && keys a End Enter && sees a 'Date and time' && keys a "$2" && sees a 'Look for:'; } # people MENU ROW: from home
find() { keys a "$1" && sees a "Look for:  $1" '▸ 0' && keys a Enter && sees a 'What happened'; }
back() { keys a Escape && sees a 'Look for:'; }
home() { keys a Escape && sees a 'Date and time' && keys a Escape && sees a "$1" 'sign out'; }
sees a 'Press Enter to begin'
ok 'the manager signs in' sign_in a "$manager" 4711
ok 'the learners are listed' people 'Manage the centre' 4

# Editing
ok 'a page opens' find Jos
keys a 1
ok 'the form has what is known' sees a 'Edit a person' 'José Núñez' 'Where reached'
keys a End ' Pérez' Tab '0977 123 456' Tab Tab Tab Tab Tab Tab Tab Tab Tab
ok 'the last field is the button' sees a '▸ [ Save ]'
keys a Enter
ok 'it is saved, and told who did it' sees a 'José Núñez Pérez' 'Name: José Núñez Pérez' 'Where reached: 0977 123 456'

# A role
keys a 4
ok 'a role is asked for' sees a 'Which role?' 'As it is'
keys a Right Right Enter
ok 'and given' sees a 'The role is changed.' 'facilitator'
ok 'back at the list' back

# Two rows of one person
keys a BSpace BSpace BSpace
ok 'the first row of the two' find "$first"
keys a 3
ok 'the other one is looked for' sees a 'With which row is Amina Diallo joined?'
keys a "$second"
sees a "Look for:  $second" '▸ 0' && keys a Enter
ok 'both stand side by side' sees a "stays: $first" "goes in: $second" differs
keys a Right
ok 'the name of the other is chosen' sees a '✓ Amina Dialo'
keys a Enter
ok 'it is asked, and said that it stays so' sees a 'Join these two rows?' 'This cannot be undone'
keys a Right Enter
ok 'there is one row now, with both numbers' sees a 'Amina Dialo' "Number $first, also $second"
is 'the list has one' "$(number_of 'Amina')" "$first"

# Retiring
keys a 5
ok 'retiring is asked' sees a 'Retire?'
keys a Right Enter
ok 'and done' sees a 'Retired.' 'Bring back'
ok 'it is among the retired' sh -c 'test -z "$("$1" learners --find Amina)"' - "$admin"
keys a Escape
sees a 'Look for:'
for i in 1 2 3 4 5 6 7; do keys a BSpace; done
ok 'the list has no Amina' sees a 'The Departed' 'the retired'
keys a F6
ok 'the retired are shown with one key' sees a 'The retired' 'Amina Dialo' retired
keys a Enter
sees a 'Bring back' && keys a 1
ok 'one key brings back' sees a 'Brought back.' 'New PIN'
keys a Escape
sees a 'The retired' && keys a F6

# Erasing
ok 'whom to erase' find "$departed"
keys a 6
ok 'what goes and what stays is said' sees a 'What goes, for good' 'What stays' "number $departed"
keys a "$first" Enter
ok 'another number erases nobody' sees a 'Nothing was erased.'
for i in 1 2 3 4 5 6 7; do keys a BSpace; done
keys a "$departed" Enter
ok 'the right one does' sees a 'Look for:'
is 'nobody has this name any more' "$(number_of departed)" ''
ok 'not even in the files' sh -c '! grep -qa Departed centre/records.db centre/records.db-wal centre/journal/*.tsv'
ok 'the manager goes home' home 'Manage the centre'
ok 'and signs out' sign_out a

# Both cards, and the facilitator
ok 'the second card signs in with the PIN of the row that stayed' sign_in a "$second" 2468
ok 'as one person' sees a 'Amina Dialo' "$first"
ok 'and signs out again' sign_out a
ok 'the facilitator signs in' sign_in a "$jose" 8642
ok 'and has learners to look after' people 'Look after learners' 1
find "$first"
ok 'but not to erase' sees a 'New PIN'
is 'nor to retire, join or promote' "$(screen a | grep -cE '[0-9]   (Erase|Retire|Join|Role)')" 0
keys a Escape

# Two at one machine
ok 'the facilitator goes home' home 'Look after learners'
sign_out a
small_pack small
sed -i 's/^unsigned_packs = false/unsigned_packs = true/' centre/kiosk.cfg
ok 'a pack is made' "$builddir/tools/kiosk-pack" build small/small.cfg -o small.pack
keys a C-q
close a
ok 'and installed' "$admin" install small.pack
open a 80x24 "$kiosk"
sees a 'Press Enter to begin'
ok 'one of the two signs in' sign_in a "$first" 2468
sees a 'Small steps' && keys a Enter
sees a 'Practice with sums' && keys a Down Enter
ok 'a quiz may be taken together' sees a 'We do this together'
keys a Down Enter
sees a 'Everybody who takes part types their own number and PIN' && keys a "$jose" Enter 8642 Enter Enter
ok 'the other has typed number and PIN' sees a '✓ José Núñez Pérez' 'Begin together'
keys a Tab Tab Tab Enter
ok 'the quiz begins' sees a 'Question 1 of 4'
keys a 2
ok 'an answer is saved' sees a 'saved'
keys a Enter
sees a 'Question 2 of 4' && keys a Escape
sees a 'Go on where you stopped' && keys a Escape
sees a 'Practice with sums' back && keys a Escape
ok 'the first one signs out' sign_out a
ok 'the other one signs in' sign_in a "$jose" 8642
ok 'and finds the quiz begun' sees a 'Go on' 'Practice with sums'
keys a Enter
ok 'and goes on with it' sees a 'Question 2 of 4' '1 ✓'
ok 'the records check out' sh -c '"$1" check' - "$admin"
tap_end
