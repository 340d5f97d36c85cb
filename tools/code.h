/*
 * A recovery code (records/trust.h) as people see it on paper and type it.
 */
#ifndef TOOLS_CODE_H
#define TOOLS_CODE_H

#include "base/buf.h"
#include "base/error.h"
#include "records/trust.h"

/* Its groups, numbered, four on a line. */
void code_put(struct buf *out, const char *code);
/* Standard input until all signs are there, or it ends: groups may be on one line or on several. A terminal is asked for it. */
int code_read(unsigned char secret[TRUST_SECRET], struct error *error);

#endif
