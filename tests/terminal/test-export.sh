# Results on a stick: sealed, whole, and again until a receipt has come; with sticks that are full, locked or gone, and with the plug pulled.
. "$srcdir/tests/tap.sh"
admin=$builddir/tools/kiosk-admin
coordinator=$builddir/tests/terminal/coordinator
work=$(mktemp -d) || exit 99
keeper=
trap '[ -n "$keeper" ] && kill "$keeper" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
export KIOSK_CENTRE=centre LC_ALL=C.UTF-8 admin
mkdir stick

lines() { cat centre/journal/*.tsv | sort; }            # what was written down
collected() { "$coordinator" open 1 "${1:-stick}"/empretec/*.bundle | sort -u; } # what leaves; the numbers of a line make it the only one of its kind
# of the coordinator whose key was followed by another one: it has both
both_keys() { { "$coordinator" open 1 "$1"/empretec/*.bundle; "$coordinator" open 3 "$1"/empretec/*.bundle; } | sort -u; }
tidy() { sed -E 's/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/UUID/g; s/\([0-9]+ KiB\)/(N KiB)/; s/[0-9]{4}( [0-9]{4}){5}/DIGITS/; s/-[0-9]{10}-[0-9]{10}/-FIRST-LAST/'; }
export_to() { "$admin" export -o "$1" 2>&1 | tail -n 1 | tidy; }
work_some() { for i in $(seq "${1:-1}"); do echo 4711 | "$admin" pin "$number" >/dev/null; done; }
sums() { (cd "$1" && sha256sum ./*.bundle); }

ok 'a centre is made' sh -c 'echo 4711 | "$1" init centre --name "Empretec Lusaka" --manager "Grace Banda" --pin-from -' - "$admin"
number=$("$admin" learners | cut -d' ' -f1)
is 'it has a key, folders for what comes and goes, and a request' "$(stat -c '%a %n' centre/keys/centre.key centre/trust centre/outbox centre/*.request | tidy)" \
    '600 centre/keys/centre.key
700 centre/trust
750 centre/outbox
640 centre/UUID.request'
ok 'a request can be written anywhere' "$admin" request -o my.request
is 'and is the same everywhere' "$(cmp my.request centre/*.request && echo same)" same

# Nobody has joined
is 'without a coordinator nothing leaves, and what to do is said' "$("$admin" export -o stick 2>&1; echo $?; ls stick/empretec | tidy)" \
    'kiosk-admin: no coordinator collects the results of this centre yet: ask yours for a joining file, and put it on a stick. Training goes on meanwhile, and nothing is lost
1
UUID.request'
is 'a stick that is not there is said' "$("$admin" export -o nowhere 2>&1; echo $?)" \
    'kiosk-admin: nowhere: there is no such folder; put the stick in, and name its folder: No such file or directory
1'
is 'nor is a file one' "$("$admin" export -o my.request 2>&1; echo $?)" \
    'kiosk-admin: my.request: this is not a folder; name the folder of the stick
1'
is 'the stick has to be named' "$("$admin" export 2>&1; echo $?)" \
    'kiosk-admin: the option --output is needed ("kiosk-admin export --help" says how)
2'
is 'the centre says so' "$("$admin" trust | tidy)" 'Centre:      Empretec Lusaka (UUID)
Fingerprint: DIGITS
No coordinator collects the results yet; kiosk-admin join FILE takes a joining file in.'

# Joining
"$coordinator" invite 1 10 'Empretec Zambia' stick/national.joining
digits=$("$coordinator" fingerprint 1)
is 'an export names a joining file that waits' "$("$admin" export -o stick 2>/dev/null)" \
    "A joining file waits: stick/national.joining, from Empretec Zambia, fingerprint $digits. Compare it by telephone, then say kiosk-admin join."
is 'joining wants a person who has compared' "$("$admin" join stick/national.joining 2>&1; echo $?)" \
    "kiosk-admin: stick/national.joining: call Empretec Zambia at a number that you know, and compare the fingerprint: $digits. Then say kiosk-admin join --fingerprint DIGITS
1"
collect=$builddir/tools/kiosk-collect
"$collect" keygen -o wide --for 'Empretec Wide' >/dev/null
"$collect" keygen --recipient -o safe --for 'The safe' >/dev/null
"$builddir/tools/kiosk-pack" keygen -o press >/dev/null
"$collect" invite --key wide.key --recipient safe.pub --publisher press.pub -o wide.joining >/dev/null
is 'who agrees to a coordinator hears who else could read, and sign packs' "$("$admin" join wide.joining 2>/dev/null)" \
    "Results could also be read by The safe, fingerprint $(sed -n 's/^Fingerprint: //p' safe.sheet)
Packs could be installed that press signs"
is 'a digit that was heard wrong is named with its group' "$("$admin" join stick/national.joining --fingerprint "$(echo "$digits" | sed 's/^..../0000/')" 2>&1; echo $?)" \
    "kiosk-admin: stick/national.joining: all but group 1 of the fingerprint fit: here it is ${digits%% *}, 0000 was given. Let that group be read out again, and give all of it once more
1"
is 'other digits are refused' "$("$admin" join stick/national.joining --fingerprint '1234 5678 1234 5678 1234 5678' 2>&1; echo $?)" \
    "kiosk-admin: stick/national.joining: the fingerprint of Empretec Zambia in this file is $digits, not the one that was given: do not take it in; ask the coordinator
1"
is 'with the right ones it is taken in' "$("$admin" join stick/national.joining --fingerprint "$(echo "$digits" | tr -d ' ')"; echo $?)" \
    'Results are sealed for Empretec Zambia from now on.
0'
is 'once' "$("$admin" join stick/national.joining --yes; echo $?)" 'Empretec Zambia: nothing new.
0'
is 'something else is refused in its own words' "$("$admin" join my.request 2>&1; echo $?)" \
    'kiosk-admin: my.request: a centre takes in joining files, grants and receipts; this is a request
1'
head -c 70000 /dev/zero >big.joining
is 'a file that is no document is not read whole' "$("$admin" join big.joining 2>&1; echo $?)" \
    'kiosk-admin: big.joining: this file is larger than 65535 bytes, the most that is read
1'

# The first export
is 'progress goes through a descriptor, to the end' "$("$admin" export -o stick --progress-fd 3 3>&1 >out | tail -n 1)" '100 Done'
is 'what went, for whom, and that the stick may be taken out is said last' "$(tidy <out)" \
    '1 file with results (N KiB) is on the stick, sealed for Empretec Zambia; 1 of them new. The stick may be taken out.'
is 'all that was written down is in it' "$(collected)" "$(lines)"
is 'in the clear there is nothing of it' "$(grep -c 'person-added' stick/empretec/*.bundle)" 0
damage() { printf '\377\377\377\377' | dd of="$1" bs=1 seek=$(($(stat -c %s "$1") - 100)) conv=notrunc 2>/dev/null; }
damage "$(ls centre/outbox/*.bundle)"
is 'a bundle that was damaged where it lies is made again' "$(export_to stick; collected)" "1 file with results (N KiB) is on the stick, sealed for Empretec Zambia; 1 of them new. The stick may be taken out.
$(lines)"
is 'the descriptor of progress has to be open' "$("$admin" export -o stick --progress-fd 77 2>&1; echo $?)" \
    'kiosk-admin: --progress-fd is the number of an open descriptor ("kiosk-admin export --help" says how)
2'
sums stick/empretec >first
is 'once more is the same, byte for byte' "$(export_to stick; sums stick/empretec | cmp - first && echo same)" \
    '1 file with results (N KiB) is on the stick, sealed for Empretec Zambia; 0 of them new. The stick may be taken out.
same'
rm -rf stick; mkdir stick
is 'a lost stick is no loss' "$(export_to stick; sums stick/empretec | cmp - first && echo same)" \
    '1 file with results (N KiB) is on the stick, sealed for Empretec Zambia; 1 of them new. The stick may be taken out.
same'
work_some 2
is 'what is new makes one more' "$(export_to stick; sums stick/empretec | grep -cFf first)" \
    '2 files with results (N KiB) are on the stick, sealed for Empretec Zambia; 1 of them new. The stick may be taken out.
1'
is 'and nothing is missing' "$(collected)" "$(lines)"
: >"$(ls -d stick/empretec/*.bundle | head -n 1)"
echo half >"$(ls -d stick/empretec/*.bundle | tail -n 1).new-a1B2c3"
is 'a file that was spoilt on the stick is written again' "$(export_to stick; sums stick/empretec | grep -cFf first; ls stick/empretec | grep -c new-)" \
    '2 files with results (N KiB) are on the stick, sealed for Empretec Zambia; 1 of them new. The stick may be taken out.
1
0'


# What does not belong on a stick
"$coordinator" invite 5 10 'Somebody' "$(printf 'stick/a\033]0;b\007.joining')"
mkfifo stick/pipe.receipt
ln -s /dev/zero stick/link.grant
is 'the name of a file sends nothing to the terminal; pipes, devices and links are left alone' "$("$admin" export -o stick 2>&1 | head -n 2 | tidy)" \
    'A joining file waits: stick/a]0;b.joining, from Somebody, fingerprint DIGITS. Compare it by telephone, then say kiosk-admin join.
2 files with results (N KiB) are on the stick, sealed for Empretec Zambia; 0 of them new. The stick may be taken out.'
rm stick/a* stick/pipe.receipt stick/link.grant
mkdir linked elsewhere
ln -s ../elsewhere linked/empretec
is 'a folder of the stick that leads elsewhere is not followed' "$("$admin" export -o linked 2>&1; ls elsewhere)" \
    'kiosk-admin: linked/empretec: this is not a folder; remove it from the stick, or take another stick'
cp -a centre hindered
rm hindered/outbox/*.bundle hindered/outbox/.lock
mkdir hindered/outbox/.lock linked/stick
is 'where nothing could be made, nothing is said to have arrived' "$("$admin" export --centre hindered -o linked/stick 2>&1; echo $?)" \
    'kiosk-admin: hindered/outbox/.lock: this file cannot be opened: Is a directory
No results are on the stick: they could not be put together.
1'

# What comes back
"$coordinator" grant 1 20 stick/empretec/*.request stick/lusaka.grant
"$coordinator" receipt 1 21 stick/empretec/*.request stick/empretec/lusaka.receipt stick/empretec/*.bundle
KIOSK_CENTRE=other "$admin" init other --name Ndola >/dev/null
"$coordinator" receipt 1 21 other/*.request stick/ndola.receipt
"$coordinator" grant 1 21 other/*.request stick/ndola.grant
printf 'empretec-kiosk receipt 1\nserial 1\n' >stick/broken.receipt
cp stick/national.joining ._national.joining 2>/dev/null
last=$(wc -l <"$(ls -d centre/journal/*.tsv)")
is 'grants and receipts are taken in, those for others are passed over, what is broken is said' "$("$admin" export -o stick 2>&1 | sed -E 's/ \([0-9-]+\)\./ (DATE)./' | sed "s/number $last (DATE)/number $last/" | tidy)" \
    "kiosk-admin: warning: stick/broken.receipt:3: the line \"coordinator\" is missing here; take the file again from where it came
Empretec Zambia has received everything up to number $last.
Empretec Zambia has enrolled this centre.
1 file with results (N KiB) is on the stick, sealed for Empretec Zambia; 1 of them new. The stick may be taken out."
is 'what has arrived is gone from the outbox' "$(ls centre/outbox | wc -l)" 1
is 'and is not written to the next stick' "$(mkdir next; export_to next; ls next/empretec | grep -c bundle)" \
    '1 file with results (N KiB) is on the stick, sealed for Empretec Zambia; 1 of them new. The stick may be taken out.
1'
is 'the centre knows it' "$("$admin" trust | sed -E 's/ \([0-9]{4}-[0-9-]+\)$//' | tidy)" "Centre:      Empretec Lusaka (UUID)
Fingerprint: DIGITS

Empretec Zambia
  fingerprint:  DIGITS
  enrolled:     yes
  can be read by 1 of its keys
  arrived:      up to number $last
  waiting:      1 event"
is 'all of it can be written once more' "$(mkdir whole; "$admin" export -o whole --all >/dev/null; collected whole)" "$(lines)"
is 'after that only what waits is' "$(rm -rf next; mkdir next; export_to next; ls next/empretec | grep -c bundle)" \
    '1 file with results (N KiB) is on the stick, sealed for Empretec Zambia; 1 of them new. The stick may be taken out.
1'
"$coordinator" receipt 1 30 whole/empretec/*.request next/lusaka.receipt whole/empretec/*.bundle
is 'where everything has arrived that is said' "$(export_to next)" 'Everything has arrived already; there was nothing to be written. The stick may be taken out.'

# Another coordinator; the first one's key is followed by a new one
"$coordinator" invite 2 10 'Empretec Africa' africa.joining
ok 'a second coordinator joins' "$admin" join africa.joining --yes
rm -rf next; mkdir next; "$admin" export -o next >/dev/null 2>&1
is 'and gets everything from the beginning' "$("$coordinator" open 2 next/empretec/*.bundle | sort -u)" "$(lines)"
"$coordinator" invite 3 50 'Empretec Zambia' next/new.joining 0 1
is 'a key that follows a known one comes in without a question' "$("$admin" export -o next 2>&1 | head -n 1)" 'Results are sealed for Empretec Zambia from now on.'
"$coordinator" invite 3 51 'Empretec Zambia' next/new.joining 4
is 'one with which more can read asks again' "$("$admin" export -o next 2>/dev/null | head -n 1)" \
    "A joining file waits: next/new.joining, from Empretec Zambia, fingerprint $("$coordinator" fingerprint 3). Compare it by telephone, then say kiosk-admin join."

# Somebody else has used this terminal's numbers
rm -rf next; mkdir next; "$admin" export -o next >/dev/null 2>&1
newest=$(ls -d next/empretec/*.bundle | tail -n 1)
"$coordinator" forged 3 60 next/empretec/*.request next/forged.receipt "$newest" 5000
is 'a receipt that does not fit makes a new name' "$("$admin" export -o next 2>/dev/null | grep -c 'has had other results')" 1
is 'whose events leave as well' "$("$admin" export -o next >/dev/null 2>&1; ls next/empretec/*.bundle | cut -d/ -f3 | cut -c1-36 | sort -u | wc -l)" 2
is 'and nothing is missing' "$(both_keys next)" "$(lines)"

# Sticks that fail. A keeper runs beside, whose own files are not limited.
"$admin" keep >keeper.out 2>&1 &
keeper=$!
until [ -s keeper.out ]; do sleep 0.05; done
work_some 3
rm -rf next; mkdir next
is 'a write that fails is said, and nothing half is left' "$( (trap '' XFSZ; ulimit -f 1; exec "$admin" export -o next) 2>&1 | tail -n 1 | tidy; ls next/empretec | grep -c new-)" \
    'kiosk-admin: next/empretec/UUID-FIRST-LAST.bundle: this file cannot be written: File too large
0' 
"$admin" export -o next >/dev/null 2>&1
is 'afterwards everything leaves' "$(both_keys next)" "$(lines)"
mounted() { # mounted OPTIONS COMMAND: in a name space of its own, with a small file system at "mount"
    mkdir -p mount
    unshare -rm sh -c 'mount -t tmpfs -o "$1" none mount || exit 77; shift; eval "$@"' - "$@"
}
if mounted size=1m true 2>/dev/null; then
    is 'a full stick says how much is needed' "$(mounted size=64k '"$admin" export -o mount 2>&1' | tail -n 1 | sed -E 's/[0-9]+ KiB/N KiB/g')" \
        'kiosk-admin: mount: there is no room on the stick: N KiB are needed, N KiB are free; take another one, or remove something'
    is 'a locked one says that it is' "$(mounted size=1m 'mount -o remount,ro mount; "$admin" export -o mount 2>&1' | tail -n 1)" \
        'kiosk-admin: mount: nothing can be written to the stick: it is locked, or belongs to somebody else: Read-only file system'
else
    skip 'full and locked sticks' 'nothing can be mounted here'
fi

# The plug: the export, and then the keeper, at many moments.
moment=0
wrong=
while [ $moment -lt 25 ]; do
    work_some 1
    rm -rf pulled; mkdir pulled
    "$admin" export -o pulled >/dev/null 2>&1 &
    exporting=$!
    sleep "0.0$(printf %02d $moment)"
    kill -9 $exporting 2>/dev/null; wait $exporting 2>/dev/null
    for file in pulled/empretec/*.bundle; do
        [ -e "$file" ] && ! cmp -s "$file" "centre/outbox/${file##*/}" && wrong="$wrong $moment:$file"
    done
    moment=$((moment + 1))
done
is 'an export that is killed leaves whole files or none' "$wrong" ''
moment=0
wrong=
sums centre/outbox >seen
while [ $moment -lt 15 ]; do
    work_some 1
    "$admin" export -o pulled >/dev/null 2>&1 &
    exporting=$!
    sleep "0.0$(printf %02d $moment)"
    kill -9 "$keeper"; wait "$keeper" 2>/dev/null
    wait $exporting 2>/dev/null
    sums centre/outbox 2>/dev/null | sort >now
    sort -u seen now | awk '{ print $2 }' | sort | uniq -d | grep -q . && wrong="$wrong $moment"
    sort -u seen now >both; mv both seen
    : >keeper.out
    "$admin" keep >keeper.out 2>&1 &
    keeper=$!
    until [ -s keeper.out ]; do sleep 0.02; done
    moment=$((moment + 1))
done
is 'bundles that were seen once do not change when a keeper is killed' "$wrong" ''
ok 'and then everything leaves' "$admin" export -o pulled
is 'nothing is missing' "$(both_keys pulled)" "$(lines)"
is 'and nothing half is left, here or there' "$(ls centre/outbox pulled/empretec | grep -c new-)" 0
mkdir slow
mkfifo pipe
exec 4<>pipe 3>pipe 4<&-                                # nobody reads what is written to 3
is 'an export whose progress nobody reads any more has been cancelled' "$(work_some 1; "$admin" export -o slow --progress-fd 3 2>&1; echo $?)" \
    'kiosk-admin: the export was stopped; what is on the stick is whole, and the rest is written the next time
1'
exec 3>&-
moment=0
wrong=
while [ $moment -lt 10 ]; do
    rm -rf slow; mkdir slow
    "$admin" export -o slow >said 2>&1 &
    exporting=$!
    sleep "0.0$(printf %02d $moment)"
    kill -TERM $exporting 2>/dev/null
    wait $exporting
    result=$?:$(tail -n 1 said)
    case $result in
        0:*'may be taken out.') ;; 1:*'export was stopped'*) ;; 143:) ;; *) wrong="$wrong $result";;
    esac
    [ -z "$(ls slow/empretec 2>/dev/null | grep new-)" ] || wrong="$wrong $moment:half"
    moment=$((moment + 1))
done
is 'one that is told to end does, with nothing half' "$wrong" ''
"$admin" export -o slow >/dev/null
is 'what is written down is whole' "$("$admin" check | tail -n 1)" 'All is well.'
tap_end
