/*
 * What a kiosk may ask of its keeper, and what comes back. One row a message: its name, the struct that is asked with, the struct that comes back, who may ask, and
 * whether it may be done again. The client's calls, the keeper's handlers and the encoding are all made from this table.
 *
 * All is bounded: lists are cut, and say whether there is more. Texts are UTF-8; an id or text that is absent is "". Times are
 * milliseconds since 1970 UTC.
 */
#ifndef KEEPER_MESSAGE_H
#define KEEPER_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEEPER_VERSION 4                         /* of this table; a kiosk of another version is told to restart */
#define KEEPER_PAGE 50                           /* people on a page */
#define KEEPER_ROWS 200                          /* rows of other lists */
#define KEEPER_EVENTS 32                         /* in one append */
#define KEEPER_TOGETHER 6                        /* people in one attempt, with who sits there */
#define KEEPER_VALUES 100                        /* of a profile */

/*
 * Who may ask: anybody who said hello; whoever sits there, guest or not; a person with a number; a facilitator or manager; a manager. The commands that run as the
 * keeper's own user, or as root, count as a manager.
 */
enum message_right { RIGHT_ANYBODY, RIGHT_SEATED, RIGHT_PERSON, RIGHT_STAFF, RIGHT_MANAGER };
/* DOES_READ changes nothing. DOES_WRITE may be done again without harm. DOES_ONCE is done once, however often the client has to send it: its answer is kept together with
 * what was written. */
enum message_does { DOES_READ, DOES_WRITE, DOES_ONCE };

#define MESSAGES(X)                                                                                                           \
    X(hello, struct ask_hello, struct keeper_hello, RIGHT_ANYBODY, DOES_READ)          /* the client sends it by itself */      \
    X(names, struct ask_people, struct keeper_people, RIGHT_ANYBODY, DOES_READ)        /* ERROR_REFUSED where the list is off */ \
    X(sign_in, struct ask_sign_in, struct keeper_signed, RIGHT_ANYBODY, DOES_WRITE)    /* ERROR_REFUSED: says how long to wait */ \
    X(register, struct ask_register, struct keeper_signed, RIGHT_ANYBODY, DOES_ONCE)                                         \
    X(guest, struct ask_text, struct keeper_signed, RIGHT_ANYBODY, DOES_ONCE)          /* text: the language */                \
    X(sign_out, struct ask_text, struct keeper_none, RIGHT_ANYBODY, DOES_WRITE)        /* text: asked, idle or stopped */      \
    X(append, struct ask_append, struct keeper_appended, RIGHT_SEATED, DOES_ONCE)      /* durable when it comes back; write.h */ \
    X(draft_put, struct keeper_draft, struct keeper_none, RIGHT_SEATED, DOES_WRITE)    /* text "": removes it */               \
    X(draft_get, struct keeper_draft, struct keeper_draft, RIGHT_SEATED, DOES_READ)    /* text "" where there is none */       \
    X(draft_drop, struct ask_text, struct keeper_none, RIGHT_SEATED, DOES_WRITE)       /* all of an attempt */                 \
    X(language, struct ask_text, struct keeper_none, RIGHT_SEATED, DOES_WRITE)         /* of the person, for the next time */   \
    X(pin_change, struct ask_pin, struct keeper_none, RIGHT_PERSON, DOES_WRITE)        /* one's own */                       \
    X(consent, struct ask_consent, struct keeper_none, RIGHT_PERSON, DOES_WRITE)       /* one's own; holds from now on */   \
    X(activity, struct keeper_none, struct keeper_activity, RIGHT_SEATED, DOES_READ)   /* what was done last */                \
    X(lessons, struct ask_unit, struct keeper_lessons, RIGHT_SEATED, DOES_READ)        /* pack "": of all packs */            \
    X(pages, struct ask_unit, struct keeper_pages, RIGHT_SEATED, DOES_READ)            /* of a lesson that were read */        \
    X(blocks, struct ask_unit, struct keeper_blocks, RIGHT_SEATED, DOES_READ)          /* last answers within a lesson */      \
    X(attempts, struct ask_attempts, struct keeper_attempts, RIGHT_SEATED, DOES_READ)  /* newest first */                     \
    X(attempt, struct ask_attempt, struct keeper_attempt_whole, RIGHT_SEATED, DOES_READ) /* one's own; ERROR_NOT_FOUND */      \
    X(member_add, struct ask_sign_in, struct keeper_members, RIGHT_PERSON, DOES_WRITE) /* takes part in the attempt that is begun next here, by their own PIN */ \
    X(members_clear, struct keeper_none, struct keeper_members, RIGHT_PERSON, DOES_WRITE) /* nobody but who sits there */      \
    X(kept, struct keeper_none, struct keeper_kept, RIGHT_SEATED, DOES_READ)           /* what is kept of me */               \
    X(learners, struct ask_people, struct keeper_people, RIGHT_STAFF, DOES_READ)                                           \
    X(pin_reset, struct ask_text, struct keeper_pin, RIGHT_STAFF, DOES_WRITE)          /* text: a person's id */              \
    X(enrol, struct ask_enrol, struct keeper_pin, RIGHT_ANYBODY, DOES_WRITE)           /* staff's; a new centre's first manager is anybody's */\
    X(known, struct ask_known, struct keeper_people, RIGHT_STAFF, DOES_READ)           /* the one who was born then and is called just so, capitals aside; or nobody */ \
    X(person, struct ask_text, struct keeper_whole, RIGHT_STAFF, DOES_READ)            /* text: an id. All of them; a facilitator is told of learners alone */ \
    X(person_history, struct ask_history, struct keeper_history, RIGHT_STAFF, DOES_READ) /* who changed what, the newest first */ \
    X(person_lessons, struct ask_history, struct keeper_lessons, RIGHT_STAFF, DOES_READ) /* of another person */             \
    X(person_attempts, struct ask_history, struct keeper_attempts, RIGHT_STAFF, DOES_READ) /* newest first */                \
    X(person_change, struct ask_change, struct keeper_none, RIGHT_STAFF, DOES_ONCE)    /* ERROR_BUSY: it is another version now; staff is a manager's to change */ \
    X(person_role, struct ask_role, struct keeper_none, RIGHT_MANAGER, DOES_WRITE)     /* not one's own */                     \
    X(person_join, struct ask_join, struct keeper_none, RIGHT_MANAGER, DOES_ONCE)      /* two rows of one person become one: records/people_manage.h */ \
    X(person_retire, struct ask_text, struct keeper_none, RIGHT_MANAGER, DOES_WRITE)   /* text: an id; not oneself */          \
    X(person_return, struct ask_text, struct keeper_none, RIGHT_MANAGER, DOES_WRITE)   /* from being retired */                \
    X(person_erase, struct ask_erase, struct keeper_none, RIGHT_MANAGER, DOES_ONCE)    /* who erases oneself sits there no more */ \
    X(packs, struct keeper_none, struct keeper_packs, RIGHT_ANYBODY, DOES_READ)        /* versions that the log knows */       \
    X(pack_installed, struct ask_pack, struct keeper_none, RIGHT_MANAGER, DOES_ONCE)   /* after the file is in place; the library decides which is active */ \
    X(pack_activated, struct ask_pack, struct keeper_none, RIGHT_MANAGER, DOES_ONCE)                                        \
    X(pack_removed, struct ask_pack, struct keeper_none, RIGHT_MANAGER, DOES_ONCE)                                          \
    X(confirm_date, struct ask_date, struct keeper_none, RIGHT_STAFF, DOES_ONCE)                                           \
    X(setting, struct ask_text, struct ask_setting, RIGHT_ANYBODY, DOES_READ)          /* centre.h; by name, as it holds now */ \
    X(set, struct ask_setting, struct keeper_none, RIGHT_MANAGER, DOES_ONCE)           /* an event, which goes before kiosk.cfg */ \
    X(counts, struct keeper_none, struct keeper_counts, RIGHT_STAFF, DOES_READ)                                              \
    X(trust, struct keeper_none, struct keeper_trust, RIGHT_STAFF, DOES_READ)          /* whom results go to, what has arrived */ \
    X(document, struct ask_document, struct keeper_document, RIGHT_MANAGER, DOES_WRITE) /* a joining file, grant or receipt that came */ \
    X(request, struct keeper_none, struct ask_text, RIGHT_MANAGER, DOES_READ)          /* the centre's enrolment request, as a document */ \
    X(new_key, struct keeper_none, struct ask_text, RIGHT_MANAGER, DOES_ONCE)          /* another key for this centre; text: its fingerprint */ \
    X(bundles_make, struct ask_bundles, struct keeper_none, RIGHT_MANAGER, DOES_WRITE) /* begins; goes on in a process of its own */ \
    X(bundles, struct ask_bundles, struct keeper_bundles, RIGHT_MANAGER, DOES_READ)    /* how far that is; what there is to be written */ \
    X(backup_code, struct keeper_none, struct keeper_code, RIGHT_MANAGER, DOES_WRITE)  /* a new one, for the backups from now on: it is said once and not kept */ \
    X(backup_make, struct keeper_none, struct keeper_none, RIGHT_MANAGER, DOES_WRITE)  /* begins; goes on in a process of its own */ \
    X(set_up, struct ask_set_up, struct keeper_set_up, RIGHT_ANYBODY, DOES_READ)       /* the centre is made: of a keeper that has none. ERROR_EXISTS: there is one */ \
    X(backup, struct keeper_none, struct keeper_backup, RIGHT_MANAGER, DOES_READ)      /* how far that is */ \
    X(workshops, struct keeper_none, struct keeper_workshops, RIGHT_STAFF, DOES_READ)      /* the latest first */              \
    X(workshop, struct ask_text, struct keeper_workshop_whole, RIGHT_STAFF, DOES_READ)     /* text: its id */                  \
    X(workshop_put, struct keeper_workshop, struct ask_text, RIGHT_STAFF, DOES_ONCE)       /* id "": a new one; text: its id */ \
    X(member_put, struct ask_member, struct keeper_none, RIGHT_STAFF, DOES_WRITE)                                            \
    X(attend, struct ask_attend, struct keeper_none, RIGHT_STAFF, DOES_WRITE)                                                \
    X(assign, struct keeper_assigned, struct keeper_none, RIGHT_STAFF, DOES_WRITE)         /* a unit into a plan, or out of it */ \
    X(open_close, struct keeper_assigned, struct keeper_none, RIGHT_STAFF, DOES_WRITE)     /* by hand: open says which */      \
    X(reopen, struct ask_reopen, struct keeper_none, RIGHT_STAFF, DOES_ONCE)               /* an attempt that was handed in */ \
    X(drop_item, struct ask_drop, struct keeper_none, RIGHT_STAFF, DOES_WRITE)             /* a question counts no more, or again */ \
    X(overview, struct ask_text, struct keeper_overview, RIGHT_STAFF, DOES_READ)           /* text: a workshop's id. Who is where, now; asked each few seconds */ \
    X(plan, struct keeper_none, struct keeper_plan, RIGHT_SEATED, DOES_READ)               /* of one's own workshops */ \
    X(ticket, struct keeper_none, struct ask_text, RIGHT_MANAGER, DOES_READ)           /* for one job of who sits there: ticket.h */ \
    X(pack_change, struct ask_pack_change, struct keeper_number, RIGHT_MANAGER, DOES_READ) /* begins, in a process of its own: pack_change.h */ \
    X(pack_changed, struct keeper_number, struct keeper_pack_changed, RIGHT_MANAGER, DOES_READ) /* how far that is; why it could not be done */ \
    X(notices, struct keeper_none, struct keeper_notices, RIGHT_STAFF, DOES_READ)      /* what staff should know of this machine: a rescue, a disk that gets full */ \
    X(rescue_read, struct ask_text, struct keeper_none, RIGHT_MANAGER, DOES_WRITE)     /* text: the rescue's name. A manager has read of it */

struct keeper_none {
    bool unused;
};
struct ask_text {
    const char *text;
};

/* The centre */
struct ask_hello {
    uint32_t version;                            /* KEEPER_VERSION */
    const char *client;                          /* a uuid that this kiosk process made for itself */
    const char *session;                         /* of the person who sat there before the connection broke; "" */
    bool command;                                /* asks for a manager's rights: given to the keeper's own user, and to root */
    const char *ticket;                          /* asks for those of the manager who had it given; "" */
};
enum keeper_role { KEEPER_LEARNER, KEEPER_FACILITATOR, KEEPER_MANAGER };
struct keeper_person {
    const char *id, *number, *name, *language;   /* id "": nobody is signed in; a guest has an id and neither number nor name */
    int role;                                    /* enum keeper_role */
    bool guest;
};
struct keeper_hello {
    uint32_t version;
    const char *centre_name, *terminal;          /* terminal: the origin, a uuid */
    const char *languages, *language;            /* codes divided by blanks, in the order of kiosk.cfg; the one to begin with */
    bool names_listed, guests_allowed, registering_allowed, unsigned_packs;
    bool date_sound, has_manager;
    bool fresh;                                  /* there is no centre yet: nothing but set_up is answered */
    int idle_minutes;                            /* until the screen locks; 0: never */
    struct keeper_person person;                 /* whom session belonged to, if it still holds */
};
/* What a centre begins with. name, terminal and languages as in kiosk.cfg; languages, language and keyboard "": as they are without it. */
struct ask_set_up {
    const char *name;
    int64_t terminal;
    const char *languages, *language, *keyboard;
    const char *manager, *pin;                   /* the first manager's name; it is not asked for again */
};
struct keeper_set_up {
    const char *number;                          /* the manager's */
    const char *code, *mark;                     /* of the backups: it is said once and not kept */
};

/* People */
struct ask_people {
    const char *prefix;                          /* of any word of the name, case and accents aside; "" for all. Or a whole number */
    const char *after;                           /* place of the last row of the page before; "" */
    size_t offset, limit;                        /* so many rows are passed over first (slower than after); limit 0: KEEPER_PAGE */
    bool retired;                                /* learners alone: those who were retired, instead of the others */
};
struct keeper_row {
    const char *id, *number, *name, *place;      /* id "" for those who are not staff */
    int role;
    bool provisional, has_pin, retired;          /* retired: shown only where they were asked for, or by their number */
};
struct keeper_people {
    const struct keeper_row *rows;
    size_t count;
    bool more;
};
struct ask_sign_in {
    const char *number, *pin;
    bool claim;                                  /* the work of the guest who sits there becomes this person's */
};
/* Who takes part besides who sits there. */
struct keeper_members {
    const struct keeper_row *rows;               /* number and name */
    size_t count;
};
struct keeper_value {
    const char *name, *value;
};
/* Profile values by field: those of records/people.h's core are checked, all others are the centre's own questions. */
struct ask_register {
    const char *name, *pin, *language;
    const struct keeper_value *values;
    size_t value_count;
    bool follow_up, surveys, government;         /* consents */
    bool claim;
};
struct keeper_signed {
    struct keeper_person person;
    const char *session;                         /* the client keeps it; it takes the seat again after a broken connection */
};
struct ask_pin {
    const char *old_pin, *new_pin;
};
struct ask_consent {
    const char *consent;                         /* "follow-up", "surveys", "government" */
    bool given;
};
/* Values as in ask_register. */
struct ask_enrol {
    const char *id;                              /* a uuid that the client made for this person: sent again, it enrols nobody twice, and is answered alike; needs a pin. "": none */
    const char *name, *language, *pin;           /* pin "": one is drawn */
    int role;
    const struct keeper_value *values;
    size_t value_count;
};
struct ask_known {
    const char *name, *born;                     /* born: a code of the profile's field; "": those of whom it is not known */
};
struct keeper_whole {
    const char *id, *number, *name, *language, *contact; /* contact: where they are reached, "" */
    const char *numbers;                         /* further ones that find this person, of rows that were joined in; blanks between */
    int role;
    bool provisional, has_pin, retired, follow_up, surveys, government;
    const struct keeper_value *values;           /* the profile: what was said */
    size_t value_count;
    int64_t version;                             /* to be sent back with a change */
    int64_t added, first, last;                  /* when they were registered, did something first, did something last; 0 where the date is not sure, or never */
    int64_t attempts, answers, texts, lessons, seconds;
};
struct ask_history {
    const char *person;
    size_t offset;                               /* next of the answer before; or in rows */
};
struct keeper_happening {
    const char *kind, *who;                      /* kind: of the event; who: the name of who did it, "" for the machine */
    const char *field, *before, *after;          /* person-changed: what changed, and from what to what; "" where that is not kept. Else after says more: a role, consents, another number */
    int64_t at;                                  /* 0 where the date is not sure */
};
struct keeper_history {
    const struct keeper_happening *rows;
    size_t count, next;                          /* next: offset of what comes behind; 0: nothing */
};
/* All of it is replaced; number, role and consents stay. Values as in ask_register. */
struct ask_change {
    const char *id, *name, *language, *contact;
    int64_t version;
    const struct keeper_value *values;
    size_t value_count;
};
struct ask_role {
    const char *id;
    int role;
};
struct ask_join {
    const char *id, *into;                       /* id's work and number become into's */
    int64_t version, into_version;               /* of both, as they were looked at */
    const char *take;                            /* what is taken from id where both say something: names with blanks between */
};
struct ask_erase {
    const char *id, *number;                     /* the number that a person typed to say whom they mean */
    bool oneself;                                /* it was said that it is oneself */
};
struct keeper_pin {
    const char *pin, *number;                    /* to be written down; the PIN is not kept */
};

/*
 * What is written down: the columns of records/event.h that are a kiosk's to fill, "" for none; data is the flat JSON of the kind's fields. write.h makes it from a struct event. Who did it,
 * when, and on which machine are the keeper's to say. Refused: kinds that are not a learner's doing (ERROR_REFUSED); another person's attempt; answers after handing in.
 */
struct keeper_event {
    const char *kind, *attempt, *pack, *version, *unit, *digest, *language, *item, *data, *body;
};
struct ask_append {
    const struct keeper_event *events;
    size_t count;
    bool together;                               /* the attempt that is begun is also of those who were added by member_add; ERROR_REFUSED: nobody is, any more */
    const char *drop_attempt, *drop_item;        /* a draft that is dropped in the same transaction; drop_item "": all of the attempt; "" for none */
};
struct keeper_appended {
    int64_t first, last;                         /* seq */
};
/* Text that is not sent yet, of the person who sits there. attempt: its id, or in a lesson the unit's. */
struct keeper_draft {
    const char *attempt, *item, *text;
};

/* Asked back. Times are 0 where that boot's date is not known. */
struct ask_unit {
    const char *pack, *unit;
    size_t offset;                               /* in rows, where there were more */
};
struct keeper_activity {
    const char *pack, *version, *unit, *attempt; /* pack "": nothing yet; attempt "": a lesson */
    int64_t page, first, last, events;
};
struct keeper_lesson {
    const char *pack, *version, *unit;
    int64_t pages, page, pages_read;             /* of the lesson; the one read last, from 1; how many different ones */
    int64_t seconds, opened, last;
    int64_t questions, right;                    /* answered in place; fully right at the latest try */
    bool finished;
};
struct keeper_lessons {
    const struct keeper_lesson *rows;
    size_t count;
    bool more;
};
struct keeper_page {
    int64_t page;
};
struct keeper_pages {
    const struct keeper_page *rows;              /* ascending */
    size_t count;
};
struct keeper_block {
    const char *item, *response;
    double fraction;
    int64_t times;
};
struct keeper_blocks {
    const struct keeper_block *rows;
    size_t count;
};
struct ask_attempts {
    const char *pack, *unit;                     /* "": any */
    bool running, submitted;                     /* only these; neither: all */
    size_t limit;                                /* 0: KEEPER_ROWS, which is the most */
};
struct keeper_attempt {
    const char *id, *pack, *version, *unit, *digest, *language, *mode;
    const char *settings, *fractions;            /* "" in lists */
    uint64_t seed;
    int64_t questions, answered, flagged;
    int64_t started, last, ended;
    int64_t seconds;                             /* running time used */
    bool submitted;
    double marks, possible;
    int passed;                                  /* 1, 0; -1: no pass mark */
    int64_t dropped;                             /* questions that count no more: marks and possible are without them */
    const char *dropped_reason;                  /* of the first of them */
    const char *together;                        /* the names of who takes part besides the one who asks; "": nobody */
    int64_t more_seconds;                        /* time that it got beyond the quiz's when it was opened again */
};
struct keeper_attempts {
    const struct keeper_attempt *rows;
    size_t count;
};
struct ask_attempt {
    const char *attempt;
    size_t offset;                               /* of the answers, where there were more */
};
struct keeper_answer {
    const char *item, *response;                 /* free text: as response too */
    bool answered, flagged;
    int64_t seconds, times;
};
struct keeper_attempt_whole {
    struct keeper_attempt attempt;
    const struct keeper_answer *rows;            /* by item: the answer that stands */
    size_t count;
    bool more;
};
struct keeper_kept {
    struct keeper_person person;
    const char *contact;
    const struct keeper_value *values;           /* the profile: what was said */
    size_t value_count;
    bool follow_up, surveys, government;
    int64_t events, attempts, answers, texts, lessons, seconds, versions, first, last;
};

/* The manager */
struct ask_pack {
    const char *id, *version;
    const char *file_digest, *publisher;         /* pack_installed alone */
};
struct keeper_pack {
    const char *id, *version;
    bool installed, active;
    int64_t attempts;                            /* that refer to this version */
};
struct keeper_packs {
    const struct keeper_pack *rows;
    size_t count;
};
struct ask_date {
    int64_t wall;
};
struct ask_setting {
    const char *name, *value;
};
struct keeper_counts {
    int64_t people, events, attempts, attempts_running, answers, origins, texts;
};

/*
 * A pack comes in, or goes out. Two descriptors travel with the first byte of a request to install: the pack, open for reading, and the reading end of a pipe. Whoever closes the other end
 * stops it, and nothing is changed.
 */
struct ask_pack_change {
    bool remove;
    const char *id, *version;                    /* of what is removed; version "": all that no attempt refers to */
    const char *name;                            /* of the file to be installed, for sentences */
};
struct keeper_number {
    int64_t number;                              /* which change it is */
};
struct keeper_pack_changed {
    bool running;
    int step;                                    /* enum packer_step */
    int64_t done, total;
    const char *id, *version, *title, *signer;   /* once it is done; signer "": unsigned, or by a key that is not known here */
    bool active, trusted;
};

/* What leaves the centre, and to whom: trust_store.h, records/outbox.h */
struct ask_document {
    const char *text;
    bool accept;                                 /* a joining file is taken in: a person has compared the fingerprint */
};
struct keeper_document {
    const char *kind, *who, *fingerprint;        /* "invitation", "grant", "receipt"; the coordinator's name, and the fingerprint of its key */
    bool taken;
    bool known;                                  /* nothing new: it was taken before, or a newer one was */
    bool asks;                                   /* nothing was done: a person has to compare the fingerprint and send it again with accept */
    bool renewed;                                /* the receipt does not fit this terminal's log, which goes on under a new origin from now on */
    int64_t up_to, up_to_at;                     /* of a receipt, as keeper_coordinator's arrived and arrived_at */
};
struct keeper_coordinator {
    const char *id, *name, *fingerprint;         /* id: how its files are called in trust/ */
    bool granted;                                /* it has enrolled this centre */
    int64_t recipients;                          /* keys that bundles are sealed for because of it */
    int64_t arrived, arrived_at;                 /* last number of this terminal's current origin that a receipt names, 0; that event's time, 0 where the date is not sure */
    int64_t waiting;                             /* events of all own origins that no receipt of it covers */
};
struct keeper_trust {
    const char *centre, *name, *fingerprint;     /* the centre's id, its name, and the fingerprint of its key */
    const struct keeper_coordinator *rows;
    size_t count;
    int64_t waiting;                             /* events of all own origins that not everybody's receipt covers; all, where nobody has joined */
    const char *trouble;                         /* what is wrong with a file of trust/, or with the centre's key, in English; "" */
};
struct ask_bundles {
    bool all;                                    /* also what receipts cover already, from number 1: for a coordinator who lost theirs */
    size_t offset;                               /* in rows, where there were more */
};
struct keeper_bundle {
    const char *name, *origin;
    int64_t first, last, bytes;
};
struct keeper_bundles {
    bool running;
    int64_t done, total;                         /* events */
    const char *trouble;                         /* why the last making failed, in English with its arguments filled in; "" */
    const struct keeper_bundle *rows;            /* none while it runs */
    size_t count;
    bool more;
    int64_t bytes;                               /* of all rows, of other pages too */
};

struct keeper_notices {
    const char *rescue, *day;                    /* the oldest that no manager has read (records/aside.h); "": there is none */
    bool sure, gap;                              /* and the others, as there */
    int64_t lost, first, last, texts, people;
    bool little_room;                            /* room.h */
    int64_t free, bytes;                         /* of the disk; 0: it does not say */
};
struct keeper_code {
    const char *code, *mark;                     /* mark: which sheet it is; on the backups too */
};
struct keeper_backup {
    bool running;
    int64_t done, total;                         /* bytes */
    const char *trouble;                         /* why the last making failed, in English; "" */
    const char *file;                            /* the last one that was made since the keeper began, in CENTRE/backup/; "" */
    int64_t bytes;                               /* of it */
    bool coded;                                  /* a code was made: backups can be */
    int64_t about;                               /* bytes that one would have, at most, as far as can be said beforehand */
};

/* Workshops: records/workshops.h. Ids are UUIDs; days are "2026-04-01". */
#define KEEPER_PLAN 200                          /* units of a plan */
#define KEEPER_MEMBERS 200                       /* of a workshop */
struct keeper_workshop {
    const char *id, *name, *first, *last, *facilitator; /* facilitator: a person's id, "" */
    bool cancelled;
    int64_t members, units;                      /* not read of a request */
};
struct keeper_workshops {
    const struct keeper_workshop *rows;
    size_t count;
    bool more;
};
struct keeper_member {
    const char *person, *name, *number;          /* name "": not known here */
    const char *days;                            /* a digit a day of the workshop: 0 not there, 1 half of the day, 2 the whole day */
};
struct keeper_assigned {
    const char *workshop, *pack, *version, *unit, *role, *rule; /* role, rule: as the event unit-assigned has them. workshop, version "" in answers */
    int64_t place, day;                          /* place 0: behind all, or where it is */
    bool removed, open;
};
struct keeper_workshop_whole {
    struct keeper_workshop workshop;
    const struct keeper_member *members;         /* by name */
    size_t member_count;
    const struct keeper_assigned *units;         /* in order */
    size_t unit_count;
    int64_t today;                               /* which day of it is today, from 1; less before it, more behind it. 0 where the date is not sure, and on the day before */
    bool date_sound;
};
struct ask_member {
    const char *workshop, *person;
    bool member;
};
struct ask_attend {
    const char *workshop, *person, *day;
    int part;                                    /* 0, 1, 2 */
};
struct ask_reopen {
    const char *attempt, *reason;
    int64_t seconds;                             /* more than the quiz has */
};
struct ask_drop {
    const char *pack, *version, *unit, *item, *reason;
    double points;                               /* that it is worth in the pack */
    bool dropped;
};
struct keeper_where {
    const char *person, *name, *number;
    const char *pack, *unit;                     /* touched last; "" */
    bool attempt, submitted;                     /* a quiz; else a lesson */
    int64_t at, of;                              /* page of the lesson's pages; answered of the quiz's questions */
    int64_t wrong;                               /* the last answers that were not right, in a row */
    bool seated;                                 /* sits at a kiosk of this terminal now */
    int64_t still;                               /* seconds since they did something there; 0 where they are not seated */
};
struct keeper_overview {
    const struct keeper_where *rows;
    size_t count;
};
struct keeper_planned {
    const char *workshop, *name, *first, *last;
    const char *pack, *unit, *role;
    bool done;
    const char *lock;                            /* "": open; after, day, hand, exam */
    const char *after_pack, *after_unit;         /* of the lock "after" */
    const char *day;                             /* of the lock "day": when it opens */
};
struct keeper_plan {
    const struct keeper_planned *rows;
    size_t count;
};

enum message_kind {
#define X(name, ask, answer, right, does) MESSAGE_##name,
    MESSAGES(X)
#undef X
    MESSAGE_KINDS
};

#endif
