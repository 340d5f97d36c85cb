# The screens in the README are the ones that people see: a learner, a guest and a manager go there, in a real terminal. What differs each time (dates, the time that is left)
# is taken out on both sides; the quiz, whose questions are drawn, is left out.
. "$srcdir/tests/tap.sh"
command -v tmux >/dev/null || { skip 'the screens of the README are real' 'there is no tmux'; tap_end; }
[ -e "$builddir/packs/business-skills.pack" ] || { skip 'the screens of the README are real' 'no pack was built here'; tap_end; }
scratch=$(mktemp -d) || exit 99
socket=$scratch/tmux
on_tmux() { env -u TMUX tmux -S "$socket" -f /dev/null "$@"; }
trap 'on_tmux kill-server 2>/dev/null; rm -rf "$scratch"' EXIT
mkdir "$scratch/share" && ln -s "$builddir/packs" "$scratch/share/packs" && ln -s "$srcdir/content/profile" "$scratch/share/profile"

# Each block of the README whose second line is the frame's goes to a file of its own: 1, 2, 3 …
mkdir "$scratch/shown"
awk -v folder="$scratch/shown" '
    /^```$/ { inside = !inside; if (inside) { count = 0; body = "" } else if (framed) { number++; printf "%s", body > (folder "/" number) } if (!inside) framed = 0; next }
    inside { body = body $0 "\n"; if (++count == 2 && $0 ~ /^────/) framed = 1 }' "$srcdir/README.md"

# As it is on the screen now, without what differs each time and without blanks at the ends.
steady() { sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}, [0-9]{2}:[0-9]{2}/DATE/; s/ +$//' | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'; }
screen() { on_tmux capture-pane -p -t kiosk; }
press() { on_tmux send-keys -t kiosk "$@"; }
# Looks again and again until COMMAND… likes what is there: at most some 20 seconds.
until_it() {
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || return 1
        sleep 0.1
    done
}
holds() { screen | grep -qF -- "$1"; }
see() { until_it holds "$1" || { tap_result 'not ok' "\"$1\" is on the screen"; screen | sed 's/^/# /'; tap_end; }; }
same() { screen | steady | cmp -s - "$scratch/wanted"; }
looks() { # looks NAME NUMBER: the README's block NUMBER is what the screen shows
    steady <"$scratch/shown/$2" >"$scratch/wanted"
    if until_it same; then tap_result ok "$1"; else is "$1" "$(screen | steady)" "$(cat "$scratch/wanted")"; fi
}
start() {
    on_tmux new-session -d -s kiosk -x 80 -y 24 "LC_ALL=C.UTF-8 LANGUAGE=en TZ=UTC TMPDIR='$scratch' KIOSK_DATADIR='$scratch/share' '$builddir/kiosk/app/kiosk' --demo; sleep 600"
    see 'Press Enter to begin'
    press Enter
    see 'I am new here'
}
leave() { on_tmux kill-server; until_it sh -c "! ls -d '$scratch'/kiosk-demo-* >/dev/null 2>&1"; }
turn() { # turn TEXT: Enter until TEXT is there
    tries=0
    until holds "$1" || [ $tries -gt 60 ]; do
        press Enter
        tries=$((tries + 1))
        sleep 0.2
    done
    see "$1"
}
lesson_3() { # from the pack's list
    see 'What does it really cost?'
    press Down Down Down Enter
    see 'page 1 of 9'
}

is 'the README shows four screens' "$(ls "$scratch/shown" | tr '\n' ' ')" '1 2 3 4 '

start
press 4
see 'Business skills'
press Enter
lesson_3
press Right; see 'page 2 of 9'
press Right; see 'page 3 of 9'
press 1; press 3; press Enter
looks 'a question in a lesson' 2
press Right; see 'page 4 of 9'
press Right; see 'page 5 of 9'
press Right; see 'page 6 of 9'
screen | steady | sed -n '/Cost of one bag/,/fixed$/p' >"$scratch/chart"
is 'a chart' "$(cat "$scratch/chart")" "$(sed -n '/^    Cost of one bag/,/fixed$/p' "$srcdir/README.md")"
leave

start
press 3
see 'What is your name?'
press -l 'Amina Otieno'
turn '2 of 12'
turn '12 of 12'
press -l 2580
press Enter
press -l 2580
turn 'Write this number on your card'
press Enter
see 'Packs'
press Enter
lesson_3
press Right; see 'page 2 of 9'
press Right; see 'page 3 of 9'
press Right; see 'page 4 of 9'
press Escape; see '% done'
press Escape
looks 'where a learner goes on' 1
press Escape; see 'Sign out?'
press Right; press Enter
see 'Press Enter to begin'
press Enter; see 'I have a number'
press 1; see 'Welcome back'
press -l 0100014
press Enter
press -l 1234
press Enter
see 'Manage the centre'
press End
press Enter
looks "a manager's screen" 4
tap_end
