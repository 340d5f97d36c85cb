/*
 * What the keeper does for a request, apart from sockets: one function a message, on the records, for the one who sits there. Within the keeper alone.
 */
#ifndef KEEPER_SERVE_H
#define KEEPER_SERVE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "keeper/centre.h"
#include "keeper/maker.h"
#include "keeper/message.h"
#include "keeper/room.h"
#include "keeper/ticket.h"
#include "keeper/trust_store.h"
#include "records/people.h"
#include "records/records.h"
#include "records/workshops.h"

/* What came with a request: kept until a request uses it, others come, or the connection ends. */
struct passed {
    int fds[2];
    int count;                                   /* 0 or 2 */
};
void passed_close(struct passed *passed);

struct service {
    struct records *records;
    const char *folder;
    const struct clock *clock;
    const struct random_source *random;
    struct settings from_file;                   /* as kiosk.cfg has them */
    struct centre_identity centre;               /* with key_trouble set: none */
    struct error key_trouble;
    struct maker *maker;
    room_look *room;                             /* of the disk */
    struct tickets tickets;
    struct passed *passed;                       /* descriptors that came over the connection whose request is done */
    const struct seat *(*seat_at)(const void *seats, size_t index); /* who sits there now: of each connection, NULL behind the last. NULL: not known */
    const void *seats;
    unsigned people_turn;                        /* goes up whenever somebody was retired, joined, erased, or got another role */
    bool fresh;                                  /* there is no centre yet: records and maker are NULL */
    bool sound;                                  /* where fresh: the machine's clock can be trusted */
    /* To be done when the group is durable. */
    bool make_due, make_all, backup_due;         /* each begins when nothing else is being made */
    int64_t opened, asked;                       /* running milliseconds: when it began, and somebody last asked for something */
    int64_t snapshot_made;                       /* when one was last begun; 0: not since the start */
    bool renew_due;                              /* somebody else has used this origin's numbers */
    int64_t renew_tried;                         /* running milliseconds; 0: not yet */
};

#define SESSION_SCOPE "keeper.session"           /* of working state: key the digest of the session, value the seat */
#define SESSION_SIZE 33                          /* 16 bytes as hex */
#define LANGUAGE_SIZE 16
/* Who sits at the other end of a connection. */
struct seat {
    bool greeted;                                /* hello was said, in this version */
    bool own_user, command;                      /* runs as the keeper's user or root; asked for the rights that this gives */
    char client[UUID_SIZE];
    char person[UUID_SIZE];                      /* "": nobody */
    char session[SESSION_SIZE];
    char ticket[TICKET_SIZE];                    /* by which a job has the rights of person; "" */
    char language[LANGUAGE_SIZE];
    bool guest;
    enum person_role role;
    unsigned people_seen;                        /* the service's people_turn when it was looked who sits here */
    int64_t did;                                 /* running milliseconds of what was done here last, but of minutes that pass by themselves; 0: nothing yet */
    int64_t wrong;                               /* answers in lessons that were not right, in a row; a quiz's are in the records */
    char members[KEEPER_TOGETHER - 1][UUID_SIZE]; /* who takes part in the attempt that is begun next: they have typed their PIN here */
    size_t member_count;
    bool resent_looked;                          /* what was done before the connection broke was asked for */
};

/*
 * Does one request. answer_frame: the whole frame of the answer or refusal is appended there. Returns 0 when there is an answer of either kind, also a
 * refusal: then nothing was written but what belongs to it. A code says that something may be half done: the group has to be undone.
 */
struct frame;
struct buf;
int serve(struct service *service, struct seat *seat, const struct frame *frame, struct arena *arena, struct buf *answer_frame,
          struct error *error);

/* The same of a keeper without a centre: it answers hello, and set_up by make(context, …), which sets fresh to false. */
typedef int make_centre(void *context, const struct ask_set_up *ask, struct arena *arena, struct keeper_set_up *answer, struct error *error);
int serve_fresh(struct service *service, struct seat *seat, const struct frame *frame, struct arena *arena, make_centre *make, void *context,
                struct buf *answer_frame, struct error *error);

/* The settings as they hold now: what was chosen on the screen goes before the file. */
int service_settings(struct service *service, struct arena *arena, struct settings *settings, struct error *error);
/* Forgets all but the newest sessions and answers kept for clients. Not within a group. */
int service_prune(struct service *service, struct error *error);

/* Reads or makes the centre's key, and looks whether what has arrived elsewhere is what the log holds; what is wrong there keeps nobody from learning. Not within a group. */
void service_export_open(struct service *service);
void service_backup_after(struct service *service);
void service_snapshot_after(struct service *service); /* one a start, an erasure and a day of running; when nobody has asked for anything for a minute */
/* What had to wait for the commit, and what the maker has to say. Not within a group. */
void service_after(struct service *service);

bool message_hashes(uint16_t kind);              /* takes the time of a PIN's hash */
bool message_changes(uint16_t kind);

/* A handler a message, in serve_people.c, serve_person.c, serve_together.c, serve_learning.c, serve_manager.c, serve_export.c, serve_backup.c, serve_workshops.c. *answer is zeroed; its texts may lie in arena. */
#define X(name, ask_type, answer_type, right, does)                                                                     \
    int serve_##name(struct service *service, struct seat *seat, const ask_type *ask, struct arena *arena, answer_type *answer, \
                     struct error *error);
MESSAGES(X)
#undef X

/* For the handlers. */
/* What every hello has to be; then the seat is greeted. */
int hello_valid(const struct seat *seat, const struct ask_hello *ask, struct error *error);
void hello_greet(struct seat *seat, const struct ask_hello *ask);
int key_there(const struct service *service, struct error *error); /* the centre's */
const char *plain_name(const struct service *service, const char *name, struct arena *arena); /* as a document may hold it */
const char *none_for_empty(const char *text);    /* NULL for "" */
int64_t sure_time(struct service *service, const char *boot, int64_t at); /* 0 where the date is not known */
/* Today as records/workshops.h has days, in the machine's time zone: text, or NULL where the date is not sure. */
int today_of(struct service *service, char text[DAY_SIZE], const char **today, struct error *error);
int person_answer(struct service *service, const struct seat *seat, struct arena *arena, struct keeper_person *person, struct error *error);

/* What a profile says, as values. */
int profile_values(const struct person *person, struct arena *arena, const struct keeper_value **values, size_t *count, struct error *error);
/* The core's fields of a profile are checked against their codes, others are the centre's own questions. */
int profile_read(const struct keeper_value *values, size_t count, struct arena *arena, struct person *person, struct error *error);

/* Takes the seat that a session had before the connection broke. One that is not known leaves nobody there: that is no error. */
int session_resume(struct service *service, struct seat *seat, const char *session, struct arena *arena, struct error *error);
/* The person whose number and PIN these are, who is not retired. ERROR_REFUSED: they do not belong together, or one has to wait. */
int who_signs(struct service *service, const char *number, const char *pin, struct arena *arena, struct person *person, struct error *error);
/* Looks who sits there now, where people have changed: nobody, if they were retired or erased; whom they were joined into; in which role. */
int seat_look_again(struct service *service, struct seat *seat, struct arena *arena, struct error *error);
/* Who has nobody's rights any more sits nowhere. */
void seat_leave(struct seat *seat);
/* What was kept of somebody for the sake of connections, besides sessions: answers with their name. */
int service_forget(struct service *service, const char *person, struct error *error);
/* NULL where a command does it, and nobody is signed in. */
const char *seat_actor(const struct seat *seat);
int lessons_of(struct service *service, const char *person, const char *pack, size_t offset, struct arena *arena, struct keeper_lessons *answer,
               struct error *error);
int attempts_of(struct service *service, const char *person, const struct ask_attempts *ask, struct arena *arena, struct keeper_attempts *answer,
                struct error *error);

#endif
