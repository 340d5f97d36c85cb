#include "model/markup_entity.h"

#include <stdbool.h>

#include "base/text.h"

struct entity {
    const char *name;
    uint32_t codepoint;
};

/* The named ones of HTML 4 that people write, sorted by name. */
static const struct entity entities[] = {
    { "AElig", 0xc6 }, { "Aacute", 0xc1 }, { "Acirc", 0xc2 }, { "Agrave", 0xc0 }, { "Alpha", 0x391 },
    { "Aring", 0xc5 }, { "Atilde", 0xc3 }, { "Auml", 0xc4 }, { "Beta", 0x392 }, { "Ccedil", 0xc7 },
    { "Dagger", 0x2021 }, { "Delta", 0x394 }, { "ETH", 0xd0 }, { "Eacute", 0xc9 }, { "Ecirc", 0xca },
    { "Egrave", 0xc8 }, { "Epsilon", 0x395 }, { "Euml", 0xcb }, { "Gamma", 0x393 }, { "Iacute", 0xcd },
    { "Icirc", 0xce }, { "Igrave", 0xcc }, { "Iuml", 0xcf }, { "Lambda", 0x39b }, { "Ntilde", 0xd1 },
    { "OElig", 0x152 }, { "Oacute", 0xd3 }, { "Ocirc", 0xd4 }, { "Ograve", 0xd2 }, { "Omega", 0x3a9 },
    { "Oslash", 0xd8 }, { "Otilde", 0xd5 }, { "Ouml", 0xd6 }, { "Phi", 0x3a6 }, { "Pi", 0x3a0 }, { "Prime", 0x2033 },
    { "Psi", 0x3a8 }, { "Scaron", 0x160 }, { "Sigma", 0x3a3 }, { "THORN", 0xde }, { "Theta", 0x398 },
    { "Uacute", 0xda }, { "Ucirc", 0xdb }, { "Ugrave", 0xd9 }, { "Uuml", 0xdc }, { "Yacute", 0xdd },
    { "Yuml", 0x178 }, { "aacute", 0xe1 }, { "acirc", 0xe2 }, { "acute", 0xb4 }, { "aelig", 0xe6 },
    { "agrave", 0xe0 }, { "alpha", 0x3b1 }, { "amp", 0x26 }, { "apos", 0x27 }, { "aring", 0xe5 }, { "asymp", 0x2248 },
    { "atilde", 0xe3 }, { "auml", 0xe4 }, { "bdquo", 0x201e }, { "beta", 0x3b2 }, { "brvbar", 0xa6 },
    { "bull", 0x2022 }, { "cap", 0x2229 }, { "ccedil", 0xe7 }, { "cedil", 0xb8 }, { "cent", 0xa2 }, { "chi", 0x3c7 },
    { "circ", 0x2c6 }, { "copy", 0xa9 }, { "cup", 0x222a }, { "curren", 0xa4 }, { "dagger", 0x2020 },
    { "darr", 0x2193 }, { "deg", 0xb0 }, { "delta", 0x3b4 }, { "divide", 0xf7 }, { "eacute", 0xe9 },
    { "ecirc", 0xea }, { "egrave", 0xe8 }, { "empty", 0x2205 }, { "emsp", 0x2003 }, { "ensp", 0x2002 },
    { "epsilon", 0x3b5 }, { "equiv", 0x2261 }, { "eta", 0x3b7 }, { "eth", 0xf0 }, { "euml", 0xeb },
    { "euro", 0x20ac }, { "exist", 0x2203 }, { "fnof", 0x192 }, { "forall", 0x2200 }, { "frac12", 0xbd },
    { "frac14", 0xbc }, { "frac34", 0xbe }, { "gamma", 0x3b3 }, { "ge", 0x2265 }, { "gt", 0x3e }, { "hArr", 0x21d4 },
    { "harr", 0x2194 }, { "hellip", 0x2026 }, { "iacute", 0xed }, { "icirc", 0xee }, { "iexcl", 0xa1 },
    { "igrave", 0xec }, { "infin", 0x221e }, { "int", 0x222b }, { "iota", 0x3b9 }, { "iquest", 0xbf },
    { "isin", 0x2208 }, { "iuml", 0xef }, { "kappa", 0x3ba }, { "lambda", 0x3bb }, { "laquo", 0xab },
    { "larr", 0x2190 }, { "lceil", 0x2308 }, { "ldquo", 0x201c }, { "le", 0x2264 }, { "lfloor", 0x230a },
    { "lsaquo", 0x2039 }, { "lsquo", 0x2018 }, { "lt", 0x3c }, { "macr", 0xaf }, { "mdash", 0x2014 },
    { "micro", 0xb5 }, { "middot", 0xb7 }, { "minus", 0x2212 }, { "mu", 0x3bc }, { "nbsp", 0xa0 },
    { "ndash", 0x2013 }, { "ne", 0x2260 }, { "not", 0xac }, { "ntilde", 0xf1 }, { "nu", 0x3bd }, { "oacute", 0xf3 },
    { "ocirc", 0xf4 }, { "oelig", 0x153 }, { "ograve", 0xf2 }, { "omega", 0x3c9 }, { "omicron", 0x3bf },
    { "ordf", 0xaa }, { "ordm", 0xba }, { "oslash", 0xf8 }, { "otilde", 0xf5 }, { "ouml", 0xf6 }, { "para", 0xb6 },
    { "part", 0x2202 }, { "permil", 0x2030 }, { "phi", 0x3c6 }, { "pi", 0x3c0 }, { "plusmn", 0xb1 },
    { "pound", 0xa3 }, { "prime", 0x2032 }, { "prod", 0x220f }, { "psi", 0x3c8 }, { "quot", 0x22 },
    { "rArr", 0x21d2 }, { "radic", 0x221a }, { "raquo", 0xbb }, { "rarr", 0x2192 }, { "rceil", 0x2309 },
    { "rdquo", 0x201d }, { "reg", 0xae }, { "rfloor", 0x230b }, { "rho", 0x3c1 }, { "rsaquo", 0x203a },
    { "rsquo", 0x2019 }, { "sbquo", 0x201a }, { "scaron", 0x161 }, { "sect", 0xa7 }, { "shy", 0xad },
    { "sigma", 0x3c3 }, { "sigmaf", 0x3c2 }, { "sub", 0x2282 }, { "sum", 0x2211 }, { "sup", 0x2283 },
    { "sup1", 0xb9 }, { "sup2", 0xb2 }, { "sup3", 0xb3 }, { "szlig", 0xdf }, { "tau", 0x3c4 }, { "there4", 0x2234 },
    { "theta", 0x3b8 }, { "thinsp", 0x2009 }, { "thorn", 0xfe }, { "tilde", 0x2dc }, { "times", 0xd7 },
    { "trade", 0x2122 }, { "uacute", 0xfa }, { "uarr", 0x2191 }, { "ucirc", 0xfb }, { "ugrave", 0xf9 },
    { "uml", 0xa8 }, { "upsilon", 0x3c5 }, { "uuml", 0xfc }, { "xi", 0x3be }, { "yacute", 0xfd }, { "yen", 0xa5 },
    { "yuml", 0xff }, { "zeta", 0x3b6 }, { "zwj", 0x200d }, { "zwnj", 0x200c },
};

static uint32_t named(const char *name, size_t length)
{
    size_t low = 0, high = sizeof entities / sizeof *entities;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *other = entities[middle].name;
        int order = strncmp(name, other, length);
        if (order == 0 && other[length])
            order = -1;
        if (order == 0)
            return entities[middle].codepoint;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

static uint32_t numeric(const char *digits, size_t length)
{
    uint32_t base = 10, value = 0;
    if (length > 0 && (*digits == 'x' || *digits == 'X')) {
        base = 16;
        digits++;
        length--;
    }
    if (length == 0)
        return 0;
    for (size_t i = 0; i < length; i++) {
        char c = digits[i];
        uint32_t digit = ascii_digit(c) ? (uint32_t)(c - '0') : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
            : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10) : 99;
        if (digit >= base)
            return 0;
        value = value * base + digit;
        if (value > 0x10ffff)
            return 0xfffd;
    }
    return value >= 0xd800 && value <= 0xdfff ? 0xfffd : value;
}

uint32_t entity_read(const char *text, size_t length, size_t *size)
{
    size_t at = 1;
    while (at < length && at < 12 && (ascii_alpha(text[at]) || ascii_digit(text[at]) || (at == 1 && text[at] == '#')))
        at++;
    if (at >= length || text[at] != ';')
        return 0;
    *size = at + 1;
    return text[1] == '#' ? numeric(text + 2, at - 2) : named(text + 1, at - 1);
}
