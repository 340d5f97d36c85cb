#include "base/encoding.h"

#include "base/file.h"
#include "base/text.h"

const char *encoding_name(enum encoding encoding)
{
    static const char *const names[] = {
        [ENCODING_UTF8] = "UTF-8", [ENCODING_UTF16LE] = "UTF-16 (little endian)", [ENCODING_UTF16BE] = "UTF-16 (big endian)",
        [ENCODING_WINDOWS1252] = "Windows-1252",
    };
    return (size_t)encoding < sizeof names / sizeof *names ? names[encoding] : "";
}

/* What Windows-1252 has where Latin-1 has controls; 0: nothing (WHATWG, index-windows-1252, without its five stopgaps). */
static const uint16_t windows1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

struct decoder {
    const unsigned char *bytes;
    size_t length;
    struct buf *out;
    size_t start;                                /* where this text begins in out */
    bool after_cr;
    struct error *error;
};

/* The place is that of the next character to be written. */
static void here(const struct decoder *decoder)
{
    const char *text = decoder->out->data + decoder->start;
    size_t length = decoder->out->length - decoder->start, line_start = 0;
    long line = 1, column = 1;
    if (!decoder->error)
        return;
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\n') {
            line++;
            line_start = i + 1;
        }
    for (size_t i = line_start; i < length; i++)
        column += ((unsigned char)text[i] & 0xc0) != 0x80;
    decoder->error->line = line;
    decoder->error->column = column;
}

/* Appends a character, or refuses it. CR LF and CR become LF. */
static int put(struct decoder *decoder, uint32_t c)
{
    bool after_cr = decoder->after_cr;
    decoder->after_cr = c == '\r';
    if (c == '\n' && after_cr)
        return 0;
    if (c == '\r')
        c = '\n';
    if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c <= 0x9f)) {
        char shown[16];
        snprintf(shown, sizeof shown, "U+%04X", (unsigned)c);
        here(decoder);
        return error_set(decoder->error, ERROR_ENCODING,
                         N_("there is a control character here, %s; this may be no text file, or take the character out"), shown);
    }
    buf_codepoint(decoder->out, c);
    return 0;
}

static bool plain(unsigned char c)
{
    return (c >= 0x20 && c < 0x7f) || c == '\t';
}

static int decode_utf8(struct decoder *decoder)
{
    const char *text = (const char *)decoder->bytes;
    int code = 0;
    for (size_t at = 0; at < decoder->length && code == 0;) {
        size_t run = at;
        while (run < decoder->length && plain(decoder->bytes[run]))
            run++;
        if (run > at) {
            buf_add(decoder->out, text + at, run - at);
            decoder->after_cr = false;
            at = run;
            continue;
        }
        size_t size;
        uint32_t c = text_next(text + at, decoder->length - at, &size);
        if (c == 0xfffd && size == 1) {
            here(decoder);
            return error_set(decoder->error, ERROR_ENCODING, N_("this is UTF-8 up to here, and then something else; save the file as UTF-8 again"));
        }
        code = put(decoder, c);
        at += size;
    }
    return code;
}

static int decode_windows1252(struct decoder *decoder)
{
    int code = 0;
    for (size_t at = 0; at < decoder->length && code == 0; at++) {
        unsigned char byte = decoder->bytes[at];
        uint32_t c = byte >= 0x80 && byte < 0xa0 ? windows1252[byte - 0x80] : byte;
        if (c == 0 && byte != 0) {
            here(decoder);
            return error_set(decoder->error, ERROR_ENCODING, N_("this is neither UTF-8 nor Windows-1252; save the file as UTF-8"));
        }
        code = put(decoder, c);
    }
    return code;
}

static int decode_utf16(struct decoder *decoder, bool big)
{
    const unsigned char *bytes = decoder->bytes;
    int code = 0;
    for (size_t at = 0; at < decoder->length && code == 0; at += 2) {
        if (decoder->length - at < 2) {
            here(decoder);
            return error_set(decoder->error, ERROR_ENCODING, N_("this file ends within a character; copy it again"));
        }
        uint32_t c = big ? (uint32_t)bytes[at] << 8 | bytes[at + 1] : (uint32_t)bytes[at + 1] << 8 | bytes[at];
        if (c >= 0xd800 && c <= 0xdfff) {
            uint32_t low = decoder->length - at < 4 ? 0
                : big ? (uint32_t)bytes[at + 2] << 8 | bytes[at + 3] : (uint32_t)bytes[at + 3] << 8 | bytes[at + 2];
            if (c > 0xdbff || low < 0xdc00 || low > 0xdfff) {
                here(decoder);
                return error_set(decoder->error, ERROR_ENCODING, N_("there is half a character of UTF-16 here; save the file as UTF-8"));
            }
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            at += 2;
        }
        code = put(decoder, c);
    }
    return code;
}

/* UTF-16 without a mark: NULs in every other byte alone, and in most of those. */
static bool looks_utf16(const unsigned char *bytes, size_t length, bool big)
{
    size_t zeros = 0;
    if (length < 2 || length % 2)
        return false;
    for (size_t at = 0; at < length; at += 2) {
        if (bytes[at + big] == 0)
            return false;
        zeros += bytes[at + !big] == 0;
    }
    return zeros > length / 4;
}

/* Whether bytes hold a well-formed sequence of UTF-8 beyond ASCII, and whether anything breaks it. */
static void look_for_utf8(const unsigned char *bytes, size_t length, bool *formed, bool *broken)
{
    *formed = *broken = false;
    for (size_t at = 0, size; at < length && !(*formed && *broken); at += size) {
        if (bytes[at] < 0x80) {
            size = 1;
            continue;
        }
        text_next((const char *)bytes + at, length - at, &size);
        *(size > 1 ? formed : broken) = true;
    }
}

int encoding_decode(struct buf *out, const void *bytes, size_t length, enum encoding *encoding, struct error *error)
{
    struct decoder decoder = { .bytes = bytes, .length = length, .out = out, .start = out->length, .error = error };
    const unsigned char *first = bytes;
    enum encoding found = ENCODING_UTF8;
    size_t mark = 0;
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        mark = 3;
    } else if (length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
        found = ENCODING_UTF16LE;
        mark = 2;
    } else if (length >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0) {
        found = ENCODING_UTF16BE;
        mark = 2;
    } else if (looks_utf16(bytes, length, false)) {
        found = ENCODING_UTF16LE;
    } else if (looks_utf16(bytes, length, true)) {
        found = ENCODING_UTF16BE;
    } else {
        bool formed, broken;
        look_for_utf8(bytes, length, &formed, &broken);
        if (broken && !formed)
            found = ENCODING_WINDOWS1252;
    }
    decoder.bytes = length ? first + mark : first;
    decoder.length -= mark;
    buf_reserve(out, decoder.length);
    int code = found == ENCODING_UTF8 ? decode_utf8(&decoder) : found == ENCODING_WINDOWS1252 ? decode_windows1252(&decoder)
        : decode_utf16(&decoder, found == ENCODING_UTF16BE);
    if (code == 0 && buf_failed(out))
        code = error_memory(error);
    if (code) {
        buf_cut(out, decoder.start);
        return code;
    }
    *encoding = found;
    return 0;
}

int encoding_read(const char *path, size_t limit, struct buf *out, struct report *report)
{
    struct buf raw = BUF_INIT;
    struct error error = { 0 };
    enum encoding encoding;
    int code = file_read(path, limit, &raw, &error);
    if (code == 0) {
        code = encoding_decode(out, raw.data, raw.length, &encoding, &error);
        if (code)
            error_at(&error, path, error.line, error.column);
    }
    if (code) {
        report_add(report, &error);
    } else if (encoding != ENCODING_UTF8) {
        error_at(&error, path, 0, 0);
        error_set(&error, ERROR_ENCODING, N_("this file was read as %s; save it as UTF-8 to be sure of every letter"), encoding_name(encoding));
        report_warn(report, &error);
    }
    buf_release(&raw);
    return code;
}
