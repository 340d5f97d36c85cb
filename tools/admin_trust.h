/* What the subcommands about coordinators share: join, trust, request, export. */
#ifndef TOOLS_ADMIN_TRUST_H
#define TOOLS_ADMIN_TRUST_H

#include "admin.h"

/* Reads a document's file; ERROR_LIMIT where it is larger than the keeper takes. */
int admin_read_document(const char *path, struct buf *text, struct error *error);
/* Gives it to the keeper. Errors name the file. */
int admin_document(struct admin *admin, const char *path, const char *text, bool accept, struct keeper_document *answer, struct error *error);
/* One line: what became of it. */
void admin_document_print(const struct keeper_document *answer);
/* The centre's request as a text. */
int admin_request_text(struct admin *admin, struct buf *text, struct error *error);

#endif
