# kiosk-admin import-learners: lists of people as spreadsheets of many countries write them.
. "$srcdir/tests/tap.sh"
admin=$builddir/tools/kiosk-admin
work=$(mktemp -d) || exit 99
keeper=
trap '[ -n "$keeper" ] && kill "$keeper" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 99
echo 4711 | "$admin" init centre --name 'Empretec Lusaka' --manager 'Mariam Keita' --languages 'en fr' --pin-from - >/dev/null || exit 99
export KIOSK_CENTRE=centre
# All that the command says, and its code; numbers are not this test's affair.
import() { "$admin" import-learners "$@" 2>&1; echo $?; }
people() { "$admin" learners | sed 's/^[0-9]* *//'; }
numbers() { sed "s/\b[0-9]\{7\}\b/NUMBER/; s/PIN:     [0-9]\{4\}\$/PIN:     DRAWN/"; }

cat >people.csv <<'END'
name,sex,born,sector,registered,workers,place,disability,pin,language
Grace Banda,female,1990-1994,c,yes,2-4,urban,no,918273645546,en
"Phiri, John",M,12/05/1971,farming,no,alone,village,,,
Élodie Ngoma,F,,,,,,,,fr
END
before=$(people)
is 'a dry run says what would be done' "$(import people.csv --dry-run --slips slips.txt)" \
    'There are 3 people in people.csv (divided by commas).
3 people would be enrolled; 0 would be passed over. Nothing was changed.
0'
is 'and changes nothing' "$(people; ls)" "$before
centre
people.csv"
is 'where a PIN is to be drawn, there must be a place for it' "$(import people.csv; people)" \
    "There are 3 people in people.csv (divided by commas).
kiosk-admin: 2 of these people have no PIN in the list; name a file with --slips, where the drawn ones are written
1
$before"
is 'a list is enrolled' "$(umask 0; import people.csv --slips slips.txt)" \
    'There are 3 people in people.csv (divided by commas).
3 people are enrolled; 0 were passed over.
Numbers and PINs are in slips.txt: print it, hand the slips out, and delete it. The PINs stand nowhere else.
0'
is 'its people are there' "$(people)" 'learner      Élodie Ngoma
learner      Grace Banda
manager      Mariam Keita
learner      Phiri, John'
is 'the slips are for their owner alone' "$(stat -c %a slips.txt)" 600
is 'and have what each one needs' "$(numbers <slips.txt | sed 's/ $//')" \
    '  Empretec Lusaka

  Grace Banda

  Number:  NUMBER
  PIN:     918273645546

  With both you sign in at any terminal. Tell nobody your PIN.

- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
  Empretec Lusaka

  Phiri, John

  Number:  NUMBER
  PIN:     DRAWN

  With both you sign in at any terminal. Tell nobody your PIN.

- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
  Empretec Lusaka

  Élodie Ngoma

  Number:  NUMBER
  PIN:     DRAWN

  With both you sign in at any terminal. Tell nobody your PIN.

- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -'
first=$("$admin" learners --find grace | cut -d' ' -f1)
is 'slips can be had again, with new PINs' "$("$admin" slips "$first" -o again.txt; grep -c 'Number:' again.txt; stat -c %a again.txt)" '1 person has a new PIN.
Numbers and PINs are in again.txt: print it, hand the slips out, and delete it. The PINs stand nowhere else.
1
600'
is 'of everybody who is named, or of nobody' "$("$admin" slips "$first" 999 -o more.txt 2>&1; echo $?; ls more.txt 2>&1 | grep -c 'No such')" \
    'kiosk-admin: nobody has the number 999; kiosk-admin learners lists all
1
1'
is 'nobody twice' "$("$admin" slips "$first" "$first" -o more.txt 2>&1; echo $?)" "kiosk-admin: $first stands in the command twice
1"
is 'a file that is there is kept' "$("$admin" slips "$first" -o again.txt 2>&1; echo $?)" \
    'kiosk-admin: again.txt: this file is there already, and may hold PINs that stand nowhere else; name another one
1'
rm again.txt
is 'the numbers are those of the people' "$(sed -n 's/.*Number:  //p' slips.txt | sort)" "$("$admin" learners | sed -n 's/ *learner .*//p' | sort)"
is 'a PIN stands nowhere else' "$(grep -rl 918273645546 . | sort)" './people.csv
./slips.txt'
is 'who is known is passed over, so that the same list may come again' "$(import people.csv --slips more.txt | numbers; ls more.txt 2>&1 | grep -c 'No such')" \
    'There are 3 people in people.csv (divided by commas).
kiosk-admin: warning: people.csv:2: Grace Banda is known already, with the number NUMBER, and is passed over (--with-doubles: this is somebody else)
kiosk-admin: warning: people.csv:3: Phiri, John is known already, with the number NUMBER, and is passed over (--with-doubles: this is somebody else)
kiosk-admin: warning: people.csv:4: Élodie Ngoma is known already, with the number NUMBER, and is passed over (--with-doubles: this is somebody else)
0 people are enrolled; 3 were passed over.
0
1'

# What comes out of spreadsheets
printf 'Pr\351nom;NOM;Sexe;Date de naissance;T\351l\351phone\r\nZo\351;Mba;Femme;01/02/1988;77\r\nRen\351;Mba;Homme;3/4/1979;78\r\n' >liste.csv
is 'semicolons, Windows-1252 and CR LF are read, and said' "$(import liste.csv --slips s1)" \
    'There are 2 people in liste.csv (divided by semicolons).
kiosk-admin: warning: liste.csv: this file was read as Windows-1252; save it as UTF-8 to be sure of every letter
kiosk-admin: warning: liste.csv:1:35: the column "Téléphone" is passed over; known are name, given, family, pin, language, sex, born, sector, registered, workers, place, disability
2 people are enrolled; 0 were passed over.
Numbers and PINs are in s1: print it, hand the slips out, and delete it. The PINs stand nowhere else.
0'
is 'names are joined from their halves' "$("$admin" learners --find mba | sed 's/^[0-9]* *//')" 'learner      René Mba
learner      Zoé Mba'
if command -v iconv >/dev/null; then
    printf 'الاسم\tالجنس\tسنة الميلاد\tالرمز السري\r\nأحمد علي\tذكر\t١٩٨٥\t٢٤٦٨\r\n' | iconv -f UTF-8 -t UTF-16 >arabic.txt
    is 'UTF-16 with TABs is read; where all have PINs, no slips are needed' "$(import arabic.txt | numbers)" \
        'There is 1 person in arabic.txt (divided by TABs).
kiosk-admin: warning: arabic.txt: this file was read as UTF-16 (little endian); save it as UTF-8 to be sure of every letter
NUMBER        أحمد علي
1 person is enrolled; 0 were passed over.
0'
fi
printf 'Abena Mensah,f,1234\n' >bare.csv
is 'a list without a head line says how to name the columns' "$(import bare.csv)" \
    'kiosk-admin: warning: bare.csv:1:1: the column "Abena Mensah" is passed over; known are name, given, family, pin, language, sex, born, sector, registered, workers, place, disability
kiosk-admin: warning: bare.csv:1:14: the column "f" is passed over; known are name, given, family, pin, language, sex, born, sector, registered, workers, place, disability
kiosk-admin: warning: bare.csv:1:16: the column "1234" is passed over; known are name, given, family, pin, language, sex, born, sector, registered, workers, place, disability
kiosk-admin: bare.csv:1: no column of this line is called name; let the first line name the columns (name, sex, born, …), or say with --columns what they are
kiosk-admin: nobody was enrolled; put this right, and try again
1'
is 'and is read when they are named' "$(import bare.csv --columns name,sex,pin | numbers)" \
    'There is 1 person in bare.csv (divided by commas).
NUMBER        Abena Mensah
1 person is enrolled; 0 were passed over.
0'
is 'a column that is named wrongly is said' "$(import bare.csv --columns name,sexx,pin)" \
    'kiosk-admin: --columns:1:6: "sexx" is no name of a column; there may stand name, given, family, pin, language, sex, born, sector, registered, workers, place, disability, or - for one that is passed over
kiosk-admin: nobody was enrolled; put this right, and try again
1'

# All or nothing
before=$(people)
cat >wrong.csv <<'END'
name,sex,born,language,pin
Good Person,female,1990,en,1234
,male,,,
Bad Year,male,31544,,
Bad Pin,male,,de,12
END
is 'each mistake is said with its place, and nobody is enrolled' "$(import wrong.csv --slips s2; people; ls s2 2>&1 | grep -c 'No such')" \
    "kiosk-admin: wrong.csv:3:1: here the name is missing; write it, or take the line away
kiosk-admin: wrong.csv:4:15: \"31544\" is no year of birth; there may stand a year from 1925 to 2014, a date with such a year, five years as 1985-1989, or nothing
kiosk-admin: wrong.csv:5:15: \"de\" is no language that is offered here; there may stand en fr, or nothing
kiosk-admin: wrong.csv:5:18: a PIN has 4 to 12 digits (in a spreadsheet its column must be text, so that no 0 is lost), or stands nowhere and is drawn
kiosk-admin: nobody was enrolled; put this right, and try again
1
$before
1"
is 'a file that is not there is said' "$(import none.csv | head -1)" 'kiosk-admin: none.csv: this file cannot be opened: No such file or directory'
printf 'name\nA\033[2J\n' >hostile.csv
is 'what could run a terminal is refused' "$(import hostile.csv)" \
    'kiosk-admin: hostile.csv:2:2: there is a control character here, U+001B; this may be no text file, or take the character out
kiosk-admin: nobody was enrolled; put this right, and try again
1'
printf 'name,pin\n"=cmd|""x""!A1",1234\n\342\200\256Turned,1234\n"Two\nLines",1234\n' >odd.csv
is 'odd names become plain ones' "$(import odd.csv | numbers)" \
    'There are 3 people in odd.csv (divided by commas).
NUMBER        =cmd|"x"!A1
NUMBER        Turned
NUMBER        Two Lines
3 people are enrolled; 0 were passed over.
0'
is 'slips never write over others' "$(printf 'name\nNew One\n' >new.csv; import new.csv --slips slips.txt; people | grep -c 'New One')" \
    'There is 1 person in new.csv (divided by commas).
kiosk-admin: slips.txt: this file is there already, and may hold PINs that stand nowhere else; name another one
1
0'

# Doubles
printf 'name,born,pin\nAda Osei,1980,1234\nada osei,1983,1234\nAda Osei,1985,1234\n' >twice.csv
is 'who stands twice is enrolled once' "$(import twice.csv | numbers)" \
    'There are 3 people in twice.csv (divided by commas).
kiosk-admin: warning: twice.csv:3: ada osei stands in line 2 already, and is passed over (--with-doubles: this is somebody else)
NUMBER        Ada Osei
NUMBER        Ada Osei
2 people are enrolled; 1 was passed over.
0'
is 'unless they are different people' "$(import twice.csv --with-doubles --dry-run | numbers)" \
    'There are 3 people in twice.csv (divided by commas).
kiosk-admin: warning: twice.csv:2: Ada Osei is known already, with the number NUMBER, and gets another one
kiosk-admin: warning: twice.csv:3: ada osei stands in line 2 already, and is enrolled again
kiosk-admin: warning: twice.csv:4: Ada Osei is known already, with the number NUMBER, and gets another one
3 people would be enrolled; 0 would be passed over. Nothing was changed.
0'

# Many, and a crash in the middle: who was enrolled has a slip, but at most the one who was under way; the second run takes the others.
awk 'BEGIN { print "name"; for (i = 1; i <= 300; i++) printf "Crowd Member%03d\n", i }' >crowd.csv
"$admin" import-learners crowd.csv --slips first.txt >/dev/null 2>&1 &
under_way=$!
until [ "$(grep -c Number first.txt 2>/dev/null || true)" -ge 20 ] 2>/dev/null || ! kill -0 $under_way 2>/dev/null; do sleep 0.02; done
kill -9 $under_way
wait $under_way 2>/dev/null
there=$("$admin" learners --find crowd | grep -c Crowd)
slips=$(grep -c 'PIN:' first.txt)
is 'it was killed in the middle' "$([ "$there" -ge 20 ] && [ "$there" -lt 300 ] && echo yes)" yes
is 'who was enrolled has a slip, but for one at most' "$([ $((there - slips)) -ge 0 ] && [ $((there - slips)) -le 1 ] && echo yes || echo "$there, $slips")" yes
is 'the second run takes the others' "$("$admin" import-learners crowd.csv --slips second.txt 2>/dev/null | sed -n 2p)" "$((300 - there)) people are enrolled; $there were passed over."
is 'then each is there once' "$("$admin" learners --find crowd | grep -o 'Member.*' | sort -u | grep -c .):$("$admin" learners --find crowd | grep -c Crowd)" 300:300
is 'no page has more than its lines' "$(awk 'BEGIN { RS = "\f" } { n = gsub("\n", ""); if (n > 66) print NR, n } END { print NR }' second.txt)" "$(((300 - there + 5) / 6))"
awk 'BEGIN { print "name"; for (i = 1; i <= 300; i++) printf "Throng Member%03d\n", i }' >throng.csv
"$admin" import-learners throng.csv --slips third.txt >said 2>&1 &
under_way=$!
until [ "$(grep -c Number third.txt 2>/dev/null || true)" -ge 20 ] 2>/dev/null || ! kill -0 $under_way 2>/dev/null; do sleep 0.02; done
kill -TERM $under_way
wait $under_way
is 'who is asked to stop says how far it is, and each has a slip' "$?:$(sed 1d said)" \
    "1:kiosk-admin: this was stopped
kiosk-admin: $(grep -c 'PIN:' third.txt) of 300 people are enrolled; the same command, with another file for slips, takes the others"

# The keeper is killed in the middle, and the command starts another one: what was under way is sent again, and done once.
"$admin" keep >keeper.out 2>&1 &
keeper=$!
tries=0
until [ -s keeper.out ] || [ $tries -gt 200 ]; do tries=$((tries + 1)); sleep 0.05; done
awk 'BEGIN { print "name,born"; for (i = 1; i <= 300; i++) printf "Host Member%03d,%d\n", i, 1950 + i % 60 }' >host.csv
"$admin" import-learners host.csv --slips fourth.txt >said 2>&1 &
under_way=$!
until [ "$(grep -c Number fourth.txt 2>/dev/null || true)" -ge 20 ] 2>/dev/null || ! kill -0 $under_way 2>/dev/null; do sleep 0.02; done
kill -9 $keeper
wait $under_way
is 'a keeper that dies in the middle harms nothing' "$?:$(sed -n 2p said)" '0:300 people are enrolled; 0 were passed over.'
wait $keeper 2>/dev/null
keeper=
is 'and every slip names the centre' "$(tr -d '\f' <fourth.txt | grep -c '^  Empretec Lusaka$')" 300
is 'each is there once, with the number of the slip' "$("$admin" learners --find host | sed -n 's/ *learner .*//p' | sort)" "$(sed -n 's/.*Number:  //p' fourth.txt | sort)"
is 'all is well afterwards' "$("$admin" check | tail -1)" 'All is well.'
tap_end
