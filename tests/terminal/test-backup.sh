# Backups: whole or not there, for who has the code and nobody else; and a centre that is made from one, which loses nothing that was in it and uses no number twice.
. "$srcdir/tests/tap.sh"
if ! command -v sqlite3 >/dev/null 2>&1; then
    skip 'backups' 'sqlite3 is not installed'
    tap_end
fi
admin=$builddir/tools/kiosk-admin
collect=$builddir/tools/kiosk-collect
answer=$builddir/tests/terminal/answer
work=$(mktemp -d) || exit 99
keeper=
trap '[ -n "$keeper" ] && kill "$keeper" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
export KIOSK_CENTRE=centre LC_ALL=C.UTF-8 admin
mkdir stick

# What is written down, in an order that does not depend on the file. meta and the sessions are a machine's own.
dump() {
    sqlite3 "$1/records.db" "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL AND name NOT LIKE '%fts%' AND name NOT IN ('meta', 'working') ORDER BY name" |
        while read -r table; do echo "$table"; sqlite3 "$1/records.db" "SELECT * FROM \"$table\"" | sort; done
}
code_of() { sed -nE '/^ +[0-9]+ [0-9A-Z]{4}/s/ +[0-9]+ ([0-9A-Z]{4})/\1 /gp' "$1"; }
tidy() {
    sed -E 's/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/UUID/g; s/[0-9]+ KiB/N KiB/g; s/[0-9]+ MB/N MB/g; s/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}/DATE/g
            s/[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6}/DATE/g; s/mark [0-9a-f]{8}/mark MARK/g'
}
backups() { ls "${1:-stick}/empretec" 2>/dev/null | tidy; }

ok 'a centre is made' sh -c 'echo 4711 | "$admin" init centre --name "Empretec Lusaka" --manager "Grace Banda" --pin-from - >made'
code_of made >code
is 'its code is printed, and is kept nowhere' "$(wc -w <code) $(grep -rl "$(head -1 code | cut -c1-9 | tr -d ' ')" centre | wc -l)" '14 0'
for n in 1 2 3; do "$answer" centre "$n"; done
is 'where to is needed' "$("$admin" backup 2>&1; echo $?)" \
    'kiosk-admin: -o names the folder of the stick, or a file; --new-code makes a new code ("kiosk-admin backup --help" says how)
2'
is 'a stick that is not there is said' "$("$admin" backup -o none/ 2>&1; echo $?)" \
    'kiosk-admin: none/: there is no such folder; put the stick in, and name its folder
1'
is 'a backup goes to the stick' "$("$admin" backup -o stick | tidy)" \
    'stick/empretec/empretec-lusaka-1-DATE.backup: the backup (N KiB); the stick may be taken out. Keep it in another house than the computer.'
first=$(ls stick/empretec/*.backup)
is 'nothing of the copy stays in the centre but the sealed file' "$(ls -A centre/backup | tidy; stat -c %a centre/backup)" 'empretec-lusaka-1-DATE.backup
750'
is 'and nobody reads names or keys in it' "$(grep -c -e Grace -e 'terminal key' "$first")" 0
is 'or to a file' "$("$admin" backup -o a.backup | tidy)" 'a.backup: the backup (N KiB)'
is 'which is not written over' "$("$admin" backup -o a.backup 2>&1; echo $?)" 'kiosk-admin: a.backup: there is such a file already; choose another name
1'

# Restoring
is 'a centre is made from it, and what is missing is said' "$("$admin" restore a.backup -o again <code | tidy)" \
    'A backup of Empretec Lusaka, terminal 1, made on DATE by the clock of that computer; it opens with the code that has the mark MARK.
The centre is in again again, and was checked from its first event to its last (10); people: 1.
What is missing is all that was done after DATE: event 9 was the last one. What has arrived with a coordinator since then is safe there.
Who was erased after it is here again: erase them again. Who registered after it registers again; numbers that were on their cards are given to nobody else.
This terminal goes on as UUID, and the code of its backups holds. Install the packs again with kiosk-admin install.'
dump centre >before; dump again >after
is 'all that was there is there, in every table' "$(diff before after | grep -c '^<')" 0
is 'and what is new is the new origin, with one event' "$(diff before after | sed -n 's/^> //p' | grep -oE 'origin-made|restored' | sort -u | tr '\n' ' ')" 'origin-made restored '
is 'the restored centre is whole' "$("$admin" check --centre again | tail -n 1)" 'All is well.'
is 'with the rights that a centre has' "$(stat -c '%a %n' again again/records.db again/keys again/keys/centre.key again/trust again/kiosk.cfg)" '750 again
600 again/records.db
750 again/keys
600 again/keys/centre.key
700 again/trust
640 again/kiosk.cfg'
is 'keys and settings are the same' "$(cmp centre/kiosk.cfg again/kiosk.cfg; for key in centre/keys/*; do cmp "$key" "again/keys/${key##*/}"; done)" ''
is 'a number of a learner is not given twice' "$(sqlite3 again/records.db "SELECT value FROM meta WHERE name = 'serial-01'")" 1001
is 'and its own backup opens with the same code' "$("$admin" backup --centre again -o b.backup >/dev/null; "$admin" restore b.backup -o third <code | grep -c 'checked from its first event')" 1
is 'nothing is restored over a centre' "$("$admin" restore a.backup -o again <code 2>&1; echo $?)" \
    'kiosk-admin: again: there is something here already, and nothing is ever restored over it; name a new folder
1'
mkdir empty
ok 'an empty folder may be there' sh -c '"$admin" restore a.backup -o empty/ <code'

# What is not the backup, or not the code
"$admin" init other --name Ndola >made.other
code_of made.other >code.other
is 'the code of another centre opens nothing, and the marks tell' "$("$admin" restore a.backup -o no <code.other 2>&1 | tail -n 1 | tidy; ls -d no* 2>/dev/null)" \
    'kiosk-admin: a.backup: this backup was made for the code with the mark MARK; the one that was typed has the mark MARK: look for the other sheet'
is 'a sign that is wrong is noticed before' "$(sed 's/./0/3' code | "$admin" restore a.backup -o no 2>&1 | tail -n 1)" \
    'kiosk-admin: a sign of the code is wrong; compare it with the sheet, group by group'
is 'no code is too short a one' "$("$admin" restore a.backup -o no </dev/null 2>&1 | tail -n 1)" \
    'kiosk-admin: the code is too short: it has 14 groups of four, and group 1 is not whole'
size=$(stat -c %s a.backup)
wrong=
for i in $(seq 0 40); do
    place=$((i * (size - 1) / 40))
    cp a.backup bad.backup
    byte=$(dd if=a.backup bs=1 skip=$place count=1 2>/dev/null | od -An -tu1)
    printf "\\$(printf %03o $((byte ^ 1)))" | dd of=bad.backup bs=1 seek=$place conv=notrunc 2>/dev/null
    "$admin" restore bad.backup -o no <code >/dev/null 2>&1 && wrong="$wrong altered:$place"
    head -c $place a.backup >bad.backup
    "$admin" restore bad.backup -o no <code >/dev/null 2>&1 && wrong="$wrong cut:$place"
done
is 'a byte that was altered, or a file that was cut, is refused wherever it is' "$wrong" ''
is 'and nothing is left of all that' "$(ls -d no* 2>/dev/null)" ''
is 'a bundle or a text is no backup' "$("$admin" restore made -o no <code 2>&1)" 'kiosk-admin: made:1: this is no backup of this program'

# Another code
is 'a new code is printed' "$("$admin" backup --new-code >made.new; code_of made.new | wc -w)" 14
code_of made.new >code.new
"$admin" backup -o new.backup >/dev/null
is 'backups from now on open with it alone' "$("$admin" restore new.backup -o no <code >/dev/null 2>&1; echo $?; "$admin" restore new.backup -o new <code.new >/dev/null; echo $?)" '1
0'
is 'older ones with the older one' "$("$admin" restore a.backup -o older <code >/dev/null; echo $?)" 0
rm centre/keys/backup.seal
is 'a centre without a code says how to make one' "$("$admin" backup -o x.backup 2>&1; ls x.backup 2>/dev/null)" \
    'kiosk-admin: there is no recovery code for backups yet: make one with kiosk-admin backup --new-code, and write it down'
"$admin" backup --new-code >made; code_of made >code

# The newest three stay, by what the log says and not the clock
rm -f stick/empretec/*
cp a.backup stick/empretec/kept-at-top.backup
sed 's/^terminal 1$/terminal 2/' a.backup >stick/empretec/of-another-terminal.backup
echo text >stick/empretec/text.backup
for n in 4 5 6; do
    "$answer" centre "$n"
    "$admin" backup -o stick >/dev/null
    mv stick/empretec/empretec-lusaka-1-2*.backup "stick/empretec/$n.backup"
done
touch -d 2001-01-01 stick/empretec/*
is 'what is older is removed, and said' "$("$answer" centre 7; "$admin" backup -o stick | tidy)" \
    'stick/empretec/empretec-lusaka-1-DATE.backup: the backup (N KiB); the stick may be taken out. Keep it in another house than the computer.
stick/empretec/4.backup: an older backup, removed; the newest 3 are kept'
is 'what is of others stays' "$(backups)" '5.backup
6.backup
empretec-lusaka-1-DATE.backup
of-another-terminal.backup
text.backup'

# Damage
cp -r centre sick
sqlite3 sick/records.db "UPDATE event SET data = replace(data, '\"fraction\":1', '\"fraction\":0') WHERE kind = 'block-answered'"
is 'records that are not whole make no backup, and the older one stays' "$(ls sick/backup >had; "$admin" backup --centre sick -o y.backup 2>&1; ls y.backup 2>/dev/null; ls sick/backup | cmp - had)" \
    'kiosk-admin: the records are not whole, so no backup was made: look with kiosk-admin check, and keep the older backups'

# Full disks
mounted() { # mounted OPTIONS COMMAND: in a name space of its own, with a small file system at "mount"
    mkdir -p mount
    unshare -rm sh -c 'mount -t tmpfs -o "$1" none mount || exit 77; shift; eval "$@"' - "$@"
}
if mounted size=1m true 2>/dev/null; then
    is 'a full stick says how much is needed' "$(mounted size=64k '"$admin" backup -o mount 2>&1; ls mount' | tidy)" \
        'kiosk-admin: mount: there is no room on the stick: N KiB are needed, N KiB are free; take another one, or remove something'
    is 'a backup leaves room for the records' "$(mounted size=8m 'cp -r centre mount/c; "$admin" backup --centre mount/c -o z.backup 2>&1; ls z.backup 2>/dev/null' | tidy)" \
        'kiosk-admin: the disk is nearly full, and what is left is kept for answers: free N MB first; remove packs that nobody uses, or files that are not the kiosk'"'s"
    is 'where there is no room nothing is restored' "$(mounted size=8m '"$admin" restore new.backup -o mount/c <code.new 2>&1; ls mount' | tail -n 1 | tidy)" \
        'kiosk-admin: mount: there is no room to restore this backup: N KiB are needed, N KiB are free; choose another disk, or remove something'
else
    skip 'full disks' 'nothing can be mounted here'
fi

# Plugs
: >keeper.out
"$admin" keep >keeper.out 2>&1 &
keeper=$!
until [ -s keeper.out ]; do sleep 0.02; done
is 'a write to the stick that fails is said, and nothing half is left' "$(mkdir short; (trap '' XFSZ; ulimit -f 1; exec "$admin" backup -o short) 2>&1 | tidy; ls short/empretec)" \
    'kiosk-admin: short/empretec/empretec-lusaka-1-DATE.backup: this file cannot be written: File too large'
wrong=
tried=0
moment=0
while [ $moment -lt 24 ]; do
    rm -rf pulled; mkdir pulled
    "$admin" backup -o pulled >/dev/null 2>&1 &
    running=$!
    sleep "0.$(printf %03d $((moment * 11)))"
    if [ $((moment % 2)) = 0 ]; then
        kill -9 $running 2>/dev/null
    else
        kill -9 "$keeper"; wait "$keeper" 2>/dev/null
    fi
    wait $running 2>/dev/null
    if [ $((moment % 2)) = 1 ]; then
        : >keeper.out
        "$admin" keep >keeper.out 2>&1 &
        keeper=$!
        until [ -s keeper.out ]; do sleep 0.02; done
    fi
    for file in pulled/empretec/*.backup centre/backup/*.backup; do
        cp "$file" tried.backup 2>/dev/null || continue # a keeper that lives on may put the next one in its place
        rm -rf tried
        "$admin" restore tried.backup -o tried <code >/dev/null 2>&1 || wrong="$wrong $moment:$file"
        tried=$((tried + 1))
    done
    moment=$((moment + 1))
done
is 'whenever commands and keepers are killed, what has its name is whole' "$wrong $((tried > 24))" ' 1'
ok 'and then a backup is made' "$admin" backup -o pulled
is 'nothing half is left' "$(ls -A centre/backup pulled/empretec | grep -c -e new- -e work)" 0
kill "$keeper"; wait "$keeper" 2>/dev/null; keeper=
cp "$(ls -t pulled/empretec/*.backup | head -n 1)" whole.backup
wrong=
moment=0
while [ $moment -lt 15 ]; do
    rm -rf half
    "$admin" restore whole.backup -o half <code >/dev/null 2>&1 &
    running=$!
    sleep "0.$(printf %03d $((moment * 8)))"
    kill -9 $running 2>/dev/null; wait $running 2>/dev/null
    [ ! -e half ] || "$admin" check --centre half >/dev/null 2>&1 || wrong="$wrong $moment"
    moment=$((moment + 1))
done
rm -rf half
"$admin" restore whole.backup -o half <code >/dev/null
is 'a restoring that is killed leaves a whole centre or none' "$wrong" ''
is 'and the next one removes what it left' "$(ls -d half*)" half

# To a coordinator: before the backup, after it, from the lost machine and from the new one.
export KIOSK_DATABASE="$work/national.db" KIOSK_COLLECT_KEY="$work/national.key"
"$collect" keygen -o national --for Zambia >/dev/null
"$collect" init national.db >/dev/null
"$collect" invite -o national.joining >/dev/null
"$admin" join --yes national.joining >/dev/null
mkdir way; "$admin" export -o way >/dev/null
"$collect" enrol way/empretec/*.request --yes -o way >enrolled 2>&1
"$collect" add way >/dev/null
"$answer" centre 11
"$admin" backup -o last.backup >/dev/null
"$answer" centre 12                                      # after the backup
mkdir way2; "$admin" export -o way2 >/dev/null
"$answer" centre 13                                      # and what never leaves the lost machine
ok 'the machine is lost, and the centre made anew' sh -c '"$admin" restore last.backup -o anew <code'
export KIOSK_CENTRE=anew
"$answer" anew 14
mkdir way3
ok 'what it has leaves' "$admin" export -o way3
ok 'and is collected, after what came from the lost machine' "$collect" add way2 way3
answers() { sqlite3 national.db "SELECT e.data FROM event e" | grep -oE '"response":"[0-9]+"' | tr -dc '0-9\n' | sort -n | tr '\n' ' '; }
is 'nothing is lost that was in the backup or had arrived, and each is there once' "$(answers)" '1 2 3 4 5 6 7 11 12 14 '
is 'no number has two events' "$(sqlite3 national.db 'SELECT count(*) FROM event WHERE branch > 1'; sqlite3 national.db 'SELECT count(*) - count(DISTINCT origin || char(32) || seq) FROM event')" '0
0'
ok 'the coordinator finds all whole' "$collect" check
mkdir way4; rm -rf later
"$admin" restore last.backup -o later --journal centre/journal <code >restored
is 'where the journal can be read, what it has is there too' "$(grep -c 'events came from the journal' restored; for n in 12 13; do sqlite3 later/records.db "SELECT data FROM event" | grep -c "\"response\":\"$n\""; done | tr '\n' ' ')" '1
1 1 '
is 'and the centre is whole' "$("$admin" check --centre later | tail -n 1)" 'All is well.'
KIOSK_CENTRE=later "$admin" export -o way4 >/dev/null
ok 'what only the journal had is collected' "$collect" add way4
is 'once' "$(answers)" '1 2 3 4 5 6 7 11 12 13 14 '
tap_end
