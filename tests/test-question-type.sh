# docs/adding-a-question-type.md is followed: a type is added to a copy of the sources; the compiler must stop at the places that the page names, and nowhere
# else; and no file looks at a type of question without being named there.
. "$srcdir/tests/tap.sh"
page=docs/adding-a-question-type.md
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$srcdir" || exit 99

# The paths in backquotes, of the page or of one section: paths [NUMBER]
paths() {
    awk -v wanted="${1:-}" '/^## / { inside = index($0, "## " wanted ".") == 1 } wanted == "" || inside' "$page" \
        | grep -oE '`[A-Za-z0-9_./-]+`' | tr -d '`' | grep -E '^(kiosk|tools|tests|docs)/|^NEWS\.md$' | sort -u
}
# In a table the first column names the file: rows NUMBER
rows() {
    awk -v wanted="$1" '/^## / { inside = index($0, "## " wanted ".") == 1 } inside && /^\| `/' "$page" | cut -d'`' -f2 | sort -u
}

absent=$(paths | while read -r path; do [ -e "$path" ] || echo "$path"; done)
is 'each file that the page names is there' "$absent" ''
for name in $(grep -oE '`[a-z]+_[a-z_]+`' "$page" | tr -d '`' | sort -u); do
    grep -qw "$name" $(paths | grep '\.[ch]$') || echo "$name"
done >"$scratch/functions"
is 'each function that the page names is in a file that it names' "$(cat "$scratch/functions")" ''

constants=$(sed -n 's/^ *X(\(QUESTION_[A-Z]*\),.*/\1/p' kiosk/model/question.h)
is 'there are types of questions' "$(printf '%s\n' "$constants" | grep -c .)" "$(grep -c '^ *X(QUESTION_' kiosk/model/question.h)"
pattern="\\b(QUESTION_TYPES|$(printf '%s' "$constants" | tr '\n' '|'))\\b"
users=$(grep -rlE --include='*.[ch]' "$pattern" kiosk tools tests | sort)
unnamed=$(printf '%s\n' "$users" | while read -r file; do paths | grep -qx "$file" || echo "$file"; done)
is 'each file that looks at a type of question is named in the page' "$unnamed" ''

# The type is added to a copy, at the end, as the page says.
mkdir -p "$scratch/src" && cp -R kiosk tools tests "$scratch/src/" && chmod -R u+w "$scratch/src"
cd "$scratch/src" || exit 99
last=$(printf '%s\n' "$constants" | tail -n 1)
sed "/^ *X($last,/"'s/$/ \\\n    X(QUESTION_ORDERING, "ordering", N_("right order"))/' kiosk/model/question.h >new.h && cat new.h >kiosk/model/question.h
is 'the copy has one type more' "$(grep -c '^ *X(QUESTION_' kiosk/model/question.h)" "$(($(printf '%s\n' "$constants" | grep -c .) + 1))"

CC=$(sed -n 's/^CC = //p' "$builddir/Makefile")
compile() { # compile FILE: only looked at, nothing is written
    $CC -std=gnu11 -fsyntax-only -Wall -Wextra -Wno-missing-field-initializers -Werror -I"$2/kiosk" -I"$builddir" -I"$2/tests" -I"$2/tools" -include config.h -include base/banned.h \
        -DLOCALEDIR='""' -DPKGDATADIR='""' -DSYSCONFDIR='""' -DLOCALSTATEDIR='""' "$2/$1" >"$scratch/said" 2>&1
}
units=$(printf '%s\n' "$users" | grep -E '^(kiosk|tools)/.*\.c$')
before=$(for unit in $units; do compile "$unit" "$srcdir" || { echo "$unit:"; cat "$scratch/said"; }; done)
is 'without the new type all of them compile' "$before" ''
stopped=$(for unit in $units; do
    compile "$unit" "$scratch/src" && continue
    echo "$unit"
    # for another reason than the new type: that would prove nothing
    grep -E 'error:' "$scratch/said" | grep -vE 'QUESTION_ORDERING|static_assert|static assertion'
done)
cd "$srcdir" || exit 99
is 'the build stops where the page says, and nowhere else' "$stopped" "$(rows 2)"
silent=$(printf '%s\n' "$units" | while read -r unit; do
    { rows 2; rows 3; echo kiosk/model/question.c; } | grep -qx "$unit" || echo "$unit"; done)
is 'what does not stop the build is in the list of places to be read' "$silent" ''
is 'that list names only files that look at a type' "$(rows 3 | while read -r file; do printf '%s\n' "$units" | grep -qx "$file" || echo "$file"; done)" ''
tap_end
