# The first start of a machine, by keys alone: from an empty folder to a learner's first lesson; and the plug pulled in the middle of each step.
. "$srcdir/tests/tap.sh"
if ! command -v tmux >/dev/null 2>&1; then
    skip 'the first start' 'tmux is not installed'
    tap_end
fi
admin=$builddir/tools/kiosk-admin
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

# step NAME N KEY…: waits for step N of 9, then types.
step() {
    step_window=$1
    sees "$1" "step $2 of 9" || return 1
    shift 2
    keys "$step_window" "$@"
}
# until_step NAME N: from the first step to that one, as a person would type.
until_step() {
    [ "$2" -le 1 ] || step "$1" 1 Enter || return 1
    [ "$2" -le 2 ] || { sees "$1" Keyboard && step "$1" 2 2 && sees "$1" 'Date and time'; } || return 1
    [ "$2" -le 3 ] || { step "$1" 3 Enter Enter && sees "$1" 'Machine number'; } || return 1
    [ "$2" -le 4 ] || { step "$1" 4 'Empretec Lusaka' Enter Enter && sees "$1" 'Who looks after'; } || return 1
    [ "$2" -le 5 ] || { step "$1" 5 'Grace Banda' Enter && sees "$1" 'nobody else knows'; } || return 1
    [ "$2" -le 6 ] || step "$1" 6 4711 Enter 4711 Enter || return 1
    sees "$1" "step $2 of 9"
}
# group NAME N: that group of the code, as it stands on the screen.
group() { screen "$1" | sed -n "s/.* $2  \([0-9A-Z]\{4\}\)\( .*\)\{0,1\}$/\1/p" | head -n 1; }
keeper_of() { cat centre/keeper.lock; }

# The plug is pulled in each step before the centre is made: it begins again, and there is nothing in the folder but the keeper's own.
lost=
open hold 80x24 cat                              # a server without windows ends, and the next window would come too soon
for n in 1 2 3 4 5 6; do
    open p 80x24 "$kiosk"
    until_step p "$n" || lost="$lost step-$n"
    [ "$n" != 6 ] || keys p 4711 Enter 47
    pull_the_plug "$(process p)" "$(keeper_of)" || lost="$lost kill-$n"
    close p
    [ ! -e centre/kiosk.cfg ] && [ ! -e centre/records.db ] || lost="$lost made-$n"
done
is 'a power cut before the centre is made leaves none, and the first start comes again' "$lost" ''

# After it is made: the ordinary start, and the manager signs in.
open q 80x24 "$kiosk"
ok 'the first step again' until_step q 7
ok 'the code is shown' sees q 'Write this code on paper' 'Mark of this paper'
pull_the_plug "$(process q)" "$(keeper_of)"
close q
open q 80x24 "$kiosk"
ok 'a power cut after it leaves a whole centre' sees q 'Empretec Lusaka' 'Press Enter to begin'
keys q Enter
ok 'the manager signs in by name' sees q 'I look for my name'
is 'the manager is there' "$("$admin" learners | grep -c 'Grace Banda')" 1
is 'and the centre is sound' "$("$admin" check >check.txt 2>&1; echo $?)" 0
pull_the_plug "$(process q)" "$(keeper_of)"
close q
rm -rf centre

# From nothing to a lesson. Esc goes back and loses nothing.
open s 80x24 "$kiosk"
ok 'the languages come first' sees s 'step 1 of 9' English
until_step s 5
keys s Mary
ok 'a name is typed' sees s 'Who looks after' Mary
keys s Escape
ok 'Esc goes one step back, and what was typed is there' sees s 'step 4 of 9' 'Empretec Lusaka'
keys s Enter Enter
ok 'and forth' sees s 'step 5 of 9' Mary
keys s BSpace BSpace BSpace BSpace 'Grace Banda' Enter
ok 'the PIN is asked for' sees s 'step 6 of 9' 'nobody else knows'
keys s 4711 Enter 4712 Enter
ok 'twice the same' sees s 'That is another PIN. Please type the same one.'
keys s BSpace 1 Enter
ok 'the centre is made, and the code is shown' sees s 'step 7 of 9' 'Write this code on paper' 'Grace Banda'
is 'the folder is for the group, the secrets are not' "$(stat -c '%a' centre centre/keys/centre.key centre/keys/backup.seal centre/records.db | tr '\n' ' ')" '750 600 600 600 '
screen s >code.txt
keys s Enter
ok 'two groups are asked back' sees s 'From your paper'
keys s XXXX Enter XXXX Enter
ok 'what is wrong is said' sees s 'That is not what the code says there.'
keys s Escape
ok 'the code is shown again' sees s 'Write this code on paper'
keys s Enter
ok 'and asked for again' sees s 'From your paper'
first=$(screen s | sed -n 's/.*Group \([0-9]*\).*/\1/p' | sed -n 1p)
second=$(screen s | sed -n 's/.*Group \([0-9]*\).*/\1/p' | sed -n 2p)
code_group() { sed -n "s/.* $1  \([0-9A-Z]\{4\}\)\( .*\)\{0,1\}\$/\1/p" code.txt | head -n 1; }
keys s "$(code_group "$first")" Enter "$(code_group "$second" | tr A-Z a-z)" Enter
ok 'the paper was right' sees s 'step 8 of 9' 'Whom results go to'
keys s Enter
ok 'the packs of the program are there' sees s 'step 9 of 9' 'with the program'
keys s Enter
ok 'the centre is ready' sees s 'The centre is ready.' 'Number 0'
number=$(screen s | sed -n 's/.*Number \([0-9]*\).*/\1/p')
keys s Enter
ok 'a learner is at home as a guest, and has lessons' sees s 'Business skills' 'Guest' 'not signed'
keys s Enter
ok 'the pack opens' sees s 'Before you start' 'minutes'
keys s Down Enter
ok 'and its first lesson' sees s 'page 1 of'
is 'the settings are written down' "$(grep -c -e '^name = "Empretec Lusaka"' -e '^keyboard = "gb"' centre/kiosk.cfg)" 2
is 'the manager has that number' "$("$admin" learners | grep 'Grace Banda' | cut -d' ' -f1)" "$number"
ok 'all that was written down is sound' "$admin" check
keys s C-c
close s
rm centre/packs/catalogue.db*
is 'the pack of the program stays when the catalogue is made again' "$("$admin" packs | grep -c business-skills)" 1

# A folder with somebody's work is left alone.
mkdir other
echo thesis >other/thesis.txt
open o 200x24 "sh -c '$kiosk --centre other; exec cat'"
ok 'a folder with something else in it is refused' sees o 'this folder is no centre, and it is not empty'
is 'and left as it was' "$(ls -A other)" thesis.txt
tap_end
