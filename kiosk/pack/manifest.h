/*
 * The manifest of a pack, pack.cfg: what the pack is, and which units are in which files (docs/pack-format.md).
 * Everything lies in the arena that the parser was given. Settings that are not known are passed over: a later version may have put them there;
 * what this version could not read at all has another format number.
 */
#ifndef PACK_MANIFEST_H
#define PACK_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cfg.h"
#include "base/digest.h"
#include "base/error.h"
#include "pack/unit_kind.h"

#define MANIFEST_NAME "pack.cfg"
#define MANIFEST_FORMAT 1
#define MANIFEST_SIZE_LIMIT ((size_t)1 << 20)
#define MANIFEST_UNITS_LIMIT 500
#define MANIFEST_LANGUAGES_LIMIT 64
#define MANIFEST_LIST_LIMIT 64
#define PACK_PATH_LIMIT 200                      /* bytes of a name within a pack */

struct manifest_file {
    const char *language;                        /* "": one file for all languages; then there is no other */
    const char *path;                            /* within the pack */
    struct digest digest;                        /* of the file's bytes */
};
struct manifest_unit {
    enum pack_kind kind;
    const char *kind_word;                       /* as written, also of an unknown kind */
    const char *id;
    struct localized title;                      /* may be empty: banks have none */
    int minutes;                                 /* 0: not said */
    const char *quiz;                            /* of a lesson: the id of a quiz; NULL */
    struct manifest_file *files;                 /* at least one; in the order of the manifest's languages */
    size_t file_count;
    long line;
};
struct manifest {
    const char *id, *version;
    struct localized title, summary;
    const char **languages;                      /* at least one; the first is the fall-back */
    size_t language_count;
    int cluster;                                 /* 1 to 8; 0: none */
    int *sdg;
    size_t sdg_count;
    const char **audience;
    size_t audience_count;
    int minutes;                                 /* 0: not said */
    const char *licence, *publisher;
    struct manifest_unit *units;                 /* at least one */
    size_t unit_count;
};

/* Reads pack.cfg (UTF-8, ended by NUL). file is its name in messages. Every mistake goes to report; *manifest is set and 0 returned only where there was none.
 * ERROR_VERSION where the format is a later one: then that is the only mistake that is reported. */
int manifest_parse(struct arena *arena, const char *text, size_t length, const char *file, struct report *report, struct manifest **manifest);

/* Appends the text of pack.cfg: the same manifest gives the same bytes. Check buf_failed. */
void manifest_write(const struct manifest *manifest, struct buf *out);

const struct manifest_unit *manifest_unit(const struct manifest *manifest, const char *id); /* NULL where there is none */
/* The file in the language, else in its parent (pt for pt_BR), else in the pack's first language that the unit has. Never NULL. */
const struct manifest_file *manifest_file(const struct manifest_unit *unit, const char *language);

/* A path that may stand in a pack: relative, '/' between components, none empty, "." or "..", no backslash, all printable UTF-8, at most PACK_PATH_LIMIT
 * bytes. NULL if so, else what is wrong, as an untranslated message. */
const char *pack_path_fault(const char *path, size_t length);

/* Three numbers divided by dots, none with a needless zero or above 999,999: 1.0.0 */
bool pack_version_read(const char *text, int numbers[3]);
/* Below 0, 0, above 0; what is no version comes before all that are. */
int pack_version_compare(const char *a, const char *b);

#endif
