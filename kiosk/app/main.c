/*
 * kiosk: the terminal application. Finds its centre, starts or finds the keeper, takes the terminal, and runs the loop.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

#include <sodium.h>

#include "app/app.h"
#include "app/demo.h"
#include "app/loop.h"
#include "app/shelf.h"
#include "base/file.h"
#include "base/intl.h"
#include "keeper/centre.h"

static const char usage[] = N_(
    "Usage: kiosk [--centre DIR] [--demo]\n"
    "Lessons, quizzes and their results for a training centre, in a terminal.\n"
    "\n"
    "      --centre DIR  the centre's folder (else KIOSK_CENTRE, else %s)\n"
    "      --demo        a throw-away centre with the shipped packs\n"
    "      --no-mouse    leave the mouse to the terminal\n"
    "      --help        this text\n"
    "      --version     the version\n");

static int fail(const struct error *error)
{
    char text[1024];
    fprintf(stderr, "kiosk: %s\n", error_text(error, intl_translate, text, sizeof text));
    return EXIT_FAILURE;
}

static void find_paths(struct app_paths *paths)
{
    char self[PATH_MAX];
    const char *admin = getenv("KIOSK_ADMIN");
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = 0;
    char *slash = strrchr(self, '/');
    if (slash)
        *slash = 0;
    shelf_data(paths->data, sizeof paths->data);
    if (admin && *admin) {
        snprintf(paths->admin, sizeof paths->admin, "%s", admin);
        return;
    }
    snprintf(paths->admin, sizeof paths->admin, "%.480s/kiosk-admin", self);
    if (access(paths->admin, X_OK) < 0)
        snprintf(paths->admin, sizeof paths->admin, "%.470s/../../tools/kiosk-admin", self);
}

struct options {
    bool demo, mouse;
    const char *centre;
};

/* -1: go on; else the exit code. */
static int read_options(int argc, char **argv, struct options *options)
{
    enum { CENTRE = 256, DEMO, NO_MOUSE, HELP, VERSION_ASKED };
    static const struct option table[] = {
        { "centre", required_argument, NULL, CENTRE }, { "demo", no_argument, NULL, DEMO }, { "no-mouse", no_argument, NULL, NO_MOUSE },
        { "help", no_argument, NULL, HELP }, { "version", no_argument, NULL, VERSION_ASKED }, { NULL, 0, NULL, 0 },
    };
    options->centre = getenv("KIOSK_CENTRE");
    options->mouse = true;
    if (!options->centre || !*options->centre)
        options->centre = CENTRE_DEFAULT;
    for (int option; (option = getopt_long(argc, argv, "", table, NULL)) != -1;) {
        switch (option) {
        case CENTRE:
            options->centre = optarg;
            break;
        case DEMO:
            options->demo = true;
            break;
        case NO_MOUSE:
            options->mouse = false;
            break;
        case HELP:
            printf(_(usage), CENTRE_DEFAULT);
            return EXIT_SUCCESS;
        case VERSION_ASKED:
            printf("kiosk (%s) %s\n", PACKAGE_NAME, PACKAGE_VERSION);
            return EXIT_SUCCESS;
        default:
            fprintf(stderr, _("kiosk: try \"kiosk --help\"\n"));
            return 2;
        }
    }
    if (optind < argc) {
        fprintf(stderr, _("kiosk: \"%s\" is not understood; try \"kiosk --help\"\n"), argv[optind]);
        return 2;
    }
    return -1;
}

/* While the terminal is not ours yet, or no longer: a demonstration still takes its folder away. */
static volatile sig_atomic_t ended;

static void note_end(int number)
{
    (void)number;
    ended = 1;
}

int main(int argc, char **argv)
{
    struct error error = { 0 };
    struct options options = { 0 };
    struct app_paths paths = { 0 };
    struct demo demo = { 0 };
    struct services services = { .clock = &clock_system, .random = &random_system, .paths = &paths };
    int code;

    intl_start();
    int exit_code = read_options(argc, argv, &options);
    if (exit_code >= 0)
        return exit_code;
    signal(SIGPIPE, SIG_IGN);
    if (sodium_init() < 0) {
        fprintf(stderr, "kiosk: %s\n", _("no random numbers can be had from this system"));
        return EXIT_FAILURE;
    }
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        fprintf(stderr, "kiosk: %s\n", _("this runs in a terminal; start it from one"));
        return EXIT_FAILURE;
    }
    find_paths(&paths);
    if (options.demo) {
        static const int ends[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
            signal(ends[i], note_end);
        fprintf(stderr, "%s\n", _("Making a demonstration centre."));
        code = demo_make(&demo, &paths, &error);
        path_join(paths.centre, sizeof paths.centre, demo.folder, "centre");
        if (code)
            goto cleanup;
    } else {
        if (snprintf(paths.centre, sizeof paths.centre, "%s", options.centre) >= (int)sizeof paths.centre) {
            code = error_set(&error, ERROR_LIMIT, N_("the path of the centre's folder is too long"));
            goto cleanup;
        }
    }
    code = client_open(&services.client, &(struct client_options){ .centre = paths.centre, .spawn = true, .packer = &shelf_packer, .may_set_up = !options.demo }, &error);
    if (!code && !client_centre(services.client)->fresh) /* else the session does, when the centre is made */
        code = shelf_open(paths.centre, client_centre(services.client)->unsigned_packs, &services.library, &error);
    if (!code)
        code = expr_engine_new(NULL, &services.engine, &error);
    if (!code && options.demo)
        code = demo_people(&demo, &services, &error);
    if (!code && !ended)
        code = loop_run(&services, &(struct loop_options){ .mouse = options.mouse, .may_quit = options.demo || getuid() != 0,
                                                           .demo = options.demo ? &demo : NULL }, &error);
cleanup:
    exit_code = code ? fail(&error) : EXIT_SUCCESS;
    expr_engine_free(services.engine);
    library_close(services.library);
    client_free(services.client);
    demo_remove(&demo);
    return exit_code;
}
