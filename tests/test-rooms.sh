# The house keeps its shape: who includes whom, curses and SQLite in their rooms, who may print.
. "$srcdir/tests/tap.sh"
cd "$srcdir" || exit 99

edges=$(for file in kiosk/*/*.[ch]; do
    room=${file#kiosk/}; room=${room%%/*}
    sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file" | sort -u | while read -r used; do
        [ "$used" = "$room" ] && continue
        grep "^$room:" tests/rooms.txt | tr ' ' '\n' | grep -qx "$used" || echo "$file includes from $used"
    done
done)
is 'a room includes only from the rooms that it may use' "$edges" ''
is 'curses is known to tty/ alone' "$(grep -lE '#include *<(ncursesw/)?(n?curses|term)\.h>' kiosk/*/*.[ch] tools/*.[ch] 2>/dev/null | grep -v '^kiosk/tty/')" ''
is 'SQLite is known to expr, library, records and collect alone' \
    "$(grep -l '#include *<sqlite3.h>' kiosk/*/*.[ch] tools/*.[ch] 2>/dev/null | grep -vE '^kiosk/(expr|library|records|collect)/')" ''
# a forked keeper ends in spawn.c, without the parent's clean-up
is 'only app/ and tools/ may print or exit' \
    "$(grep -nE '(^|[^a-z_])(printf|puts|putchar|perror|(quick_)?exit|abort|_[eE]xit)\(|f(printf|puts)\((stdout|stderr)' kiosk/*/*.c \
    | grep -vE '^kiosk/app/|^kiosk/keeper/spawn\.c:.*quick_exit')" ''
missing=$(grep -lE '(^|[^A-Za-z_])(_|N_|P_)\("' kiosk/*/*.[ch] tools/*.c 2>/dev/null | while read -r file; do
    grep -qx "$file" po/POTFILES.in || echo "$file"; done)
is 'every file with texts for translators is in po/POTFILES.in' "$missing" ''
is 'a source file is no longer than two modules' "$(wc -l kiosk/*/*.[ch] tools/*.c 2>/dev/null | awk '$1 > 1000 && $2 != "total"')" ''
tap_end
