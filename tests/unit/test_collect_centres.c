/* Which centres and terminals are believed: enrolment, revocation, changed keys, and what is kept aside meanwhile. */
#include "check_main.h"

#include "collect_fixture.h"

static struct error error;

START_TEST(a_centre_that_is_not_enrolled_is_kept_aside_until_it_is)
{
    struct world world;
    struct terminal terminal;
    struct arena arena;
    struct visits visits = { 0 };
    struct ledger_aside *aside;
    size_t count;
    char path[300];
    world_init(&world);
    arena_init(&arena, NULL, 0);
    busy_log(&world, &terminal);
    world_bundle_for(&world, &world.kitwe, &world.coordinator, &terminal, 1, 30, "kitwe.bundle", path);
    for (int i = 0; i < 2; i++) {                /* twice is once */
        struct add_result result = world_add(&world, path, &error);
        ck_assert_int_eq(result.outcome, ADD_ASIDE);
        ck_assert_str_eq(result.centre, KITWE);
        ck_assert_text(result.why, "its centre is not enrolled with this key");
        ck_assert_int_eq(ledger_aside(world.central, &arena, &aside, &count, &error), 0);
        ck_assert_uint_eq(count, 1);
    }
    ck_assert_str_eq(aside[0].name, "kitwe.bundle");
    ck_assert_str_eq(aside[0].centre, KITWE);
    ck_assert_str_eq(aside[0].origin, TERMINAL_A);
    ck_assert_str_eq(aside[0].why, "its centre is not enrolled with this key");
    ck_assert_int_eq(aside[0].first, 1);
    ck_assert_int_eq(aside[0].last, 30);
    ck_assert_int_eq(aside[0].since, START);
    ck_assert_int_eq(number(&world, "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM origin)"), 0);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(add_quarantine(world.central, &world.coordinator.seal, visit, &visits, &error), 0);
    ck_assert_int_eq(visits.aside, 1);
    /* asking is not enough */
    world_request(&world, &world.kitwe, 5, NULL, &error, 0);
    ck_assert_int_eq(add_quarantine(world.central, &world.coordinator.seal, visit, &visits, &error), 0);
    ck_assert_int_eq(visits.aside, 2);
    world_grant(&world, &world.kitwe);
    ck_assert_int_eq(add_quarantine(world.central, &world.coordinator.seal, visit, &visits, &error), 0);
    ck_assert_int_eq(visits.merged, 1);
    ck_assert_int_eq(ledger_aside(world.central, &arena, &aside, &count, &error), 0);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(add_quarantine(world.central, &world.coordinator.seal, visit, &visits, &error), 0);
    ck_assert_int_eq(visits.merged + visits.aside + visits.known, 3);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM bundle WHERE name = 'kitwe.bundle'"), 1);
    world_content(&world);
    arena_release(&arena);
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

START_TEST(nothing_new_is_taken_from_who_was_revoked)
{
    struct world world;
    struct terminal one, two;
    struct arena arena;
    struct ledger_aside *aside;
    size_t count;
    char path[300];
    world_init(&world);
    arena_init(&arena, NULL, 0);
    terminal_init(&world, &one, TERMINAL_A);
    terminal_answers(&one, 30, "x");
    terminal_init(&world, &two, TERMINAL_B);
    terminal_answers(&two, 30, "y");
    world_take(&world, &one, 1, 10);
    world_take(&world, &two, 1, 10);
    ck_assert_int_eq(central_revoke(world.central, TERMINAL_A, "stolen", &error), 0);
    world_bundle(&world, &one, 11, 20, path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_ASIDE);
    world_take(&world, &two, 11, 20);
    ck_assert_int_eq(central_revoke(world.central, LUSAKA, "closed", &error), 0);
    world_bundle(&world, &two, 21, 30, path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_ASIDE);
    ck_assert_int_eq(ledger_aside(world.central, &arena, &aside, &count, &error), 0);
    ck_assert_uint_eq(count, 2);
    bool terminal = strcmp(aside[0].why, "its terminal was revoked") == 0;
    ck_assert_str_eq(aside[terminal ? 0 : 1].why, "its terminal was revoked");
    ck_assert_str_eq(aside[terminal ? 1 : 0].why, "its centre was revoked");
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM event"), 30);
    ck_assert_int_eq(central_revoke(world.central, GUEST, "unknown", &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "there is no centre and no terminal " GUEST " here");
    arena_release(&arena);
    terminal_release(&one);
    terminal_release(&two);
    world_release(&world);
}
END_TEST

START_TEST(what_is_there_already_does_not_stay_aside_when_its_centre_is_back)
{
    struct world world;
    struct terminal terminal;
    struct visits visits = { 0 };
    char path[300];
    world_init(&world);
    busy_log(&world, &terminal);
    world_bundle(&world, &terminal, 1, 10, path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_MERGED);
    ck_assert_int_eq(central_revoke(world.central, LUSAKA, "stolen", &error), 0);
    struct add_result result = world_add(&world, path, &error);
    ck_assert_int_eq(result.outcome, ADD_ASIDE);
    ck_assert_text(result.why, "its centre was revoked");
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM quarantine"), 1);
    world_grant(&world, &world.lusaka);
    ck_assert_int_eq(add_quarantine(world.central, &world.coordinator.seal, visit, &visits, &error), 0);
    ck_assert_int_eq(visits.known, 1);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM quarantine"), 0);
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

START_TEST(a_terminal_keeps_its_centre_and_its_key)
{
    struct world world;
    struct terminal one, other;
    struct arena arena;
    struct ledger_aside *aside;
    size_t count;
    char path[300];
    world_init(&world);
    arena_init(&arena, NULL, 0);
    world_enrol(&world, &world.kitwe, 1);
    terminal_init(&world, &one, TERMINAL_A);
    terminal_answers(&one, 20, "x");
    world_take(&world, &one, 1, 10);
    world_bundle_for(&world, &world.kitwe, &world.coordinator, &one, 11, 20, "a.bundle", path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_ASIDE);
    ck_assert_int_eq(ledger_aside(world.central, &arena, &aside, &count, &error), 0);
    ck_assert_str_eq(aside[0].why, "its terminal belongs to another centre");
    terminal_init(&world, &other, TERMINAL_A);
    terminal_answers(&other, 20, "x");
    fixed_clock_advance(&world.clock, 1000);
    world_bundle(&world, &other, 11, 20, path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_ASIDE);
    ck_assert_int_eq(ledger_aside(world.central, &arena, &aside, &count, &error), 0);
    ck_assert_str_eq(aside[1].why, "its terminal has another key than before");
    /* and its log says the same of its key as its certificate */
    struct origin_key lost = other.key;
    origin_key_make(&other.key, &world.random.source);
    other.origin = TERMINAL_B;
    terminal_cut(&other, 0);
    terminal_add(&other, (struct event){ .kind = EVENT_ORIGIN_MADE, .origin_made = { .key = other.key_hex, .reason = "new" } }, NULL);
    ck_assert_mem_ne(lost.public, other.key.public, sizeof lost.public);
    world_bundle(&world, &other, 1, 1, path);
    refused(&world, path, "event 1 says that this terminal has another key than its certificate: ask the centre to export again");
    arena_release(&arena);
    terminal_release(&one);
    terminal_release(&other);
    world_release(&world);
}
END_TEST

START_TEST(a_terminal_that_two_centres_claim_is_given_back)
{
    struct world world;
    struct terminal one, forged;
    struct arena arena;
    struct ledger_aside *aside;
    struct add_claim claim;
    struct visits visits = { 0 };
    size_t count;
    char path[300];
    world_init(&world);
    arena_init(&arena, NULL, 0);
    world_enrol(&world, &world.kitwe, 1);
    terminal_init(&world, &one, TERMINAL_A);
    terminal_add(&one, answer_event(AMINA, "essay", NULL), "What Amina wrote");
    terminal_answers(&one, 20, "x");
    terminal_init(&world, &forged, TERMINAL_A);
    terminal_add(&forged, (struct event){ .kind = EVENT_BOOT, .booted = { .sound = 1 } }, NULL);
    terminal_answers(&forged, 5, "forged");
    /* Kitwe is first to send a terminal of Lusaka's name; what Lusaka sends of it stays aside */
    world_bundle_for(&world, &world.kitwe, &world.coordinator, &forged, 1, 5, "forged.bundle", path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_MERGED);
    for (int i = 0; i < 2; i++) {
        world_bundle(&world, &one, i ? 11 : 1, i ? 20 : 10, path);
        ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_ASIDE);
    }
    ck_assert_int_eq(ledger_aside(world.central, &arena, &aside, &count, &error), 0);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(aside[0].centre, LUSAKA);
    ck_assert_str_eq(aside[0].holder, KITWE);
    char *before = world_dump(&world);
    ck_assert_int_eq(add_accept(world.central, aside[0].digest, false, &claim, &error), 0);
    ck_assert_str_eq(claim.holder, KITWE);
    ck_assert_str_eq(claim.claimant, LUSAKA);
    ck_assert_str_eq(claim.origin, TERMINAL_A);
    ck_assert_int_eq(claim.events, 5);
    char *after = world_dump(&world);
    ck_assert_str_eq(after, before);
    free(before);
    free(after);
    ck_assert_int_eq(add_accept(world.central, aside[0].digest, true, &claim, &error), 0);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM event"), 0);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM boot WHERE sound IS NOT NULL"), 0);
    ck_assert_int_eq(add_quarantine(world.central, &world.coordinator.seal, visit, &visits, &error), 0);
    ck_assert_int_eq(visits.merged, 2);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM event"), 20);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM quarantine"), 0);
    world_content(&world);
    /* the same database comes out as if nobody had ever claimed it; the forger stays aside now */
    char *given = world_dump(&world);
    world_bundle_for(&world, &world.kitwe, &world.coordinator, &forged, 1, 5, "again.bundle", path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_ASIDE);
    ck_assert_int_eq(ledger_aside(world.central, &arena, &aside, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(aside[0].holder, LUSAKA);
    ck_assert_int_eq(central_revoke(world.central, KITWE, "forged", &error), 0);
    ck_assert_int_eq(add_accept(world.central, aside[0].digest, true, &claim, &error), ERROR_REFUSED);
    ck_assert_error(error, "the centre of this file is not enrolled with its key, or was revoked: enrol it first");
    memset(&error, 0, sizeof error);
    ck_assert_int_eq(add_drop(world.central, aside[0].digest, &error), 0);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM quarantine"), 0);
    ck_assert_int_eq(add_drop(world.central, aside[0].digest, &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "there is no such file in quarantine; kiosk-collect quarantine list shows what there is");
    memset(&error, 0, sizeof error);
    char *still = world_dump(&world);
    ck_assert_str_eq(still, given);
    free(given);
    free(still);
    arena_release(&arena);
    terminal_release(&one);
    terminal_release(&forged);
    world_release(&world);
}
END_TEST

START_TEST(a_terminal_that_was_revoked_is_not_given_back_to_itself)
{
    struct world world;
    struct terminal one;
    struct arena arena;
    struct ledger_aside *aside;
    struct add_claim claim;
    size_t count;
    char path[300];
    world_init(&world);
    arena_init(&arena, NULL, 0);
    terminal_init(&world, &one, TERMINAL_A);
    terminal_answers(&one, 20, "x");
    world_take(&world, &one, 1, 10);
    ck_assert_int_eq(central_revoke(world.central, TERMINAL_A, "stolen", &error), 0);
    world_bundle(&world, &one, 11, 20, path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_ASIDE);
    ck_assert_int_eq(ledger_aside(world.central, &arena, &aside, &count, &error), 0);
    ck_assert_int_eq(add_accept(world.central, aside[0].digest, true, &claim, &error), ERROR_REFUSED);
    ck_assert_error(error, "this terminal was revoked; what comes of it stays aside");
    memset(&error, 0, sizeof error);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM event"), 10);
    arena_release(&arena);
    terminal_release(&one);
    world_release(&world);
}
END_TEST

START_TEST(a_terminal_that_goes_on_from_another_needs_its_word)
{
    static const struct {
        const char *said;
        bool wrong;
    } cases[] = {
        { NULL, false },
        { "terminal " TERMINAL_B " says that it goes on from " TERMINAL_A ", whose key did not sign that: ask its centre", true },
        { "terminal " TERMINAL_B " says that it goes on from " TERMINAL_A ", whose key was lost: nobody vouches for that but its centre", false },
        { "terminal " TERMINAL_B " says that it goes on from " TERMINAL_A ", of which nothing has come: that cannot be verified yet", false },
        { "terminal " TERMINAL_B " says that it goes on from " TERMINAL_A ", which is another centre's: ask both", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world world;
        struct terminal one, two;
        struct report report;
        struct central_check checked;
        char head[DIGEST_HEX], signature[2 * ORIGIN_SIGNATURE + 1], path[300], text[1024];
        world_init(&world);
        world_enrol(&world, &world.kitwe, 1);
        terminal_init(&world, &one, TERMINAL_A);
        terminal_answers(&one, 5, "x");
        terminal_init(&world, &two, TERMINAL_B);
        terminal_cut(&two, 0);
        const struct origin_succession succession = { TERMINAL_B, two.key_hex, TERMINAL_A, hex_from(head, one.lines[5].head.bytes, DIGEST_BYTES), 5 };
        origin_sign(signature, &succession, i == 1 ? &two.key : &one.key);
        terminal_add(&two, (struct event){ .kind = EVENT_ORIGIN_MADE, .origin_made = { two.key_hex, TERMINAL_A, 5, head, i == 2 ? NULL : signature, "restored" } }, NULL);
        if (i != 3)
            world_take(&world, &one, 1, 5);
        world_bundle_for(&world, i == 4 ? &world.kitwe : &world.lusaka, &world.coordinator, &two, 1, 1, "two.bundle", path);
        ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_MERGED);
        report_init(&report);
        ck_assert_int_eq(central_check(world.central, &report, &checked, &error), 0);
        ck_assert(report_failed(&report) == cases[i].wrong);
        ck_assert_uint_eq(report_kept(&report), cases[i].said ? 1 : 0);
        if (cases[i].said)
            ck_assert_str_eq(error_message(&report.kept[0], NULL, text, sizeof text), cases[i].said);
        report_release(&report);
        terminal_release(&one);
        terminal_release(&two);
        world_release(&world);
    }
}
END_TEST

START_TEST(a_key_is_followed_only_by_the_old_ones_word)
{
    struct world world;
    struct terminal terminal;
    struct arena arena;
    struct central_centre centre;
    struct party next, stranger;
    char old[300], path[300];
    world_init(&world);
    arena_init(&arena, NULL, 0);
    party_make(&next, LUSAKA, "Lusaka Central", 12);
    party_make(&stranger, LUSAKA, "Lusaka", 13);
    terminal_init(&world, &terminal, TERMINAL_A);
    terminal_answers(&terminal, 40, "x");
    world_bundle(&world, &terminal, 1, 10, old);
    world_request(&world, &stranger, 9, NULL, &error, ERROR_REFUSED);
    ck_assert_error(error, "the centre Lusaka asks with another key than the one that was enrolled: compare its fingerprint by telephone, and enrol it anew");
    memset(&error, 0, sizeof error);
    world_request(&world, &next, 9, &world.kitwe, &error, ERROR_REFUSED);
    world_request(&world, &next, 0, &world.lusaka, &error, 0); /* older than what is known: let pass */
    ck_assert_int_eq(central_centre(world.central, "Lusaka", &arena, &centre, &error), 0);
    ck_assert_str_eq(centre.key, world.lusaka.key);
    ck_assert_ptr_nonnull(centre.grant);
    world_request(&world, &next, 10, &world.lusaka, &error, 0);
    ck_assert_int_eq(central_centre(world.central, "Lusaka Central", &arena, &centre, &error), 0);
    ck_assert_str_eq(centre.key, next.key);
    ck_assert_int_eq(centre.enrolled, START);
    ck_assert_ptr_null(centre.grant);
    /* both keys count */
    ck_assert_int_eq(world_add(&world, old, &error).outcome, ADD_MERGED);
    world_bundle_for(&world, &next, &world.coordinator, &terminal, 11, 20, "next.bundle", path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_MERGED);
    /* enrolled anew with a key that nobody vouched for: revoked first, so that it may ask; the old ones count no longer */
    ck_assert_int_eq(central_revoke(world.central, LUSAKA, "keys lost", &error), 0);
    world_request(&world, &stranger, 11, NULL, &error, 0);
    world_grant(&world, &stranger);
    world_bundle_for(&world, &next, &world.coordinator, &terminal, 21, 30, "late.bundle", path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_ASIDE);
    world_bundle_for(&world, &stranger, &world.coordinator, &terminal, 21, 30, "new.bundle", path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_MERGED);
    arena_release(&arena);
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

START_TEST(a_forged_request_keeps_the_real_one_from_nothing)
{
    struct world world;
    struct arena arena;
    struct central_centre centre;
    struct party forger;
    world_init(&world);
    arena_init(&arena, NULL, 0);
    /* before Kitwe ever asked, somebody does in its name, as late as a number can be */
    party_make(&forger, KITWE, "Kitwe", 13);
    world_request(&world, &forger, 999999999999999999, NULL, &error, 0);
    ck_assert_int_eq(central_centre(world.central, KITWE, &arena, &centre, &error), 0);
    ck_assert_str_eq(centre.key, forger.key);
    ck_assert_int_eq(centre.ahead, 999999999999999999);
    world_request(&world, &world.kitwe, START, NULL, &error, 0);
    ck_assert_int_eq(central_centre(world.central, KITWE, &arena, &centre, &error), 0);
    ck_assert_str_eq(centre.key, world.kitwe.key);
    ck_assert_int_eq(centre.ahead, 0);
    world_grant(&world, &world.kitwe);
    /* once enrolled, its key holds */
    world_request(&world, &forger, 999999999999999999, NULL, &error, ERROR_REFUSED);
    ck_assert_error(error, "the centre Kitwe asks with another key than the one that was enrolled: compare its fingerprint by telephone, and enrol it anew");
    /* and a clock that was far ahead does not keep the centre's next request out */
    world_request(&world, &world.kitwe, START + ((int64_t)1 << 40), NULL, &error, 0);
    ck_assert_int_eq(central_centre(world.central, KITWE, &arena, &centre, &error), 0);
    ck_assert_int_eq(centre.ahead, START + ((int64_t)1 << 40));
    fixed_clock_advance(&world.clock, 60000);
    struct party renamed = world.kitwe;
    renamed.name = "Kitwe Central";
    world_request(&world, &renamed, START + 60000, NULL, &error, 0);
    ck_assert_int_eq(central_centre(world.central, KITWE, &arena, &centre, &error), 0);
    ck_assert_str_eq(centre.name, "Kitwe Central");
    ck_assert_int_eq(centre.ahead, 0);
    ck_assert_ptr_nonnull(centre.grant);
    arena_release(&arena);
    world_release(&world);
}
END_TEST

START_TEST(a_centre_is_found_by_id_its_beginning_or_its_name)
{
    struct world world;
    struct arena arena;
    struct central_centre centre, *centres;
    size_t count;
    world_init(&world);
    arena_init(&arena, NULL, 0);
    world_request(&world, &world.kitwe, 1, NULL, &error, 0);
    ck_assert_int_eq(central_centre(world.central, KITWE, &arena, &centre, &error), 0);
    ck_assert_str_eq(centre.name, "Kitwe");
    ck_assert_int_eq(centre.asked, START);
    ck_assert_int_eq(centre.enrolled, 0);
    ck_assert_int_eq(central_centre(world.central, "Lusaka", &arena, &centre, &error), 0);
    ck_assert_str_eq(centre.uuid, LUSAKA);
    ck_assert_int_eq(central_centre(world.central, "01930000-0000-7000-8000-00000000c001", &arena, &centre, &error), 0);
    ck_assert_int_eq(central_centre(world.central, "01930000", &arena, &centre, &error), ERROR_INVALID);
    ck_assert_error(error, "there are several centres 01930000: give the whole id");
    ck_assert_int_eq(central_centre(world.central, "lusAKA", &arena, &centre, &error), 0);
    ck_assert_str_eq(centre.uuid, LUSAKA);
    ck_assert_int_eq(central_centre(world.central, "kit", &arena, &centre, &error), 0);
    ck_assert_str_eq(centre.uuid, KITWE);
    ck_assert_int_eq(central_centre(world.central, "ki", &arena, &centre, &error), ERROR_NOT_FOUND);
    /* a whole name fits better than the beginning of a longer one */
    struct party east, west;
    party_make(&east, "01930000-0000-7000-8000-00000000c003", "Lusaka East", 7);
    party_make(&west, "01930000-0000-7000-8000-00000000c004", "Lusaka West", 8);
    world_request(&world, &east, 1, NULL, &error, 0);
    world_request(&world, &west, 1, NULL, &error, 0);
    ck_assert_int_eq(central_centre(world.central, "Lusaka", &arena, &centre, &error), 0);
    ck_assert_str_eq(centre.uuid, LUSAKA);
    ck_assert_int_eq(central_centre(world.central, "lusaka w", &arena, &centre, &error), 0);
    ck_assert_str_eq(centre.name, "Lusaka West");
    ck_assert_int_eq(central_centre(world.central, "lusak", &arena, &centre, &error), ERROR_INVALID);
    ck_assert_error(error, "there are several centres lusak: give the whole id");
    ck_assert_int_eq(central_centre(world.central, "Ndola", &arena, &centre, &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "there is no centre Ndola here: give its name, its id, or the beginning of either");
    ck_assert_int_eq(central_centres(world.central, &arena, &centres, &count, &error), 0);
    ck_assert_uint_eq(count, 4);
    ck_assert_str_eq(centres[0].name, "Kitwe");
    ck_assert_str_eq(centres[1].name, "Lusaka");
    arena_release(&arena);
    world_release(&world);
}
END_TEST

TEST_MAIN("centres that are enrolled",
    a_centre_that_is_not_enrolled_is_kept_aside_until_it_is,
    nothing_new_is_taken_from_who_was_revoked,
    what_is_there_already_does_not_stay_aside_when_its_centre_is_back,
    a_terminal_keeps_its_centre_and_its_key,
    a_terminal_that_two_centres_claim_is_given_back,
    a_terminal_that_was_revoked_is_not_given_back_to_itself,
    a_terminal_that_goes_on_from_another_needs_its_word,
    a_key_is_followed_only_by_the_old_ones_word,
    a_forged_request_keeps_the_real_one_from_nothing,
    a_centre_is_found_by_id_its_beginning_or_its_name)
