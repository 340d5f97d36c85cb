# The documents are true: manuals are well-formed and name every option, links lead somewhere, and what the README tells people to type works.
. "$srcdir/tests/tap.sh"
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
cd "$srcdir" || exit 99
manuals=$(ls docs/*.[1-8])
pages=$(ls README.md NEWS.md CONTRIBUTING.md docs/*.md)
PATH=$builddir/tools:$builddir/kiosk/app:$PATH; export PATH

if command -v mandoc >/dev/null; then
    for manual in $manuals; do
        is "$manual is well-formed" "$(mandoc -Tlint -W warning "$manual" 2>&1)" ''
    done
else
    skip 'manuals are well-formed' 'there is no mandoc'
fi

# An option stands in the manual as Fl -name, or as Fl x where it has a short form.
unsaid() { # unsaid MANUAL PROGRAM [COMMAND]: options of --help that the manual lacks
    manual=$1; shift
    "$@" --help 2>&1 | sed -nE 's/^ +(-([a-z]), +)?--([a-z][a-z-]*).*/\3 \2/p' | sort -u | while read -r long short; do
        grep -qE -- "Fl -$long([^a-z-]|\$)" "$manual" || { [ -n "$short" ] && grep -qE -- "Fl $short( |\$)" "$manual"; } || echo "$* --$long"
    done
}
commands() { "$1" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'; }
is 'the manual of kiosk names its options' "$(unsaid docs/kiosk.1 kiosk)" ''
for program in kiosk-pack kiosk-admin kiosk-collect; do
    is "$program has commands" "$([ "$(commands $program | grep -c .)" -ge 5 ] && echo yes)" yes
    is "the manual of $program names its commands" "$(commands $program | while read -r command; do
        grep -qE "^\.(It )?Cm $command( |\$)" "docs/$program.1" || echo "$command"; done)" ''
    is "the manual of $program names its options" "$(commands $program | while read -r command; do
        unsaid "docs/$program.1" "$program" "$command"; done)" ''
done
is 'a manual names each variable that is looked at' "$(grep -rhoE 'getenv\("[A-Z_]+"\)' kiosk tools --include='*.c' | sort -u | cut -d'"' -f2 \
    | while read -r name; do [ "$name" = HOME ] || grep -q "^\.It Ev.*\b$name\b" docs/kiosk.1 docs/kiosk-collect.1 || echo "$name"; done)" ''
is 'the manual of kiosk.cfg has each setting' "$(sed -n '/^#define SETTINGS(T)/,/^$/s/^ *T(\([a-z_]*\),.*/\1/p' kiosk/keeper/centre.h \
    | while read -r name; do grep -q "^\.It Va $name\$" docs/kiosk.cfg.5 || echo "$name"; done)" ''

is 'the page of the tables has each column of each' "$(sed -nE 's/^    \{ CSV_([A-Z]+), "([a-z_]+)".*/\L\1 \2/p' kiosk/collect/csv_tables.c | while read -r table column; do
    sed -n "/^## $table.csv/,/^## /p" docs/export-tables.md | grep -q "^| \`$column\` |" || echo "$table $column"; done)" ''

# Links of the kind [text](path), from where the page lies.
dead=$(for page in $pages; do
    awk '/^ *```/ { inside = !inside } !inside' "$page" | grep -oE '\]\([^)]+\)' | sed 's/^](//; s/)$//; s/#.*//' | grep -vE '^(https?:|mailto:|$)' | while read -r link; do
        [ -e "$(dirname "$page")/$link" ] || echo "$page: $link"
    done
done)
is 'each link leads somewhere' "$dead" ''
is 'each page of docs/ is installed' "$(for page in docs/*.md; do grep -q " $page\$" docs/local.mk || echo "$page"; done)" ''
is 'a page names no room that is not there' "$(grep -ohE '`kiosk/[a-z]+/`' $pages | tr -d '`' | sort -u | while read -r room; do [ -d "$room" ] || echo "$room"; done)" ''
is 'the table of rooms is the one that is checked' \
    "$(sed -nE 's/^\| `([a-z]*)` \| .* \| ?([a-z, ]*) ?\|$/\1: \2/p' docs/architecture.md | tr -d ',' | sed 's/ *$//' | grep -v ': all of them' | sort)" \
    "$(grep -vE '^#|^app:' tests/rooms.txt | sed 's/ *$//' | sort)"

# What stands in blocks marked sh is typed, all of it in one scratch folder, in the order of the page.
awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' README.md >"$scratch/typed"
is 'the README has commands to be tried' "$([ "$(grep -c . "$scratch/typed")" -ge 8 ] && echo yes)" yes
cd "$scratch" || exit 99
while read -r line; do
    ok "README: $line" sh -c "$line" </dev/null
done <typed
tap_end
