/*
 * A sheet of 500 fields and 300 expressions, all evaluated again, beside as many bare steps of a prepared `SELECT ?1 * ?2`.
 */
#include <sqlite3.h>

#include "base/clock.h"
#include "expr/sheet.h"

#define FIELDS 500
#define RULES 300
#define INPUTS 200
#define ROUNDS 400

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double bare(void)
{
    sqlite3 *db;
    sqlite3_stmt *statement[RULES];
    double sum = 0;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK)
        return 0;
    for (int i = 0; i < RULES; i++)
        if (sqlite3_prepare_v2(db, "SELECT ?1 * ?2", -1, &statement[i], NULL) != SQLITE_OK)
            return 0;
    double start = seconds();
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < RULES; i++) {
            sqlite3_bind_double(statement[i], 1, round + 1);
            sqlite3_bind_double(statement[i], 2, i);
            sqlite3_step(statement[i]);
            sum += sqlite3_column_double(statement[i], 0);
            sqlite3_reset(statement[i]);
        }
    double taken = seconds() - start;
    for (int i = 0; i < RULES; i++)
        sqlite3_finalize(statement[i]);
    sqlite3_close(db);
    return sum > 0 ? taken : 0;
}

int main(void)
{
    static char names[FIELDS][8], texts[RULES][80];
    static struct expr_field fields[FIELDS];
    static struct expr_rule rules[RULES];
    struct expr_plan plan = { .fields = fields, .field_count = FIELDS, .rules = rules, .rule_count = RULES };
    struct expr_engine *engine;
    struct expr_sheet *sheet;
    struct error error = { 0 };
    char said[400];
    for (int i = 0; i < FIELDS; i++) {
        snprintf(names[i], sizeof names[i], "f%d", i);
        fields[i].name = names[i];
    }
    /* The first 200 fields are typed, the others calculated in chains that all hang on f0 (100), hidden or not by it (100), and checked by it (100). */
    for (int i = 0; i < RULES; i++) {
        int kind = i / 100;
        if (kind == 0)
            snprintf(texts[i], sizeof texts[i], ":f%d * 1.01 + :f%d", i % 10 ? INPUTS + i - 1 : 0, 1 + i);
        else if (kind == 1)
            snprintf(texts[i], sizeof texts[i], ":f0 > 0 AND :f%d IS NOT NULL", 1 + i % 100);
        else
            snprintf(texts[i], sizeof texts[i], ":f%d < 1000000 OR :f0 = 1", INPUTS + i % 100);
        rules[i] = (struct expr_rule){ .field = (size_t)(kind == 0 ? INPUTS + i : 300 + i % 100), .purpose = kind == 0 ? EXPR_CALCULATE :
                                       kind == 1 ? EXPR_RELEVANT : EXPR_CONSTRAINT, .text = texts[i], .length = strlen(texts[i]) };
    }
    if (expr_engine_new(NULL, &engine, &error) != 0 || expr_sheet_new(engine, &plan, &sheet, &error) != 0) {
        fprintf(stderr, "bench_expr: %s\n", error_text(&error, NULL, said, sizeof said));
        return 1;
    }
    struct expr_value value = expr_real(1);
    for (size_t i = 0; i < INPUTS; i++)
        expr_sheet_put(sheet, i, 0, &value, &error);
    if (expr_sheet_run(sheet, &error) != 0)
        return 1;
    size_t before = expr_sheet_evaluations(sheet);
    double start = seconds();
    for (int round = 0; round < ROUNDS; round++) {
        value = expr_real(round + 2);
        if (expr_sheet_set(sheet, 0, 0, &value, &error) != 0)
            return 1;
    }
    double taken = seconds() - start, alone = bare();
    size_t evaluations = (expr_sheet_evaluations(sheet) - before) / ROUNDS;
    expr_sheet_free(sheet);
    expr_engine_free(engine);
    if (evaluations != RULES || alone <= 0) {
        fprintf(stderr, "bench_expr: %zu evaluations a round, not %d\n", evaluations, RULES);
        return 1;
    }
    printf("expr: %d expressions over %d fields again: %.3f ms; as many bare steps: %.3f ms; ratio %.2f\n",
           RULES, FIELDS, taken * 1000 / ROUNDS, alone * 1000 / ROUNDS, taken / alone);
    return 0;
}
