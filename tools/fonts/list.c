/* Prints what the kiosk draws on the Linux console, one U+XXXX a line, as bdf2psf reads it: so the fonts and kiosk/ui/console.c cannot disagree. */
#include <stdio.h>
#include <stdlib.h>

#include "ui/console.h"

int main(void)
{
    for (uint32_t codepoint = 0; codepoint < 0x10000; codepoint++)
        if (console_holds(codepoint))
            printf("U+%04X\n", (unsigned)codepoint);
    printf("U+FFFD\n");                          /* the kernel's own, for what a font lacks */
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
