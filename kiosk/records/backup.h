/*
 * A backup: files of a centre in one, sealed for whoever has the recovery code. docs/records.md has the format.
 *
 *   head         document.h's `backup`: clear text, ended by an empty line
 *   body         each file as a line "NAME BYTES" and its bytes, one behind the other, deflated by zlib, sealed by secretstream in chunks as a bundle's body is: the digest of the head is the
 *                associated data of every chunk, the last one is FINAL, and the file ends there
 *
 * The code is a secret that is on paper alone. Here, keys/backup.seal has the public key that is derived from it (TRUST_BACKUP): who has the machine can make backups, and open none. It is no
 * secret of its own, but nobody outside knows it; so what opens with the code was made by who had the folder keys/.
 *
 * Writing and reading stream: memory does not grow with the files.
 */
#ifndef RECORDS_BACKUP_H
#define RECORDS_BACKUP_H

#include "base/random.h"
#include "records/document.h"
#include "records/trust.h"

#define BACKUP_SUFFIX ".backup"
#define BACKUP_FILES 10000                       /* in one */
#define BACKUP_NAME 200                          /* bytes of a file's name */
#define BACKUP_KEY "keys/backup.seal"

/* A new code. Its mark, the first 8 digits of the key's id, is on the sheet and in each backup, so that the right sheet is found. */
#define BACKUP_MARK_SIZE 9
void backup_mark(char mark[BACKUP_MARK_SIZE], const unsigned char seal[TRUST_PUBLIC]);
/* folder/keys/backup.seal. ERROR_NOT_FOUND: no code was made yet. */
int backup_key_load(unsigned char seal[TRUST_PUBLIC], const char *folder, struct error *error);
int backup_key_save(const unsigned char seal[TRUST_PUBLIC], const char *folder, struct error *error);

/* What a file within may be called: kiosk.cfg, profile.form, records.db, UUID.request, or a name within keys/ or trust/. */
bool backup_name_allowed(const char *name);
struct backup_file {
    const char *name, *path;                     /* within the backup; where its content is */
    int64_t bytes;
};
/* step: so many bytes more are packed; false: stop (ERROR_CANCELLED). */
struct backup_watch {
    bool (*step)(void *context, int64_t bytes);
    void *context;
};
/*
 * Writes the backup at path (temporary name, reading it back and comparing, fsync, rename, fsync of the folder): a crash leaves the whole file or none. head: all but bytes and
 * recipient, which are set here. ERROR_CANCELLED where a file is not as long as was said.
 */
int backup_write(const char *path, const struct document_backup *head, const struct backup_file *files, size_t count, const unsigned char seal[TRUST_PUBLIC],
                 const struct random_source *random, const struct backup_watch *watch, struct error *error);

/* The clear head alone, which nothing vouches for. ERROR_SYNTAX, ERROR_VERSION. Texts go to the arena. */
int backup_look(const char *path, struct arena *arena, struct document_backup *head, struct error *error);
/*
 * Unpacks into the folder, which has keys/ and trust/ already, and none of the files. ERROR_REFUSED: another code, or altered; ERROR_DAMAGED: cut off, or not what a backup is. On failure
 * something may lie there that means nothing: remove the folder.
 */
int backup_unpack(const char *path, const unsigned char secret[TRUST_SECRET], const char *folder, struct error *error);

#endif
