#include "records/roster.h"

#include "base/buf.h"
#include "base/csv.h"
#include "base/text.h"
#include "records/pin.h"

struct reading {
    const char *file;
    const struct roster_options *options;
    struct arena *arena;
    struct report *report;
    struct buf form, name;                       /* used again for each field */
    int fields[CSV_FIELDS_LIMIT];                /* of each column */
    size_t columns;
    int column_of[ROSTER_FIELDS];                /* -1: there is none */
    bool has_f, has_h;                           /* the column of the sex has these letters */
    bool starved;
};

/* Words */

static uint32_t ascii_form(uint32_t c)
{
    if (c >= 0x660 && c <= 0x669)
        return c - 0x660 + '0';
    if (c >= 0x6f0 && c <= 0x6f9)
        return c - 0x6f0 + '0';
    bool mark = c < 0x80 ? !ascii_alpha((int)c) && !ascii_digit((int)c) : c == 0xa0 || c == 0xab || c == 0xbb || c == 0xbf || c == 0xb7 || c == 0x60c || c == 0x61b || c == 0x61f ||
        c == 0x640 || (c >= 0x2000 && c <= 0x206f) || !text_printable(c);
    return mark ? ' ' : c;
}

bool roster_form(struct buf *out, const char *text, size_t length)
{
    struct buf folded;
    buf_init(&folded, out->allocator);
    buf_clear(out);
    bool fine = text_search_form(&folded, text, length) && !buf_failed(&folded);
    for (size_t at = 0, size; fine && at < folded.length; at += size) {
        uint32_t c = ascii_form(text_next(folded.data + at, folded.length - at, &size));
        if (c != ' ' || (out->length && out->data[out->length - 1] != ' '))
            buf_codepoint(out, c);
    }
    if (out->length && out->data[out->length - 1] == ' ')
        buf_cut(out, out->length - 1);
    buf_release(&folded);
    return fine && !buf_failed(out);
}

static bool among(const char *words, char divider, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = words; length && at; at = strchr(at, divider), at = at ? at + 1 : NULL)
        if (strncmp(at, word, length) == 0 && (at[length] == divider || !at[length]))
            return true;
    return false;
}

/* The form of a field of the list, until the next one is made. "" where memory lacks. */
static const char *form_of(struct reading *reading, const char *text)
{
    if (roster_form(&reading->form, text, strlen(text)))
        return reading->form.data;
    reading->starved = true;
    return "";
}

static int head_of(struct reading *reading, const char *text)
{
    const char *form = form_of(reading, text);
    for (size_t i = 0; i < roster_word_count; i++)
        if (!roster_words[i].code && among(roster_words[i].words, '|', form))
            return roster_words[i].field;
    return ROSTER_NONE;
}

static const char *code_of(int field, const char *form)
{
    for (size_t i = 0; i < roster_word_count; i++)
        if (roster_words[i].code && roster_words[i].field == field && among(roster_words[i].words, '|', form))
            return roster_words[i].code;
    return NULL;
}

/* A code of the profile, whose dashes the form has as blanks. */
static const char *own_code(struct reading *reading, int field, const char *form)
{
    char code[16];
    size_t length = strlen(form);
    if (length >= sizeof code)
        return NULL;
    for (size_t i = 0; i <= length; i++)
        code[i] = form[i] == ' ' ? '-' : form[i];
    return *code && profile_valid((enum profile_field)field, code) ? arena_text(reading->arena, code) : NULL;
}

/* Columns */

static void place_report(struct reading *reading, const struct csv_field *at, const char *message, const char *one)
{
    report_at(reading->report, ERROR_INVALID, reading->file, at->line, at->column, message, one);
}

/* What half a name is depends on which other columns there are: "Nom" beside "Prénom", "Nombre" beside "Apellido". */
static void settle_names(struct reading *reading)
{
    int *of = reading->column_of;
    if (of[ROSTER_NAME] < 0 || of[ROSTER_FULL_NAME] >= 0)
        return;
    int meant = of[ROSTER_GIVEN] < 0 && of[ROSTER_FAMILY] < 0 ? ROSTER_FULL_NAME : of[ROSTER_GIVEN] >= 0 && of[ROSTER_FAMILY] < 0 ? ROSTER_FAMILY
        : of[ROSTER_GIVEN] < 0 ? ROSTER_GIVEN : ROSTER_FULL_NAME;
    of[meant] = of[ROSTER_NAME];
    reading->fields[of[meant]] = meant;
    of[ROSTER_NAME] = -1;
}

static void take_column(struct reading *reading, const struct csv_field *head, bool known_only)
{
    size_t column = reading->columns++;
    size_t length = head->length;
    const char *text = text_trim(head->text, &length);
    int field = head_of(reading, head->text);
    reading->fields[column] = field;
    if (field == ROSTER_NONE) {
        struct error passed = { 0 };
        if (!length || (length == 1 && *text == '-'))
            return;
        error_at(&passed, reading->file, head->line, head->column);
        error_set(&passed, ERROR_INVALID, known_only ? N_("\"%s\" is no name of a column; there may stand name, given, family, pin, language, sex, born, sector, registered, workers, "
                  "place, disability, or - for one that is passed over") : N_("the column \"%s\" is passed over; known are name, given, family, pin, language, sex, born, sector, "
                  "registered, workers, place, disability"), head->text);
        (known_only ? report_add : report_warn)(reading->report, &passed);
    } else if (reading->column_of[field] >= 0) {
        place_report(reading, head, N_("\"%s\" stands in two columns; take one away"), head->text);
    } else {
        reading->column_of[field] = (int)column;
    }
}

static void take_columns(struct reading *reading, const struct csv_row *row, bool known_only)
{
    for (size_t i = 0; i < row->count; i++)
        take_column(reading, &row->fields[i], known_only);
    settle_names(reading);
    if (reading->column_of[ROSTER_FULL_NAME] >= 0 || reading->column_of[ROSTER_GIVEN] >= 0 || reading->column_of[ROSTER_FAMILY] >= 0)
        return;
    report_at(reading->report, ERROR_INVALID, reading->file, row->line, 0, known_only ? N_("no column is the name; write name, or given and family, among the columns")
        : N_("no column of this line is called name; let the first line name the columns (name, sex, born, …), or say with --columns what they are"));
}

/* --columns name,sex,- */
static int take_options(struct reading *reading)
{
    struct csv csv;
    struct csv_row row;
    struct error error = { 0 };
    const char *file = reading->file;
    reading->file = "--columns";
    csv_init(&csv, reading->options->columns, strlen(reading->options->columns), ',', NULL);
    int code = csv_next(&csv, &row, &error);
    if (code == 1) {
        take_columns(reading, &row, true);
    } else {
        if (!code)
            error_set(&error, ERROR_INVALID, N_("no column is the name; write name, or given and family, among the columns"));
        error_at(&error, reading->file, error.line, error.column);
        report_add(reading->report, &error);
    }
    csv_release(&csv);
    reading->file = file;
    return report_failed(reading->report) ? ERROR_INVALID : 0;
}

/* Values */

static bool empty(const char *form)
{
    return !*form || among("not said|n a|na|non dit|no dice|nao disse|sin dato", '|', form);
}

/* The five years of a year, of a date with a year of four digits, or of "1985-1989". */
static const char *read_born(struct reading *reading, const char *form)
{
    int years[2], count = 0;
    for (const char *at = form; *at;) {
        size_t length = strcspn(at, " ");
        if (strspn(at, "0123456789") < length || length > 4 || (length == 4 && count == 2))
            return NULL;
        if (length == 4)
            years[count++] = (at[0] - '0') * 1000 + (at[1] - '0') * 100 + (at[2] - '0') * 10 + at[3] - '0';
        else if (length > 2)
            return NULL;
        at += length + (at[length] == ' ');
    }
    if (!count || (count == 2 && (years[0] % 5 || years[1] != years[0] + 4 || strlen(form) != 9)))
        return NULL;
    int first = years[0] - years[0] % 5;
    const char *code = arena_format(reading->arena, "%04d-%04d", first, first + 4);
    return code && profile_valid(PROFILE_BORN, code) ? code : NULL;
}

static const char *read_workers(struct reading *reading, const char *text, const char *form)
{
    static const struct { int least; const char *code; } bands[] = { { 250, "250" }, { 50, "50-249" }, { 10, "10-49" }, { 5, "5-9" }, { 2, "2-4" }, { 1, "1" }, { 0, "0" } };
    if (strchr(text, '<') || (strpbrk(text, "+>") && strcmp(form, "250") != 0))
        return NULL;
    if (form[strspn(form, "0123456789")] == 0 && strlen(form) <= 6) {
        long number = strtol(form, NULL, 10);
        for (size_t i = 0; i < sizeof bands / sizeof *bands; i++)
            if (number >= bands[i].least)
                return bands[i].code;
    }
    const char *code = own_code(reading, PROFILE_WORKERS, form);
    return code ? code : code_of(PROFILE_WORKERS, form);
}

/* M is a man beside F, and a woman beside H. */
static const char *read_sex(struct reading *reading, const struct csv_field *field, const char *form)
{
    if (strcmp(form, "m") == 0) {
        if (reading->has_f != reading->has_h)
            return reading->has_f ? "male" : "female";
        place_report(reading, field, N_("\"%s\" may mean a man or a woman (mujer, mulher) in this list; write male or female"), field->text);
        return "";
    }
    const char *code = own_code(reading, PROFILE_SEX, form);
    return code ? code : code_of(PROFILE_SEX, form);
}

static const char *read_profile(struct reading *reading, int field, const struct csv_field *at)
{
    const char *form = form_of(reading, at->text), *code;
    if (empty(form))
        return NULL;
    switch (field) {
    case PROFILE_BORN: code = read_born(reading, form); break;
    case PROFILE_WORKERS: code = read_workers(reading, at->text, form); break;
    case PROFILE_SEX: code = read_sex(reading, at, form); break;
    default:
        code = own_code(reading, field, form);
        code = code ? code : code_of(field, form);
    }
    if (!code && field == PROFILE_BORN)
        place_report(reading, at, N_("\"%s\" is no year of birth; there may stand a year from 1925 to 2014, a date with such a year, five years as 1985-1989, or nothing"), at->text);
    else if (!code)
        report_at(reading->report, ERROR_INVALID, reading->file, at->line, at->column,
                  N_("\"%s\" is no answer to \"%s\"; there may stand %s, a word for one of them, or nothing"), at->text, profile_name((enum profile_field)field),
                  profile_codes((enum profile_field)field));
    return code;
}

/* One of the languages that are offered: by its code, by the code's first part, or by its name. */
static const char *read_language(struct reading *reading, const struct csv_field *at)
{
    const char *form = form_of(reading, at->text), *languages = reading->options->languages;
    if (empty(form))
        return "";
    const char *named = code_of(ROSTER_LANGUAGE, form);
    struct buf own;
    buf_init(&own, reading->form.allocator);
    const char *found = NULL;
    for (const char *code = languages; *code && !found; code += strspn(code, " ")) {
        size_t length = strcspn(code, " "), base = strcspn(code, " _");
        if (!roster_form(&own, code, length))
            reading->starved = true;
        if (strcmp(own.data, form) == 0 || (base == strlen(named ? named : form) && strncmp(code, named ? named : form, base) == 0))
            found = arena_copy(reading->arena, code, length);
        code += length;
    }
    buf_release(&own);
    if (!found)
        report_at(reading->report, ERROR_INVALID, reading->file, at->line, at->column,
                  N_("\"%s\" is no language that is offered here; there may stand %s, or nothing"), at->text, languages);
    return found ? found : "";
}

static const char *read_pin(struct reading *reading, const struct csv_field *at)
{
    char pin[PIN_MOST + 2];
    size_t length = at->length, count = 0;
    const char *text = text_trim(at->text, &length);
    if (!length)
        return "";
    for (size_t i = 0, size; i < length && count <= PIN_MOST; i += size) {
        uint32_t c = ascii_form(text_next(text + i, length - i, &size));
        pin[count++] = c < 0x80 ? (char)c : '?';
    }
    pin[count] = 0;
    if (!pin_valid(pin))                         /* it is not shown: it may be on a screen that others see */
        report_at(reading->report, ERROR_INVALID, reading->file, at->line, at->column,
                  N_("a PIN has %d to %d digits (in a spreadsheet its column must be text, so that no 0 is lost), or stands nowhere and is drawn"), PIN_LEAST, PIN_MOST);
    const char *copy = arena_text(reading->arena, pin);
    explicit_bzero(pin, sizeof pin);
    return copy;
}

/* Words of a name behind those that are there already, one blank between. */
static void add_name(struct reading *reading, const char *text)
{
    struct buf clean;
    buf_init(&clean, reading->name.allocator);
    text_clean(&clean, text, strlen(text), false);
    for (size_t at = 0, size; at < clean.length; at += size) {
        uint32_t c = text_next(clean.data + at, clean.length - at, &size);
        bool blank = c == ' ' || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f;
        if (!blank)
            buf_codepoint(&reading->name, c);
        else if (reading->name.length && reading->name.data[reading->name.length - 1] != ' ')
            buf_char(&reading->name, ' ');
    }
    if (reading->name.length && reading->name.data[reading->name.length - 1] != ' ')
        buf_char(&reading->name, ' ');
    reading->starved = reading->starved || buf_failed(&clean) || buf_failed(&reading->name);
    buf_release(&clean);
}

static const char *read_name(struct reading *reading, const struct csv_row *row)
{
    static const int parts[] = { ROSTER_FULL_NAME, ROSTER_GIVEN, ROSTER_FAMILY };
    bool whole = reading->column_of[ROSTER_FULL_NAME] >= 0;
    const struct csv_field *at = NULL;
    struct buf composed;
    buf_clear(&reading->name);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        int column = reading->column_of[parts[i]];
        if (column < 0 || (size_t)column >= row->count || (whole && i))
            continue;
        at = at ? at : &row->fields[column];
        add_name(reading, row->fields[column].text);
    }
    buf_cut(&reading->name, reading->name.length ? reading->name.length - 1 : 0);
    buf_init(&composed, reading->name.allocator);
    bool fine = text_nfc(&composed, reading->name.data, reading->name.length) && !buf_failed(&composed);
    reading->starved = reading->starved || !fine;
    if (fine && (!composed.length || composed.length > PERSON_NAME_LIMIT))
        report_at(reading->report, ERROR_INVALID, reading->file, row->line, at ? at->column : 0,
                  composed.length ? N_("this name is too long; it may have %d bytes") : N_("here the name is missing; write it, or take the line away"), PERSON_NAME_LIMIT);
    const char *name = arena_copy(reading->arena, composed.data, composed.length);
    buf_release(&composed);
    return name;
}

/* Whoever has the same is the same person, as far as a list can tell. */
static const char *key_of(struct reading *reading, const struct roster_person *person)
{
    struct buf key;
    buf_init(&key, reading->name.allocator);
    bool fine = person->name && text_fold(&key, person->name, strlen(person->name));
    buf_format(&key, "\n%s", person->profile[PROFILE_BORN] ? person->profile[PROFILE_BORN] : "");
    const char *copy = fine && !buf_failed(&key) ? arena_text(reading->arena, key.data) : NULL;
    reading->starved = reading->starved || !copy;
    buf_release(&key);
    return copy ? copy : "";
}

static void read_person(struct reading *reading, const struct csv_row *row, struct roster_person *person)
{
    *person = (struct roster_person){ .line = row->line, .pin = "", .language = "" };
    person->name = read_name(reading, row);
    for (size_t i = 0; i < row->count; i++) {
        const struct csv_field *at = &row->fields[i];
        int field = i < reading->columns ? reading->fields[i] : ROSTER_NONE;
        if (i >= reading->columns && *form_of(reading, at->text))
            place_report(reading, at, N_("\"%s\" stands behind the last column; is a separator in the text, which then wants quotation marks?"), at->text);
        else if (field >= 0 && field < PROFILE_COUNT)
            person->profile[field] = read_profile(reading, field, at);
        else if (field == ROSTER_PIN)
            person->pin = read_pin(reading, at);
        else if (field == ROSTER_LANGUAGE)
            person->language = read_language(reading, at);
    }
    person->key = key_of(reading, person);
}

static bool blank_row(const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        size_t length = row->fields[i].length;
        text_trim(row->fields[i].text, &length);
        if (length)
            return false;
    }
    return true;
}

/* Which letters the column of the sex has. */
static void look_ahead(struct reading *reading, char separator, const char *text, size_t length)
{
    struct csv csv;
    struct csv_row row;
    int column = reading->column_of[PROFILE_SEX];
    if (column < 0)
        return;
    csv_init(&csv, text, length, separator, reading->form.allocator);
    while (csv_next(&csv, &row, NULL) == 1) {
        const char *form = (size_t)column < row.count && row.fields[column].length < 8 ? form_of(reading, row.fields[column].text) : "";
        reading->has_f = reading->has_f || strcmp(form, "f") == 0;
        reading->has_h = reading->has_h || strcmp(form, "h") == 0;
    }
    csv_release(&csv);
}

/* The first line names columns, although --columns does: nobody is called so. */
static bool is_head_again(struct reading *reading, const struct csv_row *row)
{
    int column = reading->column_of[ROSTER_FULL_NAME] >= 0 ? reading->column_of[ROSTER_FULL_NAME] : reading->column_of[ROSTER_GIVEN] >= 0 ? reading->column_of[ROSTER_GIVEN]
        : reading->column_of[ROSTER_FAMILY];
    return (size_t)column < row->count && head_of(reading, row->fields[column].text) >= ROSTER_FULL_NAME;
}

static int read_rows(struct reading *reading, struct csv *csv, const char *text, size_t length, struct roster *roster)
{
    struct csv_row row;
    struct error error = { 0 };
    size_t capacity = 0;
    int code;
    bool ready = reading->options->columns != NULL, first = true;
    if (ready)
        look_ahead(reading, csv->separator, text, length);
    while ((code = csv_next(csv, &row, &error)) == 1) {
        if (blank_row(&row))
            continue;
        if (!ready) {
            take_columns(reading, &row, false);
            if (report_failed(reading->report))
                return 0;                        /* without its columns nothing can be said of the rest */
            look_ahead(reading, csv->separator, text, length);
            ready = true;
            continue;
        }
        bool head = reading->options->columns && first && is_head_again(reading, &row);
        first = false;
        if (head) {
            report_at(reading->report, ERROR_INVALID, reading->file, row.line, 0, N_("this line names the columns, and so does --columns; take one of them away"));
            continue;
        }
        if (roster->count == ROSTER_LIMIT) {
            report_at(reading->report, ERROR_LIMIT, reading->file, row.line, 0, N_("there are more than %d people in this list; divide it"), ROSTER_LIMIT);
            return 0;
        }
        struct roster_person *grown = roster->count < capacity ? roster->people : arena_grow(reading->arena, roster->people, roster->count, &capacity, sizeof *grown);
        if (!grown)
            return ERROR_MEMORY;
        roster->people = grown;
        read_person(reading, &row, &roster->people[roster->count++]);
        if (reading->starved || arena_failed(reading->arena))
            return ERROR_MEMORY;
    }
    if (code == ERROR_MEMORY)
        return code;
    if (code) {
        error_at(&error, reading->file, error.line, error.column);
        report_add(reading->report, &error);
    } else if (!roster->count && !report_failed(reading->report)) {
        report_at(reading->report, ERROR_INVALID, reading->file, 0, 0, N_("there are no people in this list"));
    }
    return 0;
}

static int compare_keys(const void *a, const void *b)
{
    const struct roster_person *one = *(struct roster_person *const *)a, *two = *(struct roster_person *const *)b;
    int order = strcmp(one->key, two->key);
    return order ? order : (one->line > two->line) - (one->line < two->line);
}

static int find_doubles(struct roster *roster, struct arena *arena)
{
    struct roster_person **order = arena_array(arena, roster->count + 1, sizeof *order);
    if (!order)
        return ERROR_MEMORY;
    for (size_t i = 0; i < roster->count; i++)
        order[i] = &roster->people[i];
    qsort(order, roster->count, sizeof *order, compare_keys);
    for (size_t i = 1; i < roster->count; i++)
        if (strcmp(order[i]->key, order[i - 1]->key) == 0)
            order[i]->double_of = order[i - 1]->double_of ? order[i - 1]->double_of : order[i - 1]->line;
    return 0;
}

int roster_read(const char *file, const char *text, size_t length, const struct roster_options *options, struct arena *arena, struct roster *roster,
                struct report *report)
{
    struct reading reading = { .file = file, .options = options, .arena = arena, .report = report, .form = BUF_INIT, .name = BUF_INIT };
    struct roster read = { 0 };
    struct error error = { 0 };
    struct csv csv;
    for (size_t i = 0; i < ROSTER_FIELDS; i++)
        reading.column_of[i] = -1;
    csv_init(&csv, text, length, 0, arena->allocator);
    buf_init(&reading.form, arena->allocator);
    buf_init(&reading.name, arena->allocator);
    read.separator = csv.separator;
    int code = options->columns ? take_options(&reading) : 0;
    if (!code)
        code = read_rows(&reading, &csv, text, length, &read);
    if (!code && !reading.starved && !arena_failed(arena) && !report_failed(report))
        code = find_doubles(&read, arena);
    if (code == ERROR_MEMORY || reading.starved || arena_failed(arena)) {
        error_memory(&error);
        report_add(report, &error);
        code = ERROR_MEMORY;
    }
    csv_release(&csv);
    buf_release(&reading.form);
    buf_release(&reading.name);
    if (!code && report_failed(report))
        code = ERROR_INVALID;
    if (!code)
        *roster = read;
    return code;
}
