# What an author does: new, check, build, show; and what check says of mistakes in all that a pack holds together.
. "$srcdir/tests/tap.sh"
pack=$builddir/tools/kiosk-pack
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99

# says NAME WANT COMMAND…: what is said on standard error, and the exit code behind it
says() {
    says_name=$1; says_want=$2; shift 2
    says_have=$("$@" 2>&1 >/dev/null; echo "exit $?")
    is "$says_name" "$says_have" "$says_want"
}

ok 'new writes a skeleton' "$pack" new mine
is 'the skeleton is a recipe, a lesson, a bank and a quiz' "$(find mine -type f | LC_ALL=C sort | tr '\n' ' ')" \
    'mine/en/bank.gift mine/en/lessons/01-first.md mine/mine.cfg mine/quizzes/quiz-first.quiz '
says 'new leaves a folder that is not empty' 'kiosk-pack: mine: this folder is not empty: name another one
exit 1' "$pack" new mine
says 'the skeleton passes the check' 'exit 0' "$pack" check mine
is 'what a recipe names is looked at once' "$("$pack" check mine | grep lessons)" 'lessons            1'
ok 'the skeleton can be built' "$pack" build mine/mine.cfg -o one.pack
ok 'a second time gives the same' "$pack" build mine/mine.cfg -o two.pack
ok 'byte for byte' cmp one.pack two.pack
is 'the pack shows what is in it' "$("$pack" show one.pack | grep '^  ' | awk '{ print $1, $2 }')" 'lesson first
quiz quiz-first
bank bank'
says 'the pack passes the check' 'exit 0' "$pack" check one.pack
is 'and its units are read' "$("$pack" check one.pack | grep -E '^(lessons|questions)')" 'lessons            1
questions          4'
says 'the content that ships passes the check' 'exit 0' "$pack" check "$srcdir/packs/business-skills.cfg" "$srcdir/content"
is 'it holds what the recipe says' "$("$pack" check "$srcdir/packs/business-skills.cfg" | grep -E '^(lessons|mistakes)')" 'lessons            8
mistakes           0'

# mistakes: each in a copy of the skeleton
spoil() {
    rm -rf bad; cp -R mine bad
    sed "$2" "bad/$1" > spoilt && cp spoilt "bad/$1"
}
spoil en/lessons/01-first.md 's/| 4 crowns/| 5 crowns/'
says 'wrong arithmetic in a lesson is refused' 'kiosk-pack: bad/en/lessons/01-first.md:16:28: :price - :cost gives 4, not 5 crowns: mend the text or the expression
exit 1' "$pack" check bad
says 'and makes no pack' 'kiosk-pack: bad/en/lessons/01-first.md:16:28: :price - :cost gives 4, not 5 crowns: mend the text or the expression
exit 1' "$pack" build bad/mine.cfg -o bad.pack
ok 'not even an empty one' test ! -e bad.pack
spoil en/bank.gift 's/12 - 7 = 5/12 - 7 = 6/'
says 'wrong arithmetic in a bank is refused' 'kiosk-pack: bad/en/bank.gift:6:11: 12 - 7 gives 5, not 6: mend the text or the expression
exit 1' "$pack" check bad
spoil en/bank.gift 's/mine.left-1/mine.first.1/'
says 'an id that two units share is refused' 'kiosk-pack: bad/en/lessons/01-first.md:26: the question id `mine.first.1` is also in bad/en/bank.gift: change one of them
exit 1' "$pack" check bad
spoil quizzes/quiz-first.quiz 's/count = 1/count = 4/'
says 'a draw that cannot be filled is refused' 'kiosk-pack: bad/quizzes/quiz-first.quiz:5: `first` has 3 questions that can be drawn, and 4 are needed: write more, or draw fewer
exit 1' "$pack" check bad
spoil quizzes/quiz-first.quiz 's/quiz-first/quiz-1st/'
says 'a quiz must have the id that the recipe gives it' 'kiosk-pack: bad/quizzes/quiz-first.quiz: its id is `quiz-1st`, but the recipe calls it `quiz-first`: make them the same
exit 1' "$pack" check bad
spoil en/lessons/01-first.md 's/^```question/```worksheet costs\n```\n\n```question/'
says 'a worksheet that is not there is refused' 'kiosk-pack: bad/en/lessons/01-first.md:23: there is no worksheet `costs` in this pack
exit 1' "$pack" check bad
spoil mine.cfg 's/quiz = "quiz-first"/quiz = "quiz-2"/'
says 'a quiz that is not there is refused' "kiosk-pack: bad/mine.cfg:12: the lesson's quiz \`quiz-2\` is no quiz of this recipe
exit 1" "$pack" check bad/mine.cfg
spoil mine.cfg 's/bank.gift/tank.gift/'
says 'a file that is not there is refused' 'kiosk-pack: bad/en/tank.gift: this file cannot be opened: No such file or directory
exit 1' "$pack" check bad/mine.cfg
says 'a file of an unknown kind is refused' 'kiosk-pack: spoilt: this is no lesson (.md), bank (.gift), quiz (.quiz), form (.form), recipe (.cfg) or pack (.pack)
exit 1' "$pack" check spoilt

# forms: the documented one, and expressions that mean nothing
sed -n '/^## Forms/,/^## /{/^```/,/^```/{/^```/!p}}' "$srcdir/docs/authoring.md" > documented.form
says 'the documented form passes the check' 'exit 0' "$pack" check documented.form
sed "s/:sex <> /:sx <> /; s/:workers < 250/:workers </" documented.form > bad.form
is 'expressions of forms are looked at' "$("$pack" check bad.form 2>&1 >/dev/null | cut -d: -f1-3)" 'kiosk-pack: bad.form:13
kiosk-pack: bad.form:13'

# a second language: the same texts, then one mistake after another
rm -rf two; cp -R mine two; cp -R two/en two/fr
sed 's/\[ "en" \]/[ "en", "fr" ]/; s/\(title = { en = "[^"]*";\)/\1 fr = "Titre";/; s/\(summary = { en = "[^"]*";\)/\1 fr = "R";/' mine/mine.cfg > two/mine.cfg
sed 's/\(title = { en = "[^"]*";\)/\1 fr = "Titre";/' mine/quizzes/quiz-first.quiz > two/quizzes/quiz-first.quiz
says 'two languages that agree pass the check' 'exit 0' "$pack" check two
differs() {
    rm -rf bad; cp -R two bad
    sed "$3" "bad/$2" > spoilt && cp spoilt "bad/$2"
    says "$1" "$4
exit 1" "$pack" check bad
}
differs 'a title that is not translated is refused' quizzes/quiz-first.quiz 's/ fr = "Titre";//' \
    'kiosk-pack: bad/quizzes/quiz-first.quiz: the title is not there in the language `fr`'
differs 'other ids are refused' fr/bank.gift 's/mine.loss-1/mine.loss-2/' \
    'kiosk-pack: bad/fr/bank.gift:12: here is the question `mine.loss-2`, but `mine.loss-1` in bad/en/bank.gift: the same ones must come in the same order'
differs 'another key is refused' fr/bank.gift 's/{TRUE}/{FALSE}/' \
    'kiosk-pack: bad/fr/bank.gift:12: the question `mine.loss-1` has its key elsewhere than in bad/en/bank.gift'
differs 'another number of options is refused' fr/bank.gift '/~The customer/d' \
    'kiosk-pack: bad/fr/bank.gift:15: the question `mine.cost-1` has another number of options than in bad/en/bank.gift'
differs 'other numbers are refused' fr/bank.gift 's/=5:0/=6:0/' \
    'kiosk-pack: bad/fr/bank.gift:7: the question `mine.left-1` has other numbers than in bad/en/bank.gift'
differs 'other categories are refused' fr/bank.gift 's/CATEGORY: first/CATEGORY: premier/' \
    'kiosk-pack: bad/fr/bank.gift:7: the question `mine.left-1` is in another category than in bad/en/bank.gift: names of categories are not translated
kiosk-pack: bad/fr/bank.gift:12: the question `mine.loss-1` is in another category than in bad/en/bank.gift: names of categories are not translated
kiosk-pack: bad/fr/bank.gift:15: the question `mine.cost-1` is in another category than in bad/en/bank.gift: names of categories are not translated'
differs 'other figures are refused' fr/lessons/01-first.md 's/set price = 10/set price = 11/; s/4 crowns/5 couronnes/' \
    'kiosk-pack: bad/fr/lessons/01-first.md:16:28: the figure is 5 couronnes here, but 4 crowns in bad/en/lessons/01-first.md'
tap_end
