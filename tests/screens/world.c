#include "screens/world.h"

#include "base/file.h"

static const char *const quiz_sources[WORLD_QUIZZES] = {
    "id = \"practice\"; kind = \"practice\"; title = { en = \"Practice: costs\"; }; order = \"as-written\"; shuffle_options = false;\n"
    "summary = { en = \"Seven questions about what things cost.\"; };\n"
    "draw = ( { bank = \"bank\"; ids = [ \"q.one\", \"q.several\", \"q.true\", \"q.short\", \"q.number\", \"q.match\", \"q.missing\" ]; } );\n",
    "id = \"test\"; kind = \"test\"; title = { en = \"Post-test\"; }; order = \"as-written\"; shuffle_options = true; time_limit = 30;\n"
    "attempts = 2; pass_mark = 70; feedback = \"deferred\"; review = \"full\"; summary = { en = \"See what you have learnt.\"; };\n"
    "draw = ( { bank = \"bank\"; ids = [ \"q.one\", \"q.several\", \"q.true\", \"q.short\", \"q.number\", \"q.match\", \"q.missing\",\n"
    "  \"q.description\", \"q.essay\", \"q.hostile\" ]; } );\n",
    "id = \"mistakes\"; kind = \"test\"; title = { en = \"Mistakes alone\"; }; order = \"as-written\"; shuffle_options = false;\n"
    "pass_mark = 50; review = \"mistakes\"; draw = ( { bank = \"bank\"; ids = [ \"q.one\", \"q.true\" ]; } );\n",
    "id = \"exam\"; kind = \"exam\"; title = { en = \"Examination\"; }; order = \"shuffled\"; shuffle_options = true; time_limit = 1; attempts = 1;\n"
    "feedback = \"none\"; review = \"none\"; draw = ( { bank = \"bank\"; count = 6; } );\n",
};
static const char *const quiz_names[WORLD_QUIZZES] = { "practice", "test", "mistakes", "exam" };

static const char core_source[] =
    "id = \"core\"; title = { en = \"About you\"; }; fields = (\n"
    "  { id = \"sex\"; kind = \"single\"; required = true; label = { en = \"Are you a woman or a man?\"; }; choices = (\n"
    "    { id = \"f\"; label = { en = \"A woman\"; }; }, { id = \"m\"; label = { en = \"A man\"; }; }, { id = \"not-said\"; label = { en = \"I would rather not say\"; }; } ); },\n"
    "  { id = \"workers\"; kind = \"integer\"; least = 0; most = 10000; label = { en = \"How many work with you?\"; }; } );\n";
static const char consents_source[] =
    "id = \"consents\"; title = { en = \"May we?\"; }; fields = (\n"
    "  { id = \"surveys\"; kind = \"yes-no\"; default = \"no\"; label = { en = \"To take part in surveys\"; }; } );\n";

/* A sentence in which each word is harder than the one before: an escape sequence, a bell, a word without end, wide, combining, right to left. */
#define HOSTILE "\x1b[31mred\x07 \xc2\x9b" "2J " \
    "Donaudampfschifffahrtselektrizit\xc3\xa4tenhauptbetriebswerkbauunterbeamtengesellschaft 漢字漢字漢字漢字 cafe\xcc\x81 e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81 שלום עולם \xe2\x80\xae" \
    "abc\xe2\x80\xac 👩‍👩‍👧 \xff\xfe end"
#define NAME_300 \
    "Nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn " \
    "Nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn " \
    "Nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"

static void give_up(const struct report *report, const char *file)
{
    char text[600] = "";
    if (report_kept(report))
        error_text(&report->kept[0], NULL, text, sizeof text);
    fprintf(stderr, "%s: %s\n", file, text);
    abort();
}

static void read_source(const char *name, struct buf *out)
{
    char path[1024];
    struct error error = { 0 };
    const char *root = getenv("srcdir");
    snprintf(path, sizeof path, "%s/tests/screens/world/%s", root && *root ? root : ".", name);
    if (file_read(path, 1 << 20, out, &error) != 0) {
        fprintf(stderr, "%s cannot be read\n", path);
        abort();
    }
}

static struct lesson *read_lesson(struct world *world, const char *name)
{
    struct buf text = BUF_INIT;
    struct lesson *lesson = NULL;
    struct report report;
    report_init(&report);
    read_source(name, &text);
    if (lesson_parse(&world->arena, text.data, text.length, name, world->engine, &report, &lesson) != 0)
        give_up(&report, name);
    report_release(&report);
    buf_release(&text);
    return lesson;
}

static struct form *read_form(struct world *world, const char *text, const char *name)
{
    struct form *form = NULL;
    struct report report;
    report_init(&report);
    if (form_parse(&world->arena, text, strlen(text), name, &report, &form) != 0)
        give_up(&report, name);
    report_release(&report);
    return form;
}

void world_init(struct world *world)
{
    struct error error = { 0 };
    struct report report;
    struct buf text = BUF_INIT;
    memset(world, 0, sizeof *world);
    world->log = (struct buf)BUF_INIT;
    arena_init(&world->arena, NULL, 0);
    if (expr_engine_new(NULL, &world->engine, &error) != 0)
        abort();
    world->bread = read_lesson(world, "lesson.md");
    world->arabic = read_lesson(world, "arabic.md");
    report_init(&report);
    read_source("bank.gift", &text);
    if (bank_parse(&world->arena, text.data, text.length, "bank.gift", &report, &world->bank) != 0)
        give_up(&report, "bank.gift");
    for (size_t i = 0; i < WORLD_QUIZZES; i++)
        if (quiz_parse(&world->arena, quiz_sources[i], strlen(quiz_sources[i]), quiz_names[i], &report, &world->quizzes[i]) != 0)
            give_up(&report, quiz_names[i]);
    report_release(&report);
    buf_release(&text);
    world->core = read_form(world, core_source, "core");
    world->consents = read_form(world, consents_source, "consents");
    world->look = (struct export_look){ .files = 2, .bytes = 1414213, .needed = 1433600, .space = 3200000000, .trouble = "" };
}

void world_release(struct world *world)
{
    for (size_t i = 0; i < world->saved_count; i++)
        buf_release(&world->saved[i].response);
    buf_release(&world->log);
    expr_engine_free(world->engine);
    arena_release(&world->arena);
}

static void note(struct world *world, const char *what, const char *a, const char *b)
{
    buf_format(&world->log, "%s %s %s\n", what, a ? a : "", b ? b : "");
}

static struct world_saved *saved(struct world *world, const char *quiz, const char *item)
{
    for (size_t i = 0; i < world->saved_count; i++)
        if (strcmp(world->saved[i].quiz, quiz) == 0 && strcmp(world->saved[i].item, item) == 0)
            return &world->saved[i];
    if (world->saved_count == WORLD_SAVED)
        abort();
    struct world_saved *fresh = &world->saved[world->saved_count++];
    snprintf(fresh->quiz, sizeof fresh->quiz, "%s", quiz);
    snprintf(fresh->item, sizeof fresh->item, "%s", item);
    fresh->response = (struct buf)BUF_INIT;
    return fresh;
}

static size_t quiz_index(const char *id)
{
    size_t index = 0;
    while (index + 1 < WORLD_QUIZZES && strcmp(quiz_names[index], id) != 0)
        index++;
    return index;
}

/* ---- What is answered ---- */

static const char *title(const struct world *world, const char *plain)
{
    return world->hostile ? HOSTILE : plain;
}

static struct pack_line pack_line(const struct world *world)
{
    return (struct pack_line){ .id = "business", .title = title(world, "Business skills"), .version = "1.0.0", .minutes = 140, .done = 0.375,
                               .summary = title(world, "Eight lessons for people who run a small firm: from the idea to a plan for the day when something goes wrong.") };
}

static void *home(const struct world *world, struct arena *arena)
{
    struct home *home = arena_alloc(arena, sizeof *home);
    struct pack_line *packs = arena_array(arena, 3, sizeof *packs);
    struct go_on *rows = arena_array(arena, 2, sizeof *rows);
    *home = (struct home){ .packs = packs };
    if (world->empty)
        return home;
    packs[0] = pack_line(world);
    packs[1] = (struct pack_line){ .id = "money", .title = "Financial literacy", .summary = "", .version = "2.1.0", .minutes = 160, .done = 0 };
    packs[2] = (struct pack_line){ .id = "own", .title = "Own notes of the centre", .summary = "", .version = "0.1", .minutes = 0, .done = 1, .unsigned_pack = true };
    rows[0] = (struct go_on){ "business", "Business skills", "bread", title(world, "When do you start to earn?"), "lesson", "", 2, 4, 0.5 };
    rows[1] = (struct go_on){ "business", "Business skills", "test", "Post-test", "quiz", "a-test", 3, 10, 0.3 };
    home->go_on = rows;
    home->go_on_count = 2;
    if (world->planned) {
        struct planned_line *plan = arena_array(arena, 3, sizeof *plan);
        plan[0] = (struct planned_line){ .workshop = "Empretec, February", .pack = "business", .unit = "bread", .title = title(world, "Fixed and variable cost"), .role = "lesson",
                                         .lesson = true, .attempt = "", .why = "", .state = "" };
        plan[1] = (struct planned_line){ .workshop = "Empretec, February", .pack = "business", .unit = "test", .title = "Practice: costs", .role = "practice",
                                         .attempt = "", .why = "This opens on 2026-02-03.", .state = "on 2026-02-03" };
        plan[2] = (struct planned_line){ .workshop = "Markets, May", .pack = "business", .unit = "test", .title = "Post-test", .role = "post-test", .attempt = "a-test", .why = "", .state = "" };
        home->plan = plan;
        home->plan_count = 3;
    }
    home->pack_count = 3;
    return home;
}

static void *pack(const struct world *world, struct arena *arena)
{
    static const struct unit_view units[] = {
        { .id = "bread", .kind = "lesson", .title = "When do you start to earn?", .quiz = "practice", .minutes = 15, .page = 4, .pages = 4, .begun = true, .done = true, .best = -1, .unfinished = "" },
        { .id = "arabic", .kind = "lesson", .title = "متى تبدأ في الربح؟", .quiz = "", .minutes = 15, .page = 1, .pages = 3, .begun = true, .best = -1, .unfinished = "" },
        { .id = "cash", .kind = "lesson", .title = "Keep a cash book", .quiz = "", .minutes = 20, .best = -1, .unfinished = "" },
        { .id = "practice", .kind = "quiz", .title = "Practice: costs", .quiz = "", .best = -1, .unfinished = "" },
        { .id = "test", .kind = "quiz", .title = "Post-test", .quiz = "", .begun = true, .best = 62.5, .attempts = 1, .unfinished = "a-test" },
        { .id = "mistakes", .kind = "quiz", .title = "Mistakes alone", .quiz = "", .begun = true, .done = true, .best = 83.3, .attempts = 1, .unfinished = "" },
    };
    struct pack_view *view = arena_alloc(arena, sizeof *view);
    struct unit_view *rows = arena_array(arena, 6, sizeof *rows);
    memcpy(rows, units, sizeof units);
    if (world->hostile)
        for (size_t i = 0; i < 6; i++)
            rows[i].title = i % 2 ? NAME_300 : HOSTILE;
    *view = (struct pack_view){ .pack = pack_line(world), .units = rows, .unit_count = world->empty ? 0 : 6 };
    return view;
}

static void *lesson(struct world *world, const struct request_unit *ask, struct arena *arena)
{
    bool arabic = strcmp(ask->unit, "arabic") == 0;
    struct lesson_view *view = arena_alloc(arena, sizeof *view);
    const struct lesson *source = arabic ? world->arabic : world->bread;
    struct block_answer *answers = arena_array(arena, WORLD_SAVED, sizeof *answers);
    *view = (struct lesson_view){ .pack = "business", .pack_title = title(world, arabic ? "مهارات الأعمال" : "Business skills"), .version = "1.0.0", .unit = ask->unit,
                                  .language = arabic ? "ar" : "en", .digest = "", .lesson = source, .page = ask->page > 0 && ask->page <= (int)source->page_count ? ask->page : 1,
                                  .answers = answers, .quiz = arabic ? "" : "practice", .quiz_title = title(world, "Practice: costs"),
                                  .next = arabic ? "" : "arabic", .next_title = title(world, "متى تبدأ في الربح؟"), .number = arabic ? 2 : 1 };
    view->unit = arabic ? "arabic" : "bread";
    for (size_t i = 0; i < world->saved_count; i++)
        if (!world->saved[i].quiz[0])
            answers[view->answer_count++] = (struct block_answer){ world->saved[i].item, arena_text(arena, world->saved[i].response.data), 0 };
    return view;
}

static void *quiz(struct world *world, const struct request_unit *ask, struct arena *arena)
{
    size_t index = quiz_index(ask->unit);
    struct quiz_view *view = arena_alloc(arena, sizeof *view);
    struct attempt_line *lines = arena_array(arena, 3, sizeof *lines);
    lines[0] = (struct attempt_line){ "a-test", "2026-10-02 14:10", -1, false, false };
    lines[1] = (struct attempt_line){ "a-mistakes", "2026-10-01 09:30", 83.3, true, true, "José Núñez" };
    lines[2] = (struct attempt_line){ "a-exam", "", -1, true, false };
    *view = (struct quiz_view){ .pack = "business", .pack_title = title(world, "Business skills"), .unit = quiz_names[index], .language = "en", .quiz = world->quizzes[index],
                                .item_count = world->quizzes[index]->questions, .attempts = lines, .attempt_count = index == 1 ? 3 : 0,
                                .unfinished = "", .may_start = index != 3 || !world->submitted[3] };
    return view;
}

static void *attempt(struct world *world, const char *unit, struct arena *arena, struct error *error)
{
    size_t index = quiz_index(unit);
    struct attempt_view *view = arena_alloc(arena, sizeof *view);
    struct quiz_bank bank = { "bank", &world->bank };
    struct attempt *made = NULL;
    char id[40];
    snprintf(id, sizeof id, "a-%s", quiz_names[index]);
    if (attempt_new(arena, world->quizzes[index], &bank, 1, arena_text(arena, id), 7, &made, error) != 0)
        return NULL;
    for (size_t i = 0; i < world->saved_count; i++)
        if (strcmp(world->saved[i].quiz, quiz_names[index]) == 0) {
            struct attempt_item *item = attempt_find(made, world->saved[i].item);
            attempt_replay(made, world->saved[i].item, world->saved[i].response.data);
            if (item)
                item->flagged = world->saved[i].flagged;
        }
    made->submitted = world->submitted[index];
    *view = (struct attempt_view){ .pack = "business", .pack_title = title(world, "Business skills"), .version = "1.0.0", .unit = quiz_names[index], .language = "en",
                                   .quiz = world->quizzes[index], .attempt = made };
    return view;
}

static void save(struct world *world, const struct request_answer *ask)
{
    struct buf *response = &saved(world, ask->view->unit, ask->item)->response;
    buf_clear(response);
    buf_text(response, ask->response);
}

static void *search(const struct world *world, const struct request_search *ask, struct arena *arena)
{
    struct search_view *view = arena_alloc(arena, sizeof *view);
    struct search_hit *hits = arena_array(arena, 3, sizeof *hits);
    hits[0] = (struct search_hit){ "business", title(world, "Business skills"), "bread", title(world, "When do you start to earn?"),
                                   title(world, "A firm earns nothing until its fixed costs are paid. That is no reason to be afraid: count them"), 1, false };
    hits[1] = (struct search_hit){ "business", "Business skills", "arabic", "متى تبدأ في الربح؟", "يباع كل رغيف بعشرة كرونات", 1, false };
    hits[2] = (struct search_hit){ "business", "Business skills", "test", "Post-test", "See what you have learnt.", 0, true };
    *view = (struct search_view){ .hits = hits, .count = ask->query[0] && ask->query[0] != 'z' ? 3 : 0 };
    return view;
}

static void *people(const struct world *world, struct arena *arena)
{
    struct learners_view *view = arena_alloc(arena, sizeof *view);
    struct learner_line *rows = arena_array(arena, 4, sizeof *rows);
    rows[0] = (struct learner_line){ "p1", "1000017", title(world, "Grace Banda"), "last here yesterday", RANK_LEARNER };
    rows[1] = (struct learner_line){ "p2", "1000025", "José Núñez", "new", RANK_LEARNER };
    rows[2] = (struct learner_line){ "p3", "1000033", world->hostile ? NAME_300 : "أمينة محمد", "", RANK_FACILITATOR };
    rows[3] = (struct learner_line){ "p4", "1000041", "Mary Zulu", "", RANK_MANAGER };
    *view = (struct learners_view){ .rows = rows, .count = world->empty ? 0 : 4, .more = !world->empty };
    return view;
}

static void *others(const struct world *world, struct arena *arena)
{
    struct names *names = arena_alloc(arena, sizeof *names);
    struct name_line *rows = arena_array(arena, 6, sizeof *rows);
    static const char *const people[] = { "José Núñez", "أمينة محمد", "Ann", "Ben", "Mary" };
    for (size_t i = 0; i < world->others && i < 5; i++)
        rows[i] = (struct name_line){ "1000025", world->hostile ? NAME_300 : people[i] };
    *names = (struct names){ .rows = rows, .count = world->others < 5 ? world->others : 5 };
    return names;
}

static void *person_page(const struct world *world, const char *id, struct arena *arena)
{
    static const struct profile_line profile[] = {
        { "sex", "Are you a woman or a man?", "female", "A woman" }, { "born", "When were you born?", "1990-1994", "1990-1994" },
        { "cows", "How many cows?", "3", "3" },
    }, other[] = { { "sex", "Are you a woman or a man?", "female", "A woman" }, { "born", "When were you born?", "1985-1989", "1985-1989" } };
    static const struct happening_line history[] = {
        { "2026-04-01 14:10", "A new PIN was given", "Mary Zulu" }, { "2026-03-02 09:00", "Name: Grace Banda, before Grace", "Mary Zulu" },
        { "", "Registered as learner", "" },
    };
    struct progress_line *progress = arena_array(arena, 2, sizeof *progress);
    struct person_page *page = arena_alloc(arena, sizeof *page);
    bool second = strcmp(id, "p2") == 0;
    progress[0] = (struct progress_line){ "Business skills", title(world, "When do you start to earn?"), "lesson", "business", "bread", 0.6, -1, 0, false };
    progress[1] = (struct progress_line){ "Business skills", "Post-test", "quiz", "business", "test", 0.8, 80, 2, true };
    *page = (struct person_page){ .id = id, .number = second ? "1000025" : "1000017", .numbers = second ? "" : "1000090", .language = "en",
        .name = world->hostile ? NAME_300 : second ? "José Núñez" : "Grace Banda", .contact = second ? "" : "0700 123 456", .rank = RANK_LEARNER, .has_pin = true,
        .retired = world->retired, .version = second ? 2 : 3, .since = "2026-03-01 10:00", .last = "2026-04-01 14:10", .lessons = 1, .attempts = 2, .answers = 31,
        .minutes = 95, .profile = second ? other : profile, .profile_count = second ? 2 : 3, .progress = progress, .progress_count = 2, .history = history,
        .history_count = 3 };
    return page;
}

static void *installed(const struct world *world, struct arena *arena)
{
    struct installed_view *view = arena_alloc(arena, sizeof *view);
    struct installed_line *rows = arena_array(arena, 3, sizeof *rows);
    rows[0] = (struct installed_line){ "business", "1.0.0", title(world, "Business skills"), title(world, "UNCTAD Empretec"), "en fr ar", true, false, true, 184320 };
    rows[1] = (struct installed_line){ "business", "0.9.12", "Business skills", "UNCTAD Empretec", "en", false, false, true, 180000 };
    rows[2] = (struct installed_line){ "own", "0.1.0", world->hostile ? NAME_300 : "Own notes of the centre", "", "en", true, true, false, 12000 };
    *view = (struct installed_view){ rows, world->empty ? 0 : 3 };
    return view;
}

static void *doctor(const struct world *world, const char *path, struct arena *arena)
{
    static const struct job_row all[] = {
        { { "bad", "Disk space", "61 MiB free of 7.2 GiB", "Answers will soon not be saved: take away files that nobody needs, or ask for a larger card.", "" } },
        { { "attention", "Clock", "2026-04-01, not confirmed", "Say whether the date is right: the manager's menu, Date and time.", "" } },
        { { "unknown", "Wear of the card", "it does not say", "", "" } },
        { { "good", "Terminal", "xterm-256color, 80 x 24, 256 colours, all signs", "", "" } },
        { { "good", "Records", "whole, 1.4 MiB", "", "" } },
        { { "good", "Packs", "3 are installed and whole", "", "" } },
        { { "file", "", "kiosk-support-20260401-1432.txt", "", "" } },
    };
    struct job_view *view = arena_alloc(arena, sizeof *view);
    size_t count = sizeof all / sizeof *all - (path[0] ? 0 : 1), from = world->empty ? 3 : 0;
    struct job_row *rows = arena_array(arena, count, sizeof *rows);
    memcpy(rows, all, count * sizeof *rows);
    if (world->hostile)
        rows[0].field[DOCTOR_VALUE] = NAME_300;
    *view = (struct job_view){ .doing = "", .per_cent = 100, .done = true, .rows = rows + from, .count = count - from };
    return view;
}

static struct trust_view trust(const struct world *world, struct arena *arena)
{
    struct coordinator_line *rows = arena_array(arena, 2, sizeof *rows);
    int64_t at = world->unsure ? 0 : 1727914200000 + (world->hostile ? INT64_MAX / 4 : 0);
    rows[0] = (struct coordinator_line){ .name = title(world, "Empretec Zambia"), .fingerprint = "1403 8826 0175 9934 5012 7761", .enrolled = true, .arrived = 1207, .arrived_at = at,
                                         .waiting = 342 };
    rows[1] = (struct coordinator_line){ .name = world->hostile ? NAME_300 : "UNCTAD Geneva", .fingerprint = "9120 3347 8005 1266 4031 0058", .waiting = 1549 };
    return (struct trust_view){ .name = title(world, "Empretec Centre Lusaka"), .fingerprint = "2718 2818 2845 9045 2353 6028", .rows = rows, .count = world->alone ? 0 : 2,
                                .waiting = world->empty ? 0 : 1549, .trouble = world->torn ? title(world, "the grant of Empretec Zambia cannot be read") : "" };
}

static void *trust_view(const struct world *world, struct arena *arena)
{
    struct trust_view *view = arena_alloc(arena, sizeof *view);
    *view = trust(world, arena);
    return view;
}

static void *export_look(const struct world *world, struct arena *arena)
{
    struct export_look *look = arena_alloc(arena, sizeof *look);
    *look = world->look;
    look->trust = trust(world, arena);
    if (world->empty)
        look->files = 0;
    return look;
}

static void *papers(const struct world *world, struct arena *arena)
{
    static const struct paper all[] = {
        { .path = "/media/stick/KINGSTON/zambia.joining", .file = "zambia.joining", .place = "KINGSTON", .kind = PAPER_JOINING, .state = PAPER_KNOWN, .who = "Empretec Zambia",
          .fingerprint = "1403 8826 0175 9934 5012 7761", .trouble = "" },
        { .path = "/media/stick/KINGSTON/empretec/ministry.joining", .file = "ministry.joining", .place = "KINGSTON", .kind = PAPER_JOINING, .state = PAPER_ASKS,
          .who = "Ministry of Commerce", .fingerprint = "3141 5926 5358 9793 2384 6264", .trouble = "" },
        { .path = "/media/stick/KINGSTON/broken.joining", .file = "broken.joining", .place = "KINGSTON", .kind = PAPER_JOINING, .state = PAPER_REFUSED, .who = "", .fingerprint = "",
          .trouble = "its signature does not fit; ask for it again" },
        { .path = "/media/stick/KINGSTON/empretec/a.grant", .file = "a.grant", .place = "KINGSTON", .kind = PAPER_GRANT, .state = PAPER_KNOWN, .who = "Empretec Zambia", .fingerprint = "",
          .trouble = "" },
        { .path = "/media/stick/KINGSTON/empretec/a.receipt", .file = "a.receipt", .place = "KINGSTON", .kind = PAPER_RECEIPT, .state = PAPER_TAKEN, .who = "Empretec Zambia", .fingerprint = "",
          .trouble = "", .up_to = 1207, .up_to_at = 1727914200000 },
    };
    enum { COUNT = sizeof all / sizeof *all };
    struct papers_view *view = arena_alloc(arena, sizeof *view);
    struct paper *rows = arena_array(arena, COUNT, sizeof *rows);
    memcpy(rows, all, sizeof all);
    if (world->hostile) {
        rows[1].who = rows[2].trouble = rows[2].file = HOSTILE;
        rows[1].fingerprint = "3141 5926";
        rows[3].who = NAME_300;
        rows[4].renewed = true;
    }
    *view = (struct papers_view){ rows, world->empty ? 0 : COUNT };
    return view;
}

static void *places(const struct world *world, struct arena *arena)
{
    struct places_view *view = arena_alloc(arena, sizeof *view);
    struct place *rows = arena_array(arena, 2, sizeof *rows);
    size_t count = 0;
    if (world->folders)
        rows[count++] = (struct place){ .path = "/home/mary", .label = "Home folder" };
    else if (!world->pulled)
        rows[count++] = (struct place){ .path = "/media/stick/KINGSTON", .label = title(world, "KINGSTON"), .stick = true };
    rows[count++] = (struct place){ .path = "/srv/packs", .label = "packs", .packs = true };
    *view = (struct places_view){ rows, world->empty ? 0 : count };
    return view;
}

static void *folder(const struct world *world, const struct request_path *ask, struct arena *arena)
{
    struct folder_view *view = arena_alloc(arena, sizeof *view);
    struct folder_line *rows = arena_array(arena, 5, sizeof *rows);
    rows[0] = (struct folder_line){ .name = "old", .path = "/media/stick/KINGSTON/old", .folder = true, .id = "", .version = "", .title = "", .publisher = "", .note = "" };
    rows[1] = (struct folder_line){ .name = "business-1.1.pack", .path = "/p/business-1.1.pack", .id = "business", .version = "1.1.0", .title = title(world, "Business skills"),
                                    .publisher = title(world, "UNCTAD Empretec"), .note = "newer than 1.0.0", .good = true, .standing = PACK_NEWER, .bytes = 190000 };
    rows[2] = (struct folder_line){ .name = "money.pack", .path = "/p/money.pack", .id = "money", .version = "2.1.0", .title = "Financial literacy", .publisher = "UNCTAD Empretec",
                                    .note = "installed already", .good = true, .standing = PACK_THERE, .bytes = 90000 };
    rows[3] = (struct folder_line){ .name = world->hostile ? NAME_300 : "broken.pack", .path = "/p/broken.pack", .id = "", .version = "", .title = "", .publisher = "",
                                    .note = "the file is cut off; copy it to the stick again", .bytes = 10 };
    rows[4] = (struct folder_line){ .name = "savings.pack", .path = "/p/savings.pack", .id = "savings", .version = "1.0.0", .title = "Saving together", .publisher = "",
                                    .note = "new", .good = true, .standing = PACK_NEW, .unsigned_pack = true, .bytes = 40000 };
    *view = (struct folder_view){ arena_text(arena, ask->path), strchr(ask->path + 1, '/') ? "/media/stick/KINGSTON" : "", rows, world->empty ? 0 : 4 };
    if (strstr(ask->path, "/empretec")) {        /* one that lies at the top too, and another one */
        rows[0] = rows[1];
        rows[1] = rows[4];
        view->count = world->empty ? 0 : 2;
    }
    return view;
}

static void *progress(struct arena *arena)
{
    struct progress_view *view = arena_alloc(arena, sizeof *view);
    struct progress_line *rows = arena_array(arena, 2, sizeof *rows);
    rows[0] = (struct progress_line){ "Business skills", "When do you start to earn?", "lesson", "business", "bread", 1, -1, 0, false };
    rows[1] = (struct progress_line){ "Business skills", "Post-test", "quiz", "business", "test", 1, 83.3, 2, true };
    *view = (struct progress_view){ .rows = rows, .count = 2, .lessons_done = 1, .questions_answered = 42, .minutes = 95 };
    return view;
}

static void *kept(struct arena *arena)
{
    struct kept_view *view = arena_alloc(arena, sizeof *view);
    struct kept_line *rows = arena_array(arena, 1, sizeof *rows);
    rows[0] = (struct kept_line){ "Name", "Grace Banda", "You" };
    *view = (struct kept_view){ .rows = rows, .count = 1 };
    return view;
}

static void *names(struct arena *arena)
{
    struct names *view = arena_alloc(arena, sizeof *view);
    struct name_line *rows = arena_array(arena, 2, sizeof *rows);
    rows[0] = (struct name_line){ "1000017", "Grace Banda" };
    rows[1] = (struct name_line){ "1000025", "José Núñez" };
    *view = (struct names){ rows, 2, false };
    return view;
}

static void *sign_in(struct world *world, struct arena *arena, bool guest)
{
    struct person_view *person = arena_alloc(arena, sizeof *person);
    *person = guest ? (struct person_view){ .id = "g1", .number = "", .name = "Guest", .language = "en", .guest = true }
                    : (struct person_view){ .id = "p1", .number = "1000017", .name = world->hostile ? NAME_300 : "Grace Banda", .language = "en", .rank = RANK_MANAGER };
    if (world->context)
        world->context->person = *person;
    return person;
}

static void *workshops(const struct world *world, struct arena *arena)
{
    static const struct workshop_line rows[] = {
        { .id = "w3", .name = "Markets, May", .first = "2026-05-04", .last = "2026-05-09", .members = 0, .when = 1 },
        { .id = "w2", .name = "Empretec, February", .first = "2026-01-30", .last = "2026-02-04", .members = 3, .when = 0 },
        { .id = "w1", .name = "Empretec, November", .first = "2025-11-03", .last = "2025-11-08", .members = 24, .when = -1 },
    };
    struct workshops_view *view = arena_alloc(arena, sizeof *view);
    if (view)
        *view = (struct workshops_view){ .rows = rows, .count = world->empty ? 0 : sizeof rows / sizeof *rows };
    return view;
}

static void *workshop(const struct world *world, struct arena *arena)
{
    enum { MEMBERS = 4, UNITS = 3 };
    struct workshop_view *view = arena_alloc(arena, sizeof *view);
    struct workshop_person *members = arena_array(arena, MEMBERS, sizeof *members);
    struct workshop_part *units = arena_array(arena, UNITS, sizeof *units);
    if (!view || !members || !units)
        return NULL;
    members[0] = (struct workshop_person){ .id = "p1", .name = title(world, "Grace Banda"), .number = "1000017", .days = "210000", .unit = "Post-test", .seated = true,
                                           .in_quiz = true, .at = 7, .of = 12, .wrong = 4, .still = 20, .need = NEED_WRONG };
    members[1] = (struct workshop_person){ .id = "p2", .name = "Joseph Mwale", .number = "1000025", .days = "220000", .unit = "Fixed and variable cost", .seated = true,
                                           .at = 3, .of = 8, .still = 420, .need = NEED_STILL };
    members[2] = (struct workshop_person){ .id = "p3", .name = title(world, "Chanda Phiri"), .number = "1000033", .days = "200000", .unit = "Post-test", .seated = true,
                                           .in_quiz = true, .at = 2, .of = 12 };
    members[3] = (struct workshop_person){ .id = "p5", .name = "Zawadi Tembo", .number = "1000058", .days = "000000", .unit = "" };
    units[0] = (struct workshop_part){ .pack = "business", .id = "cost", .title = "Fixed and variable cost", .role = "lesson", .rule = "from the beginning" };
    units[1] = (struct workshop_part){ .pack = "business", .id = "practice", .title = title(world, "Practice: costs"), .role = "practice", .rule = "from day 2 on", .day = 2 };
    units[2] = (struct workshop_part){ .pack = "business", .id = "exam", .title = "Examination", .role = "examination", .rule = "opened by hand", .by_hand = true };
    *view = (struct workshop_view){ .name = title(world, "Empretec, February"), .first = "2026-01-30", .days = 6, .today = 3, .date_sound = !world->context || world->context->date_sound,
                                    .members = members, .member_count = world->empty ? 0 : MEMBERS, .units = units, .unit_count = world->empty ? 0 : UNITS };
    return view;
}

int world_serve(void *memory, enum request_kind kind, const void *ask, struct arena *arena, void **data, struct error *error)
{
    struct world *world = memory;
    *data = NULL;
    if (world->refusing && kind == world->refused)
        return error_set(error, ERROR_FULL, "the disk is full; tell the manager. Nothing that was saved is lost");
    switch (kind) {
    case REQUEST_SET_UP: {
        const struct request_set_up *set_up = ask;
        struct set_up_view *view = arena_alloc(arena, sizeof *view);
        *view = (struct set_up_view){ "0100019", "ABCD EFGH JKMN PQRS TVWX YZ01 2345 6789 ACEG JMPR TWYB DFHK NQSV XZ13", "5f3a90c1" };
        *data = view;
        note(world, "set up", set_up->name, set_up->manager);
        note(world, "keyboard", set_up->keyboard, set_up->language);
        break;
    }
    case REQUEST_NAMES: *data = names(arena); break;
    case REQUEST_FORMS: {
        struct profile_forms *forms = arena_alloc(arena, sizeof *forms);
        *forms = (struct profile_forms){ .core = world->core, .consents = world->consents };
        *data = forms;
        break;
    }
    case REQUEST_SIGN_IN:
    case REQUEST_REGISTER: *data = sign_in(world, arena, false); break;
    case REQUEST_GUEST: *data = sign_in(world, arena, true); break;
    case REQUEST_SIGN_OUT:
        if (world->context)
            world->context->person = (struct person_view){ 0 };
        note(world, "sign out", NULL, NULL);
        break;
    case REQUEST_HOME: *data = home(world, arena); break;
    case REQUEST_PACK: *data = pack(world, arena); break;
    case REQUEST_LESSON: *data = lesson(world, ask, arena); break;
    case REQUEST_PAGE_READ: {
        char page[12];
        snprintf(page, sizeof page, "%d", ((const struct request_page *)ask)->page);
        note(world, "page", ((const struct request_page *)ask)->view->unit, page);
        break;
    }
    case REQUEST_BLOCK_ANSWER: {
        const struct request_block *block = ask;
        struct buf *response = &saved(world, "", block->item)->response;
        buf_clear(response);
        buf_text(response, block->response);
        note(world, "block", block->item, block->response);
        break;
    }
    case REQUEST_LESSON_DONE: note(world, "lesson done", ((const struct request_page *)ask)->view->unit, NULL); break;
    case REQUEST_QUIZ: *data = quiz(world, ask, arena); break;
    case REQUEST_MEMBERS_CLEAR:
        world->others = 0;
        *data = others(world, arena);
        break;
    case REQUEST_MEMBER_ADD:
        world->others++;
        note(world, "member", ((const struct request_sign_in *)ask)->number, ((const struct request_sign_in *)ask)->pin);
        *data = others(world, arena);
        break;
    case REQUEST_ATTEMPT_START: {
        const struct request_unit *unit = ask;
        note(world, unit->together ? "start together" : "start", unit->unit, NULL);
        world->submitted[quiz_index(unit->unit)] = false;
        *data = attempt(world, unit->unit, arena, error);
        break;
    }
    case REQUEST_ATTEMPT_RESUME: *data = attempt(world, ((const struct request_attempt *)ask)->attempt + 2, arena, error); break;
    case REQUEST_ANSWER: {
        const struct request_answer *answer = ask;
        struct attempt_item *item = attempt_find(answer->view->attempt, answer->item);
        save(world, ask);
        if (item)
            item->saved = true;
        note(world, "answer", answer->item, answer->response);
        break;
    }
    case REQUEST_FLAG: {
        const struct request_answer *flag = ask;
        saved(world, flag->view->unit, flag->item)->flagged = flag->response[0] == '1';
        note(world, "flag", flag->item, flag->response);
        break;
    }
    case REQUEST_DRAFT:
        save(world, ask);
        note(world, "draft", ((const struct request_answer *)ask)->item, ((const struct request_answer *)ask)->response);
        break;
    case REQUEST_MINUTE: note(world, "minute", NULL, NULL); break;
    case REQUEST_SUBMIT: {
        const struct request_answer *submit = ask;
        world->submitted[quiz_index(submit->view->unit)] = true;
        note(world, "submit", submit->view->unit, submit->response);
        break;
    }
    case REQUEST_SEARCH: *data = search(world, ask, arena); break;
    case REQUEST_PROGRESS: *data = progress(arena); break;
    case REQUEST_KEPT: *data = kept(arena); break;
    case REQUEST_LANGUAGE: break;
    case REQUEST_CONSENT: note(world, "consent", ((const struct request_consent *)ask)->id, ((const struct request_consent *)ask)->given ? "yes" : "no"); break;
    case REQUEST_MANAGER_PACKS: *data = installed(world, arena); break;
    case REQUEST_PACK_REMOVE: note(world, "remove", ((const struct request_unit *)ask)->pack, ((const struct request_unit *)ask)->unit); break;
    case REQUEST_PLACES: *data = places(world, arena); break;
    case REQUEST_FOLDER: *data = folder(world, ask, arena); break;
    case REQUEST_INSTALL: {
        struct job_view *view = arena_alloc(arena, sizeof *view);
        *view = (struct job_view){ .doing = "", .per_cent = 100, .done = true };
        *data = view;
        note(world, "install", ((const struct request_path *)ask)->path, NULL);
        break;
    }
    case REQUEST_TRUST: *data = trust_view(world, arena); break;
    case REQUEST_PAPERS: *data = papers(world, arena); break;
    case REQUEST_EXPORT_LOOK: *data = export_look(world, arena); break;
    case REQUEST_EXPORT: {
        struct job_view *view = arena_alloc(arena, sizeof *view);
        *view = (struct job_view){ .doing = "", .per_cent = 100, .done = true };
        *data = view;
        note(world, "export", ((const struct request_path *)ask)->path, NULL);
        break;
    }
    case REQUEST_BACKUP_LOOK: {
        struct backup_look *look = arena_alloc(arena, sizeof *look);
        *look = (struct backup_look){ .coded = !world->alone, .bytes = 1400000 };
        *data = look;
        break;
    }
    case REQUEST_BACKUP: {
        struct job_view *view = arena_alloc(arena, sizeof *view);
        *view = (struct job_view){ .doing = "", .per_cent = 100, .done = true };
        *data = view;
        note(world, "backup", ((const struct request_path *)ask)->path, NULL);
        break;
    }
    case REQUEST_DOCTOR: {
        const struct request_doctor *asked = ask;
        *data = doctor(world, asked->path, arena);
        note(world, "doctor", asked->path, NULL);
        break;
    }
    case REQUEST_JOB_STOP: note(world, "stop", NULL, NULL); break;
    case REQUEST_JOIN: note(world, "join", ((const struct request_join *)ask)->path, ((const struct request_join *)ask)->fingerprint); break;
    case REQUEST_LEARNERS:
        *data = people(world, arena);
        if (((const struct request_names *)ask)->retired)
            note(world, "the retired", NULL, NULL);
        break;
    case REQUEST_PERSON: *data = person_page(world, ((const struct request_learner *)ask)->id, arena); break;
    case REQUEST_PERSON_CHANGE: {
        const struct request_person *person = ask;
        note(world, "change", person->id, person->name);
        buf_format(&world->log, "  %s|%s|%lld", person->contact, person->language, (long long)person->version);
        for (size_t i = 0; i < person->value_count; i++)
            buf_format(&world->log, " %s=%s", person->values[i].name, person->values[i].value);
        buf_char(&world->log, '\n');
        break;
    }
    case REQUEST_PERSON_ROLE:
        note(world, "role", ((const struct request_role *)ask)->id, ((const struct request_role *)ask)->rank == RANK_FACILITATOR ? "facilitator" : "other");
        break;
    case REQUEST_PERSON_JOIN: {
        const struct request_join_people *join = ask;
        note(world, "join", join->id, join->into);
        buf_format(&world->log, "  %lld %lld %s\n", (long long)join->version, (long long)join->into_version, join->take);
        break;
    }
    case REQUEST_PERSON_RETIRE:
        world->retired = !((const struct request_retire *)ask)->back;
        note(world, "retire", ((const struct request_retire *)ask)->id, world->retired ? "yes" : "back");
        break;
    case REQUEST_PERSON_ERASE: note(world, "erase", ((const struct request_erase *)ask)->id, ((const struct request_erase *)ask)->number); break;
    case REQUEST_PIN_RESET: {
        struct pin_view *pin = arena_alloc(arena, sizeof *pin);
        *pin = (struct pin_view){ "483920" };
        *data = pin;
        note(world, "new pin", ((const struct request_learner *)ask)->id, NULL);
        break;
    }
    case REQUEST_WORKSHOPS: *data = workshops(world, arena); break;
    case REQUEST_WORKSHOP: *data = workshop(world, arena); break;
    case REQUEST_WORKSHOP_MAKE: {
        const struct request_workshop_make *make = ask;
        note(world, "workshop", make->name, make->first);
        break;
    }
    case REQUEST_WORKSHOP_ADD: note(world, "member", ((const struct request_workshop_add *)ask)->workshop, ((const struct request_workshop_add *)ask)->number); break;
    case REQUEST_WORKSHOP_ATTEND: {
        const struct request_attend *attend = ask;
        note(world, "attend", attend->person, (const char *[]){ "not", "half", "whole" }[attend->part]);
        break;
    }
    case REQUEST_WORKSHOP_OPEN: note(world, ((const struct request_gate *)ask)->open ? "open" : "close", ((const struct request_gate *)ask)->pack, ((const struct request_gate *)ask)->unit); break;
    case REQUEST_NOTICES: {
        struct notices_view *view = arena_alloc(arena, sizeof *view);
        *view = (struct notices_view){ .rescue = world->rescued ? "20260401-143200" : "", .day = world->rescued ? "2026-04-01" : "", .sure = true, .little_room = world->full, .free = 183000000 };
        if (world->rescued)
            view->lost = 3, view->first = 12, view->last = 14, view->texts = 1;
        *data = view;
        break;
    }
    case REQUEST_RESCUE_READ:
        world->rescued = false;
        note(world, "read", ((const struct request_rescue *)ask)->rescue, NULL);
        break;
    case REQUEST_WORKSHOP_PLAN: {
        static const char *const changes[] = { "plan", "role", "rule", "earlier", "later", "up", "down", "out" };
        note(world, changes[((const struct request_plan *)ask)->change], ((const struct request_plan *)ask)->pack, ((const struct request_plan *)ask)->unit);
        break;
    }
    case REQUEST_CONFIRM_DATE: note(world, "date", NULL, NULL); break;
    case REQUEST_KINDS: break;
    }
    return arena_failed(arena) ? error_memory(error) : 0;
}

void world_settle(struct world *world, struct drive *drive)
{
    for (; world->answered < drive->effects.count; world->answered++) {
        struct effect effect = drive->effects.list[world->answered];
        struct error error = { 0 };
        if (effect.kind != EFFECT_REQUEST)
            continue;
        struct result result = { .kind = effect.request, .number = effect.number, .error = &error };
        result.code = world_serve(world, effect.request, effect.ask, &world->arena, &result.data, &error);
        drive_event(drive, &(struct event){ .kind = EVENT_RESULT, .request = effect.number, .code = result.code, .payload = &result });
    }
}

void world_open(struct world *world, struct drive *drive, const struct screen_type *type, const struct screen_args *args)
{
    world->answered = drive->effects.count;
    drive_open(drive, type, args);
    world_settle(world, drive);
}

void world_keys(struct world *world, struct drive *drive, const char *script)
{
    char one[200];
    while (*script) {
        size_t length;
        if (*script == '\'') {
            /* each character by itself, so that what it asks for is answered before the next one */
            script++;
            while (*script && *script != '\'') {
                length = (*script & 0x80) == 0 ? 1 : (*script & 0xe0) == 0xc0 ? 2 : (*script & 0xf0) == 0xe0 ? 3 : 4;
                snprintf(one, sizeof one, "'%.*s'", (int)length, script);
                drive_keys(drive, one);
                world_settle(world, drive);
                script += length;
            }
            script += *script == '\'';
        } else {
            length = strcspn(script, " ");
            snprintf(one, sizeof one, "%.*s", (int)length, script);
            drive_keys(drive, one);
            world_settle(world, drive);
            script += length;
        }
        script += strspn(script, " ");
    }
}
