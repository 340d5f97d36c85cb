#include "command.h"

#include <errno.h>
#include <stdarg.h>

#include "base/intl.h"
#include "base/text.h"

#define COLUMN 26                                /* where the help of an option begins */

static const struct command_option help_options[] = {
    { .name = "help", .letter = 'h', .help = N_("Show this help.") },
    { .name = "version", .help = N_("Show the version.") },
    { 0 },
};

static void print_option(const struct command_option *option)
{
    char text[80];
    int width = snprintf(text, sizeof text, "%s%c%s--%s%s%s", option->letter ? "-" : "", option->letter ? option->letter : ' ',
                         option->letter ? ", " : "   ", option->name, option->argument ? " " : "", option->argument ? option->argument : "");
    printf("  %s%*s%s%s\n", text, width < COLUMN - 3 ? COLUMN - 2 - width : 1, "", _(option->help),
           option->required ? _(" (needed)") : "");
}

static void print_options(const struct command_option *options)
{
    for (; options && options->name; options++)
        print_option(options);
}

static int program_help(const struct command_program *program)
{
    printf(_("Usage: %s COMMAND [OPTION…] [FILE…]\n"), program->name);
    printf("%s\n\n%s\n", _(program->help), _("Commands:"));
    for (const struct command *const *command = program->commands; *command; command++)
        printf("  %-15s %s\n", (*command)->name, _((*command)->help));
    printf("\n%s\n", _("Options:"));
    print_options(program->options);
    print_options(help_options);
    printf(_("\n\"%s COMMAND --help\" says more about a command.\n"), program->name);
    return fflush(stdout) == 0 ? 0 : 1;
}

static int command_help(const struct command_program *program, const struct command *command)
{
    printf(_("Usage: %s %s"), program->name, command->name);
    for (const struct command_option *option = command->options; option && option->name; option++) {
        char letter[] = { option->letter, 0 };
        printf(" %s%s%s%s%s%s", option->required ? "" : "[", option->letter ? "-" : "--", option->letter ? letter : option->name,
               option->argument ? " " : "", option->argument ? option->argument : "", option->required ? "" : "]");
    }
    printf("%s%s\n%s\n\n%s\n", *command->operands ? " " : "", command->operands, _(command->help), _("Options:"));
    print_options(command->options);
    print_options(program->options);
    print_options(help_options);
    if (command->example)
        printf("\n%s\n  %s\n", _("Example:"), command->example);
    return fflush(stdout) == 0 ? 0 : 1;
}

static void usage_start(const struct command_program *program)
{
    fflush(stdout);
    fprintf(stderr, "%s: ", program->name);
}

static int usage_end(const struct command_program *program, const struct command *command)
{
    if (command)
        fprintf(stderr, _(" (\"%s %s --help\" says how)\n"), program->name, command->name);
    else
        fprintf(stderr, _(" (\"%s --help\" says how)\n"), program->name);
    return 2;
}

int command_usage(const struct command_call *call, const char *message, ...)
{
    va_list list;
    usage_start(call->program);
    va_start(list, message);
    vfprintf(stderr, _(message), list);
    va_end(list);
    return usage_end(call->program, call->command);
}

static const struct command *find_command(const struct command_program *program, const char *name)
{
    for (const struct command *const *command = program->commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

/* By its long name of so many bytes, or by its letter where length is 0. */
static const struct command_option *find_in(const struct command_option *options, const char *name, size_t length)
{
    for (; options && options->name; options++)
        if (length ? strlen(options->name) == length && strncmp(options->name, name, length) == 0 : options->letter && options->letter == *name)
            return options;
    return NULL;
}

static const struct command_option *find_option(const struct command_call *call, const char *name, size_t length)
{
    const struct command_option *found = call->command ? find_in(call->command->options, name, length) : NULL;
    if (!found)
        found = find_in(call->program->options, name, length);
    return found ? found : find_in(help_options, name, length);
}

/* Takes the option at argv[*at], and its argument. 0, or the exit code 2. */
static int take_option(struct command_call *call, char **argv, int *at)
{
    const char *text = argv[*at], *value = NULL;
    bool is_long = text[1] == '-';
    const char *name = text + (is_long ? 2 : 1);
    const char *equals = is_long ? strchr(name, '=') : NULL;
    const struct command_option *option = find_option(call, name, is_long ? equals ? (size_t)(equals - name) : strlen(name) : 0);
    if (!option)
        return command_usage(call, N_("there is no option %s"), text);
    if (equals)
        value = equals + 1;
    else if (!is_long && name[1])
        value = name + 1;
    if (!option->argument && value)
        return command_usage(call, N_("the option --%s takes no argument"), option->name);
    if (option->argument && !value) {
        value = argv[*at + 1];
        if (!value)
            return command_usage(call, N_("the option --%s wants an argument: %s"), option->name, option->argument);
        ++*at;
    }
    if (call->given_count == COMMAND_VALUES)
        return command_usage(call, N_("there are too many options"));
    call->given[call->given_count] = option;
    call->values[call->given_count++] = value ? value : "";
    return 0;
}

const char *command_value(const struct command_call *call, const char *name)
{
    for (int i = call->given_count; i-- > 0;)
        if (strcmp(call->given[i]->name, name) == 0)
            return call->values[i];
    return NULL;
}

bool command_given(const struct command_call *call, const char *name)
{
    return command_value(call, name) != NULL;
}

const char *command_value_at(const struct command_call *call, const char *name, int index)
{
    for (int i = 0; i < call->given_count; i++)
        if (strcmp(call->given[i]->name, name) == 0 && index-- == 0)
            return call->values[i];
    return NULL;
}

static int check_call(const struct command_call *call)
{
    const struct command *command = call->command;
    for (const struct command_option *option = command->options; option && option->name; option++)
        if (option->required && !command_given(call, option->name))
            return command_usage(call, N_("the option --%s is needed"), option->name);
    if (call->operand_count < command->least)
        return command_usage(call, N_("something is missing: %s"), command->operands);
    if (command->most >= 0 && call->operand_count > command->most)
        return command_usage(call, N_("\"%s\" is too much"), call->operands[command->most]);
    return 0;
}

int command_main(const struct command_program *program, int argc, char **argv)
{
    struct command_call call = { .program = program, .operands = argv };
    int code = 0;
    bool options = true;
    for (int at = 1; at < argc && !code; at++) {
        if (options && strcmp(argv[at], "--") == 0) {
            options = false;
        } else if (options && argv[at][0] == '-' && argv[at][1]) {
            code = take_option(&call, argv, &at);
        } else if (!call.command) {
            call.command = find_command(program, argv[at]);
            if (!call.command)
                code = command_usage(&call, N_("there is no command \"%s\""), argv[at]);
        } else {
            call.operands[call.operand_count++] = argv[at]; /* never further than what was read */
        }
    }
    if (code)
        return code;
    if (command_given(&call, "help"))
        return call.command ? command_help(program, call.command) : program_help(program);
    if (command_given(&call, "version")) {
        printf("%s (%s) %s\n", program->name, PACKAGE_NAME, PACKAGE_VERSION);
        return fflush(stdout) == 0 ? 0 : 1;
    }
    if (!call.command)
        return command_usage(&call, N_("a command is missing"));
    code = check_call(&call);
    return code ? code : call.command->run(&call);
}

int command_fail(const struct command_call *call, const struct error *error)
{
    char text[1200];
    fflush(stdout);
    fprintf(stderr, "%s: %s\n", call->program->name, error_text(error, intl_translate, text, sizeof text));
    return 1;
}

int command_report(const struct command_call *call, const struct report *report)
{
    char text[1200];
    fflush(stdout);
    for (size_t i = 0; i < report_kept(report); i++)
        fprintf(stderr, "%s: %s%s\n", call->program->name, report->warning[i] ? _("warning: ") : "",
                error_text(&report->kept[i], intl_translate, text, sizeof text));
    if (report->count > report_kept(report))
        fprintf(stderr, _("%s: and %zu more\n"), call->program->name, report->count - report_kept(report));
    return report_failed(report) ? 1 : 0;
}

int command_printed(const struct command_call *call)
{
    struct error error = { 0 };
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    error_system(&error, errno, N_("the output cannot be written"));
    return command_fail(call, &error);
}

void command_column(const char *text, int cells)
{
    struct buf shown = BUF_INIT;
    text_clean(&shown, text, strlen(text), false);
    int width = text_width(shown.data, shown.length);
    printf("%s%*s", shown.data, width < cells ? cells - width : 0, "");
    buf_release(&shown);
}

void json_string(struct buf *out, const char *text)
{
    buf_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_char(out, '\\');
        if ((unsigned char)*text < 0x20)
            buf_format(out, "\\u%04x", (unsigned char)*text);
        else
            buf_char(out, *text);
    }
    buf_char(out, '"');
}
