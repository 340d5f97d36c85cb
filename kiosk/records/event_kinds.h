/*
 * The kinds of event, and what each one says beyond the columns that all have. One table: the struct of a kind, its reader, its writer and the
 * demands on it are made from it.
 *
 * EVENT_KINDS(K) calls K(NAME, member, "name", demands) for each kind. NAME makes EVENT_NAME; member names its struct in struct event and its list of fields,
 * EVENT_FIELDS_member(TEXT, INT, REAL, of), in the order in which they are written (of is handed on to each). A kind and a field keep their name and meaning for ever. New
 * fields go to the end of a list; a reader finds 0 or NULL where an older line lacks them.
 */
#ifndef RECORDS_EVENT_KINDS_H
#define RECORDS_EVENT_KINDS_H

/* Columns without which a kind makes no sense. */
enum event_demand {
    DEMAND_NONE = 0,
    DEMAND_ACTOR = 1,
    DEMAND_ATTEMPT = 2,
    DEMAND_PACK = 4,                             /* pack and version */
    DEMAND_UNIT = 8 | DEMAND_PACK,
    DEMAND_ITEM = 16,
};

#define EVENT_KINDS(K)                                                                  \
    K(ORIGIN_MADE, origin_made, "origin-made", DEMAND_NONE)                             \
    K(BOOT, booted, "boot", DEMAND_NONE)                                                \
    K(DATE_CONFIRMED, date_confirmed, "date-confirmed", DEMAND_NONE)                    \
    K(SETTING_CHANGED, setting_changed, "setting-changed", DEMAND_NONE)                 \
    K(PERSON_ADDED, person_added, "person-added", DEMAND_NONE)                          \
    K(PERSON_CHANGED, person_changed, "person-changed", DEMAND_NONE)                    \
    K(CONSENT, consent, "consent", DEMAND_NONE)                                         \
    K(PIN_RESET, pin_reset, "pin-reset", DEMAND_NONE)                                   \
    K(LEARNER_MERGED, learner_merged, "learner-merged", DEMAND_NONE)                    \
    K(ERASED, erased, "erased", DEMAND_NONE)                                            \
    K(SIGNED_IN, signed_in, "signed-in", DEMAND_ACTOR)                                  \
    K(SIGNED_OUT, signed_out, "signed-out", DEMAND_ACTOR)                               \
    K(PACK_INSTALLED, pack_installed, "pack-installed", DEMAND_PACK)                    \
    K(PACK_REMOVED, pack_removed, "pack-removed", DEMAND_PACK)                          \
    K(PACK_ACTIVATED, pack_activated, "pack-activated", DEMAND_PACK)                    \
    K(LESSON_OPENED, lesson_opened, "lesson-opened", DEMAND_ACTOR | DEMAND_UNIT)        \
    K(PAGE_READ, page_read, "page-read", DEMAND_ACTOR | DEMAND_UNIT)                    \
    K(BLOCK_ANSWERED, block_answered, "block-answered", DEMAND_ACTOR | DEMAND_UNIT | DEMAND_ITEM) \
    K(LESSON_FINISHED, lesson_finished, "lesson-finished", DEMAND_ACTOR | DEMAND_UNIT)  \
    K(ATTEMPT_STARTED, attempt_started, "attempt-started", DEMAND_ACTOR | DEMAND_ATTEMPT | DEMAND_UNIT) \
    K(ANSWERED, answered, "answered", DEMAND_ACTOR | DEMAND_ATTEMPT | DEMAND_UNIT | DEMAND_ITEM) \
    K(ITEM_FLAGGED, item_flagged, "item-flagged", DEMAND_ACTOR | DEMAND_ATTEMPT | DEMAND_ITEM) \
    K(ATTEMPT_RESUMED, attempt_resumed, "attempt-resumed", DEMAND_ACTOR | DEMAND_ATTEMPT) \
    K(ATTEMPT_MINUTE, attempt_minute, "attempt-minute", DEMAND_ACTOR | DEMAND_ATTEMPT)  \
    K(ATTEMPT_SUBMITTED, attempt_submitted, "attempt-submitted", DEMAND_ACTOR | DEMAND_ATTEMPT) \
    K(ATTEMPT_CLAIMED, attempt_claimed, "attempt-claimed", DEMAND_ACTOR)                \
    K(DOCUMENT_TAKEN, document_taken, "document-taken", DEMAND_NONE)                    \
    K(WORKSHOP_MADE, workshop_made, "workshop-made", DEMAND_NONE)                       \
    K(WORKSHOP_CHANGED, workshop_changed, "workshop-changed", DEMAND_NONE)              \
    K(MEMBER_ADDED, member_added, "member-added", DEMAND_NONE)                          \
    K(MEMBER_REMOVED, member_removed, "member-removed", DEMAND_NONE)                    \
    K(ATTENDED, attended, "attended", DEMAND_NONE)                                      \
    K(UNIT_ASSIGNED, unit_assigned, "unit-assigned", DEMAND_UNIT)                       \
    K(UNIT_OPENED, unit_opened, "unit-opened", DEMAND_UNIT)                             \
    K(UNIT_CLOSED, unit_closed, "unit-closed", DEMAND_UNIT)                             \
    K(ATTEMPT_REOPENED, attempt_reopened, "attempt-reopened", DEMAND_ATTEMPT)           \
    K(ITEM_DROPPED, item_dropped, "item-dropped", DEMAND_UNIT | DEMAND_ITEM)           \
    K(ATTEMPT_MEMBER, attempt_member, "attempt-member", DEMAND_ACTOR | DEMAND_ATTEMPT)

/* key: the terminal's public key, hex. previous: the origin that this machine had before, with its last seq, its chain's head (hex), and the previous key's signature (hex; NULL where
 * that key is lost) over what origin.h says. reason: new, hardware, journal, receipt, key, restored, asked. */
#define EVENT_FIELDS_origin_made(TEXT, INT, REAL, of) \
    TEXT(of, key) TEXT(of, previous) INT(of, previous_seq) TEXT(of, previous_head) TEXT(of, signature) TEXT(of, reason)
/* sound: 1 if the clock can be trusted (network time, or a clock with a battery). The boot is in the event's own column. */
#define EVENT_FIELDS_booted(TEXT, INT, REAL, of) INT(of, sound)
/* boot: whose clock; offset: milliseconds to be added to the times of that boot. */
#define EVENT_FIELDS_date_confirmed(TEXT, INT, REAL, of) TEXT(of, boot) INT(of, offset)
#define EVENT_FIELDS_setting_changed(TEXT, INT, REAL, of) TEXT(of, name) TEXT(of, value)
/* person: whom it is about (actor: who did it). No personal value is in the log. fields: the names of what changed, blanks between. */
#define EVENT_FIELDS_person_added(TEXT, INT, REAL, of) TEXT(of, person) TEXT(of, role) INT(of, provisional)
#define EVENT_FIELDS_person_changed(TEXT, INT, REAL, of) TEXT(of, person) INT(of, version) TEXT(of, fields)
#define EVENT_FIELDS_consent(TEXT, INT, REAL, of) TEXT(of, person) INT(of, follow_up) INT(of, surveys) INT(of, government)
#define EVENT_FIELDS_pin_reset(TEXT, INT, REAL, of) TEXT(of, person)
#define EVENT_FIELDS_learner_merged(TEXT, INT, REAL, of) TEXT(of, person) TEXT(of, into)
#define EVENT_FIELDS_erased(TEXT, INT, REAL, of) TEXT(of, person)
#define EVENT_FIELDS_signed_in(TEXT, INT, REAL, of) TEXT(of, how)            /* pin, guest */
#define EVENT_FIELDS_signed_out(TEXT, INT, REAL, of) TEXT(of, how)           /* asked, idle, stopped */
#define EVENT_FIELDS_pack_installed(TEXT, INT, REAL, of) TEXT(of, file_digest) TEXT(of, publisher)
#define EVENT_FIELDS_pack_removed(TEXT, INT, REAL, of)
#define EVENT_FIELDS_pack_activated(TEXT, INT, REAL, of)
#define EVENT_FIELDS_lesson_opened(TEXT, INT, REAL, of) INT(of, pages)       /* how many the lesson has */
#define EVENT_FIELDS_page_read(TEXT, INT, REAL, of) INT(of, page) INT(of, seconds) /* page from 1 */
/* response: indices of the options in source order, commas between, or what was typed. fraction: 0 to 1. */
#define EVENT_FIELDS_block_answered(TEXT, INT, REAL, of) INT(of, seed) TEXT(of, response) REAL(of, fraction)
#define EVENT_FIELDS_lesson_finished(TEXT, INT, REAL, of)
/* settings: the quiz's settings as they were, in the form of learning/. mode: practice, test, exam. questions: how many were drawn. seed: the 64 bits, read as signed. */
#define EVENT_FIELDS_attempt_started(TEXT, INT, REAL, of) INT(of, seed) TEXT(of, mode) INT(of, questions) TEXT(of, settings)
/* response NULL where the text is in the payload, or where the answer was taken back. seconds: running time of the attempt until then. fraction: -1 to 1 in decimal; NULL where a
 * person marks it, or an older version wrote it. */
#define EVENT_FIELDS_answered(TEXT, INT, REAL, of) INT(of, seed) TEXT(of, response) INT(of, seconds) TEXT(of, fraction)
#define EVENT_FIELDS_item_flagged(TEXT, INT, REAL, of) INT(of, flagged)
#define EVENT_FIELDS_attempt_resumed(TEXT, INT, REAL, of) INT(of, seconds)
#define EVENT_FIELDS_attempt_minute(TEXT, INT, REAL, of) INT(of, seconds)    /* running time used in all until now */
/* passed: 1, 0, or -1 where the quiz has no pass mark. fractions: "item=fraction" with blanks between. how: asked, time. */
#define EVENT_FIELDS_attempt_submitted(TEXT, INT, REAL, of) \
    REAL(of, marks) REAL(of, possible) INT(of, passed) INT(of, seconds) TEXT(of, fractions) TEXT(of, how)
/* guest: all that this guest did joins the actor; NULL: only the attempt of the event. */
#define EVENT_FIELDS_attempt_claimed(TEXT, INT, REAL, of) TEXT(of, guest)
/* document: its kind (document.h): invitation, grant. from: the coordinator's key, hex. digest: of the document's whole text, hex. Receipts are not written down: they say what the log says. */
#define EVENT_FIELDS_document_taken(TEXT, INT, REAL, of) TEXT(of, document) TEXT(of, from) TEXT(of, digest)

/*
 * Workshops. Each of these says the whole of what it is about, and which revision of it that is: one more than the one that it was made over, from 1. So of two that
 * terminals made apart from one another one stands, whatever the order in which they arrive (workshops.h). workshop: its id, a UUID; person: a member's. Days are "2026-04-01".
 */
#define EVENT_FIELDS_workshop_made(TEXT, INT, REAL, of) \
    TEXT(of, workshop) INT(of, revision) TEXT(of, name) TEXT(of, first) TEXT(of, last) TEXT(of, facilitator)
/* cancelled: 1: it does not take place, and nothing is locked because of it. */
#define EVENT_FIELDS_workshop_changed(TEXT, INT, REAL, of) \
    TEXT(of, workshop) INT(of, revision) TEXT(of, name) TEXT(of, first) TEXT(of, last) TEXT(of, facilitator) INT(of, cancelled)
#define EVENT_FIELDS_member_added(TEXT, INT, REAL, of) TEXT(of, workshop) INT(of, revision) TEXT(of, person)
#define EVENT_FIELDS_member_removed(TEXT, INT, REAL, of) TEXT(of, workshop) INT(of, revision) TEXT(of, person)
/* part: 0 not there, 1 half of the day, 2 the whole day. */
#define EVENT_FIELDS_attended(TEXT, INT, REAL, of) TEXT(of, workshop) INT(of, revision) TEXT(of, person) TEXT(of, day) INT(of, part)
/* place: its order in the plan. role: lesson, practice, pre-test, post-test, exam. rule: at-once, after (the one before it is done), day, hand. day: which day of the workshop, from 1, of the
 * rule "day". removed: 1: no longer in the plan. */
#define EVENT_FIELDS_unit_assigned(TEXT, INT, REAL, of) \
    TEXT(of, workshop) INT(of, revision) INT(of, place) TEXT(of, role) TEXT(of, rule) INT(of, day) INT(of, removed)
#define EVENT_FIELDS_unit_opened(TEXT, INT, REAL, of) TEXT(of, workshop) INT(of, revision)
#define EVENT_FIELDS_unit_closed(TEXT, INT, REAL, of) TEXT(of, workshop) INT(of, revision)
/* reason: as it was typed. seconds: so much more time than the quiz has. */
#define EVENT_FIELDS_attempt_reopened(TEXT, INT, REAL, of) TEXT(of, reason) INT(of, seconds)
/* The question counts no more, in no attempt; dropped 0: it counts again. points: what it is worth, as the pack had it, since the log does not say so elsewhere. */
#define EVENT_FIELDS_item_dropped(TEXT, INT, REAL, of) INT(of, revision) INT(of, dropped) REAL(of, points) TEXT(of, reason)

/* person: takes part in this attempt, and has typed their own PIN for it; its result counts for each of them, its answers once. */
#define EVENT_FIELDS_attempt_member(TEXT, INT, REAL, of) TEXT(of, person)

enum event_kind {
    EVENT_UNKNOWN,                               /* made by a later version: kept verbatim */
#define K(NAME, member, name, demands) EVENT_##NAME,
    EVENT_KINDS(K)
#undef K
    EVENT_KIND_COUNT
};

#endif
