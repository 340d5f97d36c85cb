# kiosk-admin doctor: one page for who looks after a machine, on good, full and damaged ones; nothing is changed, and nothing personal leaves.
. "$srcdir/tests/tap.sh"
admin=$builddir/tools/kiosk-admin
coordinator=$builddir/tests/terminal/coordinator
register=$builddir/tests/terminal/register
work=$(mktemp -d) || exit 99
keeper=
trap '[ -n "$keeper" ] && { kill -CONT "$keeper"; kill -9 "$keeper"; } 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
export LC_ALL=C.UTF-8 TERM=vt100 KIOSK_CENTRE=centre
# All bytes, rights and times of a centre, so that a change shows.
state() { (cd "$1" && find . -printf '%p %m %u %s %T@\n' | sort; find . -type f -exec sha256sum {} + | sort) 2>&1; }
row() { "$admin" doctor ${2:+--centre "$2"} 2>&1 | sed -n "/^[a-z ]*  *$1  /,/^[a-z]/p" | sed '1!{/^[a-z]/,$d;}' | sed 's/  */ /g' | tr -d '\n'; }
verdict() { "$admin" doctor "$@" >/dev/null 2>&1; echo $?; }

# A small board, all of files.
put() { mkdir -p "$(dirname "machine/$1")" && printf "$2" >"machine/$1"; }
put proc/self/mountinfo '22 1 179:2 / / rw,noatime shared:1 - ext4 /dev/root rw\n'
put proc/meminfo 'MemTotal: 1024000 kB\nMemAvailable: 512000 kB\n'
put proc/stat 'cpu 1\ncpu0 1\ncpu1 1\ncpu2 1\ncpu3 1\n'
put proc/loadavg '0.10 0.20 0.30 1/90 700\n'
put sys/block/mmcblk0/device/life_time '0x01 0x01\n'
put sys/class/rtc/rtc0/since_epoch '1795000000\n'
put sys/devices/platform/soc/soc:firmware/get_throttled '0\n'
put sys/class/thermal/thermal_zone0/temp '45000\n'
put etc/group "kiosk:x:$(id -g):kiosk\n"

ok 'a centre is made' sh -c 'echo 90417263 | "$1" init centre --name "Empretec Verysecret" --manager "Grace Mbundawalwi" --pin-from - >made' - "$admin"
sed 's/.*number //' made | tail -n 1 >number
"$coordinator" invite 1 10 'Empretec Zambia' national.joining
ok 'a coordinator collects its results' "$admin" join national.joining --yes
"$coordinator" grant 1 20 centre/*.request lusaka.grant
ok 'and has enrolled it' "$admin" join lusaka.grant
"$builddir/tools/kiosk-pack" keygen -o them >/dev/null && cp them.pub centre/keys/

state centre >before
is 'a good machine has a page that says so' "$("$admin" doctor --root machine | sed -E 's/[0-9.]+ [KMGT]iB free of [0-9.]+ [KMGT]iB/N free of N/; s/whole, .*/whole, N/; s/[0-9]+ more fit/N more fit/; s/[0-9]{4}-[0-9]{2}-[0-9]{2}/DATE/g; /Versions/,/^$/{/^$/!d;}')" \
"cannot be told here Terminal          this is no terminal
                    Run this on the screen that learners use, without sending
                    its output elsewhere.
good                Signs             UTF-8
good                Disk space        N free of N
good                Number of files   N more fit
good                File system       ext4, noatime
good                Wear of the card  at most 10 % used
good                Clock             DATE, by a battery
good                Memory            N free of N
good                Load              0.2 on 4 processors
good                Power             enough
good                Temperature       45 degrees
good                Settings          kiosk.cfg is read
good                Keeper            none runs; a kiosk starts it
good                Records           whole, N
good                Journal           up to number $(cat centre/journal/*.tsv | wc -l)
good                Rescues           none was needed
needs attention     Packs             none is installed
                    There is nothing to learn yet: install a pack with
                    kiosk-admin install FILE, or on the manager's screen.
good                Publishers        1 is trusted
good                Centre's key      it is there, for its owner alone
good                Coordinators      1 of 1 enrolled us; $(cat centre/journal/*.tsv | wc -l) wait
good                Rights of files   as they should be
good                Users             1 other user may reach the keeper

1 thing needs attention."
is 'attention alone is no failure' "$(verdict --root machine)" 0
is 'no line is wider than a screen' "$("$admin" doctor | awk 'length > 80')" ''
is 'what it is made of is named' "$("$admin" doctor | tr -s ' \n' ' ' | grep -c 'SQLite 3\.[0-9.]*, sodium [0-9.]*, ncurses [0-9]')" 1
if command -v python3 >/dev/null; then
    is 'for programs there is JSON' "$("$admin" doctor --root machine --json | python3 -c 'import json, sys
page = json.load(sys.stdin)
print(page["bad"], page["attention"], [t["name"] for t in page["things"] if t["verdict"] == "attention"], len(page["things"]) > 20)')" "0 1 ['packs'] True"
else
    skip 'for programs there is JSON' 'there is no python3'
fi
is 'a centre at rest is left as it was, byte for byte, with no file beside it' "$(state centre | cmp - before && echo same)" same

# Beside a keeper, one that hangs, and one that was killed
"$admin" keep >keeper.out 2>&1 &
keeper=$!
tries=0
until [ -s keeper.out ] || [ $tries -gt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
is 'a keeper that runs answers' "$(row Keeper)" "good Keeper it runs and answers, version $(sed -n 's,^#define KEEPER_VERSION \([0-9]*\).*,\1,p' "$srcdir/kiosk/keeper/message.h")"
"$register" centre 'Chipo Nakandala' 55502468 'Kitwe Riverside 77' 'my hidden sorrow' >learner
is 'somebody has registered' "$(cut -d' ' -f1 learner | tr -d '0-9')" ''
ok 'the records can be read beside it' sh -c '"$1" doctor | grep -q "^good  *Records  *whole, .* and "' - "$admin"
kill -STOP "$keeper"
is 'one that hangs is found within seconds' "$(row Keeper)" \
    'bad Keeper it does not answer within a second It hangs, or the disk does: wait a minute, look again, then start the machine again.'
is 'and is a failure' "$(verdict)" 1
kill -CONT "$keeper"; kill -9 "$keeper"; wait "$keeper" 2>/dev/null
keeper=
state centre | grep -v 'records.db-shm' >before
is 'one that was killed' "$(row Keeper)" \
    'needs attention Keeper it was cut short It ended without taking leave, perhaps by a power cut: start the kiosk again, which mends what is open.'
is 'what it left is not touched' "$(state centre | grep -v 'records.db-shm' | cmp - before && echo same)" same
"$admin" learners >/dev/null

# For who helps from afar
is 'a file for support is written' "$("$admin" doctor --support support.txt >/dev/null; head -n 3 support.txt | sed 's/[0-9-]*$//')" "Empretec Kiosk: what the doctor found, 

This file is for whoever helps from afar; read it before you give it away. It"
is 'it says what is in it and what not' "$(grep -c -e '^holds: what was looked at' -e '^It does not hold: names, numbers' support.txt)" 2
is 'settings, and counts' "$(grep -E '^(name|idle_minutes|unsigned_packs) =|^(people|free texts) ' support.txt | sed 's/  */ /g')" 'name = (left out)
idle_minutes = 5
unsigned_packs = false
people 2
free texts 1'
cp -p centre/kiosk.cfg whole.cfg
sed -i 's/^language = .*/language = "Kitwe";/' centre/kiosk.cfg
printf 'gests = "Chipo Nakandala";\n' >>centre/kiosk.cfg
printf 'empretec-kiosk invitation 1\nname Thandiwe Secretname\n' >centre/trust/0123456789abcdef.joining
printf 'Thandiwe Secretname' >centre/packs/Thandiwe-Secretname.pack
printf 'Thandiwe Secretname' >centre/packs/catalogue.db
"$admin" doctor --support broken.txt >/dev/null
is 'what is wrong is in it, without what was typed' "$(sed -n '/^What is wrong/,$p' broken.txt | sed -E 's/:[0-9]+:/:N:/' | sort | tail -n 4)" 'kiosk.cfg: "..." is no language code; write en, fr or pt_BR, with blanks between (-6)
kiosk.cfg:N: unknown setting "..."; did you mean "..."? (-6)
the catalogue of packs is damaged; start again, and it is made anew (...) (-10)
trust:N: the line "..." is missing here; take the file again from where it came (-5)'
learner_number=$(cut -d' ' -f1 learner); learner_id=$(cut -d' ' -f2 learner)
found=
for secret in Grace Mbundawalwi Chipo Nakandala Kitwe Riverside sorrow Verysecret Thandiwe Secretname 'Empretec Zambia' 90417263 55502468 "$(cat number)" "$learner_number" "$learner_id" \
    '$argon2' argon "$(uname -n)" "$work" "$(tail -n 1 centre/keys/centre.key)" "$(sed -n 2p centre/keys/centre.key)" "$(tail -n 1 them.pub)" gests; do
    grep -qiF -- "$secret" support.txt broken.txt && found="$found [$secret]"
done
is 'neither file has names, numbers, ids, texts, PINs, keys or where the machine is' "$found" ''
is 'nor any long number in hex, any id, any address' "$(grep -E '[0-9a-f]{16}|[0-9a-f]{8}-[0-9a-f]{4}-|([0-9]{1,3}\.){3}[0-9]|([0-9a-f]{2}:){5}' support.txt broken.txt)" ''
is 'a file that cannot be written is said' "$("$admin" doctor --support nowhere/x 2>&1 >/dev/null | grep -c '^kiosk-admin: nowhere/')" 1
rm centre/trust/0123456789abcdef.joining centre/packs/*
cp -p whole.cfg centre/kiosk.cfg

# Damage, one at a time, each on a copy
damaged() { rm -rf broken; cp -a centre broken; }
damaged; mkdir -p broken/set-aside/20260401-143200
printf 'events 90\nevents-lost 1\nlost-first 12\nlost-last 12\nsure 1\n' >broken/set-aside/20260401-143200/report
is 'a rescue is told' "$("$admin" check --centre broken | grep brought)" 'On 2026-04-01 the records were damaged and brought back; lost: the event number 12.'
: >broken/set-aside/20260401-143200/read
is 'until a manager has read it' "$("$admin" check --centre broken | grep -c brought)" 0
damaged; printf 'gests = true;\n' >>broken/kiosk.cfg
is 'a mistake in the settings' "$(row Settings broken)" 'bad Settings 1 mistake The kiosk does not start: kiosk-admin check names each mistake with its line in kiosk.cfg.'
is 'does not keep the rest from being looked at' "$(row Records broken | sed 's/whole, .*/whole/')" 'good Records whole'
damaged; rm broken/kiosk.cfg
is 'no settings' "$(row Settings broken)" 'bad Settings there is no kiosk.cfg There is no centre in this folder: name another one with --centre, or make one with kiosk-admin init.'
damaged; rm broken/records.db*
is 'no database' "$(row Records broken; ls broken | grep -c records.db)" "bad Records there are none The database is lost, the journal is there: copy the centre's folder, then bring a backup and the journal together (kiosk-admin restore --journal); do not make a new centre.0"
damaged; : >broken/records.db
is 'an empty one' "$(row Records broken)" "bad Records damaged Copy the centre's folder before anything else is done; then restore a backup (kiosk-admin restore)."
damaged; dd if=/dev/urandom of=broken/records.db bs=4096 seek=6 count=12 conv=notrunc 2>/dev/null
is 'one with holes' "$(row Records broken | cut -c 1-19; verdict --centre broken)" 'bad Records damaged
1'
damaged; f=$(ls broken/journal/*.tsv); sed -i '$d' "$f"
is 'a journal that is behind' "$(row Journal broken)" 'needs attention Journal 1 event behind It is completed when the kiosk is started.'
damaged; f=$(ls broken/journal/*.tsv); sed -i '2s/./X/' "$f"
is 'a journal that is broken is not taken for broken records' "$(row Journal broken; row Records broken | sed 's/whole, .*/whole/')" \
    'needs attention Journal it is missing or broken It is written anew when the kiosk is started; if it is lost again, the disk may be broken.good Records whole'
damaged; rm -rf broken/packs
is 'no folder of packs' "$(row Packs broken)" 'bad Packs there is no folder The folder packs is missing: kiosk-admin packs makes it; then install the packs again.'
is 'is mended as the page says' "$("$admin" packs --centre broken >/dev/null; row Packs broken | cut -c 1-39)" 'needs attention Packs none is installed'
damaged; rm -rf broken/keys broken/trust broken/outbox broken/journal
is 'hardly anything left' "$(verdict --centre broken)" 1
damaged; chmod 755 broken/keys
is 'keys that others can read' "$(row 'Rights of files' broken)" "needs attention Rights of files keys is open to others Others may read or change more than they need: say \"chmod o=,g-w\" on it, inside the centre's folder."
chmod 750 broken/keys; chmod 755 broken/journal
is 'a journal that others can read' "$(row 'Rights of files' broken)" "bad Rights of files journal is open to others Others can read what is secret: say \"chmod go=\" on it, inside the centre's folder."
is 'nothing at all is a page too' "$("$admin" doctor --centre none 2>/dev/null | sed -n '/bad:\|are bad/p'; verdict --centre none)" '4 things are bad: mend these first.
1'

# Others, and full disks
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && chmod 755 "$work" && setpriv --reuid=65534 --regid=65534 --clear-groups "$admin" --version >/dev/null 2>&1; then
    is 'another user is told who may look' "$(chmod 755 centre; setpriv --reuid=65534 --regid=65534 --clear-groups "$admin" doctor --centre "$work/centre" | grep -A 2 ' Records ' | tr -s ' \n' ' ')" \
        "cannot be told here Records they are another user's Only the keeper's user and root may see this: run it as root (sudo kiosk-admin doctor). "
    chmod 750 centre
    is 'and nothing that cannot be seen is called bad' "$(for mode in 755 750; do chmod $mode centre; setpriv --reuid=65534 --regid=65534 --clear-groups "$admin" doctor --root machine --centre "$work/centre" | grep '^bad'; done)" ''
else
    skip 'another user is told who may look' 'this needs root and setpriv'
fi
if command -v unshare >/dev/null && unshare -rm sh -c 'mkdir -p full && mount -t tmpfs -o size=4m none full' 2>/dev/null; then
    is 'a full disk' "$(unshare -rm sh -c 'mount -t tmpfs -o size=4m none full && cp -r centre full/ && { dd if=/dev/zero of=full/fill bs=64k 2>/dev/null; "$1" doctor --centre full/centre; echo "exit $?"; }' - "$admin" \
        | grep -e 'Disk space' -e '^exit' -A 1 | sed -n '1,2p;$p' | sed 's/  */ /g')" 'bad Disk space 0.0 KiB free of 4.0 MiB
 Soon nothing more can be written down: export results,
exit 1'
else
    skip 'a full disk' 'no file system can be mounted here'
fi
tap_end
