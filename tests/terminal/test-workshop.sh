# A workshop by keys alone: it is made, somebody is put in, a quiz is planned as an examination; the learner meets the lock; it is opened, answered, watched and closed.
. "$srcdir/tests/tap.sh"
if ! command -v tmux >/dev/null 2>&1; then
    skip 'a workshop in a terminal' 'tmux is not installed'
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

small_pack small
ok 'a small pack is made' "$builddir/tools/kiosk-pack" build small/small.cfg -o small.pack
ok 'a centre is made' sh -c 'echo 4711 | "$1" init centre --name "Empretec Lusaka" --manager "Grace Banda" --pin-from -' - "$admin"
manager=$("$admin" learners | cut -d' ' -f1)
sed -i 's/^unsigned_packs = false/unsigned_packs = true/' centre/kiosk.cfg
ok 'the pack is installed' "$admin" install small.pack
printf 'name,born,pin\nAmina Diallo,1985,2468\n' >list.csv
ok 'a learner is enrolled' "$admin" import-learners list.csv --slips slips.txt
amina=$("$admin" learners --find 'Amina Diallo' | cut -d' ' -f1)

# A workshop that begins today, of one member
open f 80x24 "$kiosk"
open l 80x24 "$kiosk"
sees f 'Press Enter to begin'
ok 'the facilitator signs in' sign_in f "$manager" 4711
sees f 'Manage the centre' && keys f End Enter && sees f 'Date and time' && keys f End Up Enter
ok 'there is no workshop yet' sees f 'There is no workshop yet.'
keys f n && sees f 'Its name:' && keys f 'Sums in June' Enter
sees f 'First day:' && keys f C-u "$(date +%Y%m%d)" Enter
sees f 'How many days:' && keys f Enter
ok 'it is made' sees f 'The workshop is made.' 'Sums in June' running
keys f Enter
ok 'nobody and nothing is in it' sees f 'Nobody is in this workshop yet.' 'The plan is empty.'
keys f a && sees f 'Learner number:' && keys f "$amina" Enter
ok 'the learner is in it' sees f '▸ Amina Diallo'
keys f Escape
sees f 'P add a unit'

# The plan
keys f p
ok 'the packs are listed' sees f 'Which pack is it in?' 'Small steps'
keys f End Enter
ok 'and what is in one' sees f 'What shall people do in this workshop?' 'A first lesson' 'Practice with sums'
keys f Enter
ok 'a lesson is put in' sees f 'In the plan now: A first lesson'
keys f Enter
ok 'but once' sees f 'this stands in the plan already'
keys f Down Enter
ok 'a quiz is put in' sees f 'In the plan now: Practice with sums'
keys f Escape && sees f 'Which pack is it in?' && keys f Escape
ok 'both stand in the plan, open' sees f 'A first lesson' 'Practice with sums' 'from the beginning'
keys f End
ok 'a quiz is there for practice' sees f 'practice, from the beginning'
keys f w
ok 'it waits for the one before' sees f 'practice, after the one before'
keys f w
ok 'or for a day' sees f 'practice, from day 1 on'
keys f Right
ok 'the day is changed' sees f 'practice, from day 2 on'
keys f u
ok 'it is moved up, and the focus with it' sees f "Plan
    ▸ Practice with sums"
keys f d r
ok 'it is a pre-test' sees f 'pre-test, from day 2 on'
keys f r
ok 'a post-test' sees f 'post-test, from day 2 on'
keys f r
ok 'an examination, opened by hand' sees f 'examination, opened by hand' closed
keys f w
ok 'by hand alone' sees f 'an examination is opened and closed by hand alone'
keys f Up
ok 'the lesson is above' sees f '▸ A first lesson' 'lesson, from the beginning'
keys f r
ok 'a lesson stays a lesson' sees f 'a lesson stays a lesson'

# The learner meets the lock
sees l 'Press Enter to begin'
ok 'the learner signs in' sign_in l "$amina" 2468
ok 'what the workshop asks for stands first' sees l 'Your workshop: Sums in June' '▸ A first lesson' 'Practice with sums' closed
keys l Down Enter
ok 'what is locked says why' sees l 'This examination is closed.' 'when it is time.'
keys l Enter
sees l '▸ Practice with sums'

# It is opened, answered, watched
keys f End Enter
ok 'the examination is opened' sees f '▸ Practice with sums' 'opened by hand' open
keys f r
ok 'an open one stays an examination' sees f 'this examination is open; close it first'
keys l p
sees l 'progress' && keys l Escape
ok 'the learner finds it open' sees l 'Your workshop: Sums in June' '▸ Practice with sums' examination
keys l Enter
ok 'and begins' sees l 'Practice with sums' 'Four questions.'
keys l Enter
ok 'the first question comes' sees l 'Which of these is even?'
keys l 2 Enter
ok 'it is answered' sees l 'Two and two are five.'
ok 'the overview shows it' sees f 'Amina Diallo' '1 of 4 answered'

# It is closed: no more answers
keys f Enter
ok 'the examination is closed' sees f '▸ Practice with sums' closed
keys l 2 Enter
ok 'an answer is refused, and what to do is said' sees l 'this examination was closed; what was saved counts. Hand it in'
tap_end
