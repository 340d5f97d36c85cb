/* kiosk-pack build: a recipe and what it names, to a pack. */
#include "command.h"

#include "base/digest.h"
#include "pack/manifest.h"
#include "pack/writer.h"
#include "pack_key.h"
#include "pack_source.h"

static enum pack_kind kind_from(enum unit_kind kind)
{
    return pack_kind_from(unit_kind_names[kind]);
}

/* A lesson's title is its first heading, in each language; a quiz and a form hold theirs. */
static bool set_title(struct arena *arena, const struct source_unit *unit, struct manifest_unit *made)
{
    const struct source_file *file = &unit->files[0];
    if (!file->lesson && unit->file_count == 1) {
        made->title = file->quiz ? file->quiz->title : file->form ? file->form->title : (struct localized){ 0 };
        return true;
    }
    if (file->bank)
        return true;
    struct localized_text *texts = arena_array(arena, unit->file_count, sizeof *texts);
    if (!texts)
        return false;
    for (size_t i = 0; i < unit->file_count; i++) {
        file = &unit->files[i];
        texts[i].language = file->language;
        texts[i].text = file->lesson ? file->lesson->title : localized_get(file->quiz ? &file->quiz->title : &file->form->title, file->language);
    }
    made->title = (struct localized){ texts, unit->file_count };
    return true;
}

static bool set_unit(struct arena *arena, const struct source_unit *unit, struct manifest_unit *made)
{
    made->kind = kind_from(unit->recipe->kind);
    made->kind_word = unit_kind_names[unit->recipe->kind];
    made->id = unit->recipe->id;
    made->minutes = unit->recipe->minutes;
    made->quiz = unit->recipe->quiz;
    made->files = arena_array(arena, unit->file_count, sizeof *made->files);
    made->file_count = unit->file_count;
    if (!made->files || !set_title(arena, unit, made))
        return false;
    for (size_t i = 0; i < unit->file_count; i++) {
        made->files[i].language = unit->files[i].language;
        made->files[i].path = unit->files[i].inside;
        digest_of(&made->files[i].digest, unit->files[i].text, unit->files[i].length);
    }
    return true;
}

static int make_manifest(struct arena *arena, const struct source *source, struct buf *out, struct error *error)
{
    const struct recipe *recipe = source->recipe;
    struct manifest manifest = {
        .id = recipe->id, .version = recipe->version, .title = recipe->title, .summary = recipe->summary,
        .languages = recipe->languages, .language_count = recipe->language_count, .cluster = recipe->cluster,
        .sdg = recipe->sdg, .sdg_count = recipe->sdg_count, .audience = recipe->audience, .audience_count = recipe->audience_count,
        .minutes = recipe->minutes, .licence = recipe->licence, .publisher = recipe->publisher, .unit_count = source->unit_count,
    };
    manifest.units = arena_array(arena, source->unit_count, sizeof *manifest.units);
    if (!manifest.units)
        return error_memory(error);
    for (size_t i = 0; i < source->unit_count; i++)
        if (!set_unit(arena, &source->units[i], &manifest.units[i]))
            return error_memory(error);
    manifest_write(&manifest, out);
    return buf_failed(out) ? error_memory(error) : 0;
}

static int write_pack(struct arena *arena, const struct source *source, const char *path, const struct secret_key *key, struct error *error)
{
    struct pack_writer *writer = NULL;
    struct buf manifest = BUF_INIT;
    char comment[SIGNATURE_COMMENT_LIMIT];
    int code = make_manifest(arena, source, &manifest, error);
    if (!code)
        code = pack_writer_new(&writer, error);
    if (!code)
        code = pack_writer_add(writer, MANIFEST_NAME, manifest.data, manifest.length, error);
    for (size_t i = 0; !code && i < source->unit_count; i++)
        for (size_t j = 0; !code && j < source->units[i].file_count; j++) {
            const struct source_file *file = &source->units[i].files[j];
            code = pack_writer_add(writer, file->inside, file->text, file->length, error);
        }
    snprintf(comment, sizeof comment, "%s %s", source->recipe->id, source->recipe->version);
    if (!code)
        code = pack_writer_finish(writer, path, key, comment, error);
    pack_writer_free(writer);
    buf_release(&manifest);
    return code;
}

static int run(struct command_call *call)
{
    struct arena arena;
    struct report report;
    struct error error = { 0 };
    struct expr_engine *engine = NULL;
    struct source_counts counts = { 0 };
    struct secret_key key = { 0 };
    const char *key_path = command_value(call, "key");
    int result = 1;
    arena_init(&arena, NULL, 0);
    report_init(&report);
    if (expr_engine_new(NULL, &engine, &error) < 0 || (key_path && secret_key_load(key_path, &key, &error) < 0)) {
        command_fail(call, &error);
        goto cleanup;
    }
    const struct source *source = source_read(&arena, call->operands[0], engine, &report, &counts);
    if (command_report(call, &report) || !source)
        goto cleanup;
    if (write_pack(&arena, source, command_value(call, "output"), key_path ? &key : NULL, &error) < 0)
        command_fail(call, &error);
    else
        result = 0;
cleanup:
    secret_key_wipe(&key);
    expr_engine_free(engine);
    report_release(&report);
    arena_release(&arena);
    return result;
}

static const struct command_option options[] = {
    { .name = "output", .letter = 'o', .argument = "FILE", .help = N_("The pack to write, ID-VERSION.pack."), .required = true },
    { .name = "key", .argument = "KEY", .help = N_("Sign it with the secret key, NAME.key.") },
    { 0 },
};

extern const struct command pack_build_command;
const struct command pack_build_command = {
    .name = "build", .operands = "RECIPE", .least = 1, .most = 1, .run = run, .options = options,
    .help = N_("Check a recipe and all that it names, and make a pack of it."),
    .example = "kiosk-pack build packs/business-skills.cfg -o business-skills-1.0.0.pack",
};
