/*
 * What the screens about one person share.
 */
#ifndef SCREENS_PERSON_H
#define SCREENS_PERSON_H

/* A short name, translated, for a field of the core profile, which its form asks as a question; NULL where there is none. */
const char *person_label(const char *field);

#endif
