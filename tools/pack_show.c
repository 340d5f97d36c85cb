/* kiosk-pack show: what is in a pack, and its signature cut off for minisign. */
#include "pack_show.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/intl.h"
#include "pack/container.h"

static const struct {
    const char *ending;
    int (*show)(struct command_call *call, const char *path, bool json);
} kinds[] = {
    { ".pack", pack_show_pack },
    { ".gift", pack_show_gift },
    { ".gift.txt", pack_show_gift },
};

static void member(struct buf *out, const char *name, const char *text)
{
    json_string(out, name);
    buf_text(out, ": ");
    json_string(out, text);
}

static void json_localized(struct buf *out, const char *name, const struct localized *texts)
{
    json_string(out, name);
    buf_text(out, ": {");
    for (size_t i = 0; i < texts->count; i++) {
        buf_text(out, i ? ", " : "");
        member(out, texts->texts[i].language, texts->texts[i].text);
    }
    buf_char(out, '}');
}

static void json_unit(struct buf *out, const struct manifest_unit *unit)
{
    buf_text(out, "    {");
    member(out, "kind", unit->kind_word);
    buf_format(out, ", \"known\": %s, ", pack_kind_read(unit->kind) ? "true" : "false");
    member(out, "id", unit->id);
    buf_text(out, ", ");
    json_localized(out, "title", &unit->title);
    buf_format(out, ", \"minutes\": %d, ", unit->minutes);
    member(out, "quiz", unit->quiz ? unit->quiz : "");
    buf_text(out, ", \"files\": [");
    for (size_t i = 0; i < unit->file_count; i++) {
        char hex[DIGEST_HEX];
        buf_text(out, i ? ", {" : "{");
        member(out, "language", unit->files[i].language);
        buf_text(out, ", ");
        member(out, "path", unit->files[i].path);
        buf_text(out, ", ");
        member(out, "digest", hex_from(hex, unit->files[i].digest.bytes, DIGEST_BYTES));
        buf_char(out, '}');
    }
    buf_text(out, "]}");
}

static void json_pack(struct buf *out, struct pack *pack)
{
    const struct manifest *manifest = pack_manifest(pack);
    const struct signature *signature = pack_signature(pack);
    char id[KEY_ID_SIZE];
    buf_text(out, "{\n  ");
    member(out, "id", manifest->id);
    buf_text(out, ",\n  ");
    member(out, "version", manifest->version);
    buf_text(out, ",\n  ");
    json_localized(out, "title", &manifest->title);
    buf_text(out, ",\n  ");
    json_localized(out, "summary", &manifest->summary);
    buf_text(out, ",\n  \"languages\": [");
    for (size_t i = 0; i < manifest->language_count; i++) {
        buf_text(out, i ? ", " : "");
        json_string(out, manifest->languages[i]);
    }
    buf_format(out, "],\n  \"cluster\": %d,\n  \"minutes\": %d,\n  ", manifest->cluster, manifest->minutes);
    member(out, "licence", manifest->licence);
    buf_text(out, ",\n  ");
    member(out, "publisher", manifest->publisher);
    buf_text(out, ",\n  ");
    member(out, "key", signature ? key_id_text(id, signature->id) : "");
    buf_text(out, ",\n  ");
    member(out, "comment", signature ? signature->trusted : "");
    buf_format(out, ",\n  \"bytes\": %llu,\n  \"units\": [\n", (unsigned long long)pack_size(pack));
    for (size_t i = 0; i < manifest->unit_count; i++) {
        json_unit(out, &manifest->units[i]);
        buf_text(out, i + 1 < manifest->unit_count ? ",\n" : "\n");
    }
    buf_text(out, "  ]\n}\n");
}

static void line(struct buf *out, const char *label, const char *text)
{
    if (*text)
        buf_format(out, "%s: %s\n", label, text);
}

static void text_pack(struct buf *out, struct pack *pack)
{
    const struct manifest *manifest = pack_manifest(pack);
    const struct signature *signature = pack_signature(pack);
    const char *language = manifest->languages[0];
    char id[KEY_ID_SIZE];
    buf_format(out, "%s %s\n", manifest->id, manifest->version);
    line(out, _("Title"), localized_get(&manifest->title, language));
    line(out, _("Summary"), localized_get(&manifest->summary, language));
    buf_format(out, "%s:", _("Languages"));
    for (size_t i = 0; i < manifest->language_count; i++)
        buf_format(out, " %s", manifest->languages[i]);
    buf_char(out, '\n');
    line(out, _("Licence"), manifest->licence);
    line(out, _("Publisher"), manifest->publisher);
    line(out, _("Signed with the key"), signature ? key_id_text(id, signature->id) : _("none: this pack is not signed"));
    buf_format(out, "%s: %llu\n", _("Bytes"), (unsigned long long)pack_size(pack));
    for (size_t i = 0; i < manifest->unit_count; i++) {
        const struct manifest_unit *unit = &manifest->units[i];
        const char *title = localized_get(&unit->title, language);
        buf_format(out, "  %-10s %-20s %s%s\n", unit->kind_word, unit->id, title,
                   pack_kind_read(unit->kind) ? "" : _(" (of a kind that this version does not show)"));
    }
}

int pack_show_pack(struct command_call *call, const char *path, bool json)
{
    struct error error = { 0 };
    struct buf out = BUF_INIT;
    struct pack *pack = NULL;
    int code = pack_open(path, NULL, PACK_ALLOW_UNSIGNED | PACK_ALLOW_UNKNOWN_KEY, NULL, &pack, &error);
    if (!code) {
        (json ? json_pack : text_pack)(&out, pack);
        if (buf_failed(&out))
            code = error_memory(&error);
    }
    if (!code)
        fwrite(out.data, 1, out.length, stdout);
    pack_close(pack);
    buf_release(&out);
    return code ? command_fail(call, &error) : command_printed(call);
}

static int add_to_writer(void *context, const void *bytes, size_t length, struct error *error)
{
    return file_writer_add(context, bytes, length, error);
}

/* SIG and BODY, so that `minisign -V -p PUB -x SIG -m BODY` says the same as kiosk-pack verify. */
static int cut(struct command_call *call, const char *path, const char *sig, const char *body)
{
    struct error error = { 0 };
    struct buf comment = BUF_INIT;
    struct file_writer writer = FILE_WRITER_INIT;
    uint64_t length;
    int code = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        error_at(&error, path, 0, 0);
        code = error_system(&error, errno, N_("this pack cannot be opened"));
        goto cleanup;
    }
    code = pack_cut(fd, path, &length, &comment, &error);
    if (!code && comment.length == 0) {
        error_at(&error, path, 0, 0);
        code = error_set(&error, ERROR_NOT_FOUND, N_("this pack is not signed"));
    }
    if (!code)
        code = file_writer_open(&writer, body, 0644, &error);
    if (!code)
        code = pack_body(fd, path, add_to_writer, &writer, &error);
    if (!code)
        code = file_writer_commit(&writer, &error);
    if (!code)
        code = file_write(sig, comment.data, comment.length, 0644, &error);
cleanup:
    file_writer_abort(&writer);
    buf_release(&comment);
    if (fd >= 0)
        close(fd);
    return code ? command_fail(call, &error) : 0;
}

static int run(struct command_call *call)
{
    const char *path = call->operands[0], *sig = command_value(call, "output"), *body = command_value(call, "body");
    size_t length = strlen(path);
    if (command_given(call, "signature")) {
        if (!sig || !body)
            return command_usage(call, N_("--signature wants both -o SIG and --body BODY"));
        return cut(call, path, sig, body);
    }
    if (sig || body)
        return command_usage(call, N_("-o and --body go with --signature"));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t ending = strlen(kinds[i].ending);
        if (length > ending && strcmp(path + length - ending, kinds[i].ending) == 0)
            return kinds[i].show(call, path, command_given(call, "json"));
    }
    return pack_show_pack(call, path, command_given(call, "json"));
}

static const struct command_option options[] = {
    { .name = "json", .help = N_("Print JSON.") },
    { .name = "signature", .help = N_("Cut the pack into its signature and what is signed, for minisign.") },
    { .name = "output", .letter = 'o', .argument = "SIG", .help = N_("With --signature: write the signature there.") },
    { .name = "body", .argument = "BODY", .help = N_("With --signature: write there what is signed.") },
    { 0 },
};

extern const struct command pack_show;
const struct command pack_show = {
    .name = "show", .operands = "FILE", .least = 1, .most = 1, .run = run, .options = options,
    .help = N_("Show what is in a file, without checking its signature."),
    .example = "kiosk-pack show business-skills-1.0.0.pack",
};
