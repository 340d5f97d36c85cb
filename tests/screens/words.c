/*
 * Draws the screens in the language that LANGUAGE names and prints every word in Latin letters that is neither of the world behind them nor of an address
 * or a name. test-words.sh gives it a catalogue in other letters.
 */
#include "base/file.h"
#include "base/intl.h"
#include "base/text.h"
#include "screens/golden.h"
#include "screens/world.h"

static struct buf known;                         /* all that the world says */
static struct drive drive;
static struct world world;
static size_t words;

static void know(const char *path)
{
    char full[1024];
    struct error error = { 0 };
    snprintf(full, sizeof full, "%s/tests/screens/%s", getenv("srcdir") ? getenv("srcdir") : ".", path);
    struct buf text = BUF_INIT;
    if (file_read(full, 1 << 20, &text, &error) != 0) {
        printf("%s cannot be read\n", full);
        exit(1);
    }
    /* of C what stands in quotes, but for what the world notes down for itself */
    bool c = strstr(path, ".c") != NULL, quoted = !c;
    for (size_t at = 0; at < text.length; at++) {
        if (c && strncmp(text.data + at, "note(world, ", 12) == 0)
            at += strcspn(text.data + at, "\n");
        if (c && text.data[at] == '\\' && at + 1 < text.length) {
            buf_char(&known, ' ');
            at++;
            continue;
        }
        if (c && text.data[at] == '"')
            quoted = !quoted;
        buf_char(&known, quoted ? text.data[at] : ' ');
    }
    buf_release(&text);
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Is it a word of the world? Whole words alone: "on" is not part of "person". A word that was cut at an edge may be the beginning of one. */
static bool is_known(const char *word, size_t length)
{
    for (const char *at = known.data; (at = memmem(at, strlen(at), word, length)); at++)
        if (at == known.data || !letter(at[-1]) || length >= 8) /* a long one may be the rest of a line before */
            return true;
    return false;
}

static void look(const char *name)
{
    struct grid grid = drive_draw(&drive);
    for (int row = 0; row < grid.rows; row++) {
        char line[4096] = "";
        size_t length = 0;
        for (int col = 0; col < grid.cols && length + CELL_BYTES < sizeof line; col++) {
            const char *text = grid_at(&grid, row, col)->text;
            memcpy(line + length, text, strlen(text) + 1);
            length += strlen(text);
        }
        for (size_t i = 0, end; i < length; i = end + 1) {
            for (end = i; end < length && letter(line[end]); end++)
                ;
            if (end - i < 2)
                continue;                        /* a letter is a key */
            words++;
            if (!is_known(line + i, end - i))
                printf("%s, row %d: \"%.*s\" in:%s\n", name, row, (int)(end - i), line + i, line);
        }
    }
    grid_release(&grid);
}

static void show(const struct screen_type *type, const struct screen_args *args, const char *const *scripts)
{
    world_open(&world, &drive, type, args);
    look(type->name);
    for (; scripts && *scripts; scripts++) {
        world_keys(&world, &drive, *scripts);
        look(type->name);
    }
}
#define SHOW(screen, keys, ...) show(&screen_##screen, &(struct screen_args){ __VA_ARGS__ }, (const char *const[]){ keys, NULL })
#define K(...) __VA_ARGS__

int main(void)
{
    static const char *const languages[] = { "en", "fr", NULL };
    const char *wanted = getenv("LANGUAGE");
    intl_start();
    if (!intl_language(wanted ? wanted : "en") || strcmp(_("Esc"), "Esc") == 0) {
        printf("there is no catalogue of %s\n", wanted ? wanted : "(LANGUAGE)");
        return 1;
    }
    know("world.c");
    know("world/lesson.md");
    know("world/bank.gift");
    know("drive.c");
    buf_text(&known, " English Français Empretec Centre ");
    drive_init(&drive);
    world_init(&world);
    drive.context.rows = 60;
    drive.context.cols = 200;
    drive.context.languages = languages;
    drive.context.names_listed = drive.context.guests_allowed = drive.context.registering_allowed = drive.context.may_quit = true;

    SHOW(attract, K("Enter"), .number = 0);
    SHOW(languages, K("Down"), .number = 0);
    SHOW(sign_in, K("Enter", "'10'", "Tab"), .number = 0);
    SHOW(registering, K("Enter", "'Ann' Enter", "Down Enter", "Enter", "Enter", "Enter", "'12' Enter"), .number = 0);
    SHOW(keys, K("Up", "Down", "'1'", "' '", "Enter"), .number = 0);
    SHOW(home, K("Down"), .number = 0);
    world.planned = true;
    SHOW(home, K("Down"), .number = 0);
    world.planned = false;
    SHOW(pack, K("Down"), .pack = "business", .title = "Business skills");
    SHOW(search, K("'e'", "Backspace 'z'"), .number = 0);
    SHOW(lesson, K("Right", "'2' Enter", "Tab '13' Enter", "Right", "'1,200' Enter", "Up Enter Tab 'x' Enter", "Tab '1' '2' '3' Enter", "F8", "F8"), .pack = "business", .unit = "bread", .title = "");
    SHOW(quiz, K("Down"), .pack = "business", .unit = "test", .title = "Post-test");
    SHOW(quiz, K("Down"), .pack = "business", .unit = "practice", .title = "Practice: costs");
    SHOW(together, K("Tab Tab Enter", "'1' Enter '1' Enter Enter"), .pack = "business", .unit = "test", .title = "Post-test");
    SHOW(attempt, K("'2'", "Enter '1'", "F2", "Enter '1' Enter", "'x'", "Enter 'abc' Enter", "Backspace Backspace Backspace '1,200' Enter", "Up Enter", "'1' Enter", "Tab", "Tab", "'x'"),
         .pack = "business", .unit = "test", .title = "Post-test");
    SHOW(attempt, K("'1' Enter", "Enter '1' Enter", "Enter '2' Enter"), .pack = "business", .unit = "practice", .title = "Practice: costs");
    SHOW(result, K("Right"), .attempt = "a-test", .title = "Post-test");
    SHOW(result, K("Right"), .attempt = "a-mistakes", .title = "Mistakes alone", .number = 1);
    SHOW(result, K("Right"), .attempt = "a-exam", .title = "Examination");
    SHOW(progress, K("Down"), .number = 0);
    SHOW(kept, K("Down"), .number = 0);
    SHOW(lock, K("Enter"), .number = 0);
    drive.context.person.rank = RANK_MANAGER;
    SHOW(manager, K("End Enter", "Backspace Enter"), .number = 0);
    SHOW(packs, K("Delete", "Esc"), .number = 0);
    SHOW(workshops, K("'n' 'Ann' Enter"), .number = 0);
    SHOW(workshop, K("End", "Up", "'a'"), .item = "w2");
    SHOW(workshop_add, K("Enter", "Enter"), .item = "w2");
    SHOW(install, K("Enter", "Down Down Down Enter"), .number = 0);
    SHOW(doctor, K("Down", "'f'", "Enter"), .number = 0);
    SHOW(learners, K("Enter", "F6"), .number = 0);
    SHOW(learners, K("Enter"), .number = 1, .item = "p1", .title = "Grace Banda");
    SHOW(person, K("'2'", "Right Enter", "Enter '4'", "Esc '5'", "Right Enter"), .item = "p1");
    SHOW(person, K("Enter"), .item = "p1");
    SHOW(person_edit, K("Tab Tab"), .item = "p1");
    SHOW(person_join, K("Down Down Down Down Right", "Enter"), .item = "p1", .text = "p2");
    SHOW(person_erase, K("'1' Enter"), .item = "p4", .title = "Mary Zulu", .text = "1000041");
    SHOW(export, K("Enter", "Enter", "Right Enter"), .number = 0);
    SHOW(coordinator, K("Right Enter", "Down Enter", "Right Enter"), .number = 0);
    SHOW(coordinator, K("Down Enter", "Enter"), .text = "/media/stick/KINGSTON");
    SHOW(stick, K("Enter", "End", "Up", "Enter"), .number = 0);
    world.refusing = true;
    world.refused = REQUEST_EXPORT;
    SHOW(stick, K("Enter", "End Enter"), .number = 0);
    world.refusing = false;
    world.look.read_only = world.unsure = true;
    SHOW(stick, K("Enter", "End ' ' Enter"), .number = 0);
    world.look.trouble = "the disk is full";
    SHOW(export, K("Enter"), .number = 0);
    world.look = (struct export_look){ .making = true, .trouble = "" };
    SHOW(export, K("Enter"), .number = 0);
    world.look = (struct export_look){ .needed = 2, .space = 1, .trouble = "" };
    SHOW(export, K("Enter"), .number = 0);
    world.folders = world.look.read_only = true;
    SHOW(export, K("Enter"), .number = 0);
    world.folders = false;
    world.alone = world.torn = true;
    SHOW(stick, K("Enter", "End", "Up"), .number = 0);
    SHOW(export, K("Down"), .number = 0);
    SHOW(coordinator, K("Down"), .number = 0);
    world.alone = world.torn = false;
    world.empty = true;
    SHOW(home, K("Down"), .number = 0);
    SHOW(packs, K("Down"), .number = 0);
    SHOW(install, K("Down"), .number = 0);
    SHOW(doctor, K("Down"), .number = 0);
    SHOW(learners, K("Down"), .number = 0);
    SHOW(export, K("Down"), .number = 0);
    SHOW(coordinator, K("Right Enter"), .number = 0);
    drive.context.rows = 10;
    SHOW(home, K("Down"), .number = 0);
    if (words < 200)
        printf("only %zu words of content were seen: the screens are empty\n", words);
    drive_release(&drive);
    world_release(&world);
    buf_release(&known);
    return 0;
}
