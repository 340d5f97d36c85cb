# kiosk-pack against the stock tools: zip and b2sum make a pack, unzip opens it, minisign verifies what kiosk-pack signed.
. "$srcdir/tests/tap.sh"
pack=$builddir/tools/kiosk-pack
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99

is 'a command that is missing is a mistake of the command line' "$("$pack" 2>&1; echo $?)" \
    'kiosk-pack: a command is missing ("kiosk-pack --help" says how)
2'
is 'so is one that is not there' "$("$pack" bake 2>&1; echo $?)" \
    'kiosk-pack: there is no command "bake" ("kiosk-pack --help" says how)
2'
is 'and an option that is needed' "$("$pack" verify x.pack 2>&1; echo $?)" \
    'kiosk-pack: the option --key is needed ("kiosk-pack verify --help" says how)
2'
is 'and one that is not known' "$("$pack" verify --kye=x x.pack 2>&1; echo $?)" \
    'kiosk-pack: there is no option --kye=x ("kiosk-pack verify --help" says how)
2'
is 'help goes to standard output' "$("$pack" --help 2>/dev/null | head -n 1)" 'Usage: kiosk-pack COMMAND [OPTION…] [FILE…]'
ok 'every command has help' sh -c 'for verb in $("$1" --help | sed -n "/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p"); do "$1" "$verb" --help || exit 1; done' - "$pack"
is 'a file that is not there is a failure' "$("$pack" show none.pack 2>&1; echo $?)" \
    'kiosk-pack: none.pack: this pack cannot be opened: No such file or directory
1'

ok 'keygen makes a pair' "$pack" keygen -o publisher
is 'the secret key is for its owner alone' "$(stat -c %a publisher.key)" 600
is 'keygen never writes over a key' "$("$pack" keygen -o publisher 2>&1; echo $?)" \
    'kiosk-pack: publisher.key: there is such a file already; choose another name
1'
ok 'and a second pair' "$pack" keygen -o other

# A pack by hand, as docs/pack-format.md says.
made=no
if command -v zip >/dev/null && command -v b2sum >/dev/null; then
    mkdir -p en/lessons
    printf '# An idea\n\nText.\n' >en/lessons/01-idea.md
    cat >pack.cfg <<END
format = 1;
id = "by-hand";
version = "1.0.0";
title = { en = "Made by hand"; };
languages = [ "en" ];
licence = "CC-BY-4.0";
publisher = "Tests";
units = (
  { kind = "lesson"; id = "idea"; title = { en = "An idea"; }; files = { en = "en/lessons/01-idea.md"; };
    digest = { en = "$(b2sum -l 256 <en/lessons/01-idea.md | cut -d' ' -f1)"; }; }
);
END
    zip -q -X -D by-hand.pack pack.cfg en/lessons/01-idea.md && made=yes
fi
if [ $made = yes ]; then
    is 'an unsigned pack is not verified' "$("$pack" verify --key publisher.pub by-hand.pack 2>&1; echo $?)" \
        'kiosk-pack: by-hand.pack: this pack is not signed; ask its publisher for a signed one
1'
    cp by-hand.pack unsigned.pack
    ok 'sign takes a pack that was made by hand' "$pack" sign --key publisher.key by-hand.pack
    is 'verify says whose it is' "$("$pack" verify --key publisher.pub by-hand.pack)" 'by-hand.pack: by-hand 1.0.0, signed with the key "publisher"'
    ok 'another key does not' sh -c '! "$1" verify --key other.pub by-hand.pack' - "$pack"
    cp by-hand.pack again.pack
    ok 'signing again' "$pack" sign --key publisher.key again.pack
    ok 'gives the same bytes' cmp by-hand.pack again.pack
    is 'show says what is in it' "$("$pack" show by-hand.pack | sed -n '1,2p;$p')" 'by-hand 1.0.0
Title: Made by hand
  lesson     idea                 An idea'
    if command -v python3 >/dev/null; then
        is 'show --json is JSON' "$("$pack" show --json by-hand.pack | python3 -c 'import json, sys; print(json.load(sys.stdin)["units"][0]["files"][0]["path"])')" \
            en/lessons/01-idea.md
    else
        skip 'show --json is JSON' 'python3 is not installed'
    fi
    ok 'show --signature cuts it' "$pack" show --signature by-hand.pack -o sig --body body
    ok 'the body is the pack as it was before it was signed' cmp body unsigned.pack
    if command -v minisign >/dev/null; then
        is 'minisign verifies the two parts' "$(minisign -V -p publisher.pub -x sig -m body 2>&1)" \
            'Signature and comment signature verified
Trusted comment: by-hand 1.0.0'
        ok 'minisign signs with our key' sh -c 'minisign -S -s publisher.key -m body -x sig2 </dev/null'
        ok 'and verifies with our public key' minisign -V -p publisher.pub -x sig2 -m body
        ok 'a key of minisign' minisign -G -W -p stock.pub -s stock.key
        ok 'signs our packs' "$pack" sign --key stock.key again.pack
        ok 'which its public key verifies' "$pack" verify --key stock.pub again.pack
    else
        for name in 'minisign verifies the two parts' 'minisign signs with our key' 'a key of minisign signs our packs'; do
            skip "$name" 'minisign is not installed'
        done
    fi
    if command -v unzip >/dev/null; then
        ok 'unzip opens it' unzip -tq by-hand.pack
    else
        skip 'unzip opens it' 'unzip is not installed'
    fi
    printf x | dd of=by-hand.pack bs=1 seek=40 conv=notrunc 2>/dev/null
    is 'one altered byte is noticed' "$("$pack" verify --key publisher.pub by-hand.pack 2>&1; echo $?)" \
        'kiosk-pack: by-hand.pack: the signature does not fit: the file was altered, or damaged on its way; copy it again from where it came
1'
    ln -s /etc/passwd en/link
    sed 's,files = { en = "en/lessons/01-idea.md"; },files = { en = "en/link"; },' pack.cfg >linked && mv linked pack.cfg
    zip -q -X -D -y linked.pack pack.cfg en/link
    is 'a symbolic link is refused by its name' "$("$pack" show linked.pack 2>&1; echo $?)" \
        'kiosk-pack: linked.pack: en/link: this is a symbolic link; a pack holds files alone
1'
else
    skip 'packs made by hand' 'zip or b2sum is not installed'
fi

# The shipped recipe, as make compiles it.
recipe=$srcdir/packs/business-skills.cfg
ok 'build makes the shipped pack, signed' "$pack" build "$recipe" -o one.pack --key publisher.key
ok 'and again' "$pack" build "$recipe" -o two.pack --key publisher.key
ok 'with the same bytes' cmp one.pack two.pack
is 'which is whole' "$("$pack" verify --key publisher.pub one.pack)" 'one.pack: business-skills 1.0.0, signed with the key "publisher"'
if command -v minisign >/dev/null; then
    ok 'cut' "$pack" show --signature one.pack -o sig --body body
    ok 'and verified by minisign' minisign -V -p publisher.pub -x sig -m body
fi
if command -v unzip >/dev/null; then
    ok 'and opened by unzip' unzip -tq one.pack
    ok 'without a further tool: its files are those of the authors' sh -c 'unzip -p one.pack "*/01-idea.md" | cmp - "$1"' - \
        "$srcdir/content/business-skills/en/lessons/01-idea.md"
fi
is 'nothing is left beside a pack' "$(ls one.pack* two.pack*)" 'one.pack
two.pack'

# The manual lists what the program lists.
is 'the manual has a section for each command, in the order of the help' "$(sed -n 's/^\.It Cm \([a-z-]*\).*/\1/p' "$srcdir/docs/kiosk-pack.1")" \
    "$("$pack" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p')"
# -o stands for --output there
unsaid=$(for verb in $("$pack" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do
    "$pack" "$verb" --help | sed -n 's/^  .*--\([a-z-]*\) .*/\1/p' | while read -r option; do
        [ "$option" = output ] || grep -q "Fl -$option\( \|\$\)" "$srcdir/docs/kiosk-pack.1" || echo "$verb --$option"
    done
done)
is 'and every option' "$unsaid" ''
if command -v mandoc >/dev/null; then
    is 'the manual is well-formed' "$(mandoc -T lint -W warning "$srcdir/docs/kiosk-pack.1" 2>&1)" ''
else
    skip 'the manual is well-formed' 'mandoc is not installed'
fi
tap_end
