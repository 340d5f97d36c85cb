#include "screens/golden.h"


static char *expected_path(const char *name, char path[1024])
{
    const char *root = getenv("srcdir");
    snprintf(path, 1024, "%s/tests/screens/expected/%s.txt", root && *root ? root : ".", name);
    return path;
}

static bool read_text(const char *path, struct buf *out)
{
    FILE *file = fopen(path, "rb");
    char block[4096];
    size_t got;
    if (!file)
        return false;
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        buf_add(out, block, got);
    fclose(file);
    return true;
}

static bool write_text(const char *path, const struct buf *text)
{
    FILE *file = fopen(path, "wb");
    bool done = file && fwrite(text->data, 1, text->length, file) == text->length;
    return file && fclose(file) == 0 && done;
}

static void tell_differences(const char *name, const char *want, const char *have)
{
    const char *part = "text";
    int row = -1;                                /* the first line is the head */
    printf("# %s: '-' is expected, '+' is what was drawn\n", name);
    while (*want || *have) {
        int want_length = (int)strcspn(want, "\n"), have_length = (int)strcspn(have, "\n");
        if (want_length == 6 && strncmp(want, "styles", 6) == 0) {
            part = "styles";
            row = -1;
        }
        if (want_length != have_length || strncmp(want, have, (size_t)want_length) != 0)
            printf("# %s, row %d\n# -|%.*s|\n# +|%.*s|\n", part, row, want_length, want, have_length, have);
        want += want_length + (want[want_length] == '\n');
        have += have_length + (have[have_length] == '\n');
        row++;
    }
}

bool golden_matches(const char *name, const struct grid *grid)
{
    char path[1024];
    struct buf have = BUF_INIT, want = BUF_INIT;
    const char *update = getenv("GOLDEN_UPDATE");
    bool same;
    expected_path(name, path);
    grid_dump(grid, &have);
    if (update && strcmp(update, "1") == 0) {
        same = write_text(path, &have);
    } else {
        same = read_text(path, &want) && strcmp(have.data, want.data) == 0;
        if (!same)
            tell_differences(name, want.data, have.data);
    }
    buf_release(&have);
    buf_release(&want);
    return same;
}

struct grid golden_grid(int rows, int cols, const struct look *look)
{
    struct grid grid;
    if (grid_init(&grid, NULL, rows, cols, look, NULL) < 0)
        abort();
    return grid;
}
