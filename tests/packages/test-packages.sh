#!/bin/bash
# Builds the packages twice, compares them, and installs, runs and purges them in a Debian of its own. As root, with mmdebstrap and a registry of Debian's packages; by hand, not
# by make check.
#   tests/packages/test-packages.sh [FOLDER]   FOLDER keeps the bare Debian between runs
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
srcdir=$top
. "$top/tests/tap.sh"
scratch=$(mktemp -d) || exit 99
root=$scratch/root
trap 'umount "$root/proc" "$root/dev/pts" 2>/dev/null; rm -rf "$scratch"' EXIT
base=${1:-$scratch}/bookworm.tar
if [ ! -f "$base" ]; then
    sources=$(ls /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -n 1)
    ok 'a bare Debian is made' mmdebstrap --quiet --variant=minbase --include=systemd,kbd,console-setup bookworm "$base" "$sources"
fi
# KIOSK_DEBS: a folder of packages that are built already, to try these alone
if [ -n "${KIOSK_DEBS:-}" ]; then
    mkdir "$scratch/one" && cp "$KIOSK_DEBS"/*.deb "$scratch/one/"
else
    commit=$(git -C "$top" rev-parse HEAD)
    ok 'the packages are built' "$top/tools/build-packages" "$scratch/one" "$commit"
    ok 'and once more' "$top/tools/build-packages" "$scratch/two" "$commit"
    is 'both times the same' "$(cd "$scratch/one" && sha256sum ./*.deb)" "$(cd "$scratch/two" && sha256sum ./*.deb)"
fi
mkdir "$root"
tar -x -C "$root" -f "$base"
mount -t proc proc "$root/proc"
mount -t devpts devpts "$root/dev/pts"
mkdir "$root/packages"
cp "$scratch"/one/*.deb "$root/packages/"
rm -f "$root"/packages/*dbgsym*
in_root() { DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 chroot "$root" "$@"; }
centre=/var/lib/empretec-kiosk
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null
ok 'they install' in_root sh -c 'apt-get update -qq; apt-get install -y -qq --no-install-recommends /packages/*.deb'
is 'each is whole' "$(in_root dpkg -V empretec-kiosk empretec-kiosk-packs empretec-kiosk-tools)" ''
is 'the keeper has a user' "$(in_root id -un empretec-keeper)" empretec-keeper
is 'who sits in front of the screen may ask it' "$(in_root id -nG empretec-kiosk)" 'empretec-kiosk empretec-keeper'
is 'nobody signs in as either' "$(in_root getent passwd empretec-keeper empretec-kiosk | cut -d: -f7 | sort -u)" /usr/sbin/nologin
is 'the keeper is started at boot' "$(in_root systemctl is-enabled empretec-keeper)" enabled
is 'the screen is not taken unasked' "$(in_root systemctl is-enabled empretec-kiosk@tty1)" disabled
ok 'the screen is taken where one asks' in_root systemctl enable empretec-kiosk@tty1
ok 'the kiosk runs' in_root kiosk --version
is 'the pack is there' "$(in_root kiosk-pack show /usr/share/empretec-kiosk/packs/business-skills.pack | head -n 1 | grep -c .)" 1
for manual in kiosk kiosk-admin kiosk-pack kiosk-collect; do
    ok "the manual of $manual is there" test -f "$root/usr/share/man/man1/$manual.1.gz"
done

# The keeper as its unit runs it, without systemd: its user, first an empty folder, then a centre.
as_keeper() { in_root setpriv --reuid empretec-keeper --regid empretec-keeper --init-groups "$@"; }
in_root install -d -o empretec-keeper -g empretec-keeper -m 0750 "$centre"
LC_ALL=C.UTF-8 chroot "$root" setpriv --reuid empretec-keeper --regid empretec-keeper --init-groups kiosk-admin keep --centre "$centre" >"$scratch/keeper" 2>&1 &
keeper=$!
for _ in $(seq 100); do [ -S "$root$centre/keeper.sock" ] && break; sleep 0.1; done
is 'the keeper begins in an empty folder' "$(stat -c %a "$root$centre/keeper.sock" 2>&1)" 660
kill "$keeper"; wait "$keeper" 2>/dev/null
ok 'a centre is made as its user' as_keeper kiosk-admin init "$centre" --name Lusaka --manager 'Grace Banda'
LC_ALL=C.UTF-8 chroot "$root" setpriv --reuid empretec-keeper --regid empretec-keeper --init-groups kiosk-admin keep --centre "$centre" >"$scratch/keeper" 2>&1 &
keeper=$!
for _ in $(seq 100); do [ -S "$root$centre/keeper.sock" ] && break; sleep 0.1; done
is 'the keeper of a centre listens to its group alone' "$(stat -c %a "$root$centre/keeper.sock" 2>&1)" 660
as_kiosk() { in_root setpriv --reuid empretec-kiosk --regid empretec-kiosk --init-groups "$@"; }
# On a terminal of its own: the first screen, or why there is none.
first_screen() {
    python3 - "$root" <<'PY'
import os, pty, re, select, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.chroot(sys.argv[1]); os.chdir("/")
    os.environ.update(TERM="linux", LANG="C.UTF-8", LC_ALL="C.UTF-8", LINES="24", COLUMNS="80")
    os.execv("/usr/bin/setpriv", ["setpriv", "--reuid", "empretec-kiosk", "--regid", "empretec-kiosk", "--init-groups", "kiosk", "--centre", "/var/lib/empretec-kiosk"])
seen, end = b"", time.time() + 20
while time.time() < end and b"Enter" not in seen:
    if select.select([fd], [], [], 0.2)[0]:
        try: seen += os.read(fd, 65536)
        except OSError: break
print(re.sub(r"\x1b[^a-zA-Z]*[a-zA-Z]|[\x00-\x1f]", " ", seen.decode("utf-8", "replace")))
os.kill(pid, 15)
PY
}
first_screen >"$scratch/screen"
ok "the kiosk speaks to it as another user: $(tr -s " " <"$scratch/screen" | cut -c 1-300)" grep -q Enter "$scratch/screen"
is 'who sits there reads no keys' "$(as_kiosk sh -c "ls $centre/keys $centre/journal >/dev/null 2>&1 || echo no")" no
kill "$keeper"; wait "$keeper" 2>/dev/null
is 'purging says that records are kept' "$(in_root apt-get purge -y -qq empretec-kiosk 2>&1 | grep -c 'the records in /var/lib/empretec-kiosk are kept')" 1
ok 'and keeps them' test -f "$root$centre/records.db"
rm -rf "${root:?}$centre"
ok 'they install again' in_root sh -c 'apt-get install -y -qq --no-install-recommends /packages/empretec-kiosk_*.deb'
ok 'and are purged' in_root apt-get purge -y -qq empretec-kiosk
is 'nothing is left of the program' "$(in_root sh -c 'ls -d /usr/bin/kiosk /usr/libexec/empretec-kiosk /lib/systemd/system/empretec-* /etc/systemd/system/multi-user.target.wants/empretec-* 2>/dev/null')" ''
cat "$scratch/keeper" | sed 's/^/# keeper: /'
tap_end
