/* Lists of people: what columns and values are called, and what is said of those that cannot be read. */
#include "check_main.h"

#include "base/buf.h"
#include "records/roster.h"

struct desk {
    struct arena arena;
    struct report report;
    struct roster roster;
    char said[4096];
};

static int take(struct desk *desk, const char *text, const char *columns)
{
    const struct roster_options options = { .columns = columns, .languages = "en pt_BR ar" };
    *desk = (struct desk){ 0 };
    arena_init(&desk->arena, NULL, 0);
    report_init(&desk->report);
    int code = roster_read("f", text, strlen(text), &options, &desk->arena, &desk->roster, &desk->report);
    for (size_t i = 0; i < report_kept(&desk->report); i++) {
        char one[1200];
        size_t length = strlen(desk->said);
        snprintf(desk->said + length, sizeof desk->said - length, "%s%s%s", i ? "\n" : "", desk->report.warning[i] ? "warning: " : "",
                 error_text(&desk->report.kept[i], NULL, one, sizeof one));
    }
    return code;
}

static void leave(struct desk *desk)
{
    arena_release(&desk->arena);
    report_release(&desk->report);
}

START_TEST(the_words_stand_in_the_form_that_is_looked_for)
{
    struct buf form = BUF_INIT;
    for (size_t i = 0; i < roster_word_count; i++)
        for (const char *at = roster_words[i].words; *at;) {
            size_t length = strcspn(at, "|");
            ck_assert(length > 0);
            ck_assert(roster_form(&form, at, length));
            ck_assert_msg(form.length == length && memcmp(form.data, at, length) == 0, "%.*s should be %s", (int)length, at, form.data);
            /* and it means one thing */
            for (size_t other = 0; other < roster_word_count; other++) {
                const struct roster_word *word = &roster_words[other];
                if (other == i || !word->code != !roster_words[i].code || (word->code && word->field != roster_words[i].field))
                    continue;
                for (const char *same = word->words; *same; same += strcspn(same, "|"), same += *same == '|')
                    ck_assert_msg(strcspn(same, "|") != length || memcmp(same, at, length) != 0, "%.*s stands twice", (int)length, at);
            }
            at += length + (at[length] == '|');
        }
    for (size_t i = 0; i < roster_word_count; i++)
        if (roster_words[i].code && roster_words[i].field < PROFILE_COUNT)
            ck_assert_msg(profile_valid((enum profile_field)roster_words[i].field, roster_words[i].code), "%s", roster_words[i].code);
    buf_release(&form);
}
END_TEST

START_TEST(heads_of_five_languages_say_the_same)
{
    static const char *const lists[] = {
        "Name,Sex,Year of birth,Sector,Registered,Workers,Urban or rural,Disability,PIN,Language\nAna Souza,female,1990,c,yes,2-4,urban,no,0123,pt_BR\n",
        "Prénom;NOM;Sexe;Année de naissance;Secteur d’activité;Enregistrée;Nombre d'employés;Milieu;Handicap;Code PIN;Langue\n"
        "Ana;Souza;Femme;12/05/1990;Industrie;Oui;3;Urbain;Non;0123;Portugais\n",
        "Apellidos;Nombre;Género;Fecha de nacimiento;Sector;Empresa registrada;Empleados;Zona;Discapacidad;PIN;Idioma\n"
        "Souza;Ana;Mujer;1990-05-12;Manufactura;Sí;2 a 4;Ciudad;No;0123;Portugués\n",
        "Nome completo\tSexo\tData de nascimento\tSetor\tRegistada\tTrabalhadores\tMeio\tDeficiência\tSenha\tIdioma\n"
        "Ana Souza\tFeminino\t12.05.1990\tIndústria transformadora\tSim\t4\tUrbano\tNão\t0123\tPortuguês\n",
        "الاسم الكامل,الجنس,سنة الميلاد,القطاع,مسجلة,عدد العمال,المنطقة,الإعاقة,الرمز السري,اللغة\nAna Souza,أنثى,١٩٩٠,الصناعة,نعم,٢,حضري,لا,٠١٢٣,البرتغالية\n",
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct desk desk;
        static const char *const want[PROFILE_COUNT] = { "female", "1990-1994", "c", "yes", "2-4", "urban", "no" };
        int code = take(&desk, lists[i], NULL);
        ck_assert_msg(code == 0 && !*desk.said, "list %zu: %s", i, desk.said);
        ck_assert_uint_eq(desk.roster.count, 1);
        const struct roster_person *person = desk.roster.people;
        ck_assert_str_eq(person->name, "Ana Souza");
        ck_assert_str_eq(person->pin, "0123");
        ck_assert_str_eq(person->language, "pt_BR");
        for (int field = 0; field < PROFILE_COUNT; field++)
            ck_assert_text(person->profile[field], want[field]);
        leave(&desk);
    }
}
END_TEST

START_TEST(each_code_of_the_profile_is_taken_as_it_is)
{
    for (int field = 0; field < PROFILE_COUNT; field++)
        for (const char *at = profile_codes((enum profile_field)field); *at;) {
            char text[200], code[40];
            struct desk desk;
            size_t length = strcspn(at, " ");
            snprintf(code, sizeof code, "%.*s", (int)length, at);
            snprintf(text, sizeof text, "name,%s\nA,%s\n", profile_name((enum profile_field)field), code);
            int done = take(&desk, text, NULL);
            ck_assert_msg(done == 0, "%s", desk.said);
            ck_assert_text(desk.roster.people[0].profile[field], code);
            leave(&desk);
            at += length + (at[length] == ' ');
        }
}
END_TEST

START_TEST(what_was_not_said_is_not_made_up)
{
    struct desk desk;
    ck_assert_int_eq(take(&desk, "name,sex,born,sector,pin,language\nA,,-,n/a,,\nB\n,,,,,\n", NULL), 0);
    ck_assert_uint_eq(desk.roster.count, 2);
    for (size_t i = 0; i < 2; i++) {
        for (int field = 0; field < PROFILE_COUNT; field++)
            ck_assert_ptr_null(desk.roster.people[i].profile[field]);
        ck_assert_str_eq(desk.roster.people[i].pin, "");
        ck_assert_str_eq(desk.roster.people[i].language, "");
    }
    leave(&desk);
}
END_TEST

START_TEST(an_m_is_what_its_column_makes_of_it)
{
    struct desk desk;
    ck_assert_int_eq(take(&desk, "name,sex\nA,M\nB,F\n", NULL), 0);
    ck_assert_text(desk.roster.people[0].profile[PROFILE_SEX], "male");
    leave(&desk);
    ck_assert_int_eq(take(&desk, "nombre,sexo\nA,M\nB,H\n", NULL), 0);
    ck_assert_text(desk.roster.people[0].profile[PROFILE_SEX], "female");
    ck_assert_text(desk.roster.people[1].profile[PROFILE_SEX], "male");
    leave(&desk);
    ck_assert_int_eq(take(&desk, "name,sex\nA,M\nB,female\n", NULL), ERROR_INVALID);
    ck_assert_str_eq(desk.said, "f:2:3: \"M\" may mean a man or a woman (mujer, mulher) in this list; write male or female");
    leave(&desk);
    ck_assert_int_eq(take(&desk, "A,M\nB,H\n", "name,sex"), 0);
    ck_assert_text(desk.roster.people[0].profile[PROFILE_SEX], "female");
    leave(&desk);
}
END_TEST

START_TEST(what_cannot_be_read_is_said_with_its_place_and_what_may_stand_there)
{
    static const struct { const char *text, *columns, *said; } cases[] = {
        { "name,sex\nA,x\n", NULL, "f:2:3: \"x\" is no answer to \"sex\"; there may stand female male other, a word for one of them, or nothing" },
        { "name,workers\nA,<5\nB,10+\nC,4-Feb\n", NULL,
          "f:2:3: \"<5\" is no answer to \"workers\"; there may stand 0 1 2-4 5-9 10-49 50-249 250, a word for one of them, or nothing\n"
          "f:3:3: \"10+\" is no answer to \"workers\"; there may stand 0 1 2-4 5-9 10-49 50-249 250, a word for one of them, or nothing\n"
          "f:4:3: \"4-Feb\" is no answer to \"workers\"; there may stand 0 1 2-4 5-9 10-49 50-249 250, a word for one of them, or nothing" },
        { "name,born\nA,31544\n\nB,1985-1990\nC,2020\nD,85\n", NULL,
          "f:2:3: \"31544\" is no year of birth; there may stand a year from 1925 to 2014, a date with such a year, five years as 1985-1989, or nothing\n"
          "f:4:3: \"1985-1990\" is no year of birth; there may stand a year from 1925 to 2014, a date with such a year, five years as 1985-1989, or nothing\n"
          "f:5:3: \"2020\" is no year of birth; there may stand a year from 1925 to 2014, a date with such a year, five years as 1985-1989, or nothing\n"
          "f:6:3: \"85\" is no year of birth; there may stand a year from 1925 to 2014, a date with such a year, five years as 1985-1989, or nothing" },
        { "name,pin\nA,123\n", NULL,
          "f:2:3: a PIN has 4 to 12 digits (in a spreadsheet its column must be text, so that no 0 is lost), or stands nowhere and is drawn" },
        { "name,language\nA,French\n", NULL, "f:2:3: \"French\" is no language that is offered here; there may stand en pt_BR ar, or nothing" },
        { "name,sex\n ,female\n", NULL, "f:2:1: here the name is missing; write it, or take the line away" },
        { "name,born\nBanda, Grace,1990\n", NULL,
          "f:2:7: \" Grace\" is no year of birth; there may stand a year from 1925 to 2014, a date with such a year, five years as 1985-1989, or nothing\n"
          "f:2:14: \"1990\" stands behind the last column; is a separator in the text, which then wants quotation marks?" },
        { "sex,born\nfemale,1990\n", NULL,
          "f:1: no column of this line is called name; let the first line name the columns (name, sex, born, …), or say with --columns what they are" },
        { "name,sex,gender\nA,f,f\n", NULL, "f:1:10: \"gender\" stands in two columns; take one away" },
        { "name,sex\n", NULL, "f: there are no people in this list" },
        { "", NULL, "f: there are no people in this list" },
        { "name,\"sex\nA,f\n", NULL, "f:1:6: a quotation mark is opened here and never closed; close it, or write one that belongs to the text twice, within two others" },
        { "A,f\n", "name,shoes", "--columns:1:6: \"shoes\" is no name of a column; there may stand name, given, family, pin, language, sex, born, sector, registered, workers, "
          "place, disability, or - for one that is passed over" },
        { "A,f\n", "sex", "--columns:1: no column is the name; write name, or given and family, among the columns" },
        { "A,f\n", "", "--columns: no column is the name; write name, or given and family, among the columns" },
        { "Name,sex\nA,f\n", "name,sex", "f:1: this line names the columns, and so does --columns; take one of them away" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct desk desk;
        ck_assert_int_eq(take(&desk, cases[i].text, cases[i].columns), ERROR_INVALID);
        ck_assert_msg(strcmp(desk.said, cases[i].said) == 0, "case %zu:\n%s", i, desk.said);
        ck_assert_uint_eq(desk.roster.count, 0);
        leave(&desk);
    }
}
END_TEST

START_TEST(a_column_that_nobody_knows_is_passed_over_and_said)
{
    struct desk desk;
    ck_assert_int_eq(take(&desk, "Telephone,name\n0977,A\n", NULL), 0);
    ck_assert_str_eq(desk.said, "warning: f:1:1: the column \"Telephone\" is passed over; known are name, given, family, pin, language, sex, born, sector, registered, workers, "
                     "place, disability");
    ck_assert_str_eq(desk.roster.people[0].name, "A");
    leave(&desk);
    ck_assert_int_eq(take(&desk, "0977,A,f\n", "-,name,sex"), 0);
    ck_assert_str_eq(desk.said, "");
    ck_assert_str_eq(desk.roster.people[0].name, "A");
    leave(&desk);
}
END_TEST

START_TEST(a_hostile_name_becomes_a_plain_one)
{
    static const struct { const char *field, *name; } cases[] = {
        { "  Grace \xc2\xa0  Banda ", "Grace Banda" },
        { "\"Grace\nBanda\"", "Grace Banda" },
        { "Grace\xe2\x80\xae Banda", "Grace Banda" },          /* turns a screen round */
        { "Grace\x1b[2J", "Grace[2J" },
        { "e\xcc\x81lodie", "\xc3\xa9lodie" },
        { "'t Hooft", "'t Hooft" },
        { "=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1" },
        { "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct desk desk;
        char text[200];
        snprintf(text, sizeof text, "name;sex\n%s;\n", cases[i].field);
        ck_assert_int_eq(take(&desk, text, NULL), 0);
        ck_assert_str_eq(desk.roster.people[0].name, cases[i].name);
        leave(&desk);
    }
    struct desk desk;
    char text[400] = "name\n";
    memset(text + 5, 'x', PERSON_NAME_LIMIT + 1);
    ck_assert_int_eq(take(&desk, text, NULL), ERROR_INVALID);
    ck_assert_str_eq(desk.said, "f:2:1: this name is too long; it may have 120 bytes");
    leave(&desk);
}
END_TEST

START_TEST(who_stands_twice_is_found)
{
    struct desk desk;
    ck_assert_int_eq(take(&desk, "name,born\nGrace Banda,1990\nJohn,1990\ngrace  BANDA,1991\nGrace Banda,1985\nGrace Banda,\nGrace Banda,1993\n", NULL), 0);
    static const long want[] = { 0, 0, 2, 0, 0, 2 };
    for (size_t i = 0; i < 6; i++)
        ck_assert_int_eq(desk.roster.people[i].double_of, want[i]);
    leave(&desk);
}
END_TEST

START_TEST(a_list_has_its_limit)
{
    struct buf text = BUF_INIT;
    struct desk desk;
    buf_text(&text, "name\n");
    for (int i = 0; i < ROSTER_LIMIT; i++)
        buf_format(&text, "Person %d\n", i);
    ck_assert_int_eq(take(&desk, text.data, NULL), 0);
    ck_assert_uint_eq(desk.roster.count, ROSTER_LIMIT);
    leave(&desk);
    buf_text(&text, "One more\n");
    ck_assert_int_eq(take(&desk, text.data, NULL), ERROR_INVALID);
    ck_assert_str_eq(desk.said, "f:20002: there are more than 20000 people in this list; divide it");
    leave(&desk);
    buf_release(&text);
}
END_TEST

START_TEST(memory_may_lack_at_any_time)
{
    static const char text[] = "Prénom;Nom;born;sex;language;pin\n\"Élodie \"\"E\"\"\";Zoé;1990;f;portugais;1234\nA;B;1990;m;en;\n";
    const struct roster_options options = { .languages = "en pt_BR" };
    bool reached = true;
    size_t at = 1;
    for (; reached; at++) {
        struct failing_allocator failing;
        struct arena arena;
        struct report report;
        struct roster roster = { 0 };
        failing_allocator_init(&failing, at);
        arena_init(&arena, &failing.allocator, 0);
        report_init(&report);
        int code = roster_read("f", text, sizeof text - 1, &options, &arena, &roster, &report);
        reached = failing.calls >= at;
        ck_assert_int_eq(code, reached ? ERROR_MEMORY : 0);
        ck_assert_int_eq(report_failed(&report), reached);
        ck_assert_uint_eq(roster.count, reached ? 0 : 2);
        report_release(&report);
        arena_release(&arena);
    }
    ck_assert_uint_ge(at, 10);
}
END_TEST

TEST_MAIN("roster", the_words_stand_in_the_form_that_is_looked_for, heads_of_five_languages_say_the_same, each_code_of_the_profile_is_taken_as_it_is,
          what_was_not_said_is_not_made_up, an_m_is_what_its_column_makes_of_it, what_cannot_be_read_is_said_with_its_place_and_what_may_stand_there,
          a_column_that_nobody_knows_is_passed_over_and_said, a_hostile_name_becomes_a_plain_one, who_stands_twice_is_found, a_list_has_its_limit,
          memory_may_lack_at_any_time)
