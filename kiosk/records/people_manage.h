/*
 * What staff does with people who are there: retiring them and bringing them back, roles, joining two rows of one person; and what happened to somebody, as the log
 * tells it. Who may do so is the keeper's to say; but the last manager of a centre stays one, whoever asks (ERROR_REFUSED).
 */
#ifndef RECORDS_PEOPLE_MANAGE_H
#define RECORDS_PEOPLE_MANAGE_H

#include "records/people.h"

/* Who is retired stands in no list and does not sign in; number, PIN and profile stay. Where it is so already nothing is done. */
int people_retire(struct records *records, const char *id, bool retired, const char *actor, struct error *error);
int people_set_role(struct records *records, const char *id, enum person_role role, const char *actor, struct error *error);
/* people_erase, but for the last manager. */
int people_erase_one(struct records *records, const char *id, const char *actor, struct error *error);

/*
 * One person has two rows: id's work and number become into's. Of what both say and say differently, into's stays, or id's where take names it: "name", "language",
 * "contact", a field of the profile, "+" and the id of a question of the centre's own, blanks between. What only one of them says is kept. A consent holds where both gave it; into's PIN
 * stays, id's comes in where into has none. It cannot be undone: whose an answer was is not known apart any more.
 * ERROR_BUSY: one of them was changed since version, into_version (0: any). ERROR_REFUSED: id is staff, or into is retired.
 */
struct person_join {
    const char *id, *into;
    int64_t version, into_version;
    const char *take;
};
int people_join(struct records *records, const struct person_join *join, const char *actor, struct error *error);

/* What happened to a person and to whoever was merged into them, the newest first, limit rows from offset on. No personal value is in it: people_version has them. */
struct person_happening {
    const char *person;                          /* whose row it was */
    const char *kind;                            /* of the event */
    const char *detail;                          /* person-added: role; person-changed: fields; consent: those given, blanks between; learner-merged: the other's id; "" */
    int64_t version;                             /* person-changed, 0: a PIN of one's own */
    int64_t at;                                  /* by the clock of boot */
    const char *boot, *actor, *actor_name;       /* actor NULL: the machine, or a command; actor_name NULL: nobody who is known any more */
};
int people_history(struct records *records, const char *id, size_t offset, size_t limit, struct arena *arena, struct person_happening **rows,
                   size_t *count, struct error *error);
/* When somebody was registered or enrolled, by the clock of boot; 0 where the log here does not tell. */
int people_added(struct records *records, const char *id, int64_t *at, char boot[UUID_SIZE], struct error *error);

#endif
