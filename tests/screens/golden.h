/*
 * Golden screens: a grid is compared, cell by cell and style by style, with tests/screens/expected/NAME.txt. GOLDEN_UPDATE=1 in the environment
 * writes the file instead; then read the difference before you commit it.
 */
#ifndef TESTS_SCREENS_GOLDEN_H
#define TESTS_SCREENS_GOLDEN_H

#include "ui/grid.h"

/* True if they are the same. Else says on standard output, as TAP comments, which lines differ and how. A missing file is a difference. */
bool golden_matches(const char *name, const struct grid *grid);

/* In a test of Check: fails with the name where they differ. */
#define golden_check(name, grid) \
    ck_assert_msg(golden_matches(name, grid), "the screen is not as in tests/screens/expected/%s.txt (see the log)", name)

/* A grid for a test, drawn with look; aborts without memory. */
struct grid golden_grid(int rows, int cols, const struct look *look);

#endif
