# A machine that is a kiosk: its units are what systemd takes, and close what they need not have open; the helpers that run as root refuse what they should. No console
# can be switched where tests run: that is tried on a machine (docs/installing.md).
. "$srcdir/tests/tap.sh"
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
units=$srcdir/tools/units
vt=$builddir/tools/kiosk-vt

# The helper that keeps a console in front.
said() { "$@" 2>&1; echo "exit $?"; }
syntax='kiosk-vt: say lock or unlock, and a console such as /dev/tty1
exit 2'
none='this is no console of the machine; name one from /dev/tty1 to /dev/tty63
exit 1'
is 'kiosk-vt wants to be told what' "$(said "$vt")" "$syntax"
is 'kiosk-vt wants a console' "$(said "$vt" lock)" "$syntax"
is 'kiosk-vt takes one console' "$(said "$vt" lock /dev/tty1 /dev/tty2)" "$syntax"
is 'kiosk-vt knows two verbs' "$(said "$vt" LOCK /dev/tty1)" "$syntax"
is 'kiosk-vt refuses a device that is no console' "$(said "$vt" lock /dev/null)" "kiosk-vt: /dev/null: $none"
is 'kiosk-vt refuses what is not there' "$(said "$vt" unlock "$scratch/none")" "kiosk-vt: $scratch/none: $none"
: >"$scratch/file"
is 'kiosk-vt refuses a file' "$(said "$vt" lock "$scratch/file")" "kiosk-vt: $scratch/file: $none"
python3 - "$vt" <<'PY' >"$scratch/pty" 2>&1
import os, subprocess, sys
master, slave = os.openpty()
done = subprocess.run([sys.argv[1], "lock", os.ttyname(slave)], capture_output=True, text=True)
print(done.stderr.replace(os.ttyname(slave), "PTY"), end="")
print("exit", done.returncode)
PY
is 'kiosk-vt refuses a terminal that is no console' "$(cat "$scratch/pty")" "kiosk-vt: PTY: $none"
if mknod "$scratch/serial" c 4 64 2>/dev/null; then
    is 'kiosk-vt refuses a serial line' "$(said "$vt" lock "$scratch/serial")" "kiosk-vt: $scratch/serial: $none"
else
    skip 'kiosk-vt refuses a serial line' 'only root makes devices'
fi

# The keyboard: a short word out of the settings, whatever else is in them.
layout() { printf '%b' "$1" >"$scratch/kiosk.cfg"; sh "$srcdir/tools/kiosk-keyboard" --show "$scratch/kiosk.cfg"; }
is 'a layout is found' "$(layout 'name = "A";\nkeyboard = "fr";\n')" fr
is 'a layout is found with a colon and a remark' "$(layout 'keyboard : "ara" # Arabic\n')" ara
is 'the last one counts' "$(layout 'keyboard = "fr";\nkeyboard = "br";\n')" br
is 'no layout is us' "$(layout 'name = "A";\n')" us
for odd in 'fr;reboot' '$(reboot)' 'FR' 'f' '../fr' 'fr -option x' 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'; do
    is "\"$odd\" is no layout" "$(layout "keyboard = \"$odd\";\n")" us
done
is 'a remark is no setting' "$(layout '# keyboard = "fr";\n')" us

# Which machine this is: what the keeper would read itself.
mkdir -p "$scratch/root/sys/class/dmi/id" "$scratch/root/proc/device-tree"
identity() { rm -f "$scratch/machine"; sh "$srcdir/tools/kiosk-machine" "$scratch/machine" "$scratch/root" && cat "$scratch/machine" 2>/dev/null; }
is 'a machine without a number has none' "$(identity)" ''
printf '4c4c4544-0042\n' >"$scratch/root/sys/class/dmi/id/product_uuid"
is "a PC's number is written down" "$(identity)" 4c4c4544-0042
printf '00000000deadbeef\0' >"$scratch/root/proc/device-tree/serial-number"
is "a board's number goes before it" "$(identity)" 00000000deadbeef
is 'everybody may read it' "$(stat -c %a "$scratch/machine")" 644

# The units, with the programs where they were built.
if command -v systemd-analyze >/dev/null; then
    mkdir "$scratch/units"
    for unit in "$units"/*.service; do
        sed "s#/usr/bin/kiosk-admin#$builddir/tools/kiosk-admin#; s#/usr/bin/kiosk #$builddir/kiosk/app/kiosk #; s#/usr/libexec/empretec-kiosk/kiosk-vt#$vt#
            s#/usr/libexec/empretec-kiosk/#$srcdir/tools/#; /^User=/d; /^Group=/d; /^SupplementaryGroups=/d" "$unit" >"$scratch/units/${unit##*/}"
    done
    cp "$scratch/units/empretec-kiosk@.service" "$scratch/units/empretec-kiosk@tty1.service"
    cp "$scratch/units/empretec-kiosk-lock@.service" "$scratch/units/empretec-kiosk-lock@tty1.service"
    for unit in empretec-keeper empretec-kiosk@tty1 empretec-kiosk-lock@tty1 empretec-kiosk-keyboard; do
        is "systemd takes $unit" "$(systemd-analyze verify --man=no "$scratch/units/$unit.service" 2>&1 | grep -E 'empretec|kiosk')" ''
    done
    # "exposure", 0 to 10, in tenths as --threshold wants them; docs/security.md states the figures
    bounded() { systemd-analyze security --offline=true --threshold="$2" "$1"; }
    cp "$units/empretec-kiosk@.service" "$scratch/empretec-kiosk@tty1.service"
    ok 'the keeper is closed' bounded "$units/empretec-keeper.service" 8
    ok 'the kiosk is closed' bounded "$scratch/empretec-kiosk@tty1.service" 12
else
    skip 'the units' 'there is no systemd-analyze'
fi
tap_end
