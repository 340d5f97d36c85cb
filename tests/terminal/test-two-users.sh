# The keeper runs as a user of its own, and the kiosk as another one of its group: what a manager does on the screen is done by the keeper, and counts as that manager's.
. "$srcdir/tests/tap.sh"
if ! command -v tmux >/dev/null 2>&1 || ! command -v setpriv >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
    skip 'keeper and kiosk as two users' 'it takes root, setpriv and tmux'
    tap_end
fi
admin=$builddir/tools/kiosk-admin
pack=$builddir/tools/kiosk-pack
coordinator=$builddir/tests/terminal/coordinator
work=$(mktemp -d) || exit 99
. "$srcdir/tests/terminal/screen.sh"
keeper=
trap '[ -n "$keeper" ] && kill "$keeper" 2>/dev/null; term kill-server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
# numbers do; nobody has to be in the list of users
kept='setpriv --reuid=61001 --regid=61000 --clear-groups'
seated='setpriv --reuid=61002 --regid=61000 --clear-groups'
chmod 755 .
if ! $seated test -x "$builddir/kiosk/app/kiosk" || ! $seated test -r "$srcdir/tests/tap.sh"; then
    skip 'keeper and kiosk as two users' 'other users cannot read the folder of the build'
    tap_end
fi
mkdir home data centre
chown 61001:61000 centre
chown 61002:61000 home
ln -s "$srcdir/content/profile" data/profile
ln -s "$builddir/packs" data/packs
unset TMUX KIOSK_ADMIN
export KIOSK_DATADIR="$work/data" KIOSK_CENTRE="$work/centre" HOME="$work/home" TERM=xterm-256color LC_ALL=C.UTF-8 admin

. "$srcdir/tests/terminal/small-pack.sh"
small_pack small
ok 'a small pack is made' "$pack" build small/small.cfg -o home/small.pack
ok 'a centre is made by the keeper' sh -c "echo 4711 | $kept \"\$admin\" init centre --name 'Test centre' --manager 'Grace Banda' --pin-from -"
manager=$($kept "$admin" learners | cut -d' ' -f1)
sed -i 's/^unsigned_packs = false/unsigned_packs = true/' centre/kiosk.cfg
mkfifo ready
$kept "$admin" keep >ready 2>keeper.said &
keeper=$!
read -r line <ready
is 'the keeper listens' "$line" "The keeper of $work/centre listens on $work/centre/keeper.sock."

# Without a ticket the kiosk's user has no rights
is 'the user of the kiosk alone installs nothing' "$($seated "$admin" install home/small.pack 2>&1; echo $?; ls centre/packs/*.pack 2>&1)" \
    "kiosk-admin: this command runs as the keeper's user or as root
1
ls: cannot access 'centre/packs/*.pack': No such file or directory"
is 'a ticket that was thought up opens nothing' "$(echo 0123456789abcdef0123456789abcdef | $seated "$admin" install --ticket-fd 0 home/small.pack 2>&1; echo $?)" \
    'kiosk-admin: the manager who began this has signed out, or it took too long; sign in, and begin again
1'

# On the screen
open a 80x24 "$seated $builddir/kiosk/app/kiosk --no-mouse"
ok 'the first screen comes' sees a 'Test centre' 'Press Enter to begin'
ok 'the manager signs in' sign_in a "$manager" 4711
ok 'the centre is theirs to manage' sees a 'Manage the centre'
keys a End Enter
ok 'a menu comes' sees a 'Install packs' 'Learners'
keys a 3
ok 'packs come from a stick or a folder' sees a 'Home folder'
keys a End Enter
ok 'the folder shows the pack' sees a 'Small steps' '1.0.0' new
keys a Enter
ok 'it is installed, by the keeper' sees a 'Installed.' 'installed already'
is 'the pack and its catalogue are the keeper'"'"'s, and can be read' "$(stat -c '%u %A %n' centre/packs/small-1.0.0.pack centre/packs/catalogue.db | sed 's/ -rw-r.-.-- / GROUP READS /')" \
    '61001 GROUP READS centre/packs/small-1.0.0.pack
61001 GROUP READS centre/packs/catalogue.db'
is 'nothing half done lies about' "$(ls -A centre/packs | sort | tr '\n' ' ')" '.lock catalogue.db small-1.0.0.pack '
person=$(awk -F '\t' '/signed-in/ { id = $5 } END { print id }' centre/journal/*.tsv)
is 'the log has it, by the manager who sits there' "$(grep -c "	$person	pack-installed	" centre/journal/*.tsv)" 1
keys a Escape
sees a 'Home folder' && keys a Escape

# Out of the menu once more: a coordinator has been joined meanwhile
"$coordinator" invite 1 10 'Empretec Zambia' national.joining
ok 'a coordinator is joined' $kept "$admin" join national.joining --fingerprint "$("$coordinator" fingerprint 1 | tr -d ' ')"
ok 'the menu is there' sees a 'Results to the stick'
keys a 5
ok 'results go to a stick or a folder' sees a 'Home folder'
keys a End Enter
ok 'it shows what would go' sees a 'Empretec Zambia'
keys a Enter
ok 'the results are written' sees a 'Done. The results are in the folder.' 'is whole'
is 'the bundle belongs to who sits there' "$(stat -c %u home/empretec/*.bundle)" 61002
ok 'the coordinator reads it' sh -c '"$1" open 1 home/empretec/*.bundle | grep -q pack-installed' - "$coordinator"
tap_end
