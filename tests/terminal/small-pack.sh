# A pack of one lesson and one quiz, so that what must be answered is known: source it, then small_pack FOLDER writes its sources.
small_pack() {
    mkdir -p "$1/en"
    cat >"$1/small.cfg" <<'END'
format = 1;
id = "small";
version = "1.0.0";
title = { en = "Small steps"; };
summary = { en = "One lesson and one quiz."; };
languages = [ "en" ];
source = ".";
licence = "CC-BY-4.0";
publisher = "Nobody";
units = (
  { kind = "lesson"; id = "first";    file = "first.md"; minutes = 5; quiz = "practice"; },
  { kind = "quiz";   id = "practice"; file = "../practice.quiz"; },
  { kind = "bank";   id = "bank";     file = "bank.gift"; }
);
END
    cat >"$1/practice.quiz" <<'END'
id = "practice";
kind = "practice";
title = { en = "Practice with sums"; };
summary = { en = "Four questions."; };
draw = ( { bank = "bank"; category = "sums"; count = 4; } );
order = "as-written";
shuffle_options = false;
time_limit = 0;
attempts = 0;
pass_mark = 70;
feedback = "deferred";
review = "full";
END
    cat >"$1/en/bank.gift" <<'END'
$CATEGORY: sums

// [id:sums.even]
::Even:: Which of these is even? {
  ~one
  =two
  ~three
}

// [id:sums.five]
::Five:: Two and two are five. {F}

// [id:sums.product]
::Product:: How much is 6 times 7? {#42}

// [id:sums.odd]
::Odd:: Which of these are odd? {
  ~%50%seven
  ~%50%nine
  ~%-100%eight
}
END
    cat >"$1/en/first.md" <<'END'
# A first lesson

Reading is the first step.

---

## In the middle

```question
// [id:first.after]
::After:: What comes after reading? {
  ~sleeping#No, not yet.
  =doing#Yes, do it.
}
```

---

## At the end

This was the last page.
END
}
