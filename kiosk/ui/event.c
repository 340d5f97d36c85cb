#include "ui/event.h"

#include "base/text.h"

const char *press_name(enum key key)
{
    static const char *const names[PRESS_COUNT] = {
        [PRESS_NOTHING] = "",
#define X(id, name) [PRESS_##id] = name,
        KEYS(X)
#undef X
    };
    return key < PRESS_COUNT ? names[key] : "";
}

struct event event_text(const char *text)
{
    struct event event = { .kind = EVENT_TEXT };
    snprintf(event.text, sizeof event.text, "%s", text);
    return event;
}

static uint32_t only_codepoint(const struct event *event)
{
    size_t size, length = event->kind == EVENT_TEXT ? strnlen(event->text, sizeof event->text) : 0;
    uint32_t codepoint = text_next(event->text, length, &size);
    return size == length ? codepoint : 0;
}

/* What stands on the keys a … z of other scripts' keyboards: Russian, Greek, Arabic. */
static const uint16_t other_letters[][26] = {
    { 0x444, 0x438, 0x441, 0x432, 0x443, 0x430, 0x43f, 0x440, 0x448, 0x43e, 0x43b, 0x434, 0x44c,
      0x442, 0x449, 0x437, 0x439, 0x43a, 0x44b, 0x435, 0x433, 0x43c, 0x446, 0x447, 0x43d, 0x44f },
    { 0x3b1, 0x3b2, 0x3c8, 0x3b4, 0x3b5, 0x3c6, 0x3b3, 0x3b7, 0x3b9, 0x3be, 0x3ba, 0x3bb, 0x3bc,
      0x3bd, 0x3bf, 0x3c0, 0,     0x3c1, 0x3c3, 0x3c4, 0x3b8, 0x3c9, 0x3c2, 0x3c7, 0x3c5, 0x3b6 },
    { 0x634, 0xfefb, 0x624, 0x64a, 0x62b, 0x628, 0x644, 0x627, 0x647, 0x62a, 0x646, 0x645, 0x629,
      0x649, 0x62e, 0x62d, 0x636, 0x642, 0x633, 0x641, 0x639, 0x631, 0x635, 0x621, 0x63a, 0x626 },
};

bool event_letter(const struct event *event, char letter)
{
    uint32_t typed = only_codepoint(event);
    if (!typed)
        return false;
    if (!ascii_alpha(letter))
        return typed == (unsigned char)letter;
    int place = (letter | 0x20) - 'a';
    if (typed < 0x80)
        return ascii_alpha((int)typed) && (int)(typed | 0x20) - 'a' == place;
    if (typed >= 0x410 && typed <= 0x42f)        /* Cyrillic and Greek capitals */
        typed += 0x20;
    else if (typed >= 0x391 && typed <= 0x3a9)
        typed += 0x20;
    for (size_t i = 0; i < sizeof other_letters / sizeof *other_letters; i++)
        if (other_letters[i][place] == typed)
            return true;
    return false;
}

int event_digit(const struct event *event, bool loose)
{
    static const uint32_t zeros[] = { '0', 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
                                      0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0xff10 };
    static const uint32_t azerty[10] = { 0xe0, '&', 0xe9, '"', '\'', '(', '-', 0xe8, '_', 0xe7 };
    uint32_t typed = only_codepoint(event);
    if (!typed)
        return -1;
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (typed >= zeros[i] && typed <= zeros[i] + 9)
            return (int)(typed - zeros[i]);
    for (int i = 0; loose && i < 10; i++)
        if (typed == azerty[i])
            return i;
    return -1;
}
