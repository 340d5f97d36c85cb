/* The encodings of authors' files. */
#include "check_main.h"

#include <unistd.h>

#include "base/encoding.h"
#include "base/file.h"

#define BYTES(text) text, sizeof text - 1

START_TEST(each_encoding_becomes_utf8_with_plain_line_ends)
{
    static const struct { const char *bytes; size_t length; enum encoding encoding; const char *text; } cases[] = {
        { BYTES(""), ENCODING_UTF8, "" },
        { BYTES("a\tb\n"), ENCODING_UTF8, "a\tb\n" },
        { BYTES("\xef\xbb\xbf" "a"), ENCODING_UTF8, "a" },
        { BYTES("\xef\xbb\xbf"), ENCODING_UTF8, "" },
        { BYTES("a\r\nb\rc\n\nd\r\r\ne\r"), ENCODING_UTF8, "a\nb\nc\n\nd\n\ne\n" },
        { BYTES("\r"), ENCODING_UTF8, "\n" },
        { BYTES("caf\xc3\xa9 \xf0\x9f\x98\x80"), ENCODING_UTF8, "caf\xc3\xa9 \xf0\x9f\x98\x80" },
        { BYTES("caf\xe9 \x80 \x93x\x94\r\n"), ENCODING_WINDOWS1252, "caf\xc3\xa9 \xe2\x82\xac \xe2\x80\x9cx\xe2\x80\x9d\n" },
        { BYTES("\xff\xfe" "a\0\r\0\n\0\xac\x20"), ENCODING_UTF16LE, "a\n\xe2\x82\xac" },
        { BYTES("\xfe\xff\0a\xd8\x3d\xde\x00"), ENCODING_UTF16BE, "a\xf0\x9f\x98\x80" },
        { BYTES("a\0b\0\xe9\0"), ENCODING_UTF16LE, "ab\xc3\xa9" },
        { BYTES("\0a\0b\x20\x19\0c"), ENCODING_UTF16BE, "ab\xe2\x80\x99" "c" },
        { BYTES("\xff\xfe"), ENCODING_UTF16LE, "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = BUF_INIT;
        struct error error = { 0 };
        enum encoding encoding = ENCODING_WINDOWS1252;
        buf_text(&out, ">");
        int code = encoding_decode(&out, cases[i].bytes, cases[i].length, &encoding, &error);
        ck_assert_msg(code == 0, "case %zu: %s", i, error.message);
        ck_assert_int_eq(encoding, cases[i].encoding);
        ck_assert_str_eq(out.data + 1, cases[i].text);
        buf_release(&out);
    }
}
END_TEST

START_TEST(what_is_no_text_is_refused_with_its_place)
{
    static const struct { const char *bytes; size_t length; const char *said; } cases[] = {
        { BYTES("ab\ncd\0e"), "f:2:3: there is a control character here, U+0000; this may be no text file, or take the character out" },
        { BYTES("a\033[2J"), "f:1:2: there is a control character here, U+001B; this may be no text file, or take the character out" },
        { BYTES("\xc3\xa9\x7f"), "f:1:2: there is a control character here, U+007F; this may be no text file, or take the character out" },
        { BYTES("a\xc2\x9b" "2J"), "f:1:2: there is a control character here, U+009B; this may be no text file, or take the character out" },
        { BYTES("\xc3\xa9\r\nab\xe9 c"), "f:2:3: this is UTF-8 up to here, and then something else; save the file as UTF-8 again" },
        { BYTES("\xe9 c \xc3\xa9"), "f:1:1: this is UTF-8 up to here, and then something else; save the file as UTF-8 again" },
        { BYTES("\xef\xbb\xbf" "a\xe9"), "f:1:2: this is UTF-8 up to here, and then something else; save the file as UTF-8 again" },
        { BYTES("\xc3\xa9\xed\xa0\x80"), "f:1:2: this is UTF-8 up to here, and then something else; save the file as UTF-8 again" },
        { BYTES("\xe9\x81"), "f:1:2: this is neither UTF-8 nor Windows-1252; save the file as UTF-8" },
        { BYTES("\xff\xfe" "a\0b"), "f:1:2: this file ends within a character; copy it again" },
        { BYTES("\xff\xfe" "a\0\0\xd8" "b\0"), "f:1:2: there is half a character of UTF-16 here; save the file as UTF-8" },
        { BYTES("\xfe\xff\xdc\x00"), "f:1:1: there is half a character of UTF-16 here; save the file as UTF-8" },
        { BYTES("\xff\xfe\0\0a\0\0\0"), "f:1:1: there is a control character here, U+0000; this may be no text file, or take the character out" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = BUF_INIT;
        struct error error = { 0 };
        enum encoding encoding = ENCODING_UTF16BE;
        buf_text(&out, "kept");
        error_at(&error, "f", 0, 0);
        ck_assert_int_eq(encoding_decode(&out, cases[i].bytes, cases[i].length, &encoding, &error), ERROR_ENCODING);
        ck_assert_error(error, cases[i].said);
        ck_assert_str_eq(out.data, "kept");
        ck_assert_int_eq(encoding, ENCODING_UTF16BE);
        buf_release(&out);
    }
}
END_TEST

START_TEST(a_lack_of_memory_at_any_place_is_said)
{
    char bytes[4000];
    memset(bytes, '\xe9', sizeof bytes);
    size_t n = 1;
    for (int code = ERROR_MEMORY; code; n++) {
        struct failing_allocator failing;
        struct buf out;
        struct error error = { 0 };
        enum encoding encoding;
        failing_allocator_init(&failing, n);
        buf_init(&out, &failing.allocator);
        code = encoding_decode(&out, bytes, sizeof bytes, &encoding, &error);
        if (code) {
            ck_assert_int_eq(code, ERROR_MEMORY);
            ck_assert_uint_eq(out.length, 0);
        } else {
            ck_assert_uint_eq(out.length, 2 * sizeof bytes);
        }
        buf_release(&out);
    }
    ck_assert_uint_gt(n, 2);
}
END_TEST

START_TEST(a_file_says_its_name_and_that_it_is_not_utf8)
{
    char path[] = "/tmp/test-encoding-XXXXXX", want[300];
    struct report report;
    struct buf out = BUF_INIT;
    report_init(&report);
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(file_write_all(fd, "caf\xe9\n\x81", 5), 0);
    ck_assert_int_eq(encoding_read(path, 100, &out, &report), 0);
    ck_assert_str_eq(out.data, "caf\xc3\xa9\n");
    ck_assert(!report_failed(&report));
    snprintf(want, sizeof want, "%s: this file was read as Windows-1252; save it as UTF-8 to be sure of every letter", path);
    ck_assert_error(report.kept[0], want);
    ck_assert_int_eq(file_write_all(fd, "\x81", 1), 0);
    ck_assert_int_eq(encoding_read(path, 100, &out, &report), ERROR_ENCODING);
    ck_assert(report_failed(&report));
    snprintf(want, sizeof want, "%s:2:1: this is neither UTF-8 nor Windows-1252; save the file as UTF-8", path);
    ck_assert_error(report.kept[1], want);
    ck_assert_str_eq(out.data, "caf\xc3\xa9\n");
    ck_assert_int_eq(encoding_read(path, 5, &out, &report), ERROR_LIMIT);
    close(fd);
    unlink(path);
    ck_assert_int_eq(encoding_read(path, 5, &out, &report), ERROR_NOT_FOUND);
    ck_assert_uint_eq(report.count, 4);
    report_release(&report);
    buf_release(&out);
}
END_TEST

TEST_MAIN("encoding", each_encoding_becomes_utf8_with_plain_line_ends, what_is_no_text_is_refused_with_its_place,
          a_lack_of_memory_at_any_place_is_said, a_file_says_its_name_and_that_it_is_not_utf8)
