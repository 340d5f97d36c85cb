/*
 * People: names, numbers, roles, profile, consents, PIN hashes. Versioned rows: what was there before is kept until the person is erased. None
 * of it is in the log; the log says that something changed. Each change writes its event in the same transaction; actor is who did it (NULL: the machine).
 */
#ifndef RECORDS_PEOPLE_H
#define RECORDS_PEOPLE_H

#include "base/arena.h"
#include "records/learner_number.h"
#include "records/pin.h"
#include "records/records.h"

enum person_role { ROLE_LEARNER, ROLE_FACILITATOR, ROLE_MANAGER };
const char *person_role_name(enum person_role role); /* "learner", … */

/*
 * The core profile: PROFILE_FIELDS(P) calls P(NAME, name, codes). A value is one of the codes, or NULL: not said. Codes are fixed for ever; labels are the screens' affair.
 * born: five years. sector: the section of ISIC Rev. 4. workers: with the owner. content/profile/core.form asks for them, with the same ids (tests/unit/test_form.c).
 */
#define PROFILE_FIELDS(P)                                                                                            \
    P(SEX, sex, "female male other")                                                                                 \
    P(BORN, born, "1925-1929 1930-1934 1935-1939 1940-1944 1945-1949 1950-1954 1955-1959 1960-1964 1965-1969 "        \
      "1970-1974 1975-1979 1980-1984 1985-1989 1990-1994 1995-1999 2000-2004 2005-2009 2010-2014")                     \
    P(SECTOR, sector, "a b c d e f g h i j k l m n o p q r s t u none")                                              \
    P(REGISTERED, registered, "yes no in-progress no-firm")                                                          \
    P(WORKERS, workers, "0 1 2-4 5-9 10-49 50-249 250")                                                              \
    P(PLACE, place, "urban rural")                                                                                   \
    P(DISABILITY, disability, "yes no")
enum profile_field {
#define P(NAME, name, codes) PROFILE_##NAME,
    PROFILE_FIELDS(P)
#undef P
    PROFILE_COUNT
};
const char *profile_name(enum profile_field field);
const char *profile_codes(enum profile_field field); /* blanks between */
bool profile_valid(enum profile_field field, const char *code); /* NULL is */

struct person_extra {
    const char *question, *value;                /* a question of the centre's own, by id */
};

#define PERSON_NAME_LIMIT 120                    /* bytes */
#define PERSON_CONTACT_LIMIT 200                 /* bytes */
#define PERSON_EXTRAS_LIMIT 64
#define PERSON_VALUE_LIMIT 2000

/* Strings belong to the maker, or to the arena that it was read into. */
struct person {
    const char *id;                              /* UUID; NULL for people_add: made there */
    const char *number;                          /* NULL for people_add: the next one of this terminal */
    const char *name;                            /* printable, 1 to PERSON_NAME_LIMIT bytes */
    const char *language;                        /* of the interface; may be NULL */
    enum person_role role;
    const char *profile[PROFILE_COUNT];
    const struct person_extra *extras;           /* in ascending order of question */
    size_t extras_count;
    bool follow_up, surveys, government;         /* consents */
    bool provisional;                            /* signed in with a card that is not known here yet */
    const char *merged_into;                     /* UUID, NULL */
    const char *contact;                         /* where they are reached: a telephone, an address; may be NULL. Never leaves the centre */
    bool retired;                                /* stands in no list and does not sign in, until brought back */
    /* set by readers */
    int64_t version, changed;                    /* from 1; wall milliseconds */
    bool has_pin;
};

/* ERROR_INVALID (what is wrong is said), ERROR_EXISTS (number or id taken). pin_hash from pin_hash(), NULL: none yet. id: where the new id goes, may be NULL. */
int people_add(struct records *records, const struct person *person, const char *pin_hash, const char *actor, char id[UUID_SIZE],
               char number[LEARNER_NUMBER_SIZE], struct error *error);
/* All fields but id and merged_into are replaced (number NULL: stays). person->version must be the stored one (0: any), else ERROR_BUSY. Nothing changed: no new version. */
int people_change(struct records *records, const struct person *person, const char *actor, struct error *error);
/* by_other: a manager's reset (event pin-reset), else one's own change. Waits for wrong tries end. */
int people_set_pin(struct records *records, const char *id, const char *pin_hash, bool by_other, const char *actor, struct error *error);
/* "" where there is none. */
int people_pin(struct records *records, const char *id, char hash[PIN_HASH_SIZE], struct error *error);
/* person's work joins into; person's number goes on finding into. */
int people_merge(struct records *records, const char *id, const char *into, const char *actor, struct error *error);
/* Everything personal goes, with all earlier versions, drafts and free texts; the log keeps an id that nobody can name. */
int people_erase(struct records *records, const char *id, const char *actor, struct error *error);

/* ERROR_NOT_FOUND. By number, somebody who was merged is found as whom they were merged into. */
int people_get(struct records *records, const char *id, struct arena *arena, struct person *person, struct error *error);
int people_by_number(struct records *records, const char *number, struct arena *arena, struct person *person, struct error *error);

/*
 * By the beginning of a name, or of any word of it, case and accents aside ("" finds all), in the order of the name from that word on. At most limit persons; after: the
 * `place` of the last one of the page before, NULL for the first page. The merged are left out.
 */
struct person_found {
    const char *id, *number, *name, *place;
    enum person_role role;
    bool provisional, has_pin;
};
int people_find(struct records *records, const char *prefix, const char *after, size_t limit, struct arena *arena, struct person_found **found,
                size_t *count, struct error *error);
/* The same of those who were retired, whom people_find leaves out. */
int people_find_retired(struct records *records, const char *prefix, const char *after, size_t limit, struct arena *arena,
                        struct person_found **found, size_t *count, struct error *error);
int people_count(struct records *records, int64_t *count, struct error *error);
/* The first who is called just so, capitals aside, and was born then (NULL: of whom it is not known). ERROR_NOT_FOUND */
int people_same(struct records *records, const char *name, const char *born, struct arena *arena, struct person *person, struct error *error);
/* Whether anybody who is not retired has this role: a centre without a manager asks for one. The second: anybody but this one. */
int people_has_role(struct records *records, enum person_role role, bool *has, struct error *error);
int people_other_has_role(struct records *records, enum person_role role, const char *but, bool *has, struct error *error);
/* As the person was in a version. ERROR_NOT_FOUND */
int people_version(struct records *records, const char *id, int64_t version, struct arena *arena, struct person *person, struct error *error);
/* Further numbers that find this person, of those who were merged into them: blanks between, "" for none. */
int people_numbers(struct records *records, const char *id, struct arena *arena, const char **numbers, struct error *error);

#endif
