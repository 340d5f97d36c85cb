# kiosk-collect: keys and their recovery, centres that ask, bundles of a world where things go wrong, and the tables that come of it.
. "$srcdir/tests/tap.sh"
collect=$builddir/tools/kiosk-collect
world=$builddir/tests/terminal/collect_world
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
unset KIOSK_DATABASE KIOSK_COLLECT_KEY
dates() { sed -E 's/20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}/DATE/g'; }
both() { "$@" 2>&1; echo $?; }

is 'a command that is missing is a mistake of the command line' "$(both "$collect")" \
    'kiosk-collect: a command is missing ("kiosk-collect --help" says how)
2'
ok 'every command has help and an example' sh -c 'for verb in $("$1" --help | sed -n "/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p"); do
    "$1" "$verb" --help | grep -q "^  kiosk-collect $verb" || exit 1; done' - "$collect"
is 'a database has to be named' "$(both "$collect" status)" \
    'kiosk-collect: which database? give --database FILE, or set KIOSK_DATABASE ("kiosk-collect status --help" says how)
2'
is 'so has a key, where one is needed' "$(both "$collect" add x --database none.db)" \
    'kiosk-collect: which key? give --key FILE, or set KIOSK_COLLECT_KEY ("kiosk-collect add --help" says how)
2'
is 'a database that is not there is not made by accident' "$(both "$collect" status --database none.db; ls)" \
    'kiosk-collect: none.db: there is no database here: make one with init: No such file or directory
1'

# Keys
codes() { grep -E '^( +[0-9]+ [0-9A-Z]{4})+$' "$1" | sed -E 's/ +[0-9]+ / /g'; }
is 'keygen makes a key, its public part and a sheet' "$("$collect" keygen -o zambia --for 'Empretec Zambia' | sed '1s/[0-9 ]*$//')" \
    'The key of Empretec Zambia, fingerprint
zambia.key: keep it secret
zambia.pub: what others may know of it
zambia.sheet: print it, lock the paper away, and delete the file'
is 'the secret and the sheet are for their owner alone' "$(stat -c '%a %n' zambia.key zambia.pub zambia.sheet)" \
    '600 zambia.key
644 zambia.pub
600 zambia.sheet'
is 'keygen never writes over a key' "$(both "$collect" keygen -o zambia)" \
    'kiosk-collect: zambia.key: there is such a file already; choose another name
1'
touch lone.sheet
is 'nor over a sheet, and then makes nothing' "$(both "$collect" keygen -o lone; ls lone.*)" \
    'kiosk-collect: lone.sheet: there is such a file already; choose another name
1
lone.sheet'
is 'a name has to be a text that fits into a line' "$(both "$collect" keygen -o x --for 'two
lines')" 'kiosk-collect: a name has 1 to 200 bytes of printable text, without blanks at its ends
1'
is 'the sheet says whose it is, has a line for the date, and 14 groups' \
    "$(sed -n '3p;6p' zambia.sheet; codes zambia.sheet | wc -l; codes zambia.sheet | grep -oE '[0-9A-Z]{4}' | wc -l)" \
    'Whose key:   Empretec Zambia
Made on:     ____________________   by  ____________________
4
14'
is 'the sheet does not hold the key in another form' "$(grep -c "$(sed -n 3p zambia.key)" zambia.sheet zambia.pub)" 'zambia.sheet:0
zambia.pub:0'
is 'a key is made again from the sheet' "$(codes zambia.sheet | "$collect" keygen --restore -o again --for 'Empretec Zambia' | tail -n 1)" \
    'again.key: is here again; compare the fingerprint with the sheet'
ok 'byte for byte' cmp zambia.key again.key
ok 'also with the numbers of the groups' sh -c 'grep -E "^( +[0-9]+ [0-9A-Z]{4})+\$" zambia.sheet | "$1" keygen --restore -o numbered --for "Empretec Zambia" && cmp numbered.key zambia.key' - "$collect"
ok 'and from small letters in one line' sh -c 'tr "A-Z\n" "a-z-" <codes | "$1" keygen --restore -o small --for "Empretec Zambia" && cmp small.key zambia.key' - "$collect" <<END
$(codes zambia.sheet >codes)
END
is 'a wrong sign is noticed' "$(codes zambia.sheet | sed '1s/^\( *\)\(.\)/\1\2/; 2s/[0-9A-F]/Z/' | both "$collect" keygen --restore -o wrong; ls wrong.* 2>/dev/null)" \
    'kiosk-collect: a sign of the code is wrong; compare it with the sheet, group by group
1'
is 'one that no code has is said with its group' "$(codes zambia.sheet | sed '2s/\([0-9A-Z]\{4\}\)$/U!!!/' | both "$collect" keygen --restore -o wrong)" \
    'kiosk-collect: group 8 of the code holds a sign that no code has
1'
is 'so is a group that is missing' "$(codes zambia.sheet | head -n 3 | both "$collect" keygen --restore -o wrong)" \
    'kiosk-collect: the code is too short: it has 14 groups of four, and group 13 is not whole
1'
is 'a key that is there is not restored over' "$(codes zambia.sheet | both "$collect" keygen --restore -o zambia)" \
    'kiosk-collect: zambia.key: there is such a file already; choose another name
1'
ok 'a recipient has a key too' "$collect" keygen --recipient -o safe --for 'The safe'
ok 'and a new key comes after the old one' "$collect" keygen -o new --for 'Empretec Zambia'

# Joining files
is 'a joining file has a name that centres look for' "$(both "$collect" invite --key zambia.key -o zambia.txt)" \
    'kiosk-collect: centres look for NAME.joining: let -o end so ("kiosk-collect invite --help" says how)
2'
is 'a recipient cannot invite' "$(both "$collect" invite --key safe.key -o x.joining)" \
    'kiosk-collect: safe.key: this is the secret of a recipient; the one of a coordinator is needed here
1'
is 'a public part has its form' "$(both "$collect" invite --key zambia.key --recipient zambia.sheet -o x.joining)" \
    'kiosk-collect: zambia.sheet: this is no public part of a key (NAME.pub of kiosk-collect keygen)
1'
odd() { printf "$1" >odd.pub; both "$collect" invite --key zambia.key --recipient odd.pub -o odd.joining; ls odd.joining 2>/dev/null; }
wrong='kiosk-collect: odd.pub: this is no public part of a key (NAME.pub of kiosk-collect keygen)
1'
seal=$(sed -n 3p safe.pub)
is 'whatever else it holds' "$(odd ''; odd 'empretec-kiosk recipient public 1\nSafe\n'; odd "empretec-kiosk recipient public 2\nSafe\n$seal\n"; odd "empretec-kiosk centre public 1\nSafe\n$seal\n"
    odd "empretec-kiosk recipient public 1\nSa\033[31mfe\n$seal\n"; odd "empretec-kiosk recipient public 1\nSafe\n${seal}0\n"; odd "empretec-kiosk recipient public 1\nSafe\n$seal\nmore\n"
    odd "empretec-kiosk recipient public 1\nSafe\n$seal\n\0"; odd "empretec-kiosk recipient public 1\nSa\377fe\n$seal\n" )" "$wrong
$wrong
$wrong
$wrong
$wrong
$wrong
$wrong
$wrong
$wrong"
ok 'but line ends of another system' sh -c 'sed "s/\$/\r/" safe.pub >crlf.pub && "$1" invite --key zambia.key --recipient crlf.pub -o crlf.joining' - "$collect"
is 'a key does not follow itself' "$(both "$collect" invite --key zambia.key --previous zambia.key -o x.joining; ls x.joining 2>/dev/null)" \
    'kiosk-collect: zambia.key: this is the new key itself; --previous wants the one before
1'
fingerprint=$(sed -n 's/^Fingerprint: //p' zambia.sheet)
is 'invite says what to do' "$("$collect" invite --key zambia.key --recipient safe.pub -o zambia.joining | sed 's/fingerprint [0-9 ]*$/fingerprint/')" \
    "Bundles can also be opened by The safe, fingerprint
zambia.joining: give it to the centres, on a stick or by mail.
When a centre asks, read out this fingerprint over the telephone, and let them compare it:
    $fingerprint"
is 'a joining file names the keys' "$(cut -d' ' -f1 zambia.joining | tr '\n' ' '; sed -n 's/^name //p; s/^recipient [0-9a-f]* //p' zambia.joining)" \
    'empretec-kiosk serial name sign seal receipt exchange recipient signature Empretec Zambia
The safe'
printf 'empretec-kiosk coordinator secret 1\nEmpretec Ghana\n%s\n' "$(printf '01%.0s' $(seq 32))" >one.key && chmod 600 one.key
"$builddir/tests/terminal/coordinator" invite 1 99999999999999 'Empretec Ghana' far.joining
is 'one that takes the place of another is the later one, wherever the clock stands' \
    "$("$collect" invite --key one.key -o far.joining >/dev/null; sed -n 's/^serial //p' far.joining)" 100000000000000
ok 'that of somebody else says nothing' sh -c '"$1" invite --key zambia.key -o far.joining >/dev/null && [ "$(sed -n "s/^serial //p" far.joining)" -lt 99999999999999 ]' - "$collect"
"$builddir/tools/kiosk-pack" keygen -o publisher >/dev/null
ok 'one that follows, with a publisher' "$collect" invite --key new.key --previous zambia.key --publisher publisher.pub --recipient zambia.pub --recipient safe.pub -o new.joining
is 'says so' "$(grep -cE '^(previous|follows|recipient|publisher) ' new.joining; sed -n 's/^publisher [0-9a-f]\{80\} //p' new.joining)" '5
publisher'

# The database
is 'init makes a database' "$("$collect" init zambia.db)" 'The database is in zambia.db. Set KIOSK_DATABASE to it, or give --database.'
is 'once' "$(both "$collect" init zambia.db)" \
    'kiosk-collect: zambia.db: there is a file of this name already: add to it, or give another name
1'
export KIOSK_DATABASE=zambia.db KIOSK_COLLECT_KEY=zambia.key
is 'a stick whose name was mistyped is not made' "$(both "$collect" receipts -o out)" \
    'kiosk-collect: out: there is no such folder; put the stick in, and name its folder
1'
mkdir out out2
is 'it is for its owner alone' "$(stat -c %a zambia.db)" 600
is 'an empty one has nothing to show' "$(both "$collect" status)" 'No centre is known; kiosk-collect add takes in what came.
0'
is 'also as JSON' "$("$collect" status --json | tr -d '\n')" '{"centres": [], "terminals": [], "aside": []}'
is 'and nobody to give a receipt to' "$(both "$collect" receipts -o out)" \
    'kiosk-collect: no centre is enrolled; kiosk-collect status says who asks
1'
is 'somebody who never asked is not enrolled' "$(both "$collect" enrol Lusaka -o out)" \
    'kiosk-collect: there is no centre Lusaka here: give its name, its id, or the beginning of either
1'
is 'nor by a file that is not there' "$(both "$collect" enrol lusaka.request -o out)" \
    'kiosk-collect: lusaka.request: this file cannot be opened: No such file or directory
1'

# Centres ask
ok 'a world' "$world" zambia.joining world
id=01930000-0000-7000-8000-0000000000f1
lusaka='0447 0012 4933 9548 2895 4367'
is 'a request is noted, and a bundle of its centre kept aside' "$(both "$collect" add world/first)" \
    "world/first/lusaka.request: Lusaka asks to be enrolled. Its fingerprint is $lusaka: compare it by telephone, then kiosk-collect enrol.
world/first/$id-0000000001-0000000003.bundle: Lusaka, terminal 000000f1, 1 to 3: kept aside: its centre is not enrolled with this key; it is taken in when the centre is enrolled
2 files. New events: 0. Known: 0, asking: 1, kept aside: 1, refused: 0.
0"
is 'both are shown' "$("$collect" status | dates)" \
    "Lusaka (01930000-0000-7000-8000-00000000c001): asks since DATE, fingerprint $lusaka
  nothing has come yet
Kept aside:
  $id-0000000001-0000000003.bundle of Lusaka, terminal 000000f1, 1 to 3, since DATE: its centre is not enrolled with this key"
is 'nothing is granted before somebody compared' "$(both "$collect" enrol Lusaka -o out; ls out 2>/dev/null)" \
    "Centre:      Lusaka (01930000-0000-7000-8000-00000000c001)
Fingerprint: $lusaka
kiosk-collect: nothing is granted yet: telephone the centre at a number that you know, let them read out theirs, and give it with --fingerprint
1"
is 'nor for another fingerprint, even where somebody says yes' "$(both "$collect" enrol Lusaka --yes --fingerprint '0447 0012 4933 9548 2895 4368' -o out; both "$collect" enrol LUSAKA --fingerprint '1447 0012 4933 9548 2895 4368' -o out; ls out 2>/dev/null)" \
    "Centre:      Lusaka (01930000-0000-7000-8000-00000000c001)
Fingerprint: $lusaka
kiosk-collect: all but group 6 of the fingerprint fit: here it is 4367, 4368 was given. Let that group be read out again, and give all of it once more
1
Centre:      Lusaka (01930000-0000-7000-8000-00000000c001)
Fingerprint: $lusaka
kiosk-collect: this is not the fingerprint that was given: the request is not the one that this centre made; nothing is granted. Where the centre's own request is at hand, name its file
1"
is 'the right one enrols, and what lay aside is taken in' "$(both "$collect" enrol world/first/lusaka.request --fingerprint 0447-00124933.9548-28954367 -o out)" \
    "Centre:      Lusaka (01930000-0000-7000-8000-00000000c001)
Fingerprint: $lusaka
It is enrolled. Give it out/Lusaka.grant, on the next stick or by mail.
Lusaka, terminal 000000f1, 1 to 3: 3 new
What was kept aside is taken in: 1 file, new events: 3.
0"
cp out/Lusaka.grant first.grant
is 'enrolling again gives the same grant' "$("$collect" enrol Lusaka -o out | tail -n 1; cmp first.grant out/Lusaka.grant && echo same)" \
    'It is enrolled already; its grant is in out/Lusaka.grant again.
same'

# Bundles
is 'what is known is said, and is no failure' "$(both "$collect" add world/first world/later)" \
    "world/first/lusaka.request: Lusaka is enrolled already.
world/first/$id-0000000001-0000000003.bundle: Lusaka, terminal 000000f1, 1 to 3: known
world/later/$id-0000000007-0000000009.bundle: Lusaka, terminal 000000f1, 7 to 9: 3 new
3 files. New events: 3. Known: 2, asking: 0, kept aside: 0, refused: 0.
0"
is 'what lacks is named' "$("$collect" status --centre Lusaka | dates)" \
    'Lusaka (01930000-0000-7000-8000-00000000c001): enrolled DATE
  terminal  events    all of        came last (UTC)
  000000f1  6         1-3           DATE  lacks 4 to 6'
is 'a fork is said in plain words' "$("$collect" add world/fork world/gap | sed 's/.*bundle: //')" \
    'Lusaka, terminal 000000f1, 4 to 5: 2 new
Lusaka, terminal 000000f1, 4 to 6: 3 new
  Terminal 000000f1 has two histories since 3: a card was copied or a backup restored; both are kept.
2 files. New events: 5. Known: 0, asking: 0, kept aside: 0, refused: 0.'
is 'and shown' "$("$collect" status | dates | tail -n 3)" \
    '  000000f1  5         1-5           DATE  whole
            6         1-9           DATE  fork: the same as the one that it leaves up to 3
  Terminal 000000f1 has forked: a card was copied or a backup restored; all its histories are kept.'
is 'a bundle for somebody else is refused' "$(both "$collect" add world/sealed | sed 's/[0-9a-f]\{16\}/KEY/g')" \
    "kiosk-collect: world/sealed/$id-0000000007-0000000008.bundle: this bundle is sealed for others (keys KEY); the key that was tried is KEY. Take the secret that it was made for
1 file. New events: 0. Known: 0, asking: 0, kept aside: 0, refused: 1.
1"
cp world/gap/*.bundle altered.bundle
printf x | dd of=altered.bundle bs=1 seek=1500 conv=notrunc 2>/dev/null
is 'an altered one too, and what comes behind it is taken all the same' "$(both "$collect" add altered.bundle world/later 2>/dev/null | tail -n 2)" \
    '2 files. New events: 0. Known: 1, asking: 0, kept aside: 0, refused: 1.
1'
mkdir nothing
is 'a folder with nothing in it is said' "$(both "$collect" add nothing)" \
    'kiosk-collect: nothing: there is no bundle and no request in this folder
1'
is 'a centre with another key is not followed' "$(both "$collect" add world/other)" \
    'kiosk-collect: world/other/lusaka.request: the centre Lusaka asks with another key than the one that was enrolled: compare its fingerprint by telephone, and enrol it anew
1 file. New events: 0. Known: 0, asking: 0, kept aside: 0, refused: 1.
1'
ok 'an odd centre' "$collect" add world/ndola
is 'has a file name that any stick takes' "$("$collect" enrol world/ndola/ndola.request --yes -o out | sed -n 's/.*Give it \([^,]*\),.*/\1/p')" 'out/Ndola-east-م.grant'

# Receipts, revocation
rm -rf out; mkdir out
is 'receipts say what they cover' "$("$collect" receipts -o out)" \
    'out/Ndola-east-م.receipt: =Ndola / "east" م: terminal 000000f2 1 to 3
out/Lusaka.receipt: Lusaka: terminal 000000f1 1 to 5, terminal 000000f1 1 to 9'
is 'grants come again with them' "$(ls out; cmp out/Lusaka.grant first.grant && echo same)" 'Lusaka.grant
Lusaka.receipt
Ndola-east-م.grant
Ndola-east-م.receipt
same'
is 'a reason has to be given' "$(both "$collect" revoke Lusaka)" \
    'kiosk-collect: the option --reason is needed ("kiosk-collect revoke --help" says how)
2'
is 'one terminal is revoked by the end of its id' "$("$collect" revoke 000000f2 --reason stolen)" 'Nothing more is taken in of terminal 000000f2; what was taken in stays.'
is 'what is not there cannot be' "$(both "$collect" revoke 12345678 --reason stolen)" \
    'kiosk-collect: there is no centre and no terminal 12345678 here; kiosk-collect status lists all
1'
is 'a centre is revoked' "$("$collect" revoke Lusaka --reason 'lost its key')" 'Nothing more is taken in of Lusaka; what was taken in stays. To take it back, enrol it again.'
is 'it gets no receipt' "$("$collect" receipts -o out2 | wc -l; ls out2)" '1
Ndola-east-م.grant
Ndola-east-م.receipt'
is 'and comes back with a new key, once that was compared' "$("$collect" enrol world/other/lusaka.request --yes -o out | tail -n 1)" 'It is enrolled. Give it out/Lusaka.grant, on the next stick or by mail.'

# Tables
ok 'the texts of a pack' "$collect" packs add "$builddir/packs/business-skills.pack"
is 'are known' "$("$collect" packs add "$builddir/packs/business-skills.pack")" "$("$collect" packs list | awk '{ print $1, $2 ": known, " $3 " questions" }')"
is 'packs are added or listed' "$(both "$collect" packs show)" \
    'kiosk-collect: "show" is neither add nor list ("kiosk-collect packs --help" says how)
2'
is 'tables are written' "$("$collect" export --csv -o tables | sed -n '/items\|options/!p')" \
    'tables/answers.csv: 9 rows
tables/attempts.csv: 2 rows
tables/members.csv: 0 rows
tables/profiles.csv: 0 rows
tables/lessons.csv: 0 rows
tables/terminals.csv: 3 rows
tables/codebook.csv: 99 rows'
is 'they are for their owner alone' "$(stat -c %a tables/answers.csv)" 600
is 'lines end as RFC 4180 has it, none is longer than its cells' "$(head -n 1 tables/terminals.csv | od -c | tail -n 2 | head -n 1 | grep -o '\\r  *\\n')" '\r  \n'
if command -v python3 >/dev/null; then
    is 'a reader of CSV finds them whole, and no formula in them' "$(python3 - <<'END'
import csv, glob
for name in sorted(glob.glob("tables/*.csv")):
    rows = list(csv.reader(open(name, encoding="utf-8", newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1, name
    for row in rows[1:]:
        for cell in row:
            bare = cell.lstrip(" \n")
            if bare[:1] in "=@+-" and bare:
                float(bare)
            assert not any(ord(c) < 32 and c != "\n" for c in cell), (name, cell)
answers = list(csv.DictReader(open("tables/answers.csv", encoding="utf-8", newline="")))
print(sum(row["stands"] == "1" for row in answers), next(csv.DictReader(open("tables/attempts.csv")))["answered"])
text = answers[0]["text"]
print(repr(text[1:] if text.startswith("'") else text))
END
)" "4 3
'=HYPERLINK(\"http://x\",\"y\")\\nمرحبا [31m, \"that\"'"
    is 'and one of JSON the status' "$("$collect" status --json | python3 -c 'import json, sys; s = json.load(sys.stdin); print(len(s["centres"]), sum(t["events"] for t in s["terminals"]), s["aside"])')" \
        '2 14 []'
else
    skip 'a reader of CSV finds them whole, and no formula in them' 'python3 is not installed'
    skip 'and one of JSON the status' 'python3 is not installed'
fi
is 'of one centre alone' "$("$collect" export --csv -o lusaka --centre Lusaka | sed -n '1p;8p')" 'lusaka/answers.csv: 8 rows
lusaka/terminals.csv: 2 rows'
is 'all that was collected holds together' "$("$collect" check)" 'Terminals: 2, histories: 3, events: 14, free texts: 2.
All is well.'
is 'what a centre says of people reaches no further than what it sent' "$("$collect" add world/reach | tail -n 2)" \
    '  It says of 1 person that they were joined or erased, of whom another centre sent something, too: nothing of that was touched. kiosk-collect check names them.
1 file. New events: 2. Known: 0, asking: 0, kept aside: 0, refused: 0.'
is 'and is named by the check, which finds nothing wrong' "$("$collect" check 2>&1; echo $?)" "Terminals: 3, histories: 4, events: 16, free texts: 1.
kiosk-collect: warning: $KIOSK_DATABASE: =Ndola / \"east\" م says that the person 01930000-0000-7000-8000-000000000001 was erased: what Lusaka sent of them is still here. Ask Lusaka whether to erase them there, too
All is well.
0"
# A database on a medium that cannot be written.
mkdir -p fixed/a
cp zambia.db "fixed/a/all 100%.db"
readonly_status() { unshare -rm sh -c 'mount -t tmpfs none fixed && mkdir fixed/a && cp "$2" "fixed/a/all 100%.db" && { [ -z "$3" ] || echo x >"fixed/a/all 100%.db-wal"; } && mount -o remount,ro fixed &&
    "$1" check --database "fixed/a/all 100%.db"; echo $?' - "$collect" zambia.db "$1" 2>&1; }
if unshare -rm sh -c 'mount -t tmpfs none fixed && mount -o remount,ro fixed' 2>/dev/null; then
    is 'a database on a medium that cannot be written is read all the same' "$(readonly_status '' | grep -v warning:)" 'Terminals: 3, histories: 4, events: 16, free texts: 1.
All is well.
0'
    is 'but not one that was copied while it was in use' "$(readonly_status wal)" \
        'kiosk-collect: fixed/a/all 100%.db: this database was copied while it was in use, and here nothing can be written: copy it and the files beside it to a disk first
1'
else
    skip 'a database on a medium that cannot be written is read all the same' 'nothing can be mounted here'
    skip 'but not one that was copied while it was in use' 'nothing can be mounted here'
fi
is 'an empty quarantine' "$("$collect" quarantine list)" 'Nothing is kept aside.'
is 'what another centre sends of a terminal is kept aside' "$("$collect" add world/claim | tail -n 1)" '1 file. New events: 0. Known: 0, asking: 0, kept aside: 1, refused: 0.'
claim=$("$collect" quarantine list | cut -c1-8)
is 'and listed with both names' "$("$collect" quarantine list | dates)" \
    "$claim  =Ndola / \"east\" م, terminal 000000f1, 1 to 3, since DATE: its terminal belongs to another centre (Lusaka)"
is 'nothing of it goes before somebody says so' "$(both "$collect" quarantine accept "$claim")" \
    'Terminal 000000f1 belongs to Lusaka, which sent 11 events of it. =Ndola / "east" م claims it in this file.
kiosk-collect: nothing is changed yet: ask both centres whose machine it is. With --yes it becomes the one of this file, and those events are deleted here
1'
is 'nor is a file deleted' "$(both "$collect" quarantine drop "$claim" | sed 's/^[^ ]* [^ ]*bundle/FILE/')" \
    'FILE would be deleted from the quarantine; say --yes if that is what you want
1'
cp zambia.db "kept"; cp -r zambia.db.quarantine kept.quarantine
is 'a claim that is believed' "$(both "$collect" quarantine accept "$claim" --yes)" \
    'Terminal 000000f1 is =Ndola / "east" م'"'"'s now; 11 events that Lusaka had sent are deleted.
=Ndola / "east" م, terminal 000000f1, 1 to 3: 3 new
0'
is 'and one that is dropped' "$(both "$collect" quarantine drop "$claim" --yes --database kept | sed 's/^.*bundle:/FILE:/'; "$collect" quarantine list --database kept)" \
    'FILE: deleted from the quarantine; when it comes again, it is kept aside again
0
Nothing is kept aside.'
is 'a file that is not there' "$(both "$collect" quarantine drop 00000000)" \
    'kiosk-collect: no file in quarantine begins with 00000000; kiosk-collect quarantine list shows what there is
1'
is 'nothing is left beside the tables' "$(ls -A tables)" 'answers.csv
attempts.csv
codebook.csv
items.csv
lessons.csv
members.csv
options.csv
profiles.csv
terminals.csv'
# A real centre, there and back again.
admin=$builddir/tools/kiosk-admin
unset KIOSK_CENTRE
"$collect" init round.db >/dev/null
export KIOSK_DATABASE=round.db
ok 'a centre' sh -c 'echo 4711 | "$1" init centre --name "Empretec Kitwe" --manager "Grace Banda" --pin-from -' - "$admin"
export KIOSK_CENTRE=centre
is 'takes no joining file with another fingerprint' "$("$admin" join zambia.joining --fingerprint '0000 0000 0000 0000 0000 0000' >/dev/null 2>&1; echo $?)" 1
ok 'joins by the fingerprint of the sheet' "$admin" join zambia.joining --fingerprint "$fingerprint"
mkdir stick
ok 'writes its stick' "$admin" export -o stick
own=$("$admin" trust | sed -n '1,2s/^Fingerprint: //p')
is 'which brings a request and a bundle' "$("$collect" add stick | tail -n 1)" '2 files. New events: 0. Known: 0, asking: 1, kept aside: 1, refused: 0.'
ok 'is enrolled by what it reads out' "$collect" enrol 'Empretec Kitwe' --fingerprint "$own" -o stick/empretec
is 'gets a receipt' "$("$collect" receipts -o stick/empretec | sed 's/terminal [0-9a-f]*/terminal T/')" 'stick/empretec/Empretec-Kitwe.receipt: Empretec Kitwe: terminal T 1 to 4'
is 'and knows' "$("$admin" export -o stick | head -n 2 | sort)" 'Empretec Zambia has enrolled this centre.
Empretec Zambia has received everything up to number 4.'
is 'the next stick brings what is new' "$("$collect" add stick | tail -n 1)" '3 files. New events: 1. Known: 2, asking: 0, kept aside: 0, refused: 0.'
is 'nothing lacks' "$("$collect" status --json | grep -o '"up_to": 5, "last": 5, "lacks": ""')" '"up_to": 5, "last": 5, "lacks": ""'
"$collect" export --csv -o round >/dev/null
is 'the manager has a profile without a name' "$(cut -d, -f3 round/profiles.csv | tail -n 1 | tr -d '\r'; grep -rl Banda round round.db stick)" 'manager'

is 'the manual has a section for each command, in the order of the help' "$(sed -n 's/^\.It Cm \([a-z-]*\).*/\1/p' "$srcdir/docs/kiosk-collect.1")" \
    "$("$collect" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p')"
tap_end
