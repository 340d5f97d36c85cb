/*
 * The centre's own questions, asked of whoever registers after the core profile: profile.form in the centre's folder, with its conditions ready to be evaluated.
 */
#ifndef APP_PROFILE_H
#define APP_PROFILE_H

#include "expr/expr.h"
#include "screens/request.h"

struct profile;

/*
 * Reads the form. *profile is set and 0 returned only where no mistake was reported; it is NULL where there is no such file. Besides form_parse's mistakes are reported:
 * expressions that do not compile; names that are neither a core profile's field nor a question before this one (a constraint may read its own question too);
 * ids that the core profile has already; more, or longer, answers than a person's record holds. engine must outlive the profile.
 */
int profile_open(struct profile **profile, const char *path, struct expr_engine *engine, struct report *report);
void profile_free(struct profile *profile);      /* NULL is fine */

struct form *profile_form(struct profile *profile);
/*
 * Over the codes of choices and what was typed, by field: a whole number is a number, all else a text; what was not answered is NULL. A NULL `relevant` hides, a NULL `constraint` passes;
 * so does an expression that cannot be evaluated.
 */
const struct form_rules *profile_rules(const struct profile *profile);

#endif
