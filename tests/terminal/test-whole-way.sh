# The whole way, by keys and commands: content, pack, centre, learner, lesson, quiz, a pulled plug, the rest of the quiz, a stick, the coordinator, the tables. Then what goes wrong on the
# way: a lost stick, the wrong order, everything twice, a restored backup.
. "$srcdir/tests/tap.sh"
if ! command -v tmux >/dev/null 2>&1; then
    skip 'the whole way in a terminal' 'tmux is not installed'
    tap_end
fi
if ! command -v sqlite3 >/dev/null 2>&1; then
    skip 'the whole way in a terminal' 'sqlite3 is not installed'
    tap_end
fi
admin=$builddir/tools/kiosk-admin
pack=$builddir/tools/kiosk-pack
collect=$builddir/tools/kiosk-collect
work=$(mktemp -d) || exit 99
. "$srcdir/tests/terminal/screen.sh"
. "$srcdir/tests/terminal/small-pack.sh"
trap 'term kill-server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
mkdir stick data office
ln -s "$srcdir/content/profile" data/profile
ln -s "$builddir/packs" data/packs
unset TMUX KIOSK_ADMIN
# the home folder stands for the stick: the kiosk offers it as a place
export KIOSK_DATADIR="$work/data" KIOSK_CENTRE="$work/centre" HOME="$work/stick" TERM=xterm-256color LC_ALL=C.UTF-8 \
    KIOSK_DATABASE="$work/office/national.db" KIOSK_COLLECT_KEY="$work/office/national.key"
kiosk="$builddir/kiosk/app/kiosk --no-mouse"

# The coordinator's office.
ok 'the coordinator makes a key' "$collect" keygen -o office/national --for 'Empretec Zambia'
ok 'the database' "$collect" init office/national.db
ok 'and a joining file, on a stick' sh -c '"$1" invite -o stick/national.joining >office/invited' - "$collect"
digits=$(grep -oE '([0-9]{4} ){5}[0-9]{4}' office/invited | head -1)
is 'whose numbers are read out by telephone' "$(printf %s "$digits" | tr -d '0-9 ' | wc -c) ${#digits}" '0 29'

# The centre.
small_pack small
ok 'a pack is made from its sources' "$pack" build small/small.cfg -o small.pack
ok 'a centre is made' sh -c 'echo 4711 | "$1" init centre --name "Empretec Lusaka" --manager "Grace Banda" --pin-from -' - "$admin"
manager=$("$admin" learners | cut -d' ' -f1)
sed -i 's/^unsigned_packs = false/unsigned_packs = true/' centre/kiosk.cfg
ok 'the pack is installed' "$admin" install small.pack
is 'without a coordinator nothing can leave, and what to do is said' "$("$admin" export -o stick >/dev/null 2>said; echo $?; grep -c 'joining file' said)" '1
1'

# A learner registers, reads, and takes a quiz; the power goes in the middle of it.
open a 80x24 "$kiosk"
sees a 'Press Enter to begin' && keys a Enter
register a 'Amina Diallo' 1985 2468
number=$(registered_number a)
is 'a learner registers' "$(echo "$number" | tr -d 0-9 | wc -c) ${#number}" '1 7'
keys a Enter
sees a 'Small steps' && keys a Enter
sees a 'A first lesson' '0 % done' && keys a Enter
sees a 'Reading is the first step.' && keys a Enter
sees a 'What comes after reading?' && keys a 2 Enter
ok 'a question of the lesson is answered' sees a 'Yes, do it.' '✓ answer saved'
keys a Enter
sees a 'This was the last page.' && keys a Enter
ok 'the lesson is read to its end' sees a 'You have reached the end of this lesson.'
keys a Enter
sees a 'Begin' && keys a Enter
sees a 'Question 1 of 4' && keys a 2
ok 'the first answer is saved' sees a '2 ● two' '✓ answer saved'
keys a Enter
sees a 'Question 2 of 4' '1 ✓' && keys a 2
ok 'the second is' sees a '2 ● False' '✓ answer saved'
ok 'the power goes' pull_the_plug "$(process a)" "$(cat centre/keeper.lock)"
again a "$kiosk"
sees a 'Press Enter to begin'
ok 'the learner signs in again' sign_in a "$number" 2468
sees a 'Go on' && keys a Enter
ok 'the quiz goes on' sees a '1 ✓' '2 ✓' 'Question'
while_at=0
while ! sees a 'Question 3 of 4' && [ $while_at -lt 3 ]; do keys a Tab; while_at=$((while_at + 1)); done
keys a 42 Enter
sees a 'Question 4 of 4' '3 ✓' && keys a 1 3
ok 'the last answer is saved' sees a '1 ☑ seven' '3 ☑ eight' '✓ answer saved'
keys a Enter
sees a 'Every question is answered.' && keys a Enter
ok 'and the quiz handed in' sees a 'Handed in and saved.' '3 of 4 points, 75 %'
keys a Enter
sees a 'mistake 1 of 1' && keys a Escape
sees a 'Handed in and saved.' && keys a Escape
sign_out a

# The manager: joins, and takes the results to the stick.
ok 'the manager signs in' sign_in a "$manager" 4711
sees a 'Manage the centre' && keys a End Enter
sees a 'Results' && open_row a 'Results'
ok 'the screen says that a coordinator is missing' sees a 'joining file'
tap_end
