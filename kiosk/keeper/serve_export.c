/* Requests about what leaves the centre: who collects, documents that came from them, and the bundles. */
#include "keeper/serve.h"

#include "base/text.h"
#include "records/log.h"

/* What those who have joined have, and want. */
struct standing {
    struct trust_store store;
    struct origin_row *origins;
    size_t origin_count;
    struct outbox_need *needs;                   /* coordinator by coordinator, origin by origin */
    size_t need_count;
    struct report *report;                       /* what is wrong in trust/; NULL */
};

int key_there(const struct service *service, struct error *error)
{
    if (!service->key_trouble.code)
        return 0;
    if (error)
        *error = service->key_trouble;
    return service->key_trouble.code;
}

static int find_out(struct service *service, struct arena *arena, struct standing *standing, struct error *error)
{
    int code = trust_store_read(&standing->store, service->folder, &service->centre, arena, standing->report, error);
    if (!code)
        code = records_origins(service->records, arena, &standing->origins, &standing->origin_count, error);
    return code ? code : trust_store_needs(&standing->store, service->records, standing->origins, standing->origin_count, false, arena, &standing->needs,
                                           &standing->need_count, error);
}

static int64_t has_of(const struct standing *standing, size_t coordinator, const char *origin)
{
    for (size_t n = 0; n < standing->origin_count; n++)
        if (strcmp(standing->origins[n].id, origin) == 0)
            return standing->needs[coordinator * standing->origin_count + n].has;
    return 0;
}

static int64_t waiting_of(const struct standing *standing, size_t coordinator)
{
    int64_t waiting = 0;
    for (size_t n = 0; n < standing->origin_count; n++)
        waiting += standing->origins[n].seq - standing->needs[coordinator * standing->origin_count + n].has;
    return waiting;
}

/* Events that somebody has not: of each origin, those behind the least that has arrived anywhere. */
static int64_t waiting_in_all(const struct standing *standing)
{
    int64_t waiting = 0;
    for (size_t n = 0; n < standing->origin_count; n++) {
        int64_t least = standing->store.count ? INT64_MAX : 0;
        for (size_t i = 0; i < standing->store.count; i++)
            if (standing->needs[i * standing->origin_count + n].has < least)
                least = standing->needs[i * standing->origin_count + n].has;
        waiting += standing->origins[n].seq - least;
    }
    return waiting;
}

struct moment {
    struct service *service;
    int64_t at;
};

static int look_time(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct moment *moment = context;
    (void)line, (void)length, (void)error;
    moment->at = sure_time(moment->service, event->boot, event->at);
    return 0;
}

/* When the event of a number was, of the current origin; 0 where that is not sure, or there is none. */
static int64_t time_of(struct service *service, int64_t seq)
{
    struct moment moment = { .service = service };
    if (seq > 0)
        log_each(service->records, records_origin(service->records), seq, seq, look_time, &moment, NULL);
    return moment.at;
}

static const char *words_of(const struct error *error, struct arena *arena)
{
    char text[600];
    return arena_text(arena, error_text(error, NULL, text, sizeof text));
}

static int trust_rows(struct service *service, const struct standing *standing, struct arena *arena, struct keeper_trust *answer, struct error *error)
{
    const char *origin = records_origin(service->records);
    struct keeper_coordinator *rows = arena_array(arena, standing->store.count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < standing->store.count; i++) {
        const struct coordinator *row = &standing->store.rows[i];
        char fingerprint[TRUST_FINGERPRINT_SIZE];
        trust_fingerprint_hex(fingerprint, row->invitation.sign);
        rows[i] = (struct keeper_coordinator){ .id = row->id, .name = row->invitation.name, .fingerprint = arena_text(arena, fingerprint), .granted = row->granted,
                                               .recipients = (int64_t)coordinator_recipients(row), .arrived = has_of(standing, i, origin),
                                               .waiting = waiting_of(standing, i) };
        rows[i].arrived_at = time_of(service, rows[i].arrived);
    }
    answer->rows = rows;
    answer->count = standing->store.count;
    return 0;
}

int serve_trust(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_trust *answer,
                struct error *error)
{
    struct settings settings;
    struct report report;
    struct standing standing = { .report = &report };
    (void)seat, (void)ask;
    int code = service_settings(service, arena, &settings, error);
    if (code)
        return code;
    answer->name = settings.name;
    if (service->key_trouble.code) {
        answer->trouble = words_of(&service->key_trouble, arena);
        return arena_failed(arena) ? error_memory(error) : 0;
    }
    report_init(&report);
    code = find_out(service, arena, &standing, error);
    if (!code)
        code = trust_rows(service, &standing, arena, answer, error);
    answer->centre = arena_text(arena, service->centre.id);
    answer->fingerprint = arena_text(arena, service->centre.fingerprint);
    if (!code)
        answer->waiting = waiting_in_all(&standing);
    if (report_kept(&report))
        answer->trouble = words_of(&report.kept[0], arena);
    report_release(&report);
    return !code && arena_failed(arena) ? error_memory(error) : code;
}

/* The receipts: what is everywhere goes out of the outbox, what does not fit makes a new origin. */

static bool is_said(const struct coordinator *row, const struct outbox_bundle *bundle)
{
    char hex[DIGEST_HEX];
    hex_from(hex, bundle->after.bytes, DIGEST_BYTES);
    for (size_t i = 0; row->received && i < row->receipt.arrived.count; i++) {
        const struct document_arrived *line = &row->receipt.arrived.rows[i];
        if (line->last == bundle->last && strcmp(line->origin, bundle->origin) == 0 && strcmp(line->head, hex) == 0)
            return true;
    }
    return false;
}

/* Of a bundle that is not of this log only a head can tell that it has arrived: its own, or that of one which continues it. A line that goes further may be of a third history. */
static bool has_odd(const struct coordinator *row, const struct outbox *outbox, size_t index)
{
    const struct outbox_bundle *end = &outbox->rows[index];
    bool has = is_said(row, end);
    for (size_t i = index + 1; i < outbox->count && !has; i++) {
        const struct outbox_bundle *next = &outbox->rows[i];
        if (next->first != end->last + 1 || strcmp(next->origin, end->origin) != 0 || memcmp(&next->before, &end->after, sizeof end->after) != 0)
            continue;
        end = next;
        has = is_said(row, end);
    }
    return has;
}

/* Whether somebody still waits for a bundle that they can open. One that is not of this log cannot be made again: where all for whom it was sealed have gone, it waits until anybody
 * says that they have it. */
static bool is_wanted(const struct standing *standing, const struct outbox *outbox, size_t index)
{
    const struct outbox_bundle *bundle = &outbox->rows[index];
    bool opened = false, arrived = false;
    for (size_t i = 0; i < standing->store.count; i++) {
        const struct coordinator *row = &standing->store.rows[i];
        bool opens = outbox_opens(bundle, row->seal_id);
        bool has = bundle->odd ? has_odd(row, outbox, index) : bundle->last <= has_of(standing, i, bundle->origin);
        if (opens && !has)
            return true;
        opened = opened || opens;
        arrived = arrived || has;
    }
    return bundle->odd && !opened && !arrived;
}

static int read_outbox(struct service *service, struct arena *arena, struct outbox *outbox, struct error *error)
{
    int code = outbox_read(service->folder, arena, outbox, NULL, error);
    return code ? code : outbox_compare(service->records, outbox, error);
}

/* What has arrived with everybody is of no use here any more. */
static int empty_outbox(struct service *service, const struct standing *standing, struct arena *arena, struct error *error)
{
    struct outbox outbox;
    int code = standing->store.count ? read_outbox(service, arena, &outbox, error) : 0;
    for (size_t i = 0; standing->store.count && !code && i < outbox.count; i++)
        if (!is_wanted(standing, &outbox, i))
            code = outbox_remove(service->folder, outbox.rows[i].name, error);
    return code;
}

/* Each request looks whether the lines of a receipt fit the log. Its heads there are kept, also where they are others, so that nobody has to walk along the log again and again. */
static int keep_heads(struct service *service, const struct coordinator *row, struct error *error)
{
    for (size_t i = 0; i < row->receipt.arrived.count; i++) {
        const struct document_arrived *line = &row->receipt.arrived.rows[i];
        struct digest head;
        struct error none = { 0 };
        if (log_head_kept(service->records, line->origin, line->last))
            continue;
        int code = log_head(service->records, line->origin, line->last, &head, &none);
        if (!code)
            code = log_keep_head(service->records, line->origin, line->last, &head, &none);
        if (code && code != ERROR_NOT_FOUND) {
            *error = none;
            return code;
        }
    }
    return 0;
}

static int take_in_receipt(struct service *service, const char *id, struct arena *arena, struct keeper_document *answer, struct error *error)
{
    struct standing standing = { .report = NULL };
    const char *origin = records_origin(service->records);
    int code = find_out(service, arena, &standing, error);
    for (size_t i = 0; i < standing.store.count && !code; i++) {
        if (strcmp(standing.store.rows[i].id, id) != 0)
            continue;
        code = keep_heads(service, &standing.store.rows[i], error);
        for (size_t n = 0; n < standing.origin_count && !code; n++) {
            int64_t has;
            bool odd;
            code = coordinator_has(&standing.store.rows[i], service->records, standing.origins[n].id, &has, &odd, error);
            if (!code && odd && strcmp(standing.origins[n].id, origin) == 0)
                service->renew_due = answer->renewed = true;
        }
        answer->up_to = has_of(&standing, i, origin);
        answer->up_to_at = time_of(service, answer->up_to);
    }
    if (!code && answer->taken && !maker_state(service->maker, MAKE_BUNDLES)->running)
        code = empty_outbox(service, &standing, arena, error);
    return code;
}

int serve_document(struct service *service, struct seat *seat, const struct ask_document *ask, struct arena *arena, struct keeper_document *answer,
                   struct error *error)
{
    struct trust_taken taken;
    int code = key_there(service, error);
    if (!code)
        code = trust_store_take(service->folder, &service->centre, ask->text, ask->accept, arena, &taken, error);
    if (code)
        return code;
    *answer = (struct keeper_document){ .kind = document_word(taken.kind), .who = taken.who, .fingerprint = arena_text(arena, taken.fingerprint),
                                        .taken = taken.taken, .known = taken.known, .asks = taken.asks };
    if (!answer->fingerprint)
        return error_memory(error);
    if (taken.kind == DOCUMENT_RECEIPT)
        return take_in_receipt(service, taken.id, arena, answer, error);
    if (!taken.taken)
        return 0;
    struct event event = { .kind = EVENT_DOCUMENT_TAKEN, .actor = none_for_empty(seat->person) };
    event.document_taken.document = answer->kind;
    event.document_taken.from = taken.from;
    event.document_taken.digest = taken.digest;
    return records_append(service->records, &event, 1, error);
}

int serve_new_key(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct ask_text *answer,
                  struct error *error)
{
    char old[sizeof service->centre.key];
    struct digest digest;
    char hex[DIGEST_HEX];
    (void)ask;
    int code = key_there(service, error);
    if (!code && maker_busy(service->maker))
        code = error_set(error, ERROR_BUSY, N_("results or a backup are being made ready just now; wait for their end, and try again"));
    if (code)
        return code;
    memcpy(old, service->centre.key, sizeof old);
    code = centre_identity_renew(service->folder, service->random, error);
    /* whatever failed, the key that is there holds */
    struct centre_identity now;
    if (centre_identity_open(&now, service->folder, service->clock, service->random, code ? NULL : error) == 0) {
        service->centre = now;
        centre_identity_forget(&now);
    } else if (!code) {
        code = error->code;
    }
    if (code)
        return code;
    digest_of(&digest, service->centre.sign.public, TRUST_PUBLIC);
    struct event event = { .kind = EVENT_DOCUMENT_TAKEN, .actor = none_for_empty(seat->person) };
    event.document_taken.document = "centre-key";
    event.document_taken.from = old;
    event.document_taken.digest = hex_from(hex, digest.bytes, DIGEST_BYTES);
    answer->text = arena_text(arena, service->centre.fingerprint);
    return answer->text ? records_append(service->records, &event, 1, error) : error_memory(error);
}

const char *plain_name(const struct service *service, const char *name, struct arena *arena)
{
    size_t length;
    while (*name == ' ')
        name++;
    length = strlen(name);
    while (length > 0 && name[length - 1] == ' ')
        length--;
    return length ? arena_copy(arena, name, length) : service->centre.id;
}

int serve_request(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct ask_text *answer,
                  struct error *error)
{
    struct settings settings;
    struct buf text = BUF_INIT;
    (void)seat, (void)ask;
    int code = key_there(service, error);
    if (!code)
        code = service_settings(service, arena, &settings, error);
    const char *name = code ? NULL : plain_name(service, settings.name, arena);
    if (!code && !name)
        code = error_memory(error);
    if (!code)
        code = centre_request(&service->centre, service->folder, name, clock_wall(service->clock), &text, error);
    if (!code) {
        answer->text = arena_copy(arena, text.data, text.length);
        if (!answer->text)
            code = error_memory(error);
    }
    buf_release(&text);
    return code;
}

/* Bundles */
static int nobody_joined(struct error *error)
{
    return error_set(error, ERROR_REFUSED, N_("no coordinator collects the results of this centre yet: ask yours for a joining file, and put it on a stick. Training goes on meanwhile, and nothing is lost"));
}

int serve_bundles_make(struct service *service, struct seat *seat, const struct ask_bundles *ask, struct arena *arena, struct keeper_none *answer,
                       struct error *error)
{
    struct standing standing = { .report = NULL };
    (void)seat, (void)answer;
    int code = key_there(service, error);
    if (!code)
        code = find_out(service, arena, &standing, error);
    if (code)
        return code;
    if (standing.store.count == 0)
        return nobody_joined(error);
    code = room_for_job(service->room, service->folder, error);
    if (code)
        return code;
    if (maker_state(service->maker, MAKE_BUNDLES)->running) /* it goes on; who wants more asks again when it is over */
        return ask->all ? error_set(error, ERROR_BUSY, N_("bundles are being made already; wait until they are done")) : 0;
    if (!ask->all)
        code = empty_outbox(service, &standing, arena, error);
    service->make_due = code == 0;
    service->make_all = ask->all;
    return code;
}

static int bundle_rows(struct service *service, const struct ask_bundles *ask, const struct standing *standing, struct arena *arena,
                       struct keeper_bundles *answer, struct error *error)
{
    struct outbox outbox;
    size_t place = 0;
    struct keeper_bundle *rows = arena_array(arena, KEEPER_ROWS, sizeof *rows);
    int code = rows ? read_outbox(service, arena, &outbox, error) : error_memory(error);
    for (size_t i = 0; !code && i < outbox.count; i++) {
        const struct outbox_bundle *bundle = &outbox.rows[i];
        if (!ask->all && !is_wanted(standing, &outbox, i))
            continue;
        answer->bytes += bundle->bytes;
        if (place++ < ask->offset)
            continue;
        if (answer->count == KEEPER_ROWS)
            answer->more = true;
        else
            rows[answer->count++] = (struct keeper_bundle){ .name = bundle->name, .origin = bundle->origin, .first = bundle->first, .last = bundle->last,
                                                            .bytes = bundle->bytes };
    }
    answer->rows = rows;
    return code;
}

int serve_bundles(struct service *service, struct seat *seat, const struct ask_bundles *ask, struct arena *arena, struct keeper_bundles *answer,
                  struct error *error)
{
    struct standing standing = { .report = NULL };
    const struct maker_state *state = maker_state(service->maker, MAKE_BUNDLES);
    (void)seat;
    int code = key_there(service, error);
    if (code)
        return code;
    answer->running = state->running || service->make_due;
    answer->done = state->done;
    answer->total = state->total;
    answer->trouble = arena_text(arena, state->trouble);
    if (!answer->trouble)
        return error_memory(error);
    if (answer->running)
        return 0;
    code = find_out(service, arena, &standing, error);
    if (!code && standing.store.count == 0)
        return nobody_joined(error);
    return code ? code : bundle_rows(service, ask, &standing, arena, answer, error);
}

/* Beside requests */
#define RENEW_AGAIN 60000                        /* milliseconds to the next try, where a full disk, say, is in the way */
static void renew(struct service *service)
{
    int64_t now = clock_running(service->clock);
    if (service->renew_tried && now - service->renew_tried < RENEW_AGAIN)
        return;
    service->renew_tried = now ? now : 1;
    if (records_renew_origin(service->records, "receipt", NULL) == 0) {
        service->renew_due = false;
        service->renew_tried = 0;
    }
}

/* Whether a receipt, or a bundle that was made here, has numbers of this origin that are not this log's: then a backup was restored, or the card was cloned, and the journal does not know. */
static bool was_elsewhere(struct service *service, struct arena *arena)
{
    struct standing standing = { .report = NULL };
    struct outbox outbox = { .count = 0 };
    const char *origin = records_origin(service->records);
    bool found = false;
    if (trust_store_read(&standing.store, service->folder, &service->centre, arena, NULL, NULL) || outbox_read(service->folder, arena, &outbox, NULL, NULL))
        return false;
    for (size_t i = 0; i < standing.store.count && !found; i++) {
        int64_t has;
        if (coordinator_has(&standing.store.rows[i], service->records, origin, &has, &found, NULL))
            found = false;
    }
    for (size_t i = 0; i < outbox.count && !found; i++)
        found = strcmp(outbox.rows[i].origin, origin) == 0 && outbox.rows[i].last > records_seq(service->records);
    return found;
}

void service_export_open(struct service *service)
{
    struct arena arena;
    service->key_trouble = (struct error){ 0 };
    if (centre_identity_open(&service->centre, service->folder, service->clock, service->random, &service->key_trouble)) {
        centre_identity_forget(&service->centre);
        return;
    }
    service->key_trouble = (struct error){ 0 };
    arena_init(&arena, NULL, 0);
    if (was_elsewhere(service, &arena)) {
        service->renew_due = true;
        renew(service);
    }
    arena_release(&arena);
}

void service_after(struct service *service)
{
    struct maker_news news;
    for (maker_look(service->maker, &news); news.what != MAKER_NOTHING; maker_look(service->maker, &news)) {
        if (news.what == MAKER_HEAD)
            log_keep_head(service->records, news.origin, news.seq, &news.head, NULL);
        else if (strcmp(news.origin, records_origin(service->records)) == 0)
            service->renew_due = true;
    }
    if (service->renew_due)
        renew(service);
    if (service->make_due && !maker_busy(service->maker)) {
        service->make_due = false;
        /* what leaves is on the disk twice before */
        records_sync(service->records, NULL);
        maker_start(service->maker, &(struct maker_order){ .what = MAKE_BUNDLES, .all = service->make_all }, NULL);
    }
    service_backup_after(service);
    service_snapshot_after(service);
}
