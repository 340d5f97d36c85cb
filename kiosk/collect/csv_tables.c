#include "collect/csv_parts.h"

#include <math.h>

#include "base/arena.h"
#include "records/event.h"

const char *csv_type_name(enum csv_type type)
{
    static const char *const names[CSV_TYPES] = {
        [CSV_ID] = "id", [CSV_TEXT] = "text", [CSV_INTEGER] = "integer", [CSV_NUMBER] = "number", [CSV_FLAG] = "flag", [CSV_DATE] = "date",
    };
    return names[type];
}

#define ANSWERED "k.name = 'answered'"
#define CERTAIN "(b.offset IS NOT NULL OR coalesce(b.sound, 0))"
#define PER_CENT "iif(a.submitted AND a.possible > 0, round(100.0 * a.marks / a.possible, 2), NULL)"
/* Whose it is: an attempt's, or else the actor's, or whom the actor became. */
#define PERSON "coalesce(iif(" ANSWERED ", a.person, NULL), w.became, e.actor)"
#define STANDS "iif(" ANSWERED ", y.given AND y.origin = e.origin AND y.branch = e.branch AND y.seq = e.seq," \
               " z.origin = e.origin AND z.branch = e.branch AND z.seq = e.seq)"

const struct csv_column csv_columns[] = {
    { CSV_ANSWERS, "origin", CSV_ID, "o.uuid", N_("the terminal, in terminals.csv") },
    { CSV_ANSWERS, "branch", CSV_INTEGER, "e.branch", N_("which of an origin's histories, from 0; with origin and seq it names the event in this export") },
    { CSV_ANSWERS, "seq", CSV_INTEGER, "e.seq", N_("the event's number in its origin, from 1") },
    { CSV_ANSWERS, "date", CSV_DATE, "e.at + coalesce(b.offset, 0)", N_("when it was answered; corrected where somebody confirmed the terminal's date") },
    { CSV_ANSWERS, "date_certain", CSV_FLAG, CERTAIN, N_("1: the clock could be trusted, or the date was confirmed; 0: the date may be any") },
    { CSV_ANSWERS, "centre", CSV_ID, "c.uuid", N_("where; its name is in terminals.csv") },
    { CSV_ANSWERS, "person", CSV_ID, PERSON, N_("whose the answer is: a claimed guest, or somebody who was merged, counts as whom they became") },
    { CSV_ANSWERS, "actor", CSV_ID, "e.actor", N_("who answered, as it was written down") },
    { CSV_ANSWERS, "attempt", CSV_ID, "iif(" ANSWERED ", e.attempt, NULL)", N_("in attempts.csv; empty for a question within a lesson") },
    { CSV_ANSWERS, "pack", CSV_TEXT, "nullif(s.pack, '')", N_("the pack's id") },
    { CSV_ANSWERS, "version", CSV_TEXT, "nullif(s.version, '')", N_("the pack's version") },
    { CSV_ANSWERS, "unit", CSV_TEXT, "nullif(s.unit, '')", N_("the quiz, or the lesson") },
    { CSV_ANSWERS, "language", CSV_TEXT, "nullif(s.language, '')", N_("in which it was shown") },
    { CSV_ANSWERS, "item", CSV_TEXT, "i.name", N_("the question, in items.csv") },
    { CSV_ANSWERS, "response", CSV_TEXT, "answer_response(k.name, e.data)",
      N_("the options chosen, as their numbers in options.csv with commas between, or what was typed; empty: taken back, or a free text") },
    { CSV_ANSWERS, "text", CSV_TEXT, "p.body", N_("a free text, while it is kept") },
    { CSV_ANSWERS, "seconds", CSV_INTEGER, "answer_seconds(k.name, e.data)", N_("running time of the attempt until this answer; empty in a lesson") },
    { CSV_ANSWERS, "stands", CSV_FLAG, "coalesce(" STANDS ", 0)",
      N_("1: of all answers of this attempt to this question (in a lesson: of this person) it is the one that counts") },
    { CSV_ANSWERS, "fraction", CSV_NUMBER, "iif(" ANSWERED ", iif(" STANDS " AND a.submitted, fraction_of(a.fractions, i.name), NULL), answer_fraction(k.name, e.data))",
      N_("of the question's points: 1 is right, 0 wrong; in an attempt of the answer that counts, once it was handed in") },

    { CSV_ATTEMPTS, "attempt", CSV_ID, "a.id", N_("the attempt") },
    { CSV_ATTEMPTS, "origin", CSV_ID, "o.uuid", N_("the terminal where it began") },
    { CSV_ATTEMPTS, "centre", CSV_ID, "c.uuid", N_("where") },
    { CSV_ATTEMPTS, "person", CSV_ID, "a.person", N_("whose it is: of several, who began it") },
    { CSV_ATTEMPTS, "members", CSV_INTEGER, "1 + (SELECT count(*) FROM follow_member m WHERE m.centre = a.centre AND m.attempt = a.id AND m.person <> a.person)",
      N_("how many took it together; more than 1: members.csv names all of them") },
    { CSV_ATTEMPTS, "pack", CSV_TEXT, "nullif(s.pack, '')", N_("the pack's id") },
    { CSV_ATTEMPTS, "version", CSV_TEXT, "nullif(s.version, '')", N_("the pack's version") },
    { CSV_ATTEMPTS, "unit", CSV_TEXT, "nullif(s.unit, '')", N_("the quiz") },
    { CSV_ATTEMPTS, "language", CSV_TEXT, "nullif(s.language, '')", N_("in which it began") },
    { CSV_ATTEMPTS, "mode", CSV_TEXT, "a.mode", N_("practice, test or exam; empty: its beginning has not come yet") },
    { CSV_ATTEMPTS, "started", CSV_DATE, "a.started", N_("when it began") },
    { CSV_ATTEMPTS, "ended", CSV_DATE, "a.ended", N_("when it was handed in, or its time was over") },
    { CSV_ATTEMPTS, "date_certain", CSV_FLAG, "coalesce(a.started_certain, 0) AND coalesce(a.ended_certain, 1)", N_("1: both dates can be trusted") },
    { CSV_ATTEMPTS, "questions", CSV_INTEGER, "a.questions", N_("how many were drawn") },
    { CSV_ATTEMPTS, "answered", CSV_INTEGER, "(SELECT count(*) FROM follow_answer y WHERE y.centre = a.centre AND y.attempt = a.id AND y.given)",
      N_("how many have an answer: the rows of answers.csv that stand") },
    { CSV_ATTEMPTS, "marks", CSV_NUMBER, "iif(a.submitted, a.marks, NULL)", N_("points that were reached") },
    { CSV_ATTEMPTS, "possible", CSV_NUMBER, "iif(a.submitted, a.possible, NULL)", N_("points that could be reached") },
    { CSV_ATTEMPTS, "per_cent", CSV_NUMBER, PER_CENT, N_("100 times marks by possible, to two places") },
    { CSV_ATTEMPTS, "passed", CSV_FLAG, "iif(a.submitted AND a.passed >= 0, a.passed > 0, NULL)", N_("empty: there is no pass mark, or it is not over, or a person has to mark it") },
    { CSV_ATTEMPTS, "seconds", CSV_INTEGER, "a.seconds", N_("running time used") },
    { CSV_ATTEMPTS, "submitted", CSV_FLAG, "a.submitted", N_("1: it is over") },

    { CSV_MEMBERS, "attempt", CSV_ID, "a.id", N_("in attempts.csv, where its result stands once") },
    { CSV_MEMBERS, "centre", CSV_ID, "c.uuid", N_("where") },
    { CSV_MEMBERS, "person", CSV_ID, "t.person", N_("for whom the result counts") },
    { CSV_MEMBERS, "began", CSV_FLAG, "t.person = a.person", N_("1: it is the person of attempts.csv") },

    { CSV_PROFILES, "person", CSV_ID, "p.whose", N_("a pseudonym: names stay in the centre") },
    { CSV_PROFILES, "centre", CSV_ID, "c.uuid", N_("which centre wrote it") },
    { CSV_PROFILES, "role", CSV_TEXT, "CASE p.role WHEN 0 THEN 'learner' WHEN 1 THEN 'facilitator' WHEN 2 THEN 'manager' END", N_("learner, facilitator or manager") },
    { CSV_PROFILES, "sex", CSV_TEXT, "p.sex", N_("female, male, other; empty here and below: not said") },
    { CSV_PROFILES, "born", CSV_TEXT, "p.born", N_("five years: 1985-1989") },
    { CSV_PROFILES, "sector", CSV_TEXT, "p.sector", N_("section of ISIC Rev. 4: a to u; none: no firm, and none planned") },
    { CSV_PROFILES, "registered", CSV_TEXT, "p.registered", N_("whether the firm is: yes, no, in-progress, no-firm") },
    { CSV_PROFILES, "workers", CSV_TEXT, "p.workers", N_("0 (no firm yet), 1, 2-4, 5-9, 10-49, 50-249, 250 (or more), the owner counted") },
    { CSV_PROFILES, "place", CSV_TEXT, "p.place", N_("urban, rural") },
    { CSV_PROFILES, "disability", CSV_TEXT, "p.disability", N_("yes, no") },
    { CSV_PROFILES, "follow_up", CSV_FLAG, "p.follow_up", N_("1: agrees to be asked again later") },
    { CSV_PROFILES, "surveys", CSV_FLAG, "p.surveys", N_("1: agrees to surveys") },
    { CSV_PROFILES, "government", CSV_FLAG, "p.government", N_("1: agrees that this is passed on to government; leave out who does not before you pass anything on") },
    { CSV_PROFILES, "provisional", CSV_FLAG, "p.provisional", N_("1: signed in with a card of elsewhere that is not joined yet") },
    { CSV_PROFILES, "version", CSV_INTEGER, "p.version", N_("how often it was written, from 1") },
    { CSV_PROFILES, "changed", CSV_DATE, "p.changed", N_("when, as that centre's clock had it") },

    { CSV_LESSONS, "person", CSV_ID, "l.person", N_("who read") },
    { CSV_LESSONS, "centre", CSV_ID, "c.uuid", N_("where it was read last") },
    { CSV_LESSONS, "pack", CSV_TEXT, "l.pack", N_("the pack's id") },
    { CSV_LESSONS, "version", CSV_TEXT, "l.version", N_("the pack's version that was read last") },
    { CSV_LESSONS, "unit", CSV_TEXT, "l.unit", N_("the lesson") },
    { CSV_LESSONS, "pages", CSV_INTEGER, "l.pages", N_("pages of the lesson, as it was last opened") },
    { CSV_LESSONS, "pages_read", CSV_INTEGER, "(SELECT count(*) FROM follow_page x WHERE x.centre = o.centre AND x.person = l.person AND x.pack = l.pack AND x.unit = l.unit)",
      N_("different pages that were read") },
    { CSV_LESSONS, "seconds", CSV_INTEGER, "l.seconds", N_("time on its pages") },
    { CSV_LESSONS, "questions", CSV_INTEGER, "(SELECT count(*) FROM follow_item x WHERE x.centre = o.centre AND x.person = l.person AND x.pack = l.pack AND x.unit = l.unit)",
      N_("different questions in it that were answered") },
    { CSV_LESSONS, "right", CSV_INTEGER,
      "(SELECT count(*) FROM follow_item x WHERE x.centre = o.centre AND x.person = l.person AND x.pack = l.pack AND x.unit = l.unit AND x.fraction >= 1)", N_("of these, with the full fraction in the answer that stands") },
    { CSV_LESSONS, "finished", CSV_FLAG, "l.finished", N_("1: read to its end") },
    { CSV_LESSONS, "first", CSV_DATE, "l.opened", N_("when it was opened first") },
    { CSV_LESSONS, "last", CSV_DATE, "l.last", N_("when it was read last") },
    { CSV_LESSONS, "date_certain", CSV_FLAG, "l.certain", N_("1: both dates can be trusted") },

    { CSV_ITEMS, "pack", CSV_TEXT, "t.pack", N_("the pack's id") },
    { CSV_ITEMS, "version", CSV_TEXT, "t.version", N_("the pack's version") },
    { CSV_ITEMS, "item", CSV_TEXT, "t.item", N_("the question") },
    { CSV_ITEMS, "language", CSV_TEXT, "t.language", N_("of the text; empty: one text for all languages") },
    { CSV_ITEMS, "unit", CSV_TEXT, "t.unit", N_("the bank, or the lesson, that holds it") },
    { CSV_ITEMS, "kind", CSV_TEXT, "t.kind", N_("multichoice, truefalse, shortanswer, numerical, match, essay or description") },
    { CSV_ITEMS, "text", CSV_TEXT, "t.text", N_("what it asks") },
    { CSV_ITEMS, "answer", CSV_TEXT, "t.answer", N_("the right answer, for people; empty where a person marks it") },

    { CSV_OPTIONS, "pack", CSV_TEXT, "t.pack", N_("the pack's id") },
    { CSV_OPTIONS, "version", CSV_TEXT, "t.version", N_("the pack's version") },
    { CSV_OPTIONS, "item", CSV_TEXT, "t.item", N_("the question") },
    { CSV_OPTIONS, "language", CSV_TEXT, "t.language", N_("of the text; empty: one text for all languages") },
    { CSV_OPTIONS, "option", CSV_INTEGER, "t.option", N_("its number in the author's file, from 0; of true or false: 1 is true") },
    { CSV_OPTIONS, "text", CSV_TEXT, "t.text", N_("an option, an answer that is accepted, or what is put to what in a matching") },
    { CSV_OPTIONS, "fraction", CSV_NUMBER, "t.fraction", N_("of the question's points, for choosing it") },

    { CSV_TERMINALS, "origin", CSV_ID, "t.origin", N_("the terminal's id") },
    { CSV_TERMINALS, "centre", CSV_ID, "t.centre", N_("its centre's id") },
    { CSV_TERMINALS, "centre_name", CSV_TEXT, "t.name", N_("its centre's name") },
    { CSV_TERMINALS, "branch", CSV_INTEGER, "t.branch", N_("0; more where the terminal has several histories, since a card was copied or a backup restored") },
    { CSV_TERMINALS, "shared", CSV_INTEGER, "t.shared", N_("up to this number it is the same as the branch that it leaves; 0 in branch 0") },
    { CSV_TERMINALS, "events", CSV_INTEGER, "t.events", N_("how many came, of this branch alone: the sum over all is what the database holds") },
    { CSV_TERMINALS, "up_to", CSV_INTEGER, "t.up_to", N_("1 to this number are all there") },
    { CSV_TERMINALS, "last", CSV_INTEGER, "t.last", N_("the highest number that came") },
    { CSV_TERMINALS, "lacks", CSV_TEXT, "t.lacks", N_("what has not come: 118-131 140-150") },
    { CSV_TERMINALS, "last_added", CSV_DATE, "t.added", N_("when something new was taken in, by the coordinator's clock") },
};
const size_t csv_column_count = sizeof csv_columns / sizeof *csv_columns;

#define IN_LANGUAGE(table)                                                                                                              \
    " WHERE ?2 IS NULL OR t.language = (SELECT x.language FROM " table " x WHERE x.pack = t.pack AND x.version = t.version AND x.item = t.item"     \
    " ORDER BY x.language = ?2 DESC, x.language = substr(?2, 1, max(0, instr(?2, '_') - 1)) DESC, x.language = 'en' DESC, x.language LIMIT 1)"

const struct csv_source csv_sources[CSV_FILES] = {
    /* in the order of the log: nothing has to be sorted */
    [CSV_ANSWERS] = { "answers",
        " FROM origin o CROSS JOIN event e ON e.origin = o.id CROSS JOIN kind k ON k.id = e.kind JOIN centre c ON c.id = o.centre"
        " LEFT JOIN boot b ON b.id = e.boot LEFT JOIN source s ON s.id = e.source LEFT JOIN item i ON i.id = e.item"
        " LEFT JOIN payload p ON p.origin = e.origin AND p.branch = e.branch AND p.seq = e.seq LEFT JOIN follow_whom w ON w.centre = o.centre AND w.person = e.actor"
        " LEFT JOIN follow_attempt a ON a.centre = o.centre AND a.id = e.attempt LEFT JOIN follow_answer y ON y.centre = o.centre AND y.attempt = e.attempt AND y.item = e.item"
        " LEFT JOIN follow_item z ON z.centre = o.centre AND z.person = coalesce(w.became, e.actor) AND z.pack = s.pack AND z.unit = s.unit AND z.item = e.item"
        " WHERE (?1 IS NULL OR o.centre = ?1) AND e.kind IN (SELECT id FROM kind WHERE name IN ('answered', 'block-answered'))"
        " ORDER BY o.uuid, e.branch, e.seq" },
    [CSV_ATTEMPTS] = { "attempts",
        " FROM follow_attempt a JOIN origin o ON o.id = a.origin JOIN centre c ON c.id = o.centre LEFT JOIN source s ON s.id = a.source ORDER BY a.id, c.uuid" },
    [CSV_MEMBERS] = { "members",
        " FROM (SELECT centre, attempt, person FROM follow_member UNION SELECT a.centre, a.id, a.person FROM follow_attempt a"
        "  WHERE EXISTS(SELECT 1 FROM follow_member m WHERE m.centre = a.centre AND m.attempt = a.id AND m.person <> a.person)) t"
        " JOIN follow_attempt a ON a.centre = t.centre AND a.id = t.attempt JOIN centre c ON c.id = t.centre"
        " WHERE EXISTS(SELECT 1 FROM follow_member m WHERE m.centre = a.centre AND m.attempt = a.id AND m.person <> a.person) ORDER BY a.id, c.uuid, t.person" },
    /* somebody who became another has no row but where there is no profile of that other */
    [CSV_PROFILES] = { "profiles",
        " FROM (SELECT p.*, o.centre, coalesce(w.became, p.person) AS whose, row_number() OVER (PARTITION BY o.centre, coalesce(w.became, p.person)"
        "  ORDER BY w.became IS NOT NULL, p.version DESC, p.changed DESC, o.uuid) AS nth"
        "  FROM profile p JOIN origin o ON o.id = p.origin LEFT JOIN follow_whom w ON w.centre = o.centre AND w.person = p.person"
        "  WHERE (?1 IS NULL OR o.centre = ?1) AND (o.centre, p.person) NOT IN (SELECT centre, person FROM erased)) p JOIN centre c ON c.id = p.centre"
        " WHERE p.nth = 1 AND (p.centre, p.whose) NOT IN (SELECT centre, person FROM erased) ORDER BY p.whose, c.uuid" },
    [CSV_LESSONS] = { "lessons",
        " FROM follow_lesson l JOIN origin o ON o.id = l.origin JOIN centre c ON c.id = o.centre ORDER BY l.person, l.pack, l.unit, c.uuid" },
    [CSV_ITEMS] = { "items", " FROM item_text t" IN_LANGUAGE("item_text") " ORDER BY t.pack, t.version, t.item, t.language" },
    [CSV_OPTIONS] = { "options", " FROM option_text t" IN_LANGUAGE("option_text") " ORDER BY t.pack, t.version, t.item, t.language, t.option" },
    [CSV_TERMINALS] = { "terminals", " FROM follow_terminal t ORDER BY t.centre, t.origin, t.branch" },
};

/* What an answer says: the response, its seconds, its fraction; NULL where the kind has no such thing. */
enum answer_part { PART_RESPONSE, PART_SECONDS, PART_FRACTION };

static void answer_part(sqlite3_context *context, int count, sqlite3_value **values)
{
    const enum answer_part *part = sqlite3_user_data(context);
    struct arena arena;
    (void)count;
    const char *kind = (const char *)sqlite3_value_text(values[0]), *data = (const char *)sqlite3_value_text(values[1]);
    struct event event = { .kind = kind ? event_kind_named(kind) : EVENT_UNKNOWN, .data = data };
    if (event.kind != EVENT_ANSWERED && event.kind != EVENT_BLOCK_ANSWERED)
        return;
    arena_init(&arena, NULL, 0);
    int code = event_data_read(&event, &arena, NULL);
    bool block = event.kind == EVENT_BLOCK_ANSWERED;
    if (code == ERROR_MEMORY)
        sqlite3_result_error_nomem(context);
    else if (code)
        sqlite3_result_null(context);
    else if (*part == PART_SECONDS && !block)
        sqlite3_result_int64(context, event.answered.seconds);
    else if (*part == PART_FRACTION && block)
        sqlite3_result_double(context, event.block_answered.fraction);
    else if (*part == PART_RESPONSE)             /* NULL is NULL */
        sqlite3_result_text(context, block ? event.block_answered.response : event.answered.response, -1, SQLITE_TRANSIENT);
    arena_release(&arena);
}

/* The fraction of an item in "item=fraction item=fraction". */
static void fraction_of(sqlite3_context *context, int count, sqlite3_value **values)
{
    const char *at = (const char *)sqlite3_value_text(values[0]), *item = (const char *)sqlite3_value_text(values[1]);
    (void)count;
    size_t length = item ? strlen(item) : 0;
    while (at && length) {
        char *end;
        if (strncmp(at, item, length) == 0 && at[length] == '=') {
            double fraction = strtod(at + length + 1, &end);
            if (end > at + length + 1 && (*end == 0 || *end == ' ') && isfinite(fraction))
                sqlite3_result_double(context, fraction);
            return;
        }
        at = strchr(at, ' ');
        at = at ? at + 1 : NULL;
    }
}

int csv_functions(sqlite3 *db)
{
    static const enum answer_part response = PART_RESPONSE, seconds = PART_SECONDS, fraction = PART_FRACTION;
    const struct {
        const char *name;
        const void *data;
        void (*call)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        { "answer_response", &response, answer_part },
        { "answer_seconds", &seconds, answer_part },
        { "answer_fraction", &fraction, answer_part },
        { "fraction_of", NULL, fraction_of },
    };
    int result = SQLITE_OK;
    for (size_t i = 0; result == SQLITE_OK && i < sizeof functions / sizeof *functions; i++)
        result = sqlite3_create_function_v2(db, functions[i].name, 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, (void *)(uintptr_t)functions[i].data,
                                            functions[i].call, NULL, NULL, NULL);
    return result;
}
