# kiosk-admin: a centre is made, filled, looked after and checked; with a keeper running beside it and without.
. "$srcdir/tests/tap.sh"
admin=$builddir/tools/kiosk-admin
pack=$builddir/tools/kiosk-pack
work=$(mktemp -d) || exit 99
keeper=
trap '[ -n "$keeper" ] && kill "$keeper" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
unset KIOSK_CENTRE

is 'a command that is missing is a mistake of the command line' "$("$admin" 2>&1; echo $?)" \
    'kiosk-admin: a command is missing ("kiosk-admin --help" says how)
2'
ok 'every command has help' sh -c 'for verb in $("$1" --help | sed -n "/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p"); do "$1" "$verb" --help || exit 1; done' - "$admin"
is 'a folder that is no centre says how to make one' "$("$admin" packs --centre none 2>&1; echo $?)" \
    "kiosk-admin: none: this is no centre's folder (it has no kiosk.cfg); make one with kiosk-admin init
1"
is 'a check of it says no more: there is nothing that could be harmed' "$("$admin" check --centre none 2>&1; echo $?)" \
    "kiosk-admin: none: this is no centre's folder (it has no kiosk.cfg); make one with kiosk-admin init
1"

# init
is 'a PIN has digits, and nothing is made without a good one' "$(echo abcd | "$admin" init centre --name X --manager Y --pin-from - 2>&1; echo $?; ls)" \
    'kiosk-admin: -: a PIN has 4 to 12 digits
1'
is 'a setting that cannot be is refused before anything is made' "$("$admin" init centre --name X --languages English 2>&1; echo $?; ls)" \
    'kiosk-admin: languages: "English" is no language code; write en, fr or pt_BR, with blanks between
1'
is 'a centre is made, with its manager' "$(echo 4711 | "$admin" init centre --name 'Empretec Lusaka' --manager 'Grace Banda' --pin-from - >made; echo $?; sed 's/mark [0-9a-f]\{8\}/mark MARK/; s/[0-9]\{7\}/NUMBER/; /^ /s/[0-9A-Z]\{4\}\( \|$\)/CODE\1/g' made)" \
    '0
The centre "Empretec Lusaka" is in centre.
Manager: Grace Banda, number NUMBER
The code that opens the backups of this terminal, with the mark MARK:
    1 CODE    2 CODE    3 CODE    4 CODE
    5 CODE    6 CODE    7 CODE    8 CODE
    9 CODE   10 CODE   11 CODE   12 CODE
   13 CODE   14 CODE
Write code and mark down now (the code is kept nowhere), and lock the paper away, far from this computer.'
is 'the records and keys are for the owner alone' "$(stat -c '%a %n' centre/records.db centre/keys centre/journal centre/kiosk.cfg)" \
    '600 centre/records.db
750 centre/keys
700 centre/journal
640 centre/kiosk.cfg'
is 'it is made once' "$("$admin" init centre --name Y 2>&1; echo $?)" \
    'kiosk-admin: centre/kiosk.cfg: this folder is a centre already; name a new one
1'
export KIOSK_CENTRE=centre
is 'learners are listed' "$("$admin" learners | sed 's/^[0-9]* *//')" 'manager      Grace Banda'
is 'and found by a word of the name' "$("$admin" learners --find ban | sed 's/^[0-9]* *//')" 'manager      Grace Banda'
is 'nobody else is' "$("$admin" learners --find grave)" ''
number=$("$admin" learners | cut -d' ' -f1)
is 'a new PIN is printed once' "$("$admin" pin "$number" | sed 's/ [0-9]\{4\} / PIN /')" 'The new PIN of Grace Banda is PIN (write it down now: it is not kept).'
is 'a number that nobody has is said' "$("$admin" pin 12 2>&1; echo $?)" \
    'kiosk-admin: nobody has the number 12; kiosk-admin learners lists all
1'
is 'a new centre is whole' "$("$admin" check | sed 's/[0-9]* events/N events/')" 'The log is whole: N events, 1 person, 0 free texts.
No packs are installed.
All is well.'
is 'and has no packs' "$("$admin" packs)" 'No packs are installed; kiosk-admin install FILE brings one in.'

# Packs, made by hand as docs/pack-format.md says.
make_pack() {
    rm -rf en pack.cfg "skills-$1.pack"
    mkdir -p en/lessons
    printf '# An idea\n\nText %s.\n' "$1" >en/lessons/01-idea.md
    cat >pack.cfg <<END
format = 1;
id = "skills";
version = "$1";
title = { en = "Skills"; };
languages = [ "en" ];
licence = "CC-BY-4.0";
publisher = "Tests";
units = (
  { kind = "lesson"; id = "idea"; title = { en = "An idea"; }; files = { en = "en/lessons/01-idea.md"; };
    digest = { en = "$(b2sum -l 256 <en/lessons/01-idea.md | cut -d' ' -f1)"; }; }
);
END
    TZ=UTC touch -t 198001010000 pack.cfg en/lessons/01-idea.md
    zip -q -X -D "skills-$1.pack" pack.cfg en/lessons/01-idea.md
}
if command -v zip >/dev/null && command -v b2sum >/dev/null; then
    make_pack 1.0.0
    make_pack 1.1.0
    "$pack" keygen -o publisher >/dev/null
    is 'a pack that nobody signed is refused' "$("$admin" install skills-1.0.0.pack >/dev/null 2>&1; echo $?)" 1
    "$pack" sign --key publisher.key skills-1.0.0.pack skills-1.1.0.pack >/dev/null
    is 'so is one of an unknown publisher' "$("$admin" install skills-1.0.0.pack >/dev/null 2>&1; echo $?; ls centre/packs/*.pack 2>/dev/null)" 1
    cp publisher.pub centre/keys/
    is 'a publisher that the centre trusts' "$("$admin" install skills-1.0.0.pack)" 'skills 1.0.0 is installed: Skills'
    is 'the same version again is said' "$("$admin" install skills-1.0.0.pack >/dev/null 2>&1; echo $?)" 1
    is 'progress goes through a descriptor, to the end' "$("$admin" install skills-1.1.0.pack --progress-fd 3 3>&1 >/dev/null | tail -n 1)" '100 Done'
    is 'both are there, the newer is active' "$("$admin" packs | awk '{ print $1, $2, $3, $4 }')" 'skills 1.1.0 active publisher
skills 1.0.0 kept publisher'
    is 'the centre is whole' "$("$admin" check | sed 1d)" '2 of 2 packs are whole.
All is well.'
    cp centre/packs/skills-1.0.0.pack whole
    printf 'x' | dd of=centre/packs/skills-1.0.0.pack bs=1 seek=60 conv=notrunc 2>/dev/null
    is 'a pack that was altered is found' "$("$admin" check >/dev/null 2>&1; echo $?)" 1
    cp whole centre/packs/skills-1.0.0.pack
    is 'one version is removed' "$("$admin" remove skills --only 1.0.0)" 'skills 1.0.0 is removed.'
    is 'a pack that is not there is said' "$("$admin" remove nothing >/dev/null 2>&1; echo $?)" 1
    is 'the descriptor of progress has to be open' "$("$admin" install x.pack --progress-fd 77 2>&1; echo $?)" \
        'kiosk-admin: --progress-fd is the number of an open descriptor ("kiosk-admin install --help" says how)
2'
else
    skip 'packs are installed, listed, checked and removed' 'zip or b2sum is missing'
fi

# Beside a keeper
"$admin" keep >keeper.out 2>keeper.err &
keeper=$!
tries=0
until [ -s keeper.out ] 2>/dev/null || [ $tries -gt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
is 'a keeper says where it listens' "$(cat keeper.out keeper.err)" 'The keeper of centre listens on centre/keeper.sock.'
is 'its socket is for its group' "$(stat -c %a centre/keeper.sock)" 660
is 'commands go through it' "$("$admin" learners | sed 's/^[0-9]* *//')" 'manager      Grace Banda'
is 'a second keeper is kept out' "$("$admin" keep 2>&1 | sed 's/process [0-9]*/process N/')" \
    'kiosk-admin: centre: another keeper (process N) has this centre open; stop it, or wait until it is done'
ok 'a check runs beside it' sh -c '"$1" check | grep -q "The log is whole"' - "$admin"
kill -9 "$keeper"; wait "$keeper" 2>/dev/null
is 'after it was killed commands start their own' "$("$admin" learners | sed 's/^[0-9]* *//')" 'manager      Grace Banda'
rm keeper.out
"$admin" keep >keeper.out 2>&1 &
keeper=$!
tries=0
until [ -s keeper.out ] 2>/dev/null || [ $tries -gt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
kill "$keeper"; wait "$keeper"
is 'a keeper that is told to end does, and takes its socket along' "$?:$(ls centre | grep sock)" '0:'
keeper=

# What is damaged is found
cp -r centre damaged
sed -i '2s/./X/' damaged/journal/*.tsv
sed "s/:market = /:markt = /" "$srcdir/docs/profile.form" >centre/profile.form
is 'a mistake in the questions of the centre is found' "$("$admin" check 2>&1 >/dev/null)" \
    "kiosk-admin: centre/profile.form:15: there is no field 'markt'
kiosk-admin: Something is wrong; copy the folder before anything else is done with it."
cp "$srcdir/docs/profile.form" centre/profile.form
is 'the example of such questions has none' "$("$admin" check | sed -n '/asks/p;$p')" 'The centre asks 3 questions of its own.
All is well.'

is 'a journal that was altered is found' "$("$admin" check --centre damaged >/dev/null 2>&1; echo $?)" 1
printf 'gests = true;\n' >>damaged/kiosk.cfg
is 'a mistake in the settings is said with its line' "$("$admin" learners --centre damaged 2>&1 | sed 's/:[0-9]*:/:N:/')" 'kiosk-admin: damaged/kiosk.cfg:N: unknown setting "gests"; did you mean "guests"?'
rm damaged/kiosk.cfg damaged/records.db*
cp centre/kiosk.cfg damaged/
is 'a database that is lost comes back with its people' "$("$admin" learners --centre damaged 2>/dev/null | grep -c 'Grace Banda')" 1
rm -rf damaged/records.db* damaged/rows damaged/snapshot
is 'where nothing is left to make it of, it is not replaced by an empty one' "$("$admin" learners --centre damaged >/dev/null 2>&1; echo $?; ls damaged/records.db 2>/dev/null)" 1

is 'the manual has a section for each command, in the order of the help' \
    "$(sed -n 's/^\.It Cm \([a-z-]*\).*/\1/p' "$srcdir/docs/kiosk-admin.1")" \
    "$("$admin" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p')"
options=$(for verb in $("$admin" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do "$admin" "$verb" --help; done |
    sed -n 's/^ .*--\([a-z-]*\).*/\1/p' | sort -u | grep -vx -e help -e version -e centre)
missing=$(for option in $options; do grep -q -- "Fl -$option" "$srcdir/docs/kiosk-admin.1" || echo "$option"; done)
is 'and every option' "$missing" ''
if command -v mandoc >/dev/null; then
    is 'the manuals are well-formed' "$(mandoc -T lint -W warning "$srcdir/docs/kiosk-admin.1" "$srcdir/docs/kiosk.cfg.5" 2>&1)" ''
else
    skip 'the manuals are well-formed' 'mandoc is missing'
fi
tap_end
