# The kiosk in a real terminal: somebody registers, reads, takes a quiz while the power goes, and comes back; two at once; windows of all sizes; the manager's work.
. "$srcdir/tests/tap.sh"
if ! command -v tmux >/dev/null 2>&1; then
    skip 'the kiosk in a terminal' 'tmux is not installed'
    tap_end
fi
admin=$builddir/tools/kiosk-admin
pack=$builddir/tools/kiosk-pack
work=$(mktemp -d) || exit 99
. "$srcdir/tests/terminal/screen.sh"
trap 'term kill-server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
mkdir home data
ln -s "$srcdir/content/profile" data/profile
ln -s "$builddir/packs" data/packs
unset TMUX KIOSK_ADMIN
export KIOSK_DATADIR="$work/data" KIOSK_CENTRE="$work/centre" HOME="$work/home" TERM=xterm-256color LC_ALL=C.UTF-8
kiosk="$builddir/kiosk/app/kiosk --no-mouse"

. "$srcdir/tests/terminal/small-pack.sh"
small_pack small
ok 'a small pack is made' "$pack" build small/small.cfg -o small.pack
ok 'a centre is made' sh -c 'echo 4711 | "$1" init centre --name "Test centre" --manager "Grace Banda" --pin-from -' - "$admin"
manager=$("$admin" learners | cut -d' ' -f1)
sed -i 's/^unsigned_packs = false/unsigned_packs = true/' centre/kiosk.cfg
ok 'the pack is installed' "$admin" install small.pack

# Registering, by keys alone.
open a 80x24 "$kiosk"
ok 'the first screen comes' sees a 'Test centre' 'Press Enter to begin'
keys a Enter
ok 'the ways in are shown' sees a 'I am new here'
keys a 3
ok 'a name is asked for' sees a 'What is your name?' '1 of '
pages=$(screen a | sed -n '1s/.* of \([0-9]*\)$/\1/p')
keys a 'Amina Diallo' Enter
page=2
registered=0
while [ "$page" -lt "${pages:-0}" ]; do
    sees a "$page of $pages" ○ || registered=1
    case $(screen a) in
    *'When were you born?'*) keys a 1985; sees a "$page of $pages" '● 1985-1989' || registered=1 ;;
    *) keys a 1; sees a "$page of $pages" '1 ●' || registered=1 ;;
    esac
    keys a Enter
    page=$((page + 1))
done
is 'the questions of the profile and the consents are answered' "$pages $registered" '12 0'
ok 'a PIN is asked for' sees a 'Choose a PIN'
keys a 2468 Enter 2468 Enter
ok 'the number is shown, to be written down' sees a 'Write this number on your card: ' 'Welcome, Amina Diallo.'
number=$(screen a | sed -n 's/.*Write this number on your card: \([0-9]*\).*/\1/p')
is 'it is a number' "$(echo "$number" | tr -d 0-9 | wc -c) ${#number}" '1 7'
keys a Enter
ok 'home shows who, and the pack' sees a 'Amina Diallo' "$number" 'Small steps'

# A lesson to its end.
keys a Enter
ok 'the pack opens on its first lesson' sees a 'A first lesson' 'Practice with sums' '0 % done'
keys a Enter
ok 'the lesson is read' sees a 'Reading is the first step.' 'page 1 of 3'
keys a Enter
ok 'a question is asked in it' sees a 'What comes after reading?' 'page 2 of 3'
keys a 2 Enter
ok 'and answered in place, and saved' sees a 'Yes, do it.' '✓ answer saved'
keys a Enter
ok 'the last page comes' sees a 'This was the last page.' 'page 3 of 3'
keys a Enter
ok 'the end is said' sees a 'You have reached the end of this lesson.' 'Questions answered: 1 of 1.' 'Take the quiz: Practice with sums'

# A quiz, in windows of all sizes, and the power goes.
keys a Enter
ok 'the quiz says what it is' sees a 'Four questions.' '70 % are needed to pass.' 'Begin'
keys a Enter
ok 'it begins' sees a 'Question 1 of 4' 'Which of these is even?'
keys a 2
ok 'an answer is saved at once' sees a '2 ● two' '✓ answer saved'
for size in 60x18 200x60; do
    resize a $size
    ok "a window of $size shows the same" sees a 'Which of these is even?' '2 ● two'
done
resize a 50x10
ok 'a window of 50x10 is too small, and says so' sees a 'Please make the window larger.' '60 x 18 is needed'
resize a 80x24
ok 'and back there is what was' sees a 'Question 1 of 4' '2 ● two'
keys a Enter
ok 'the second question comes' sees a 'Question 2 of 4' '1 ✓' 'Two and two are five.'
keys a 2 Enter
ok 'the third question comes' sees a 'Question 3 of 4' '2 ✓' 'How much is 6 times 7?'
keys a 42
ok 'a number is typed' sees a '▸ 42'
ok 'the power goes' pull_the_plug "$(process a)" "$(cat centre/keeper.lock)"
again a "$kiosk"
ok 'the first screen comes again' sees a 'Press Enter to begin'
ok 'number and PIN sign in' sign_in a "$number" 2468
ok 'home says where to go on' sees a 'Go on' 'Practice with sums' 'of 4 answered'
keys a Enter
ok 'the answers are there, and the quiz goes on at what was being typed' sees a '1 ✓' '2 ✓' 'Question 3 of 4' '▸ 42'
keys a BTab BTab
ok 'the first answer is the one that was given' sees a 'Question 1 of 4' '2 ● two'
keys a Tab
ok 'and the second' sees a 'Question 2 of 4' '2 ● False'
keys a Tab
ok 'and what was typed' sees a 'Question 3 of 4' '▸ 42'
keys a Tab
ok 'the last question comes' sees a 'Question 4 of 4' '3 ✓'
keys a 1 3
ok 'several answers are chosen' sees a '1 ☑ seven' '3 ☑ eight' '✓ answer saved'
keys a Enter
ok 'nothing is left to be answered' sees a 'Every question is answered.' 'Hand in'
keys a Enter
ok 'the result is shown' sees a 'Handed in and saved.' '3 of 4 points, 75 %' 'Passed.'
keys a Enter
ok 'the mistakes are looked at' sees a 'mistake 1 of 1' 'Which of these are odd?' '→ right answer' '✗ not right'
keys a Escape
ok 'and the result again' sees a 'Handed in and saved.'
keys a Escape
ok 'home' sees a 'sign out' 'Small steps'
keys a Escape
ok 'signing out is asked first' sees a 'Sign out?'
keys a Right Enter
ok 'signing out leaves nobody on the screen' sees a 'Press Enter to begin'
is 'and no name' "$(screen a | grep -c Amina)" 0
ok 'the records are whole' "$admin" check

# Two at once: a second learner takes the quiz in a window of its own, while the first takes it again.
open b 80x24 "$kiosk"
ok 'a second kiosk starts' sees b 'Press Enter to begin'
keys b Enter
sees b 'Just look around' && keys b 4
ok 'a guest looks around there' sees b Guest 'Small steps'
ok 'the learner signs in here' sign_in a "$number" 2468
sees a 'Small steps'
for window in a b; do
    keys $window Enter
    sees $window 'Practice with sums' '% done'
    keys $window Down Enter
    sees $window 'Begin'
    keys $window Enter
    ok "the quiz begins in window $window" sees $window 'Question 1 of 4'
done
keys a 2
keys b 3
ok 'both answers are saved' sees a '2 ● two' '✓ answer saved'
ok 'each in its own attempt' sees b '3 ● three' '✓ answer saved'
keys a Escape
sees a 'Go on where you stopped' && keys a Escape && sees a 'not finished' && keys a Escape && sees a 'sign out' && keys a Escape
sees a 'Sign out?' && keys a Right Enter
ok 'the learner signs out in mid-quiz' sees a 'Press Enter to begin'

# The manager.
cp "$builddir/packs/business-skills.pack" home/
ok 'the manager signs in' sign_in a "$manager" 4711
ok 'and has the centre to manage' sees a 'Grace Banda' 'Manage the centre'
keys a End Enter
ok 'it has packs and learners' sees a 'Install packs' 'Learners'
keys a 3
ok 'packs come from a stick or a folder' sees a 'Home folder'
keys a End Enter
ok 'the folder shows the pack' sees a 'Business skills' '1.0.0' new
keys a Enter
ok 'it is installed' sees a 'Installed.' 'installed already'
keys a Escape
sees a 'Home folder' && keys a Escape
ok 'back at the entry' sees a 'Date and time'
keys a End Up Up Enter
ok 'the machine is checked' sees a 'Check this machine' 'should be looked at' 'more below'
keys a f
ok 'a file for a helper goes to the stick or a folder' sees a 'The file holds no names' 'Home folder'
keys a End Enter
ok 'it is written' sees a 'Written: kiosk-support-'
is 'and names nobody' "$(grep -c 'what the doctor found' home/kiosk-support-*.txt) $(grep -c 'Amina\|Grace\|Test centre' home/kiosk-support-*.txt)" '1 0'
keys a Escape
ok 'back at the entry again' sees a 'Date and time'
keys a 4
ok 'the learners are listed' sees a 'Amina Diallo' "$number" manager
keys a Amina
ok 'and looked for' sees a 'Look for:  Amina' '▸ 0'
keys a Enter
ok 'the page of the person opens' sees a 'Amina Diallo' 'New PIN' 'What happened'
keys a 2
ok 'a new PIN is given after asking' sees a 'Give a new PIN?' "Amina Diallo, number $number."
keys a Right Enter
ok 'it is shown once' sees a 'The new PIN of Amina Diallo is' 'Write it down now'
pin=$(screen a | sed -n '/The new PIN of/{n;p;}' | grep -oE '[0-9]{4,}' | head -1)
keys a Enter
sees a 'A new PIN was given' && keys a Escape
sees a 'Look for:' && keys a Escape && sees a 'Date and time' && keys a Escape && sees a 'Manage the centre' 'sign out' && keys a Escape
sees a 'Sign out?' && keys a Right Enter
ok 'the manager signs out' sees a 'Press Enter to begin'
ok 'the old PIN no longer works' sign_in a "$number" 2468
ok 'and says so' sees a 'do not belong together'
keys a "$pin" Enter
ok 'the new one does' sees a 'Amina Diallo' 'sign out' 'Business skills'
keys a Enter
ok 'and the quiz goes on where it was' sees a 'Question 2 of 4' '1 ✓'
ok 'the guest in the other window has noticed nothing' sees b 'Question 1 of 4' '3 ● three'
keys b Enter
ok 'and goes on' sees b 'Question 2 of 4' '1 ✓'
ok 'the records are whole with two kiosks running' "$admin" check

# As it is installed, in a tree that was moved: what came with the program is found by the program's own place.
mkdir -p usr/bin usr/share
cp "$builddir/kiosk/app/kiosk" "$admin" usr/bin/
ln -s "$work/data" usr/share/empretec-kiosk
open c 80x24 "env -u KIOSK_DATADIR TMPDIR='$work' '$work/usr/bin/kiosk' --demo --no-mouse"
ok 'a demonstration starts from a tree that was moved' sees c 'Press Enter to begin' 'A demonstration: nothing is kept.'
keys c Enter
sees c 'Just look around' && keys c 4
ok 'with the packs that came with it' sees c Guest 'Business skills'
tap_end
