/*
 * What a screen may ask of the program, and what it gets back. A screen appends requests to its effects (screen.h); app/ runs them through
 * its services, and the answer comes as an EVENT_RESULT, before queued keys, with the request's kind and number.
 *
 * One row a request: its name, the struct that is asked with, the struct that comes back (NULL where the code says it all). What comes back belongs to app/ and
 * lives until the screen that asked is left, or gets its next result of the same kind: so drop old pointers when a new result comes. It may be changed by the
 * screen that asked where this header says so. Strings in a request are copied when it is appended.
 * An answer is "saved" only when its result has come with code 0. Codes are base/error.h's; the error's sentence is ready to be shown.
 */
#ifndef SCREENS_REQUEST_H
#define SCREENS_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "learning/attempt.h"
#include "model/form.h"
#include "model/lesson.h"
#include "model/quiz.h"

#define REQUESTS(X)                                                                                            \
    X(SET_UP, struct request_set_up, struct set_up_view)          /* the centre is made, and its manager sits there; ERROR_EXISTS: it is there already */ \
    X(NAMES, struct request_names, struct names)                  /* the list of names, where it is allowed */     \
    X(FORMS, struct request_none, struct profile_forms)           /* what is asked when registering */            \
    X(SIGN_IN, struct request_sign_in, struct person_view)        /* ERROR_REFUSED: the sentence says how long to wait */ \
    X(REGISTER, struct request_register, struct person_view)      \
    X(GUEST, struct request_none, struct person_view)             \
    X(SIGN_OUT, struct request_none, struct request_none)         \
    X(HOME, struct request_none, struct home)                     \
    X(PACK, struct request_unit, struct pack_view)                \
    X(LESSON, struct request_unit, struct lesson_view)            \
    X(PAGE_READ, struct request_page, struct request_none)        \
    X(BLOCK_ANSWER, struct request_block, struct request_none)    \
    X(LESSON_DONE, struct request_page, struct request_none)      \
    X(QUIZ, struct request_unit, struct quiz_view)                \
    X(ATTEMPT_START, struct request_unit, struct attempt_view)    \
    X(MEMBER_ADD, struct request_sign_in, struct names)           /* takes part in the attempt that is begun next; all who do come back */ \
    X(MEMBERS_CLEAR, struct request_none, struct names)           \
    X(ATTEMPT_RESUME, struct request_attempt, struct attempt_view) /* also for review: then attempt.submitted is set */ \
    X(ANSWER, struct request_answer, struct request_none)         \
    X(FLAG, struct request_answer, struct request_none)           \
    X(DRAFT, struct request_answer, struct request_none)          /* text that is being typed; not an answer yet */ \
    X(MINUTE, struct request_answer, struct request_none)         /* running time, each minute */ \
    X(SUBMIT, struct request_answer, struct request_none)         \
    X(SEARCH, struct request_search, struct search_view)          \
    X(PROGRESS, struct request_none, struct progress_view)        \
    X(KEPT, struct request_none, struct kept_view)                /* all that is kept of the learner */ \
    X(CONSENT, struct request_consent, struct request_none)       /* one's own; holds from now on */              \
    X(LANGUAGE, struct request_language, struct request_none)     \
    X(MANAGER_PACKS, struct request_none, struct installed_view)  \
    X(PACK_REMOVE, struct request_unit, struct request_none)      \
    X(PLACES, struct request_none, struct places_view)            /* mounted sticks and folders where packs may lie */ \
    X(FOLDER, struct request_path, struct folder_view)            \
    X(INSTALL, struct request_path, struct job_view)              /* a job: results with code 0 and done false tell its progress */ \
    X(TRUST, struct request_none, struct trust_view)              /* whom results go to, what has arrived there */ \
    X(PAPERS, struct request_path, struct papers_view)            /* what a coordinator gave, at a place; path "": at all. What needs no person's eye takes effect */ \
    X(EXPORT_LOOK, struct request_look, struct export_look)       /* what would go onto a stick */ \
    X(EXPORT, struct request_path, struct job_view)               /* a job, as INSTALL: all that has not arrived, to the stick */ \
    X(BACKUP_LOOK, struct request_none, struct backup_look)       /* whether the centre can be backed up, and how much that is */ \
    X(BACKUP, struct request_path, struct job_view)               /* a job, as INSTALL: the centre's backup, to the stick */ \
    X(JOB_STOP, struct request_none, struct request_none)         /* asks the job to end; its own result is then ERROR_CANCELLED, unless it was done */ \
    X(JOIN, struct request_join, struct request_none)             /* after a person has compared the numbers; ERROR_REFUSED: it is another file now */ \
    X(LEARNERS, struct request_names, struct learners_view)       \
    X(PIN_RESET, struct request_learner, struct pin_view)         \
    X(DOCTOR, struct request_doctor, struct job_view)             /* a job: what is well with this machine and what is not, in rows of enum doctor_field */ \
    X(PERSON, struct request_learner, struct person_page)         /* all that is known of one person */            \
    X(PERSON_CHANGE, struct request_person, struct request_none)  /* ERROR_BUSY: somebody else changed it meanwhile */ \
    X(PERSON_ROLE, struct request_role, struct request_none)      \
    X(PERSON_JOIN, struct request_join_people, struct request_none) \
    X(PERSON_RETIRE, struct request_retire, struct request_none)  \
    X(PERSON_ERASE, struct request_erase, struct request_none)    /* who erased oneself is signed out then */      \
    X(WORKSHOPS, struct request_none, struct workshops_view)      \
    X(WORKSHOP, struct request_learner, struct workshop_view)     /* id: the workshop's. As it is now: asked each two seconds */ \
    X(WORKSHOP_MAKE, struct request_workshop_make, struct request_none) \
    X(WORKSHOP_ADD, struct request_workshop_add, struct request_none) \
    X(WORKSHOP_ATTEND, struct request_attend, struct request_none) \
    X(WORKSHOP_OPEN, struct request_gate, struct request_none)    \
    X(NOTICES, struct request_none, struct notices_view)          /* what staff should know of this machine */ \
    X(RESCUE_READ, struct request_rescue, struct request_none)    /* a manager has read of it */ \
    X(WORKSHOP_PLAN, struct request_plan, struct request_none)    /* one change to one unit of the plan, from how it is in the records now */ \
    X(CONFIRM_DATE, struct request_date, struct request_none)

enum request_kind {
#define X(name, ask, answer) REQUEST_##name,
    REQUESTS(X)
#undef X
    REQUEST_KINDS
};

struct request_none {
    char unused;
};

/* The first start */
struct request_set_up {
    const char *name;                            /* the centre's */
    int terminal;
    const char *language, *keyboard;             /* keyboard: an X layout */
    const char *manager, *pin;
    int64_t wall;                                /* the date that was confirmed, as request_date; 0: none */
};
struct set_up_view {
    const char *number, *code, *mark;            /* the manager's; the recovery code, shown once, and which paper it is */
};

/* People */
enum rank { RANK_LEARNER, RANK_FACILITATOR, RANK_MANAGER };
struct person_view {
    const char *id, *number, *name, *language;
    enum rank rank;
    bool guest;
};
struct request_names {
    const char *prefix;                          /* of the name or the number; "" for all */
    size_t offset, limit;                        /* at most 50 at once */
    bool retired;                                /* LEARNERS: those who were retired, instead */
};
struct name_line {
    const char *number, *name;
};
struct names {
    const struct name_line *rows;
    size_t count;
    bool more;                                   /* there are further ones behind these */
};
/* Values by field: a code, codes divided by blanks, or what was typed. What was not answered is left out, or "". */
struct named_value {
    const char *name, *value;
};
/* The conditions of the centre's own questions. values: what was answered so far, hidden questions left out. */
struct form_rules {
    const void *context;
    /* Whether the field is asked at all. */
    bool (*relevant)(const void *context, const struct form_field *field, const struct named_value *values, size_t count);
    /* Why its answer, which is among values, may not stand, for people; "" where its author said nothing; NULL where it may stand. */
    const char *(*wrong)(const void *context, const struct form_field *field, const char *language, const struct named_value *values, size_t count);
};
struct profile_forms {
    const struct form *core, *centre, *consents; /* centre: NULL where the centre asks nothing of its own */
    const struct form_rules *rules;              /* of centre; NULL: it has none */
    const char *trouble;                         /* translated: why the centre's form cannot be used; NULL or "": there is nothing wrong */
};
struct request_sign_in {
    const char *number, *pin;
    bool claim;                                  /* a guest's work becomes this person's */
};
struct request_register {
    const char *name, *pin;
    const struct named_value *values;            /* field id and code; what was not said is left out */
    size_t value_count;
    const char *const *consents;                 /* the ids of those given */
    size_t consent_count;
    bool claim;
};
struct request_language {
    const char *language;
};
struct request_consent {
    const char *id;
    bool given;
};

/* What there is to do */
struct request_unit {
    const char *pack, *unit;                     /* unit: "" for the pack itself */
    int page;                                    /* LESSON: from 1, 0: where the learner was */
    bool together;                               /* ATTEMPT_START: with those who were added */
};
struct unit_view {
    const char *id, *kind, *title, *quiz;        /* kind: lesson, quiz … ; quiz: of a lesson, or "" */
    int minutes, page, pages;                    /* page: last read, 0 for none; pages 0: unknown */
    bool begun, done;
    double best;                                 /* best mark in per cent, negative where there is none */
    int attempts;
    const char *unfinished;                      /* an attempt's id, or "" */
};
struct go_on {
    const char *pack, *pack_title, *unit, *unit_title, *kind, *attempt;
    int page, pages;
    double part;                                 /* 0 to 1: how far */
};
struct pack_line {
    const char *id, *title, *summary, *version;
    int minutes;
    double done;                                 /* 0 to 1 */
    bool unsigned_pack;                          /* no publisher that the centre knows: marked on the screen */
};
struct planned_line {                            /* a unit of the learner's workshop that is not done yet */
    const char *workshop;                        /* its name */
    const char *pack, *unit, *title, *role;      /* role: translated */
    bool lesson;
    const char *attempt;                         /* one that was begun and not handed in, or "" */
    const char *why;                             /* translated: why it is locked, and when it opens; "": it is open */
    const char *state;                           /* translated, of few words: the same; "": open */
};
struct home {
    const struct planned_line *plan;             /* workshop by workshop; of each what is open first, in the plan's order */
    size_t plan_count;
    const struct go_on *go_on;
    size_t go_on_count;
    const struct pack_line *packs;
    size_t pack_count;
};
struct pack_view {
    struct pack_line pack;
    const struct unit_view *units;               /* lessons and quizzes in the pack's order; banks are not there */
    size_t unit_count;
};

/* Lessons */
struct block_answer {
    const char *item, *response;
    double fraction;
};
struct lesson_view {
    const char *pack, *pack_title, *version, *unit, *language, *digest;
    const struct lesson *lesson;
    int page;                                    /* to open at, from 1 */
    const struct block_answer *answers;          /* what this learner answered before */
    size_t answer_count;
    const char *quiz, *quiz_title;               /* the lesson's, or "" */
    const char *next, *next_title;               /* the following lesson of the pack, or "" */
    int number;                                  /* its place among the lessons of the pack, from 1 */
};
/* view: what the screen was given; app/ knows from it which version of which pack it is about. */
struct request_page {
    const struct lesson_view *view;
    int page, seconds;
};
struct request_block {
    const struct lesson_view *view;
    const char *item, *response;
    double fraction;
};

/* Quizzes */
struct attempt_line {
    const char *attempt, *when;                  /* when: a date to show, or "" where the clock is unsound */
    double mark;                                 /* per cent; negative while it needs a person's marking, or is unfinished */
    bool submitted, passed;
    const char *together;                        /* the names of the others who took part; NULL or "": nobody */
};
struct quiz_view {
    const char *pack, *pack_title, *unit, *language;
    const struct quiz *quiz;
    size_t item_count;
    const struct attempt_line *attempts;          /* newest first */
    size_t attempt_count;
    const char *unfinished;                      /* to be resumed, or "" */
    bool may_start;                              /* another attempt is allowed */
};
struct request_attempt {
    const char *attempt;
};
struct unit_digest {
    const char *unit, *digest;                   /* of a bank's file, as it was read for this attempt */
};
struct attempt_view {
    const char *pack, *pack_title, *version, *unit, *language;
    const struct quiz *quiz;
    struct attempt *attempt;                     /* the screen changes it by learning/attempt.h */
    int64_t used_before;                         /* running milliseconds already used when it was opened */
    const struct unit_digest *digests;
    size_t digest_count;
    const char *together;                        /* the names of the others who take part; NULL or "": nobody */
};
struct request_answer {
    const struct attempt_view *view;             /* what the screen was given */
    const char *item, *response;                 /* FLAG: response is "1" or "0"; SUBMIT: "time" where time ran out (what is not saved yet is saved with it); MINUTE: both are "" */
    int64_t used;                                /* running milliseconds used in the attempt so far */
};

/* Search, progress, what is kept */
struct request_search {
    const char *query;
};
struct search_hit {
    const char *pack, *pack_title, *unit, *unit_title, *snippet;
    int page;                                    /* 0: the title alone */
    bool quiz;                                   /* the unit is a quiz; else a lesson */
};
struct search_view {
    const struct search_hit *hits;
    size_t count;
};
struct progress_line {
    const char *pack_title, *unit_title, *kind, *pack, *unit;
    double done, best;                           /* 0 to 1; per cent or negative */
    int attempts;
    bool passed;
};
struct progress_view {
    const struct progress_line *rows;
    size_t count;
    int lessons_done, questions_answered, minutes;
};
struct kept_line {
    const char *label, *value;                   /* label is translated */
    const char *section;                         /* translated */
};
struct kept_consent {
    const char *id, *label, *hint;               /* as the form asks for it, in the language of the interface */
    bool given;
};
struct kept_view {
    const struct kept_line *rows;
    size_t count;
    const struct kept_consent *consents;         /* none of a guest */
    size_t consent_count;
};

/* The manager */
struct installed_line {
    const char *id, *version, *title, *publisher, *languages;
    bool active, unsigned_pack, in_use;          /* in_use: attempts refer to it; it is kept */
    int64_t bytes;
};
struct installed_view {
    const struct installed_line *rows;
    size_t count;
};
struct request_path {
    const char *path;
};
struct place {
    const char *path, *label;
    bool stick;
    bool packs;                                  /* came with the program: packs are read there, nothing is written */
};
struct places_view {
    const struct place *rows;
    size_t count;
};
enum pack_standing { PACK_UNFIT, PACK_THERE, PACK_NEW, PACK_NEWER, PACK_OLDER }; /* against what is installed */
struct folder_line {
    const char *name, *path;
    bool folder;
    const char *id, *version, *title, *publisher, *note; /* of a pack: note says new, newer, older, same, or why it is refused */
    bool good;
    enum pack_standing standing;
    bool unsigned_pack;                          /* by nobody whom the centre knows */
    int64_t bytes;
};
struct folder_view {
    const char *path, *parent;                   /* parent: "" at a place's top */
    const struct folder_line *rows;
    size_t count;
};
#define JOB_FIELDS 5
struct job_row {
    const char *field[JOB_FIELDS];               /* cleaned; "" where there is no more */
};
struct job_view {
    const char *doing;                           /* translated: what it does now; "" */
    int per_cent;
    bool done;
    const struct job_row *rows;                  /* what it found, where it is done: valid until another job is done; NULL */
    size_t count;
};
struct request_doctor {
    const char *path;                            /* the folder that a file for whoever helps from afar is written into as well; "": none */
    int rows, cols;                              /* of the screen */
};
enum doctor_field { DOCTOR_VERDICT, DOCTOR_LABEL, DOCTOR_VALUE, DOCTOR_ADVICE }; /* verdict: bad, attention, unknown or good, or file: value is then its name. Others are translated */

/* What leaves the centre. Times are milliseconds since 1970 UTC, 0 where the date is not sure. */
struct coordinator_line {
    const char *name, *fingerprint;              /* fingerprint: 24 digits in six groups, a blank between */
    bool enrolled;                               /* it has taken this centre in */
    int64_t arrived, arrived_at;                 /* the last entry of this machine that is there: its number, 0 for none, and its time */
    int64_t waiting;                             /* entries that are not there yet */
};
struct trust_view {
    const char *name, *fingerprint;              /* of this centre */
    const struct coordinator_line *rows;
    size_t count;
    int64_t waiting;                             /* entries that not everybody has; all of them where there is nobody */
    const char *trouble;                         /* translated: what of it cannot be read, or that the centre has lost its key; "" */
};
struct request_look {
    const char *path;
    bool again;                                  /* only how far the making of the files is; else it is begun */
};
/* A paper is what a coordinator gave for this centre. Receipts and grants take effect when they are read; for a joining file a person has to compare the numbers. */
enum paper_kind { PAPER_JOINING, PAPER_GRANT, PAPER_RECEIPT };
enum paper_state { PAPER_TAKEN, PAPER_KNOWN, PAPER_ASKS, PAPER_REFUSED };
struct paper {
    const char *path, *file, *place;             /* file: its name, to be shown; place: the label of the stick */
    enum paper_kind kind;
    enum paper_state state;
    const char *who, *fingerprint;               /* the coordinator; "" where it is not known */
    const char *trouble;                         /* PAPER_REFUSED: why, translated */
    int64_t up_to, up_to_at;                     /* of a receipt, as coordinator_line has them */
    bool renewed;                                /* the receipt shows that this machine was put back: it goes on under a new name of its own */
};
struct export_look {
    struct trust_view trust;
    size_t files;                                /* that go onto the stick; complete when making is false */
    int64_t bytes;                               /* of these */
    bool making;                                 /* they are still being made: look again */
    int per_cent;
    const char *trouble;                         /* translated: why they cannot be made; "" */
    int64_t needed, space;                       /* bytes that are written, and that are free; files that lie there already need none */
    bool read_only;
};
struct backup_look {
    bool coded;                                  /* the code that opens it was written down; else there is none */
    int64_t bytes;                               /* at most, as far as can be said beforehand */
};
struct papers_view {
    const struct paper *rows;
    size_t count;
};
struct request_join {
    const char *path, *fingerprint;              /* as it was shown and compared */
};
struct learner_line {
    const char *id, *number, *name, *note;
    enum rank rank;
    bool retired;
};
struct learners_view {
    const struct learner_line *rows;
    size_t count;
    bool more;
};
struct request_learner {
    const char *id;
};
/* A thing that happened to a person, in words. */
struct happening_line {
    const char *when, *what, *who;               /* when: "" where the date is not sure; who: "" for the machine */
};
struct profile_line {
    const char *name, *label;                    /* name: of the field, as struct request_person has it */
    const char *value, *words;                   /* the code, and what it says */
};
struct person_page {
    const char *id, *number, *numbers, *name, *language, *contact; /* numbers: of rows that were joined in, blanks between */
    enum rank rank;
    bool retired, has_pin;
    int64_t version;
    const char *since, *last;                    /* dates, "" where they are not known */
    int lessons, attempts, answers, minutes;
    const struct profile_line *profile;
    size_t profile_count;
    const struct progress_line *progress;
    size_t progress_count;
    const struct happening_line *history;        /* the newest first; the last forty things */
    size_t history_count;
};
/* All of it is replaced. values: by field, as registering has them. */
struct request_person {
    const char *id, *name, *language, *contact;
    int64_t version;
    const struct named_value *values;
    size_t value_count;
};
struct request_role {
    const char *id;
    enum rank rank;
};
struct request_join_people {
    const char *id, *into, *take;                /* take: the fields that are taken from id, blanks between */
    int64_t version, into_version;
};
struct request_retire {
    const char *id;
    bool back;
};
struct request_erase {
    const char *id, *number;
    bool oneself;                                /* it was said that it is oneself */
};
struct pin_view {
    const char *pin;                             /* shown once, to be written down */
};
struct notices_view {
    const char *rescue, *day;                    /* a damaged database was brought back on that day, and no manager has read of it yet; "" */
    bool sure, gap;                              /* sure: no more is lost than is counted; gap: something of people or texts may be missing */
    int64_t lost, first, last, texts, people;    /* lost events with their numbers, free texts, people */
    bool little_room;                            /* the disk gets full */
    int64_t free;                                /* bytes */
};
struct request_rescue {
    const char *rescue;                          /* as NOTICES has it */
};
struct request_date {
    int64_t wall;                                /* milliseconds since 1970 UTC that the manager confirms */
};

/* Workshops */
struct workshop_line {
    const char *id, *name, *first, *last;
    int members;
    int when;                                    /* -1 past, 0 running, 1 coming; 0 where the date is not sure */
    bool cancelled;
};
struct workshops_view {
    const struct workshop_line *rows;            /* the latest first */
    size_t count;
};
/* Who needs help, the greatest need last. */
enum need { NEED_NONE, NEED_STILL, NEED_WRONG };
struct workshop_person {
    const char *id, *name, *number;
    const char *days;                            /* a digit a day: 0 not there, 1 half of it, 2 there */
    const char *unit;                            /* title of what was touched last; "" */
    bool seated, in_quiz;                        /* seated: at a screen of this terminal */
    int at, of;                                  /* page of pages, or answered of questions */
    int wrong;                                   /* answers that were not right, in a row */
    int64_t still;                               /* seconds without an answer or a page */
    enum need need;
    size_t place;                                /* by name */
};
struct workshop_part {
    const char *pack, *id, *title, *role, *rule; /* role, rule: translated */
    int day;                                     /* from which it is open; 0: it waits for no day */
    bool by_hand, open;
};
struct workshop_view {
    const char *name, *first;
    int days, today;                             /* today: from 1, may lie outside; 0 where it is not known */
    bool date_sound;
    const struct workshop_person *members;       /* who needs help first */
    size_t member_count;
    const struct workshop_part *units;
    size_t unit_count;
};
struct request_workshop_make {
    const char *name, *first;
    int days;
};
struct request_workshop_add {
    const char *workshop, *number;
};
struct request_attend {
    const char *workshop, *person, *first;
    int day, part;                               /* day: from 1; part: 0 not there, 1 half of it, 2 there */
};
struct request_gate {
    const char *workshop, *pack, *unit;
    bool open;
};
/* ROLE and RULE go to the next one, round and round; EARLIER and LATER change the day of what waits for a day. */
enum plan_change { PLAN_ADD, PLAN_ROLE, PLAN_RULE, PLAN_EARLIER, PLAN_LATER, PLAN_UP, PLAN_DOWN, PLAN_REMOVE };
struct request_plan {
    const char *workshop, *pack, *unit;
    enum plan_change change;
};

#endif
