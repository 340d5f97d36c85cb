/*
 * The encodings of authors' and managers' files: UTF-8 with or without a mark, UTF-16 with a mark (or evidently without: every other byte 0), else
 * Windows-1252. Line ends LF, CR LF and CR all become LF.
 */
#ifndef BASE_ENCODING_H
#define BASE_ENCODING_H

#include "base/buf.h"
#include "base/error.h"

enum encoding { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_WINDOWS1252 };

const char *encoding_name(enum encoding encoding);         /* "UTF-8", … */

/* Appends bytes to out as UTF-8; *encoding is what they were. Refused, with line and column: control characters but TAB and LF (NUL, C1 too), a lone surrogate;
 * bytes that begin like UTF-8 (a mark, or at least one well-formed sequence beyond ASCII anywhere) but break it; the five bytes that Windows-1252 does not have. All ERROR_ENCODING; out keeps its length then. */
int encoding_decode(struct buf *out, const void *bytes, size_t length, enum encoding *encoding, struct error *error);

/* file_read and encoding_decode; a warning in report where the encoding is not UTF-8. Errors are added to report. 0, or the error's code. */
int encoding_read(const char *path, size_t limit, struct buf *out, struct report *report);

#endif
