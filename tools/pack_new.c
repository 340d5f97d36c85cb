/* kiosk-pack new: a lesson, a bank, a quiz and a recipe to begin with, which pass the check as they are. */
#include "command.h"

#include <dirent.h>
#include <errno.h>

#include "base/file.h"
#include "base/id.h"
#include "base/intl.h"
#include "base/text.h"

/* "@" stands for the pack's id. The texts are in English, as an author's first file is read by people and not by learners. */
static const struct {
    const char *name, *text;
} files[] = {
    { "@.cfg",
      "format = 1;\n"
      "id = \"@\";\n"
      "version = \"0.1.0\";\n"
      "title = { en = \"The title of your pack\"; };\n"
      "summary = { en = \"One sentence: who learns what.\"; };\n"
      "languages = [ \"en\" ];               # the first one is the fall-back\n"
      "source = \".\";\n"
      "minutes = 15;\n"
      "licence = \"CC-BY-4.0\";\n"
      "publisher = \"Your name\";\n"
      "units = (\n"
      "  { kind = \"lesson\"; id = \"first\"; file = \"lessons/01-first.md\"; minutes = 10; quiz = \"quiz-first\"; },\n"
      "  { kind = \"quiz\"; id = \"quiz-first\"; file = \"../quizzes/quiz-first.quiz\"; },\n"
      "  { kind = \"bank\"; id = \"bank\"; file = \"bank.gift\"; }\n"
      ");\n" },
    { "en/lessons/01-first.md",
      "# What is left from a loaf?\n"
      "\n"
      "**You can** tell what you earn from one piece.\n"
      "\n"
      "Amina bakes bread. Change this text into your own.\n"
      "\n"
      "---\n"
      "\n"
      "## The price less the cost\n"
      "\n"
      "```example\n"
      "A loaf sells for 10 crowns and costs 6 to make.\n"
      "\n"
      "set price = 10\n"
      "set cost = 6\n"
      "calc Left from each loaf | :price - :cost | 4 crowns\n"
      "```\n"
      "\n"
      "---\n"
      "\n"
      "## Try it\n"
      "\n"
      "```question\n"
      "// [id:@.first.1]\n"
      "// check: 8 - 5 = 3\n"
      "::A cake:: A cake sells for 8 crowns and costs 5. What is left from each? {#\n"
      "  =3:0#Yes. The price less the cost.\n"
      "  ####Take the cost away from the price.\n"
      "}\n"
      "```\n"
      "\n"
      "---\n"
      "\n"
      "## Do it tomorrow\n"
      "\n"
      "```task\n"
      "1. Take the thing that you sell most.\n"
      "2. Write down its price and its cost. What is left?\n"
      "```\n" },
    { "en/bank.gift",
      "// Questions that quizzes draw from. A quiz wants two more than it draws.\n"
      "\n"
      "$CATEGORY: first\n"
      "\n"
      "// [id:@.left-1]\n"
      "// check: 12 - 7 = 5\n"
      "::Soap:: A piece of soap sells for 12 crowns and costs 7. What is left from each? {#\n"
      "  =5:0#Yes. The price less the cost.\n"
      "}\n"
      "\n"
      "// [id:@.loss-1]\n"
      "::A loss:: Who sells below the cost of a piece loses money with each piece. {TRUE}\n"
      "\n"
      "// [id:@.cost-1]\n"
      "::What costs?:: Which of these is a cost of a loaf? {\n"
      "  =The flour#Yes. Each loaf needs some.\n"
      "  ~The price#That is what the customer pays.\n"
      "  ~The customer#The customer brings the money.\n"
      "}\n" },
    { "quizzes/quiz-first.quiz",
      "id = \"quiz-first\";\n"
      "kind = \"practice\";\n"
      "title = { en = \"Practice: what is left\"; };\n"
      "draw = (\n"
      "  { bank = \"bank\"; category = \"first\"; count = 1; }\n"
      ");\n" },
};

static void fill_in(struct buf *out, const char *text, const char *id)
{
    for (; *text; text++)
        if (*text == '@')
            buf_text(out, id);
        else
            buf_char(out, *text);
}

/* Of the folder's own name, as far as a name allows it. */
static void make_id(char id[NAME_LIMIT + 1], const char *folder)
{
    size_t length = strlen(folder), used = 0;
    while (length && folder[length - 1] == '/')
        length--;
    size_t start = length;
    while (start && folder[start - 1] != '/')
        start--;
    for (size_t i = start; i < length && used < 40; i++) {
        char c = folder[i] >= 'A' && folder[i] <= 'Z' ? (char)(folder[i] - 'A' + 'a') : folder[i];
        bool good = (c >= 'a' && c <= 'z') || ascii_digit(c) || (used && (c == '.' || c == '-' || c == '_'));
        if (good || (used && id[used - 1] != '-'))
            id[used++] = good ? c : '-';
    }
    id[used] = 0;
    if (!name_valid(id))
        snprintf(id, NAME_LIMIT + 1, "%s", "my-pack");
}

static int need_empty(const char *folder, struct error *error)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    int code = 0;
    error_at(error, folder, 0, 0);
    if (!dir)
        return errno == ENOENT ? 0 : error_system(error, errno, N_("this folder cannot be read"));
    while (!code && (entry = readdir(dir)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            code = error_set(error, ERROR_EXISTS, N_("this folder is not empty: name another one"));
    closedir(dir);
    return code;
}

static int write_one(const char *folder, const char *id, size_t which, struct error *error)
{
    struct buf name = BUF_INIT, text = BUF_INIT;
    buf_format(&name, "%s/", folder);
    fill_in(&name, files[which].name, id);
    fill_in(&text, files[which].text, id);
    int code = buf_failed(&name) || buf_failed(&text) ? error_memory(error) : 0;
    if (!code) {
        char *slash = strrchr(name.data, '/');
        *slash = 0;
        code = folder_make(name.data, 0755, error);
        *slash = '/';
    }
    if (!code)
        code = file_write(name.data, text.data, text.length, 0644, error);
    if (!code)
        printf("%s\n", name.data);
    buf_release(&name);
    buf_release(&text);
    return code;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    char id[NAME_LIMIT + 1];
    const char *folder = call->operands[0];
    int code = need_empty(folder, &error);
    make_id(id, folder);
    for (size_t i = 0; !code && i < sizeof files / sizeof *files; i++)
        code = write_one(folder, id, i, &error);
    return code ? command_fail(call, &error) : command_printed(call);
}

extern const struct command pack_new_command;
const struct command pack_new_command = {
    .name = "new", .operands = "DIR", .least = 1, .most = 1, .run = run,
    .help = N_("Write a lesson, a bank, a quiz and a recipe to begin with."),
    .example = "kiosk-pack new bookkeeping",
};
