/*
 * Files: read whole up to a limit, written so that either the old or the new content is there after a power cut.
 * Errors name the path. File descriptors are opened with O_CLOEXEC.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/* Appends the file's content to out. ERROR_LIMIT if it holds more than limit bytes; only regular files are read. */
int file_read(const char *path, size_t limit, struct buf *out, struct error *error);

/* Temporary name in the same folder, fsync, rename, fsync of the folder. */
int file_write(const char *path, const void *bytes, size_t length, mode_t mode, struct error *error);

/* The same in steps, for what is streamed. */
struct file_writer {
    int fd;                                      /* -1 when closed */
    char path[1024], temporary[1060];
};
#define FILE_WRITER_INIT { .fd = -1 }
int file_writer_open(struct file_writer *writer, const char *path, mode_t mode, struct error *error);
int file_writer_add(struct file_writer *writer, const void *bytes, size_t length, struct error *error);
int file_writer_commit(struct file_writer *writer, struct error *error);
void file_writer_abort(struct file_writer *writer); /* removes the temporary file; nothing after a commit */

int file_write_all(int fd, const void *bytes, size_t length); /* 0, or -errno */
int file_sync_folder(const char *path_of_a_file, struct error *error);
/* Bytes that can still be written where path lies. */
int file_space(const char *path, uint64_t *free_bytes, struct error *error);
/* mkdir -p; existing folders are left as they are. */
int folder_make(const char *path, mode_t mode, struct error *error);
bool path_join(char *out, size_t size, const char *folder, const char *name); /* false where it does not fit */

#endif
