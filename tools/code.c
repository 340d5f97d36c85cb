#include "code.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/intl.h"

#define CODE_LIMIT 4096                          /* bytes that are read of a typed code */
#define CODE_SIGNS 56

void code_put(struct buf *out, const char *code)
{
    for (int group = 1; *code; group++) {
        size_t length = strcspn(code, " ");
        buf_format(out, "   %2d %.*s%s", group, (int)length, code, group % 4 == 0 || !code[length] ? "\n" : "");
        code += length + (code[length] == ' ');
    }
}

/* Standard input until all signs are there, or it ends: groups may be on one line or on several. */
int code_read(unsigned char secret[TRUST_SECRET], struct error *error)
{
    char text[CODE_LIMIT];
    size_t length = 0;
    int c = 0;
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "%s\n", _("Type the 14 groups of the sheet, in one line or in several:"));
    text[0] = 0;
    while (length + 1 < sizeof text && (c = getchar()) != EOF && !(c == '\n' && trust_code_signs(text) >= CODE_SIGNS)) {
        text[length++] = (char)(c ? c : '?');
        text[length] = 0;
    }
    text[length] = 0;
    int code = trust_code_read(secret, text, error);
    sodium_memzero(text, sizeof text);
    return code;
}

