#include "base/id.h"

char *uuid_make(char text[UUID_SIZE], const struct clock *clock, const struct random_source *source)
{
    unsigned char b[16];
    source->bytes(source->context, b, sizeof b);
    uint64_t now = (uint64_t)clock_wall(clock);
    for (int i = 0; i < 6; i++)
        b[i] = (unsigned char)(now >> (8 * (5 - i)));
    b[6] = (unsigned char)(0x70 | (b[6] & 0x0f));
    b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
    snprintf(text, UUID_SIZE, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3],
             b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
    return text;
}

bool uuid_valid(const char *text)
{
    for (int i = 0; i < 36; i++) {
        char c = text[i];
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (c != '-')
                return false;
        } else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return text[36] == 0 && text[14] == '7';
}

bool name_valid(const char *text)
{
    size_t length = 0;
    for (; text[length]; length++) {
        char c = text[length];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (length >= NAME_LIMIT || !(letter || (length > 0 && (c == '.' || c == '_' || c == '-'))))
            return false;
    }
    return length > 0;
}
