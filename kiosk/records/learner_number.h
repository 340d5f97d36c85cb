/*
 * Learner numbers: two digits for the terminal that gave it, four or more that count up, and a check digit. The check digit is Damm's (H. M. Damm,
 * "Total anti-symmetrische Quasigruppen", Marburg 2004), with his quasigroup of order 10: every single wrong digit and every swap of neighbours is
 * found, and leading zeros do not change it.
 */
#ifndef RECORDS_LEARNER_NUMBER_H
#define RECORDS_LEARNER_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#define LEARNER_NUMBER_SIZE 16
/* terminal 0 to 99, serial 1 to 999,999,999. Returns text. */
char *learner_number_make(char text[LEARNER_NUMBER_SIZE], int terminal, int64_t serial);
/* 7 to 12 digits, and the last one fits. Blanks and hyphens are not taken here. */
bool learner_number_valid(const char *text);
int damm_digit(const char *digits, int length);

#endif
