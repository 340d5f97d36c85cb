#include "records/learner_number.h"

/* Damm's quasigroup; a zero diagonal makes the check digit the value itself. */
static const unsigned char quasigroup[10][10] = {
    { 0, 3, 1, 7, 5, 9, 8, 6, 4, 2 }, { 7, 0, 9, 2, 1, 5, 4, 8, 6, 3 }, { 4, 2, 0, 6, 8, 7, 1, 3, 5, 9 }, { 1, 7, 5, 0, 9, 8, 3, 4, 2, 6 },
    { 6, 1, 2, 3, 0, 4, 5, 9, 7, 8 }, { 3, 6, 7, 4, 2, 0, 9, 5, 8, 1 }, { 5, 8, 6, 9, 7, 2, 0, 1, 3, 4 }, { 8, 9, 4, 5, 3, 6, 2, 0, 1, 7 },
    { 9, 4, 3, 8, 6, 1, 7, 2, 0, 5 }, { 2, 5, 8, 1, 4, 3, 6, 7, 9, 0 },
};

int damm_digit(const char *digits, int length)
{
    int interim = 0;
    for (int i = 0; i < length; i++)
        interim = quasigroup[interim][digits[i] - '0'];
    return interim;
}

char *learner_number_make(char text[LEARNER_NUMBER_SIZE], int terminal, int64_t serial)
{
    int length = snprintf(text, LEARNER_NUMBER_SIZE - 1, "%02d%04lld", terminal % 100, (long long)serial);
    text[length] = (char)('0' + damm_digit(text, length));
    text[length + 1] = 0;
    return text;
}

bool learner_number_valid(const char *text)
{
    size_t length = strspn(text, "0123456789");
    return !text[length] && length >= 7 && length <= 12 && damm_digit(text, (int)length) == 0;
}
