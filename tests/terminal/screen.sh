# A terminal to test in: source it after tests/tap.sh. Names of windows are tmux's sessions, on a server of its own in $work.
# Nothing here waits for time: a test waits until something stands on the screen, and fails when it does not come.
term() { tmux -S "$work/tmux" -f /dev/null "$@"; }
# open NAME COLSxROWS COMMAND…: the window stays when the command ends ("Pane is dead"); again NAME COMMAND: in the same window.
open() {
    term new-session -d -s "$1" -x "${2%x*}" -y "${2#*x}" "exec $3" \; set -g status off \; set -g remain-on-exit on \; set -s escape-time 0
}
again() { term respawn-pane -k -t "$1" "exec $2"; }
# pull_the_plug PROCESS…: kills them at once, and waits until they are gone.
pull_the_plug() {
    kill -9 "$@" || return 1
    for screen_process; do
        screen_tries=0
        while [ -r "/proc/$screen_process/stat" ] && ! grep -q ') Z ' "/proc/$screen_process/stat" 2>/dev/null; do
            screen_tries=$((screen_tries + 1))
            [ $screen_tries -lt 600 ] || return 1
            sleep 0.05
        done
    done
}
# The process that runs in it.
process() { term display-message -p -t "$1" '#{pane_pid}'; }
close() { term kill-session -t "$1"; }
resize() { term resize-window -t "$1" -x "${2%x*}" -y "${2#*x}"; }
# keys NAME KEY…: each as tmux names it; wait for its effect before a key that follows Escape.
keys() {
    screen_name=$1; shift
    term send-keys -t "$screen_name" "$@"
}
screen() { term capture-pane -p -t "$1"; }
# sees NAME TEXT…: waits until all of these stand on the screen at once. After one that did not come the others are given less patience.
sees() {
    screen_name=$1; shift
    screen_tries=0
    screen_patience=600
    [ -e "$work/late" ] && screen_patience=20
    while :; do
        screen_now=$(screen "$screen_name" 2>&1)
        screen_missing=
        for screen_text; do
            case $screen_now in *"$screen_text"*) ;; *) screen_missing=$screen_text; break ;; esac
        done
        [ -z "$screen_missing" ] && return 0
        screen_tries=$((screen_tries + 1))
        [ $screen_tries -lt $screen_patience ] || break
        sleep 0.05
    done
    : >"$work/late"
    printf '"%s" does not come:\n%s\n' "$screen_missing" "$screen_now"
    return 1
}
# People at the kiosk, for tests whose matter is something else. register NAME "WHO" YEAR PIN: from the ways in to the number, which registered_number gives.
register() {
    screen_window=$1
    sees "$1" 'I am new here' && keys "$1" 3
    sees "$1" 'What is your name?' '1 of ' || return 1
    screen_pages=$(screen "$1" | sed -n '1s/.* of \([0-9]*\)$/\1/p')
    keys "$1" "$2" Enter
    screen_page=2
    while [ "$screen_page" -lt "${screen_pages:-0}" ]; do
        sees "$screen_window" "$screen_page of $screen_pages" ○ || return 1
        case $(screen "$screen_window") in
        *'When were you born?'*) keys "$screen_window" "$3"; sees "$screen_window" "$screen_page of $screen_pages" '●' || return 1 ;;
        *) keys "$screen_window" 1; sees "$screen_window" "$screen_page of $screen_pages" '1 ●' || return 1 ;;
        esac
        keys "$screen_window" Enter
        screen_page=$((screen_page + 1))
    done
    sees "$screen_window" 'Choose a PIN' && keys "$screen_window" "$4" Enter "$4" Enter && sees "$screen_window" 'Write this number on your card: '
}
registered_number() { screen "$1" | sed -n 's/.*Write this number on your card: \([0-9]*\).*/\1/p'; }
# sign_in NAME NUMBER PIN, from the first screen; sign_out NAME, from home.
sign_in() {
    keys "$1" Enter
    sees "$1" 'I have a number' && keys "$1" 1 && sees "$1" 'Your number' && keys "$1" "$2" Enter "$3" Enter
}
sign_out() {
    sees "$1" 'sign out' && keys "$1" Escape && sees "$1" 'Sign out?' && keys "$1" Right Enter && sees "$1" 'Press Enter to begin'
}
