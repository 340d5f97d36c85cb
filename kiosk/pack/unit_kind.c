#include "pack/unit_kind.h"

static const struct {
    const char *word, *ending;
    bool read;
} kinds[PACK_KINDS] = {
#define X(name, word_, ending_, read_) [PACK_##name] = { word_, ending_, read_ },
    PACK_KINDS_TABLE(X)
#undef X
};

enum pack_kind pack_kind_from(const char *word)
{
    for (int kind = 0; kind < PACK_KINDS; kind++)
        if (strcmp(kinds[kind].word, word) == 0)
            return (enum pack_kind)kind;
    return PACK_UNKNOWN;
}

const char *pack_kind_word(enum pack_kind kind)
{
    return kind < PACK_UNKNOWN ? kinds[kind].word : "";
}

const char *pack_kind_ending(enum pack_kind kind)
{
    return kind < PACK_UNKNOWN ? kinds[kind].ending : "";
}

bool pack_kind_read(enum pack_kind kind)
{
    return kind < PACK_UNKNOWN && kinds[kind].read;
}
