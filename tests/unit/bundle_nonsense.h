/* What a broken or lying terminal may sign, and no reader takes. */
#ifndef TESTS_BUNDLE_NONSENSE_H
#define TESTS_BUNDLE_NONSENSE_H

#include "bundle_forge.h"

/* The lines: %N stands for event N, &N for it and its text "words", *N for it without its text. says: by our reader. */
#define LOOK ": have the terminal looked at with kiosk-admin check"
#define PROFILE(person) "\tprofile\t" person "\t1\t5\tlearner\tfemale\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t0\t1\t0\t0\n"
#define SOMEBODY "01930000-0000-7000-8000-000000000001"
static const struct nonsense {
    const char *lines, *says;
    struct forgery forgery;
} nonsense[] = {
    { "%1%3", "the line behind event 1 of this bundle is not the next event" LOOK, { .last = 2 } },
    { "%1%1", "the line behind event 1 of this bundle is not the next event" LOOK },
    { "%2", "the line behind event 0 of this bundle is not the next event" LOOK },
    { "%1%2%3", "there are more events in this bundle than its head says, behind event 2" LOOK, { .last = 2 } },
    { "%1%2", "this bundle ends behind event 2, but its head names more" LOOK, { .last = 3 } },
    { "%1%2", "the chain of this bundle, to event 2, is not the one that its head names" LOOK, { .after = &(const struct digest){ { 1 } } } },
    { "%1\n", "the line behind event 1 of this bundle is not the next event" LOOK, { .last = 2 } },
    { "%1garbage\n", "the line behind event 1 of this bundle is not the next event" LOOK, { .last = 2 } },
    { "%1x", "this bundle ends behind event 1, but its head names more" LOOK, { .last = 1 } },
    { "\tpayload\t01010101010101010101010101010101\ttext\n%1", "the free text behind event 0 of this bundle does not belong to it" LOOK },
    { "%1\tpayload\t01010101010101010101010101010101\ttext\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "&1\tpayload\t02020202020202020202020202020202\twords\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "&1\tpayload\t02020202020202020202020202020202\tother\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "*1\tpayload\t02020202020202020202020202020202\tother\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "*1\tpayload\t0202020202020202020202020202020\twords\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "*1\tpayload\t0202020202020202020202020202020A\twords\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "*1\tpayload\t02020202020202020202020202020202\two\\rds\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "*1\tpayload\t02020202020202020202020202020202\tw\\ords\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "*1\tpayload\t02020202020202020202020202020202\twords\t\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "*1\tpayload\t02020202020202020202020202020202\twords\\\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "*1\tpayload\t\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "*1\tpayload\t02020202020202020202020202020202\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "*1%2\tpayload\t02020202020202020202020202020202\twords\n", "the free text behind event 2 of this bundle does not belong to it" LOOK },
    { "%1" PROFILE(SOMEBODY) "%2", "a profile stands at the wrong place of this bundle, behind event 1" LOOK },
    { PROFILE(SOMEBODY) "%1", "a profile stands at the wrong place of this bundle, behind event 0" LOOK },
    { "%1" PROFILE(SOMEBODY) PROFILE(SOMEBODY) PROFILE(SOMEBODY), "a profile stands at the wrong place of this bundle, behind event 1" LOOK },
    { "%1" PROFILE(SOMEBODY) "%2", "there are more events in this bundle than its head says, behind event 1" LOOK, { .last = 1 } },
    { "*1" PROFILE(SOMEBODY) "\tpayload\t02020202020202020202020202020202\twords\n", "the free text behind event 1 of this bundle does not belong to it" LOOK },
    { "%1" PROFILE("nobody"), "a profile of this bundle, behind event 1, is not written as it must be" LOOK },
    { "%1" PROFILE(SOMEBODY "\t9"), "a profile of this bundle, behind event 1, is not written as it must be" LOOK },
    { "%1\tprofile\t" SOMEBODY "\t1\t5\tlearner\n", "a profile of this bundle, behind event 1, is not written as it must be" LOOK },
    { "%1\tprofile\t" SOMEBODY "\t0\t5\tlearner\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t0\t0\t0\t0\n", "a profile of this bundle, behind event 1, is not written as it must be" LOOK },
    { "%1\tprofile\t" SOMEBODY "\t1\t-5\tlearner\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t0\t0\t0\t0\n", "a profile of this bundle, behind event 1, is not written as it must be" LOOK },
    { "%1\tprofile\t" SOMEBODY "\t01\t5\tlearner\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t0\t0\t0\t0\n", "a profile of this bundle, behind event 1, is not written as it must be" LOOK },
    { "%1\tprofile\t" SOMEBODY "\t1\t5\tboss\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t0\t0\t0\t0\n", "a profile of this bundle, behind event 1, is not written as it must be" LOOK },
    { "%1\tprofile\t" SOMEBODY "\t1\t5\tlearner\tFemale\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t0\t0\t0\t0\n", "a profile of this bundle, behind event 1, is not written as it must be" LOOK },
    { "%1\tprofile\t" SOMEBODY "\t1\t5\tlearner\t\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t0\t0\t0\t0\n", "a profile of this bundle, behind event 1, is not written as it must be" LOOK },
    { "%1\tprofile\t" SOMEBODY "\t1\t5\tlearner\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t0\t0\t2\t0\n", "a profile of this bundle, behind event 1, is not written as it must be" LOOK },
    { "%1\tprofile\t" SOMEBODY "\t1\t5\tlearner\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t0\t0\t1\t\n", "a profile of this bundle, behind event 1, is not written as it must be" LOOK },
    { "%1\tnothing\tknown\n", "this bundle holds a line of no known sort behind event 1" LOOK },
    { "%1\t\n", "this bundle holds a line of no known sort behind event 1" LOOK },
    { "%1%2", "what is sealed in this bundle ends at the wrong place, behind event 0" LOOK, { .no_final = true } },
    { "%1%2", "the numbers or keys at the head of this bundle do not fit each other: copy it again from the stick, or export again", { .count = 3 } },
    { "%1%2", "the numbers or keys at the head of this bundle do not fit each other: copy it again from the stick, or export again", { .first = 3, .last = 2 } },
    { "%1%2", "this bundle is larger, or for more recipients, than this version reads; use the newer program", { .last = 250001 } },
    { "%1", "this file is cut off: copy it again from the stick, or export again", { .bytes = 1 } },
    { "%1", "there is more behind the end of this bundle: copy it again from the stick, or export again", { .bytes = -1 } },
};

/* The lines of one of them. */
static inline void nonsense_lines(struct buf *out, const char *lines)
{
    unsigned char salt[PAYLOAD_SALT];
    struct digest digest;
    char hex[DIGEST_HEX];
    memset(salt, 2, sizeof salt);
    payload_digest(&digest, salt, "words", 5);
    for (const char *at = lines; *at; at++) {
        if (*at == '%') {
            forge_line(out, *++at - '0', NULL);
            buf_char(out, '\n');
        } else if (*at == '&') {
            forge_text(out, *++at - '0', "words");
        } else if (*at == '*') {
            forge_line(out, *++at - '0', hex_from(hex, digest.bytes, DIGEST_BYTES));
            buf_char(out, '\n');
        } else {
            buf_char(out, *at);
        }
    }
}

#endif
