/* Histories that part: whatever comes in whatever order, the same histories come out. */
#include "check_main.h"

#include "collect_fixture.h"

/* The branches of the only terminal. */
static struct ledger_origin ledger(struct world *world, struct arena *arena)
{
    struct ledger_origin *origins;
    size_t count;
    struct error error = { 0 };
    arena_release(arena);
    int code = ledger_origins(world->central, NULL, arena, &origins, &count, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
    ck_assert_uint_eq(count, 1);
    return origins[0];
}

static const struct ledger_branch *branch_to(const struct ledger_origin *origin, int64_t last)
{
    for (size_t i = 0; i < origin->branch_count; i++)
        if (origin->branches[i].last == last)
            return &origin->branches[i];
    ck_abort_msg("no branch goes to %lld", (long long)last);
    return NULL;
}

static void head_is(const char *have, const struct terminal *terminal, int64_t seq)
{
    char hex[DIGEST_HEX];
    ck_assert_text(have, hex_from(hex, terminal->lines[seq].head.bytes, 32));
}

START_TEST(a_clone_makes_a_branch_where_the_histories_part)
{
    struct world world;
    struct terminal one, two;
    struct arena arena;
    world_init(&world);
    arena_init(&arena, NULL, 0);
    terminal_init(&world, &one, TERMINAL_A);
    terminal_answers(&one, 20, "x");
    terminal_fork(&two, &one, 12);
    terminal_answers(&one, 30, "one");
    terminal_answers(&two, 25, "two");
    struct add_result result = world_take(&world, &one, 1, 30);
    ck_assert_int_eq(result.fork, -1);
    ck_assert_int_eq(result.branch, 0);
    ck_assert_int_eq(result.added, 30);
    /* the fork lies within the bundle */
    result = world_take(&world, &two, 5, 20);
    ck_assert_int_eq(result.fork, 12);
    ck_assert_int_eq(result.branch, 1);
    ck_assert_int_eq(result.added, 8);
    /* what continues a branch is no new fork */
    result = world_take(&world, &two, 21, 25);
    ck_assert_int_eq(result.fork, -1);
    ck_assert_int_eq(result.branch, 1);
    struct ledger_origin origin = ledger(&world, &arena);
    ck_assert_uint_eq(origin.branch_count, 2);
    ck_assert_int_eq(origin.branches[0].up_to, 30);
    head_is(origin.branches[0].head, &one, 30);
    ck_assert_int_eq(origin.branches[1].shared, 12);
    ck_assert_int_eq(origin.branches[1].up_to, 25);
    ck_assert_int_eq(origin.branches[1].events, 13);
    ck_assert_int_eq(origin.branches[1].up_to_at, START + 25000);
    head_is(origin.branches[1].head, &two, 25);
    world_content(&world);
    arena_release(&arena);
    terminal_release(&one);
    terminal_release(&two);
    world_release(&world);
}
END_TEST

START_TEST(a_gap_that_closes_without_meeting_leaves_two_histories)
{
    struct world world;
    struct terminal one, two;
    struct arena arena;
    world_init(&world);
    arena_init(&arena, NULL, 0);
    terminal_init(&world, &one, TERMINAL_A);
    terminal_answers(&one, 15, "x");
    terminal_fork(&two, &one, 15);
    terminal_answers(&one, 40, "one");
    terminal_answers(&two, 40, "two");
    world_take(&world, &one, 1, 10);
    struct add_result result = world_take(&world, &two, 31, 40);
    ck_assert_int_eq(result.fork, -1);           /* beyond a gap, it is taken for a continuation */
    struct ledger_origin origin = ledger(&world, &arena);
    ck_assert_uint_eq(origin.branch_count, 1);
    ck_assert_uint_eq(origin.branches[0].lack_count, 1);
    ck_assert_int_eq(origin.branches[0].lacks[0].first, 11);
    ck_assert_int_eq(origin.branches[0].lacks[0].last, 30);
    ck_assert_int_eq(origin.branches[0].up_to, 10);
    /* the gap closes, by the other history */
    result = world_take(&world, &one, 11, 30);
    ck_assert_int_eq(result.fork, 0);
    ck_assert_int_eq(result.branch, 0);
    origin = ledger(&world, &arena);
    ck_assert_uint_eq(origin.branch_count, 2);
    ck_assert_int_eq(origin.branches[0].last, 30);
    ck_assert_int_eq(origin.branches[0].up_to, 30);
    ck_assert_int_eq(origin.branches[1].last, 40);
    ck_assert_int_eq(origin.branches[1].up_to, 0);
    ck_assert_ptr_null(origin.branches[1].head);
    ck_assert_int_eq(origin.branches[1].lacks[0].first, 1);
    ck_assert_int_eq(origin.branches[1].lacks[0].last, 30);
    world_content(&world);
    /* and then by its own: now it is known where it leaves */
    result = world_take(&world, &two, 11, 30);
    ck_assert_int_eq(result.fork, 15);
    ck_assert_int_eq(result.added, 15);
    ck_assert_int_eq(result.branch, 1);
    origin = ledger(&world, &arena);
    ck_assert_uint_eq(origin.branch_count, 2);
    ck_assert_int_eq(origin.branches[1].shared, 15);
    ck_assert_int_eq(origin.branches[1].up_to, 40);
    head_is(origin.branches[1].head, &two, 40);
    world_content(&world);
    arena_release(&arena);
    terminal_release(&one);
    terminal_release(&two);
    world_release(&world);
}
END_TEST

START_TEST(three_histories_of_one_terminal_stand_beside_each_other)
{
    struct world world;
    struct terminal one, two, three;
    struct arena arena;
    world_init(&world);
    arena_init(&arena, NULL, 0);
    terminal_init(&world, &one, TERMINAL_A);
    terminal_answers(&one, 30, "one");
    terminal_fork(&two, &one, 10);
    terminal_answers(&two, 41, "two");
    terminal_fork(&three, &two, 20);
    terminal_answers(&three, 52, "three");
    world_take(&world, &three, 26, 52);          /* nobody knows yet what is before */
    world_take(&world, &one, 1, 30);
    world_take(&world, &two, 8, 41);
    struct add_result result = world_take(&world, &three, 15, 25);
    ck_assert_int_eq(result.fork, 20);
    ck_assert_int_eq(result.added, 5);
    struct ledger_origin origin = ledger(&world, &arena);
    ck_assert_uint_eq(origin.branch_count, 3);
    const struct ledger_branch *branch = branch_to(&origin, 30);
    ck_assert_int_eq(branch->up_to, 30);
    head_is(branch->head, &one, 30);
    branch = branch_to(&origin, 41);
    ck_assert_int_eq(branch->up_to, 41);
    head_is(branch->head, &two, 41);
    branch = branch_to(&origin, 52);
    ck_assert_int_eq(branch->up_to, 52);
    head_is(branch->head, &three, 52);
    world_content(&world);
    arena_release(&arena);
    terminal_release(&one);
    terminal_release(&two);
    terminal_release(&three);
    world_release(&world);
}
END_TEST

START_TEST(a_terminal_may_have_forked_at_its_first_event)
{
    struct world world;
    struct terminal one, two;
    struct arena arena;
    world_init(&world);
    arena_init(&arena, NULL, 0);
    terminal_init(&world, &one, TERMINAL_A);
    terminal_answers(&one, 9, "one");
    terminal_fork(&two, &one, 0);
    terminal_add(&two, (struct event){ .kind = EVENT_ORIGIN_MADE, .at = START, .origin_made = { .key = two.key_hex, .reason = "asked" } }, NULL);
    terminal_answers(&two, 7, "two");
    world_take(&world, &one, 1, 9);
    struct add_result result = world_take(&world, &two, 1, 7);
    ck_assert_int_eq(result.fork, 0);
    ck_assert_int_eq(result.added, 7);
    struct ledger_origin origin = ledger(&world, &arena);
    ck_assert_uint_eq(origin.branch_count, 2);
    ck_assert_int_eq(origin.branches[1].up_to, 7);
    head_is(origin.branches[1].head, &two, 7);
    world_content(&world);
    arena_release(&arena);
    terminal_release(&one);
    terminal_release(&two);
    world_release(&world);
}
END_TEST

START_TEST(a_bundle_that_goes_through_what_is_known_adds_only_what_is_new)
{
    struct world world;
    struct terminal one;
    struct arena arena;
    world_init(&world);
    arena_init(&arena, NULL, 0);
    terminal_init(&world, &one, TERMINAL_A);
    terminal_answers(&one, 60, "one");
    world_take(&world, &one, 11, 20);
    world_take(&world, &one, 31, 40);
    world_take(&world, &one, 45, 50);
    struct add_result result = world_take(&world, &one, 15, 55);
    ck_assert_int_eq(result.added, 10 + 4 + 5);
    ck_assert_int_eq(result.fork, -1);
    ck_assert_int_eq(result.branch, 0);
    result = world_take(&world, &one, 12, 54);
    ck_assert_int_eq(result.outcome, ADD_KNOWN);
    ck_assert_int_eq(result.added, 0);
    result = world_take(&world, &one, 1, 60);
    ck_assert_int_eq(result.added, 15);
    struct ledger_origin origin = ledger(&world, &arena);
    ck_assert_uint_eq(origin.branch_count, 1);
    ck_assert_int_eq(origin.branches[0].up_to, 60);
    ck_assert_int_eq(origin.branches[0].events, 60);
    ck_assert_int_eq(origin.bundles, 6);
    world_content(&world);
    arena_release(&arena);
    terminal_release(&one);
    world_release(&world);
}
END_TEST

START_TEST(an_overlap_is_compared_across_checkpoints)
{
    struct world world;
    struct terminal one, two;
    world_init(&world);
    terminal_init(&world, &one, TERMINAL_A);
    terminal_answers(&one, 9000, "one");
    terminal_fork(&two, &one, 8999);
    terminal_answers(&one, 12500, "one");
    terminal_answers(&two, 12400, "two");
    world_take(&world, &one, 1, 12500);
    struct add_result result = world_take(&world, &two, 8500, 12400);
    ck_assert_int_eq(result.fork, 9000 - 1);
    ck_assert_int_eq(result.added, 12400 - 8999);
    result = world_take(&world, &two, 12300, 12399);
    ck_assert_int_eq(result.outcome, ADD_KNOWN);
    ck_assert_int_eq(result.branch, 1);
    world_content(&world);
    terminal_release(&one);
    terminal_release(&two);
    world_release(&world);
}
END_TEST

static uint32_t below(struct sequence *chance, int64_t bound) { return sequence_below(chance, (uint32_t)bound); }

/* A tree of histories, cut into bundles anywhere, added in many orders: with all of them and with some of them left out. */
static void any_order(uint64_t seed)
{
    enum { HISTORIES = 5, BUNDLES = 24, ORDERS = 6 };
    struct world world;
    struct terminal histories[HISTORIES];
    struct sequence chance;
    char paths[BUNDLES][300], flavour[20], name[40];
    char *expected = NULL;
    sequence_init(&chance, seed);
    world_init(&world);
    terminal_init(&world, &histories[0], TERMINAL_A);
    terminal_answers(&histories[0], 10 + below(&chance, 40), "h0");
    for (int i = 1; i < HISTORIES; i++) {
        const struct terminal *from = &histories[below(&chance, i)];
        terminal_fork(&histories[i], from, 1 + below(&chance, from->last));
        snprintf(flavour, sizeof flavour, "h%d", i);
        terminal_answers(&histories[i], histories[i].last + 1 + below(&chance, 30), flavour);
    }
    for (int i = 0; i < BUNDLES; i++) {
        const struct terminal *of = &histories[below(&chance, HISTORIES)];
        int64_t first = 1 + below(&chance, of->last), last = first + below(&chance, 15);
        world_bundle(&world, of, first, last < of->last ? last : of->last, paths[i]);
    }
    int order[BUNDLES];
    for (int i = 0; i < BUNDLES; i++)
        order[i] = i;
    for (int round = 0; round < ORDERS; round++) {
        snprintf(name, sizeof name, "order-%d.db", round);
        world_again(&world, name);
        for (int i = 0; i < BUNDLES; i++) {
            struct error error = { 0 };
            struct add_result result = world_add(&world, paths[order[i]], &error);
            ck_assert_msg(result.outcome == ADD_MERGED || result.outcome == ADD_KNOWN, "%s", said(&error));
            if (below(&chance, 4) == 0)
                world_content(&world);
            if (below(&chance, 4) == 0) {
                result = world_add(&world, paths[order[below(&chance, i + 1)]], &error);
                ck_assert_int_eq(result.outcome, ADD_KNOWN);
            }
        }
        world_content(&world);
        char *dump = world_dump(&world);
        if (expected)
            ck_assert_str_eq(dump, expected);
        else
            expected = strdup(dump);
        free(dump);
        for (int i = BUNDLES - 1; i > 0; i--) {
            int other = (int)below(&chance, i + 1), kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
    }
    free(expected);
    for (int i = 0; i < HISTORIES; i++)
        terminal_release(&histories[i]);
    world_release(&world);
}

START_TEST(the_same_histories_come_out_in_whatever_order_they_came)
{
    for (uint64_t seed = 1; seed <= 40; seed++)
        any_order(seed);
}
END_TEST

/* Which events came, by their chain's head. */
struct came {
    const struct terminal *histories;
    int count;
    bool (*has)[120];
};

static bool is_same(const struct terminal *a, const struct terminal *b, int64_t seq)
{
    return seq <= a->last && seq <= b->last && memcmp(&a->lines[seq].head, &b->lines[seq].head, sizeof a->lines[seq].head) == 0;
}

static void came_add(struct came *came, int history, int64_t first, int64_t last)
{
    for (int64_t seq = first; seq <= last; seq++)
        for (int i = 0; i < came->count; i++)
            if (is_same(&came->histories[i], &came->histories[history], seq))
                came->has[i][seq] = true;
}

static int64_t came_up_to(const struct came *came, int history)
{
    int64_t seq = 0;
    while (seq < came->histories[history].last && came->has[history][seq + 1])
        seq++;
    return seq;
}

/* No line of the receipt goes beyond what came, and each history that came is in one of them as far as it is whole. */
static void receipt_is_true(struct world *world, const struct came *came)
{
    struct trust_secret secret = { .owner = "coordinator" };
    struct buf text = BUF_INIT;
    struct document document;
    struct arena arena;
    struct error error = { 0 };
    arena_init(&arena, NULL, 0);
    memcpy(secret.secret, world->coordinator.secret, sizeof secret.secret);
    int code = ledger_receipt(world->central, LUSAKA, &secret, &text, &error);
    document.receipt.arrived.count = 0;
    if (code != ERROR_NOT_FOUND) {
        ck_assert_msg(code == 0, "%s", said(&error));
        code = document_read(&document, DOCUMENT_RECEIPT, text.data, text.length, "", &arena, &error);
        ck_assert_msg(code == 0, "%s", said(&error));
    }
    const struct document_arrived_list *list = &document.receipt.arrived;
    for (int h = 0; h < came->count; h++) {
        int64_t whole = came_up_to(came, h);
        bool said_so = whole == 0;
        for (size_t i = 0; i < list->count; i++) {
            bool true_of_one = false;
            for (int k = 0; k < came->count; k++) {
                char hex[DIGEST_HEX];
                const struct terminal *of = &came->histories[k];
                if (list->rows[i].last > came_up_to(came, k) ||
                    strcmp(list->rows[i].head, hex_from(hex, of->lines[list->rows[i].last].head.bytes, 32)) != 0)
                    continue;
                true_of_one = true;
                said_so = said_so || (list->rows[i].last >= whole && is_same(of, &came->histories[h], whole));
            }
            ck_assert_msg(true_of_one, "the receipt says that 1 to %lld came", (long long)list->rows[i].last);
        }
        ck_assert_msg(said_so, "1 to %lld of history %d came, and the receipt does not say it", (long long)whole, h);
    }
    buf_release(&text);
    arena_release(&arena);
}

static void any_receipt(uint64_t seed)
{
    enum { HISTORIES = 8, BUNDLES = 40 };
    struct world world;
    struct terminal histories[HISTORIES];
    static bool has[HISTORIES][120];
    struct sequence chance;
    char flavour[20], path[300];
    memset(has, 0, sizeof has);
    sequence_init(&chance, seed);
    world_init(&world);
    terminal_init(&world, &histories[0], TERMINAL_A);
    terminal_answers(&histories[0], 5 + below(&chance, 20), "h0");
    for (int i = 1; i < HISTORIES; i++) {
        const struct terminal *from = &histories[below(&chance, i)];
        int64_t shared = below(&chance, from->last + 1);
        terminal_fork(&histories[i], from, shared);
        snprintf(flavour, sizeof flavour, "h%d", i);
        if (!shared)
            terminal_add(&histories[i], (struct event){ .kind = EVENT_ORIGIN_MADE, .at = START + i, .origin_made = { .key = histories[i].key_hex, .reason = "new" } }, NULL);
        terminal_answers(&histories[i], histories[i].last + below(&chance, 12), flavour);
    }
    struct came came = { histories, HISTORIES, has };
    for (int i = 0; i < BUNDLES; i++) {
        int of = (int)below(&chance, HISTORIES);
        int64_t first = 1 + below(&chance, histories[of].last), last = first + below(&chance, 9);
        last = last < histories[of].last ? last : histories[of].last;
        struct error error = { 0 };
        world_bundle(&world, &histories[of], first, last, path);
        struct add_result result = world_add(&world, path, &error);
        ck_assert_msg(result.outcome == ADD_MERGED || result.outcome == ADD_KNOWN, "%s", said(&error));
        came_add(&came, of, first, last);
        receipt_is_true(&world, &came);
        if (i % 8 == 0)
            world_content(&world);
    }
    world_content(&world);
    for (int i = 0; i < HISTORIES; i++)
        terminal_release(&histories[i]);
    world_release(&world);
}

START_TEST(a_receipt_says_what_has_come_and_no_more)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        any_receipt(seed);
}
END_TEST

TEST_MAIN("histories that part",
    a_clone_makes_a_branch_where_the_histories_part,
    a_gap_that_closes_without_meeting_leaves_two_histories,
    three_histories_of_one_terminal_stand_beside_each_other,
    a_terminal_may_have_forked_at_its_first_event,
    a_bundle_that_goes_through_what_is_known_adds_only_what_is_new,
    an_overlap_is_compared_across_checkpoints,
    the_same_histories_come_out_in_whatever_order_they_came,
    a_receipt_says_what_has_come_and_no_more)
