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
# a forked keeper ends in spawn.c, what it forks in maker.c, without the parent's clean-up
is 'only app/ and tools/ may print or exit' \
    "$(grep -nE '(^|[^a-z_])(printf|puts|putchar|perror|(quick_)?exit|abort|_[eE]xit)\(|f(printf|puts)\((stdout|stderr)' kiosk/*/*.c \
    | grep -vE '^kiosk/app/|^kiosk/keeper/(spawn|maker)\.c:.*quick_exit')" ''
missing=$(grep -lE '(^|[^A-Za-z_])(_|N_|P_)\("' kiosk/*/*.[ch] tools/*.c 2>/dev/null | while read -r file; do
    grep -qx "$file" po/POTFILES.in || echo "$file"; done)
is 'every file with texts for translators is in po/POTFILES.in' "$missing" ''
is 'a source file is no longer than two modules' "$(wc -l kiosk/*/*.[ch] tools/*.c 2>/dev/null | awk '$1 > 1000 && $2 != "total"')" ''
is 'every source of a room is in its local.mk' \
    "$(for file in kiosk/*/*.[ch]; do grep -qE "(^|[[:space:]])$file([[:space:]]|\$)" "${file%/*}/local.mk" || echo "$file"; done)" ''
is 'every source in a local.mk is there' \
    "$(grep -ohE 'kiosk/[a-z]+/[a-z_]+\.[ch]' kiosk/*/local.mk | sort -u | while read -r file; do [ -f "$file" ] || echo "$file"; done)" ''
is 'structs, unions and enums go by their own names' "$(grep -nE '^[[:space:]]*typedef[[:space:]]+(struct|union|enum)' kiosk/*/*.[ch] tools/*.[ch] 2>/dev/null)" ''
is 'the guard of a header is its path' "$(for file in kiosk/*/*.h; do
    guard=$(printf '%s\n' "${file#kiosk/}" | tr 'a-z/.' 'A-Z__')
    [ "$(sed -n 's/^#ifndef //p; /^#ifndef /q' "$file")" = "$guard" ] && grep -qx "#define $guard" "$file" || echo "$file: $guard"; done)" ''

# compiled as the build does it; -x c: a header, too, is a program of its own
compile() {
    ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -Wno-unused-function -fsyntax-only -I kiosk -I "${builddir:-.}" -include config.h -include base/banned.h \
        -DLOCALEDIR='""' -DPKGDATADIR='""' -DSYSCONFDIR='""' -DLOCALSTATEDIR='""' -x c "$@"
}
ok 'every header compiles on its own' compile kiosk/*/*.h
use() {
    printf 'void *use(char *a, const char *b, const struct tm *t); void *use(char *a, const char *b, const struct tm *t) { (void)a, (void)b, (void)t; return (void *)(size_t)%s; }\n' "$1" | compile -
}
ok 'what is not banned compiles' use 'strlen(b)'
allowed=
for call in 'strcpy(a, b)' 'strcat(a, b)' 'sprintf(a, b)' 'vsprintf(a, b, 0)' 'gets(a)' 'strtok(a, b)' 'localtime(0)' 'gmtime(0)' 'ctime(0)' 'asctime(t)' \
    'mktemp(a)' 'tmpnam(a)'; do
    use "$call" 2>&1 | grep -qE 'poisoned' || allowed="$allowed $call"
done
is 'the build refuses banned functions' "$allowed" ''
tap_end
