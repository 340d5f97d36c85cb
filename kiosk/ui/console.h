/*
 * What the kiosk's font for the Linux console holds, and what stands for the rest. A console font has at most 512 glyphs; letters of several scripts that
 * look alike (A, Α, А) share one. GLYPHS_LINUX draws nothing else: ui/theme.h's signs are among these.
 */
#ifndef UI_CONSOLE_H
#define UI_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

bool console_holds(uint32_t codepoint);
/* The code point itself if the font holds it; else a look-alike that it holds, of one cell; '?' where there is none. */
uint32_t console_form(uint32_t codepoint);

#endif
