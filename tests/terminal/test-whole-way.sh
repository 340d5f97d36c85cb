# The whole way, by keys and commands: content, pack, centre, learner, lesson, quiz, a pulled plug, the rest of the quiz, a stick, the coordinator, the tables. Then what goes wrong on the
# way: a lost stick, the wrong order, everything twice, a restored backup.
. "$srcdir/tests/tap.sh"
if ! command -v tmux >/dev/null 2>&1; then
    skip 'the whole way in a terminal' 'tmux is not installed'
    tap_end
fi
if ! command -v sqlite3 >/dev/null 2>&1; then
    skip 'the whole way in a terminal' 'sqlite3 is not installed'
    tap_end
fi
admin=$builddir/tools/kiosk-admin
pack=$builddir/tools/kiosk-pack
collect=$builddir/tools/kiosk-collect
work=$(mktemp -d) || exit 99
. "$srcdir/tests/terminal/screen.sh"
. "$srcdir/tests/terminal/small-pack.sh"
trap 'term kill-server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
mkdir stick data office lost found before after
ln -s "$srcdir/content/profile" data/profile
ln -s "$builddir/packs" data/packs
unset TMUX KIOSK_ADMIN
# the home folder stands for the stick: the kiosk offers it as a place
export KIOSK_DATADIR="$work/data" KIOSK_CENTRE="$work/centre" HOME="$work/stick" TERM=xterm-256color LC_ALL=C.UTF-8 \
    KIOSK_DATABASE="$work/office/national.db" KIOSK_COLLECT_KEY="$work/office/national.key"
kiosk="$builddir/kiosk/app/kiosk --no-mouse"

# The coordinator's office.
ok 'the coordinator makes a key' "$collect" keygen -o office/national --for 'Empretec Zambia'
ok 'the database' "$collect" init office/national.db
ok 'and a joining file, on a stick' sh -c '"$1" invite -o stick/national.joining >office/invited' - "$collect"
digits=$(grep -oE '([0-9]{4} ){5}[0-9]{4}' office/invited | head -1)
is 'whose numbers are read out by telephone' "$(printf %s "$digits" | tr -d '0-9 ' | wc -c) ${#digits}" '0 29'

# The centre.
small_pack small
ok 'a pack is made from its sources' "$pack" build small/small.cfg -o small.pack
ok 'a centre is made' sh -c 'echo 4711 | "$1" init centre --name "Empretec Lusaka" --manager "Grace Banda" --pin-from -' - "$admin"
manager=$("$admin" learners | cut -d' ' -f1)
sed -i 's/^unsigned_packs = false/unsigned_packs = true/' centre/kiosk.cfg
ok 'the pack is installed' "$admin" install small.pack
is 'without a coordinator nothing can leave, and what to do is said' "$("$admin" export -o stick >/dev/null 2>said; echo $?; grep -c 'joining file' said)" '1
1'

# A learner registers, reads, and takes a quiz; the power goes in the middle of it.
open a 80x24 "$kiosk"
sees a 'Press Enter to begin' && keys a Enter
ok 'a learner registers' register a 'Amina Diallo' 1985 2468
number=$(registered_number a)
keys a Enter
sees a 'Small steps' && keys a Enter
sees a 'A first lesson' '0 % done' && keys a Enter
sees a 'Reading is the first step.' && keys a Enter
sees a 'What comes after reading?' && keys a 2 Enter
ok 'a question of the lesson is answered' sees a 'Yes, do it.' '✓ answer saved'
keys a Enter
sees a 'This was the last page.' && keys a Enter
ok 'the lesson is read to its end' sees a 'You have reached the end of this lesson.'
keys a Enter
sees a 'Begin' && keys a Enter
sees a 'Question 1 of 4' && keys a 1
sees a '1 ● one' '✓ answer saved' && keys a 2
ok 'a first answer is changed, and saved' sees a '2 ● two' '✓ answer saved'
keys a Enter
sees a 'Question 2 of 4' '1 ✓' && keys a 2
ok 'the second is saved' sees a '2 ● False' '✓ answer saved'
ok 'the power goes' pull_the_plug "$(process a)" "$(cat centre/keeper.lock)"
again a "$kiosk"
sees a 'Press Enter to begin'
ok 'the learner signs in again' sign_in a "$number" 2468
sees a 'Go on' && keys a Enter
ok 'the quiz goes on where it was' sees a '1 ✓' '2 ✓' 'Question 3 of 4' 'Type a number'
keys a 42
sees a '▸ 42' && keys a Enter
sees a 'Question 4 of 4' '3 ✓' && keys a 1
sees a '1 ☑ seven' '✓ answer saved' && keys a 3
ok 'the last answers are saved' sees a '3 ☑ eight' '✓ answer saved'
keys a Enter
sees a 'Every question is answered.' && keys a Enter
ok 'the quiz is handed in' sees a 'Handed in and saved.' '3 of 4 points, 75 %'
keys a Escape
ok 'the learner signs out' sign_out a

# The manager joins the coordinator, and takes the results to the stick: from the screen alone.
manage() { # manage ROW: from the first screen into a row of the manager's
    sign_in a "$manager" 4711 && sees a 'Manage the centre' && keys a End Enter && sees a 'Results to the stick' && keys a "$1"
}
leave() { # leave: from the manager's list
    sees a 'Date and time' && keys a Escape && sees a 'sign out' 'Manage the centre' && sign_out a
}
ok 'the manager opens the results' manage 5
ok 'the screen says who is missing, and what to do' sees a 'Nobody collects the results of this centre yet.' 'joining file'
keys a Enter
ok 'the joining file on the stick is offered' sees a 'Empretec Zambia' new
keys a Enter
spaced=$(printf %s "$digits" | sed 's/ /     /g; s/\([0-9]\)\([0-9]\)/\1 \2/g; s/\([0-9]\)\([0-9]\)/\1 \2/g')
ok 'its numbers are the ones that are read out' sees a 'compare these numbers' "$(printf %s "$spaced" | cut -c1-31 | sed 's/ *$//')" "$(printf %s "$spaced" | cut -c37- | sed 's/^ *//')"
keys a Right Enter
ok 'the centre joins' sees a 'Joined.'
keys a Escape
sees a 'Results to the stick' 'Date and time' || { keys a Escape; sees a 'Date and time'; }
keys a 5
ok 'now the stick is asked for' sees a 'Home folder'
keys a End Enter
ok 'what goes, and to whom, is said' sees a 'Goes to' 'Empretec Zambia' 'Write results'
keys a Enter
ok 'the results are on the stick' sees a 'Done. The results are in the folder.' '1 file is there. It was read back, and is whole.'
keys a Enter
ok 'the manager signs out' leave
is 'on the stick there is the request and one bundle' "$(ls stick/empretec | sed 's/.*\.//' | sort | tr '\n' ' ')" 'bundle request '

# The coordinator: the centre is not enrolled; then it is.
ok 'the stick comes to the coordinator' sh -c '"$1" add stick >office/added' - "$collect"
is 'whose program keeps the results aside, unopened' "$(grep -c 'kept aside' office/added) $(sqlite3 office/national.db 'SELECT count(*) FROM event')" '2 0'
centre_digits=$("$admin" trust | sed -n 's/^Fingerprint: //p')
ok 'the centre is enrolled when its numbers are right' "$collect" enrol 'Empretec Lusaka' --fingerprint "$centre_digits" -o stick
ok 'the texts of the questions are added' "$collect" packs add small.pack
ok 'and the tables are made' "$collect" export --csv -o tables
ok 'the database is whole' "$collect" check

tables() { # tables SQL: over the tables, each by the name of its file
    for table in answers attempts profiles lessons items options terminals; do
        printf '.import --csv tables/%s.csv %s\n' "$table" "$table"
    done | sqlite3 -cmd "$(printf '.mode list')" tables.db >/dev/null 2>&1
    sqlite3 -separator ' | ' tables.db "$1"
    rm -f tables.db
}
# What was chosen, in words: the numbers of a response are looked up in options.csv.
chosen="CASE WHEN (SELECT kind FROM items i WHERE i.item = a.item) IN ('multichoice', 'truefalse')
    THEN (SELECT group_concat(o.text, ' + ') FROM (SELECT text, option FROM options WHERE item = a.item ORDER BY 0 + option) o
          WHERE ',' || a.response || ',' LIKE '%,' || o.option || ',%') ELSE a.response END"
is 'the answers table holds exactly what was typed, in the order of typing' "$(tables "SELECT a.item, $chosen, a.stands FROM answers a ORDER BY 0 + a.seq")" \
    'first.after | doing | 1
sums.even | one | 0
sums.even | two | 1
sums.five | false | 1
sums.product | 42 | 1
sums.odd | seven | 0
sums.odd | seven + eight | 1'
is 'the attempts table has its mark as numbers' "$(tables "SELECT unit, marks, possible, per_cent, passed, submitted FROM attempts")" 'practice | 3 | 4 | 75 | 1 | 1'
is 'the profiles table has codes and no name' "$(tables "SELECT role, sex, born FROM profiles WHERE role = 'learner'"; grep -rc 'Amina\|Diallo' tables | grep -v ':0')" 'learner | female | 1985-1989'
is 'the lessons table says what was read' "$(tables "SELECT unit, pages, pages_read, questions, right, finished FROM lessons")" 'first | 3 | 3 | 1 | 1 | 1'
is 'as many answers as the centre has' "$(tables 'SELECT count(*) FROM answers')" "$(sqlite3 centre/records.db "SELECT count(*) FROM event WHERE kind IN ('answered', 'block-answered')")"

# The receipt goes back, and is shown.
ok 'a receipt goes onto the stick' "$collect" receipts -o stick
ok 'the manager opens the results again' manage 5
sees a 'Home folder' && keys a End Enter
ok 'what has arrived is shown' sees a 'Arrived so far' 'all up to' 'Write results'
keys a Enter
ok 'the results since then go onto the stick' sees a 'Done. The results are in the folder.' 'read back'
keys a Enter
ok 'the manager signs out again' leave
arrived=$(sqlite3 office/national.db 'SELECT max(last) FROM segment')
is 'the first bundle is not waiting any more' "$(ls centre/outbox | grep -c -- "-0000000001-")" 0
is 'the coordinator is said to have it' "$("$admin" trust | sed -n "s/^  arrived: *//p" | grep -c "$arrived")" 1
is 'and has enrolled the centre' "$("$admin" trust | sed -n 's/^  enrolled: *//p')" yes

# A lost stick: what was on it goes onto the next one, byte for byte. Then both come, the second one first, and twice.
answer() { # answer RESPONSE [CENTRE [HARDWARE]]: a guest says this, without the screen
    "$builddir/tests/terminal/answer" "${2:-centre}" "$1" ${3:+"$3"}
}
ok 'a learner answers' answer 11
ok 'a second stick is written' "$admin" export -o lost
ok 'and another answer is given' answer 12
ok 'a third stick is written' "$admin" export -o found
lost=$(ls lost/empretec/*.bundle | wc -l)
is 'what was on the lost stick is on the next one, the same bytes' "$(for file in lost/empretec/*.bundle; do cmp "$file" "found/empretec/${file##*/}" && echo same; done | grep -c same)" "$lost"
ok 'the next one has more' test "$(ls found/empretec/*.bundle | wc -l)" -gt "$lost"
dump() { # dump DB: the log as it is, without what depends on when and in which order files came
    sqlite3 "$1" "SELECT hex(o.uuid), e.branch, e.seq, e.at, hex(b.uuid), hex(e.actor), k.name, hex(e.attempt), s.pack, s.version, s.unit, s.language, i.name, e.data, hex(e.payload)
        FROM event e JOIN origin o ON o.id = e.origin JOIN boot b ON b.id = e.boot JOIN kind k ON k.id = e.kind LEFT JOIN source s ON s.id = e.source
        LEFT JOIN item i ON i.id = e.item ORDER BY 1, 2, 3"
}
cp office/national.db office/other.db
ok 'found, then lost, then both again' sh -c 'for stick in found lost lost found; do "$1" add "$stick" || exit 1; done' - "$collect"
ok 'lost, then found, in another office' env KIOSK_DATABASE="$work/office/other.db" sh -c 'for stick in lost found; do "$1" add "$stick" || exit 1; done' - "$collect"
dump office/national.db >dump.one
dump office/other.db >dump.two
is 'give the same database' "$(cmp dump.one dump.two && grep -c . dump.one)" "$(sqlite3 centre/records.db 'SELECT count(*) FROM event')"
is 'in which nothing lacks' "$("$collect" status | grep -c lacks)" 0
is 'twice is known, and no failure' "$("$collect" add found >said; echo $?; grep -c ': known' said)" "0
$(ls found/empretec/*.bundle | wc -l)"

# A backup that was restored: both histories are kept, and the fork is named. Then the terminal hears of it, and takes a new origin.
cp -a centre backup
ok 'answers after the backup' answer 21
ok 'go onto a stick' "$admin" export -o before
ok 'and are collected' "$collect" add before
before=$(sqlite3 office/national.db 'SELECT count(*) FROM event')
rm -rf centre
mv backup centre
ok 'the backup is restored, and more is answered' answer 22
ok 'and goes onto a stick' "$admin" export -o after
ok 'and is collected' sh -c '"$1" add after >said' - "$collect"
is 'the fork is named' "$(grep -c 'two histories' said)" 1
is 'and both histories are there' "$(sqlite3 office/national.db "SELECT count(*) FROM event WHERE data LIKE '%\"21\"%' OR data LIKE '%\"22\"%'") $(sqlite3 office/national.db 'SELECT count(*) FROM event') $(sqlite3 office/national.db 'SELECT count(DISTINCT branch) FROM event')" \
    "2 $((before + $(sqlite3 centre/records.db 'SELECT count(*) FROM event') - $(sqlite3 office/national.db 'SELECT min(shared) FROM branch WHERE branch > 0'))) 2"
ok 'the database is whole with both' "$collect" check
ok 'a receipt goes back' "$collect" receipts -o after
ok 'the terminal takes it in' "$admin" export -o after
is 'and goes on under a new origin' "$(sqlite3 centre/records.db "SELECT count(*) FROM origin; SELECT json_extract(data, '\$.reason') FROM event WHERE kind = 'origin-made' ORDER BY origin DESC LIMIT 1")" '2
receipt'
ok 'whose events are collected too' "$collect" add after
is 'and it is known what it follows' "$(sqlite3 office/national.db 'SELECT count(*) FROM origin WHERE follows IS NOT NULL')" 1

# A card that was copied into another machine: it takes an origin of its own at its first start, and nothing forks.
mkdir copied first
cp -a centre copy
branches=$(sqlite3 office/national.db 'SELECT count(*) FROM branch WHERE branch > 0')
ok 'the copied card learns on in another machine' answer 31 copy 'another board'
ok 'and so does the first one' answer 32
ok 'both write sticks' sh -c '"$1" export --centre copy -o copied && "$1" export -o first' - "$admin"
ok 'both are collected, the copy first' "$collect" add copied first
is 'every answer is there once' "$(sqlite3 office/national.db "SELECT group_concat(json_extract(data, '\$.response')) FROM (SELECT data FROM event WHERE data LIKE '%\"31\"%' OR data LIKE '%\"32\"%' ORDER BY 1)")" '31,32'
is 'and nothing has forked' "$(sqlite3 office/national.db 'SELECT count(*) FROM branch WHERE branch > 0')" "$branches"
is 'the copy says whom it follows' "$(sqlite3 copy/records.db "SELECT count(*) FROM event WHERE kind = 'origin-made' AND json_extract(data, '\$.reason') = 'hardware'")" "$(($("$admin" check --centre copy >/dev/null; sqlite3 copy/records.db 'SELECT count(*) FROM origin') - 2))"
ok 'the database is whole' "$collect" check
ok 'the centre is whole' "$admin" check
ok 'the copy is whole' "$admin" check --centre copy

# The centre changes its key, then the coordinator does: each old key vouches for the new one, and nothing is compared again.
mkdir changed
is 'a new key has to be meant' "$("$admin" new-key >/dev/null 2>&1; echo $?)" 1
ok 'the centre has another key' "$admin" new-key --yes
ok 'it learns on' answer 41
ok 'and writes a stick' "$admin" export -o changed
ok 'which the coordinator takes in' sh -c '"$1" add changed >said' - "$collect"
is 'without keeping anything aside' "$(grep -c ': kept aside' said) $(sqlite3 office/national.db "SELECT count(*) FROM event WHERE data LIKE '%\"41\"%'")" '0 1'
centre_digits=$("$admin" trust | sed -n 's/^Fingerprint: //p')
ok 'it is granted anew' "$collect" enrol changed/empretec/*.request --fingerprint "$centre_digits" -o changed
ok 'the coordinator has another key' "$collect" keygen -o office/later --for 'Empretec Zambia'
ok 'for which the old one vouches in a joining file' "$collect" invite --key office/later.key --previous office/national.key -o changed/later.joining
is 'which is taken without comparing' "$("$admin" join changed/later.joining; "$admin" trust | grep -c '^  fingerprint:')" 'Results are sealed for Empretec Zambia from now on.
1'
ok 'the centre learns on' answer 42
ok 'and writes a stick for the new key' "$admin" export -o changed
ok 'which opens it' env KIOSK_COLLECT_KEY="$work/office/later.key" sh -c '"$1" add changed >said; grep -q "New events: [1-9]" said' - "$collect"
is 'every answer is there' "$(sqlite3 office/national.db "SELECT count(*) FROM event WHERE kind = (SELECT id FROM kind WHERE name = 'block-answered')")" \
    "$(($(sqlite3 centre/records.db "SELECT count(*) FROM event WHERE kind = 'block-answered'") + 2))"

is 'receipts are refused with a key that the database does not know' "$("$collect" receipts --key office/later.key -o changed >said 2>&1; echo $?; grep -c 'the database belongs to Empretec Zambia' said)" '1
1'
ok 'until somebody says that it was changed' "$collect" enrol --key office/later.key --changed-key 'Empretec Lusaka' --fingerprint "$centre_digits" -o changed
ok 'then receipts are by the new key' "$collect" receipts --key office/later.key -o changed
ok 'and the centre takes grant and receipt' "$admin" export -o changed
is 'by which it is enrolled, and knows what has arrived' "$("$admin" trust | sed -n 's/^  enrolled: *//p; s/^  arrived: *//p' | grep -c -e '^yes$' -e '^up to')" 2
is 'a stranger of another country enrols nobody here' "$("$collect" keygen -o office/kenya --for 'Empretec Kenya' >/dev/null; "$collect" enrol --key office/kenya.key --yes 'Empretec Lusaka' -o changed >said 2>&1; echo $?
    grep -c 'this is the key of Empretec Kenya; the database belongs to Empretec Zambia' said)" '1
1'

# A terminal that is revoked.
origin=$(sqlite3 centre/records.db "SELECT lower(hex(uuid)) FROM origin ORDER BY id DESC LIMIT 1" | sed 's/^\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)/\1-\2-\3-\4-/')
ok 'the terminal is revoked' "$collect" revoke "$origin" --reason 'stolen'
ok 'it learns on' answer 51
ok 'and writes a stick again' "$admin" export -o changed
before=$(sqlite3 office/national.db 'SELECT count(*) FROM event')
env KIOSK_COLLECT_KEY="$work/office/later.key" "$collect" add changed >said 2>&1
is 'of which nothing is taken in' "$(sqlite3 office/national.db 'SELECT count(*) FROM event') $(grep -q 'its terminal was revoked' said && echo said)" "$before said"
ok 'the database is whole to the end' "$collect" check
tap_end
