# The console fonts hold all that the kiosk draws on the Linux console, and something is drawn for each.
. "$srcdir/tests/tap.sh"
if ! command -v bdf2psf >/dev/null || ! command -v pcf2bdf >/dev/null || [ ! -f /usr/share/fonts/X11/misc/unifont.pcf.gz ]; then
    skip 'the console fonts' 'there is no bdf2psf, pcf2bdf or xfonts-unifont'
    tap_end
fi
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
ok 'they are made' env MAKEFLAGS= MFLAGS= make -s -C "$builddir" fonts
read_font() { # read_font FONT LIST: what is wrong with it, as a psf of version 2 or 1
    python3 - "$@" <<'PY'
import struct, sys
data = open(sys.argv[1], "rb").read()
if data[:4] == b"\x72\xb5\x4a\x86":
    head, flags, count, size, height, width = struct.unpack("<6I", data[8:32])
    unicode2 = True
else:
    head, height, width, size, count, unicode2 = 4, data[3], 8, data[3], 512 if data[2] & 1 else 256, False
print("%d glyphs %dx%d" % (count, width, height))
table, at, shapes = {}, head + count * size, {}
for glyph in range(count):
    if unicode2:
        end = data.index(b"\xff", at)
        points = [ord(c) for c in data[at:end].split(b"\xfe")[0].decode("utf-8")]
        at = end + 1
    else:
        points = []
        while (point := struct.unpack("<H", data[at:at + 2])[0]) != 0xffff:
            points.append(point); at += 2
        at += 2
    shape = data[head + glyph * size:head + (glyph + 1) * size]
    for point in points:
        table[point] = shape
for line in open(sys.argv[2]):
    point = int(line[2:], 16)
    if point not in table: print("U+%04X is not in it" % point)
    elif not any(table[point]) and point not in (0x20, 0xa0): print("U+%04X is empty" % point)
for one, other in (("O", "Q"), ("•", "○"), ("▲", "↑"), ("a", "а"), ("─", "│")):
    if ord(one) in table and ord(other) in table and (table[ord(one)] == table[ord(other)]) != (one + other == "aа"):
        print("%s and %s" % (one, other))
PY
}
is 'the font of 16 rows holds each sign' "$(read_font "$builddir/tools/fonts/empretec-16.psf" "$builddir/tools/fonts/latin.set")" '512 glyphs 8x16'
is 'the font of 32 rows as well' "$(read_font "$builddir/tools/fonts/empretec-32.psf" "$builddir/tools/fonts/latin.set")" '512 glyphs 16x32'
grep -v '^U+0416$' "$builddir/tools/fonts/latin.set" >"$scratch/less"
is 'a sign that lacks would be found' "$({ cat "$scratch/less"; echo U+6F22; } >"$scratch/more"; read_font "$builddir/tools/fonts/empretec-16.psf" "$scratch/more" | tail -n 1)" 'U+6F22 is not in it'
said() { "$@" 2>&1; echo "exit $?"; }
is 'kiosk-font refuses what is no console' "$(said sh "$srcdir/tools/kiosk-font" /dev/null)" 'kiosk-font: /dev/null: this is no console of the machine; name one from /dev/tty1 to /dev/tty63
exit 1'
is 'kiosk-font says that there is no font' "$(said sh "$srcdir/tools/kiosk-font" /dev/tty1 "$scratch")" "kiosk-font: there is no font in $scratch; the console keeps its own
exit 1"
tap_end
