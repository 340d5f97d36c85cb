/* Functions that this project does not use, each with what stands in its place. Included before everything else by the build. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__GNUC__)
#pragma GCC poison gets strcpy strcat sprintf vsprintf strtok localtime gmtime ctime asctime mktemp tmpnam
#endif

#endif
