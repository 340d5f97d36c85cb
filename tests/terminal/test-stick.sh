# The stick, by keys alone: packs come in, results and a backup go out, a receipt takes effect; a stick that is full or is pulled out.
. "$srcdir/tests/tap.sh"
if ! command -v tmux >/dev/null 2>&1; then
    skip 'the stick in a terminal' 'tmux is not installed'
    tap_end
fi
admin=$builddir/tools/kiosk-admin
pack=$builddir/tools/kiosk-pack
coordinator=$builddir/tests/terminal/coordinator
work=$(mktemp -d) || exit 99
. "$srcdir/tests/terminal/screen.sh"
. "$srcdir/tests/terminal/small-pack.sh"
mounted=
trap 'term kill-server 2>/dev/null; [ -n "$mounted" ] && umount "$mounted"; rm -rf "$work"' EXIT
cd "$work" || exit 99
mkdir stick stick/empretec data
ln -s "$srcdir/content/profile" data/profile
ln -s "$builddir/packs" data/packs
unset TMUX KIOSK_ADMIN
# the home folder stands for the stick: the kiosk offers it as a place
export KIOSK_DATADIR="$work/data" KIOSK_CENTRE="$work/centre" HOME="$work/stick" TERM=xterm-256color LC_ALL=C.UTF-8
kiosk="$builddir/kiosk/app/kiosk --no-mouse"
kinds() { ls "${1:-stick}/empretec" | sed 's/.*\.//' | sort | uniq -c | tr -s ' \n' ' '; }

ok 'a centre is made' sh -c 'echo 4711 | "$1" init centre --name "Empretec Lusaka" --manager "Grace Banda" --pin-from -' - "$admin"
manager=$("$admin" learners | cut -d' ' -f1)
sed -i 's/^unsigned_packs = false/unsigned_packs = true/' centre/kiosk.cfg
"$coordinator" invite 1 10 'Empretec Zambia' national.joining
ok 'a coordinator is joined' "$admin" join national.joining --yes
small_pack small
ok 'a pack lies in the folder of the stick' "$pack" build small/small.cfg -o stick/empretec/small.pack
echo no pack >stick/broken.pack
"$coordinator" invite 2 10 'Empretec Africa' stick/africa.joining

open a 80x24 "$kiosk"
sees a 'Press Enter to begin'
ok 'the manager signs in' sign_in a "$manager" 4711
sees a 'Manage the centre' && keys a End Enter
ok 'the stick is the first row' sees a '1   The stick' 'Results to the stick'
keys a 1
sees a 'Home folder' && keys a End Enter
ok 'what comes is listed' sees a 'In: from the stick' 'Pack: Small steps 1.0.0' 'broken.pack' 'cannot be used' 'compare its numbers'
ok 'and what goes' sees a 'Out: onto the stick' '☑  Results for Empretec Zambia' '☑  Backup of the centre' ' are free.'
is 'nothing is done yet' "$(ls centre/packs/*.pack 2>/dev/null; ls stick/empretec)" small.pack
keys a Enter
ok 'one key does it all' sees a 'Pack: Small steps 1.0.0: done' 'Results for Empretec Zambia: done' 'Backup of the centre: done' 'Done.'
is 'the pack is installed, results and backup are on the stick' "$(ls centre/packs/*.pack | wc -l) $(kinds)" '1  1 backup 2 bundle 1 pack 1 request '
ok 'the backup can be read there' sh -c '"$1" check && test -s "$(ls stick/empretec/*.backup)"' - "$admin"
keys a Right Right Enter

# A receipt, and a joining file whose numbers are compared
"$coordinator" receipt 1 21 stick/empretec/*.request stick/empretec/lusaka.receipt stick/empretec/*.bundle
sees a 'Home folder' && keys a End Enter
ok 'a receipt takes effect when the stick is looked at' sees a '✓  Receipt of Empretec Zambia' 'taken in' 'installed already'
keys a Home
ok 'a joining file asks for a comparison' sees a 'Enter compare its numbers'
keys a Enter
ok 'which is where it always was' sees a 'Empretec Africa' 'new'
keys a Escape
sees a 'Numbers' 'Waiting' && keys a Escape
ok 'and back' sees a 'In: from the stick' 'compare its numbers'
keys a End Space
ok 'a tick is taken away' sees a '☐  Backup of the centre'
rm stick/empretec/*.backup
keys a Enter
ok 'and what is not ticked is not done' sees a 'Done.' 'Back to the menu'
is 'no backup is there' "$(ls stick/empretec/*.backup 2>/dev/null)" ''
keys a Enter
sees a 'Date and time'

# A stick that is full
if [ "$(id -u)" = 0 ] && mkdir -p mount && truncate -s 2M image && mkfs.ext2 -q -m 0 image 2>/dev/null && mkdir -p /mnt && mkdir "/mnt/kiosk-$$" && mount -o loop image "/mnt/kiosk-$$" 2>/dev/null; then
    mounted=/mnt/kiosk-$$
    trap 'term kill-server 2>/dev/null; umount "$mounted" 2>/dev/null; rmdir "$mounted"; rm -rf "$work"' EXIT
    dd if=/dev/zero of="$mounted/full" bs=1k 2>/dev/null
    keys a 1
    ok 'a loop device is a stick' sees a "kiosk-$$" stick
    keys a Enter
    ok 'a full one is said to be full, and nothing is ticked' sees a '☐  Request to Empretec Zambia' 'does not fit' '☐  Backup of the centre' '0 KB are free.'
    keys a End Space Enter
    ok 'what does not fit is not begun' sees a 'Not enough room' 'There is not enough room. Take a tick away'
    is 'and nothing half is there' "$(ls "$mounted" | tr '\n' ' ')" 'full lost+found '
    umount "$mounted"
    ok 'a stick that is pulled out is said' sees a 'The stick is no longer there. Nothing was written.'
else
    rmdir "/mnt/kiosk-$$" 2>/dev/null
    skip 'a full stick' 'nothing can be mounted here'
fi
ok 'the records are whole' "$admin" check
tap_end
