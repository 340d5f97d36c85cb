#include "expr/sheet.h"

#include <math.h>

#include "base/arena.h"

/* A value in a field, or in one row of a column. */
struct cell {
    struct expr_value set, calculated;           /* texts owned (allocator) */
    bool hidden, invalid;
    size_t first_reader, reader_count;           /* in readers: the nodes that read it */
};

/* An expression in one row: what is evaluated at once. */
struct node {
    size_t rule, cell;
    size_t row;
    size_t waits;                                /* while ordering: for so many nodes */
};

/* What a name of an expression means: a cell, or the cells of a column. */
struct reading {
    size_t cell;                                 /* of the first row */
    bool by_row;                                 /* a column of the rule's own table */
    size_t rows;                                 /* of the column; 1 outside tables */
};

struct rule {
    struct expr *expr;
    size_t field;
    enum expr_purpose purpose;
    struct reading *readings;                    /* one for each of expr_names */
};

struct field {
    const char *name;
    size_t first, rows;                          /* its cells; rows is 1 outside tables */
    size_t table;
    bool has[EXPR_CONSTRAINT + 1];               /* an expression, by purpose */
};

struct expr_sheet {
    struct arena arena;
    const struct allocator *allocator;
    struct field *fields;
    size_t field_count;
    struct cell *cells;
    size_t cell_count;
    struct rule *rules;
    size_t rule_count;
    struct node *nodes;
    size_t node_count;
    size_t *readers;
    size_t *order, *rank;                        /* nodes in the order of evaluation, and the other way */
    unsigned char *due;                          /* by rank: is to be evaluated */
    size_t evaluations;
    size_t row;                                  /* of the node that is evaluated */
};

static bool equal(const struct expr_value *a, const struct expr_value *b)
{
    if (a->kind != b->kind)
        return false;
    return a->kind == EXPR_NULL || (a->kind == EXPR_REAL ? a->real == b->real :
                                    a->length == b->length && memcmp(a->text, b->text, a->length) == 0);
}

static void forget(struct expr_sheet *sheet, struct expr_value *value)
{
    if (value->kind == EXPR_TEXT) {
        union { const char *in; char *out; } text = { .in = value->text };
        memory_resize(sheet->allocator, text.out, 0);
    }
    *value = expr_null();
}

static int keep(struct expr_sheet *sheet, struct expr_value *kept, const struct expr_value *value, struct error *error)
{
    struct expr_value copy = *value;
    if (value->kind == EXPR_TEXT) {
        char *text = memory_resize(sheet->allocator, NULL, value->length + 1);
        if (!text)
            return error_memory(error);
        memcpy(text, value->text, value->length);
        text[value->length] = 0;
        copy.text = text;
    }
    forget(sheet, kept);
    *kept = copy;
    return 0;
}

static struct cell *cell_of(const struct expr_sheet *sheet, size_t field, size_t row)
{
    if (field >= sheet->field_count || row >= sheet->fields[field].rows)
        return NULL;
    return &sheet->cells[sheet->fields[field].first + row];
}

static const struct expr_value *value_of(const struct expr_sheet *sheet, size_t field, const struct cell *cell)
{
    return sheet->fields[field].has[EXPR_CALCULATE] ? &cell->calculated : &cell->set;
}

static const struct field *find_field(const struct expr_sheet *sheet, const char *name)
{
    for (size_t i = 0; i < sheet->field_count; i++)
        if (strcmp(sheet->fields[i].name, name) == 0)
            return &sheet->fields[i];
    return NULL;
}

/* Reading: what an expression sees. */

/* A hidden field is unanswered; a calculated one has no value that was set, and the other way round. */
static struct expr_value seen(const struct cell *cell)
{
    return cell->hidden ? expr_null() : cell->calculated.kind != EXPR_NULL ? cell->calculated : cell->set;
}

struct view {
    const struct expr_sheet *sheet;
    const struct rule *rule;
};

static void get_value(void *context, const struct expr_name *name, size_t index, struct expr_value *value)
{
    const struct view *view = context;
    const struct expr_sheet *sheet = view->sheet;
    const struct reading *reading = &view->rule->readings[index];
    size_t row = reading->by_row ? sheet->row : 0;
    if (name->use == EXPR_VALUE)
        *value = seen(&sheet->cells[reading->cell + row]);
    else if (name->use == EXPR_PREVIOUS) {
        if (row > 0)
            *value = seen(&sheet->cells[reading->cell + row - 1]);
    } else {
        *value = expr_real(0);
        for (size_t i = 0; i < reading->rows; i++) {
            struct expr_value one = seen(&sheet->cells[reading->cell + i]);
            if (one.kind == EXPR_REAL)
                value->real += one.real;
        }
    }
}

/* Evaluates a node; what it changes for others makes their nodes due. */
static int evaluate(struct expr_sheet *sheet, const struct node *node, struct error *error)
{
    struct rule *rule = &sheet->rules[node->rule];
    struct cell *cell = &sheet->cells[node->cell];
    struct view view = { sheet, rule };
    struct expr_values values = { get_value, &view };
    struct expr_value value = expr_null(), before = seen(cell);
    bool changed = false;
    sheet->row = node->row;
    sheet->evaluations++;
    int code = expr_eval(rule->expr, &values, &value, error);
    if (code)
        value = expr_null();
    switch (rule->purpose) {
    case EXPR_CONSTRAINT:
        cell->invalid = !expr_passes_constraint(&value);
        break;
    case EXPR_RELEVANT: {
        bool hidden = !expr_true_relevant(&value);
        changed = hidden != cell->hidden;
        cell->hidden = hidden;
        break;
    }
    case EXPR_CALCULATE:
        changed = !equal(&value, &cell->calculated) && !cell->hidden;
        if (!equal(&value, &cell->calculated) && keep(sheet, &cell->calculated, &value, code ? NULL : error) != 0) {
            forget(sheet, &cell->calculated);
            changed = before.kind != EXPR_NULL;
            code = code ? code : ERROR_MEMORY;
        }
        break;
    }
    for (size_t i = 0; changed && i < cell->reader_count; i++)
        sheet->due[sheet->rank[sheet->readers[cell->first_reader + i]]] = 1;
    return code;
}

int expr_sheet_run(struct expr_sheet *sheet, struct error *error)
{
    int first = 0;
    unsigned char *next = sheet->due, *end = sheet->due + sheet->node_count;
    /* Whatever a node makes due stands behind it. */
    while (next < end && (next = memchr(next, 1, (size_t)(end - next)))) {
        struct error ignored = { 0 };
        *next = 0;
        int code = evaluate(sheet, &sheet->nodes[sheet->order[next - sheet->due]], first ? &ignored : error);
        first = first ? first : code;
        next++;
    }
    return first;
}

int expr_sheet_put(struct expr_sheet *sheet, size_t field, size_t row, const struct expr_value *value, struct error *error)
{
    struct cell *cell = cell_of(sheet, field, row);
    if (!cell)
        return error_set(error, ERROR_INVALID, N_("the sheet has no field %zu in row %zu"), field, row);
    if (sheet->fields[field].has[EXPR_CALCULATE])
        return error_set(error, ERROR_INVALID, N_("'%s' is calculated, and not set"), sheet->fields[field].name);
    if (value->kind == EXPR_TEXT && value->length > EXPR_TEXT_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("the text in '%s' is longer than %d bytes"), sheet->fields[field].name, EXPR_TEXT_LIMIT);
    struct expr_value nothing = expr_null();
    if (value->kind == EXPR_REAL && !isfinite(value->real))
        value = &nothing;
    if (equal(&cell->set, value))
        return 0;
    int code = keep(sheet, &cell->set, value, error);
    if (code)
        return code;
    for (size_t i = 0; !cell->hidden && i < cell->reader_count; i++)
        sheet->due[sheet->rank[sheet->readers[cell->first_reader + i]]] = 1;
    return 0;
}

int expr_sheet_set(struct expr_sheet *sheet, size_t field, size_t row, const struct expr_value *value, struct error *error)
{
    int code = expr_sheet_put(sheet, field, row, value, error);
    return code ? code : expr_sheet_run(sheet, error);
}

struct expr_value expr_sheet_value(const struct expr_sheet *sheet, size_t field, size_t row)
{
    const struct cell *cell = cell_of(sheet, field, row);
    return cell ? *value_of(sheet, field, cell) : expr_null();
}

bool expr_sheet_shown(const struct expr_sheet *sheet, size_t field, size_t row)
{
    const struct cell *cell = cell_of(sheet, field, row);
    return !cell || !cell->hidden;
}

bool expr_sheet_valid(const struct expr_sheet *sheet, size_t field, size_t row)
{
    const struct cell *cell = cell_of(sheet, field, row);
    return !cell || cell->hidden || !cell->invalid;
}

size_t expr_sheet_evaluations(const struct expr_sheet *sheet)
{
    return sheet->evaluations;
}

/* Making a sheet. */

static int copy_fields(struct expr_sheet *sheet, const struct expr_plan *plan, struct error *error)
{
    if (plan->field_count > EXPR_SHEET_FIELDS_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("the sheet has more than %d fields"), EXPR_SHEET_FIELDS_LIMIT);
    sheet->fields = arena_array(&sheet->arena, plan->field_count ? plan->field_count : 1, sizeof *sheet->fields);
    if (!sheet->fields)
        return error_memory(error);
    for (size_t i = 0; i < plan->field_count; i++) {
        const struct expr_field *field = &plan->fields[i];
        size_t rows = 1;
        if (field->table > plan->table_count)
            return error_set(error, ERROR_INVALID, N_("the sheet has no table %zu"), field->table);
        if (field->table)
            rows = plan->rows[field->table - 1];
        if (rows > EXPR_SHEET_CELLS_LIMIT - sheet->cell_count)
            return error_set(error, ERROR_LIMIT, N_("the sheet has more than %d values"), EXPR_SHEET_CELLS_LIMIT);
        if (strlen(field->name) > EXPR_NAME_LIMIT)
            return error_set(error, ERROR_LIMIT, N_("the name %s is too long"), field->name);
        if (find_field(sheet, field->name))
            return error_set(error, ERROR_EXISTS, N_("there are two fields '%s'"), field->name);
        sheet->fields[i] = (struct field){ .name = arena_text(&sheet->arena, field->name), .first = sheet->cell_count,
                                           .rows = rows, .table = field->table };
        if (!sheet->fields[i].name)
            return error_memory(error);
        sheet->cell_count += rows;
        sheet->field_count++;
    }
    sheet->cells = arena_array(&sheet->arena, sheet->cell_count ? sheet->cell_count : 1, sizeof *sheet->cells);
    return sheet->cells ? 0 : error_memory(error);
}

/* Finds the cells that each name of a rule means. */
static int resolve(struct expr_sheet *sheet, struct rule *rule, const char *file, struct error *error)
{
    size_t count, own = sheet->fields[rule->field].table;
    const struct expr_name *names = expr_names(rule->expr, &count);
    rule->readings = arena_array(&sheet->arena, count ? count : 1, sizeof *rule->readings);
    if (!rule->readings)
        return error_memory(error);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = find_field(sheet, names[i].name);
        if (!field)
            return expr_unknown(rule->expr, &names[i], error);
        error_at(error, file, names[i].line, names[i].column);
        if (names[i].use != EXPR_VALUE && !field->table)
            return error_set(error, ERROR_INVALID, N_("'%s' is not a column of a table"), field->name);
        bool by_row = field->table && field->table == own;
        if (names[i].use == EXPR_PREVIOUS && !by_row)
            return error_set(error, ERROR_INVALID, N_("'%s' has rows above only for the columns of its own table"), field->name);
        if (names[i].use == EXPR_VALUE && field->table && !by_row)
            return error_set(error, ERROR_INVALID, N_("'%s' is a column: outside its table it is read by total('%s')"), field->name, field->name);
        rule->readings[i] = (struct reading){ .cell = field->first, .by_row = by_row, .rows = field->rows };
    }
    return 0;
}

static int compile_rules(struct expr_sheet *sheet, struct expr_engine *engine, const struct expr_plan *plan, struct error *error)
{
    sheet->rules = arena_array(&sheet->arena, plan->rule_count ? plan->rule_count : 1, sizeof *sheet->rules);
    if (!sheet->rules)
        return error_memory(error);
    for (size_t i = 0; i < plan->rule_count; i++) {
        const struct expr_rule *from = &plan->rules[i];
        struct rule *rule = &sheet->rules[i];
        error_at(error, from->place.file, from->place.line, from->place.column);
        if (from->field >= sheet->field_count)
            return error_set(error, ERROR_INVALID, N_("the sheet has no field %zu"), from->field);
        struct field *field = &sheet->fields[from->field];
        if (field->has[from->purpose])
            return error_set(error, ERROR_EXISTS, N_("'%s' has two expressions of one kind"), field->name);
        *rule = (struct rule){ .field = from->field, .purpose = from->purpose };
        sheet->rule_count++;
        int code = expr_compile(engine, from->text, from->length, &from->place, &rule->expr, error);
        if (code == 0)
            code = resolve(sheet, rule, from->place.file, error);
        if (code)
            return code;
        field->has[from->purpose] = true;
        sheet->node_count += field->rows;
    }
    return 0;
}

/* Calls visit for each cell that a node reads; the sum of them is what limits the work of a sheet. */
static size_t read_cells(const struct expr_sheet *sheet, const struct node *node, void (*visit)(struct expr_sheet *, size_t, size_t),
                         struct expr_sheet *visited, size_t index)
{
    size_t count, total = 0;
    const struct rule *rule = &sheet->rules[node->rule];
    const struct expr_name *names = expr_names(rule->expr, &count);
    for (size_t i = 0; i < count; i++) {
        const struct reading *reading = &rule->readings[i];
        size_t row = reading->by_row ? node->row : 0, first = reading->cell + row, cells = 1;
        if (names[i].use == EXPR_TOTAL)
            first = reading->cell, cells = reading->rows;
        else if (names[i].use == EXPR_PREVIOUS && row == 0)
            cells = 0;
        else if (names[i].use == EXPR_PREVIOUS)
            first--;
        total += cells;
        for (size_t j = 0; visit && j < cells; j++)
            visit(visited, first + j, index);
    }
    return total;
}

static void count_reader(struct expr_sheet *sheet, size_t cell, size_t node)
{
    (void)node;
    sheet->cells[cell].reader_count++;
}

static void add_reader(struct expr_sheet *sheet, size_t cell, size_t node)
{
    struct cell *read = &sheet->cells[cell];
    sheet->readers[read->first_reader + read->reader_count++] = node;
}

static int link_nodes(struct expr_sheet *sheet, struct error *error)
{
    size_t reads = 0, next = 0, count = sheet->node_count ? sheet->node_count : 1;
    sheet->nodes = arena_array(&sheet->arena, count, sizeof *sheet->nodes);
    sheet->order = arena_array(&sheet->arena, count, sizeof *sheet->order);
    sheet->rank = arena_array(&sheet->arena, count, sizeof *sheet->rank);
    sheet->due = arena_array(&sheet->arena, count, sizeof *sheet->due);
    if (arena_failed(&sheet->arena))
        return error_memory(error);
    for (size_t i = 0; i < sheet->rule_count; i++)
        for (size_t row = 0; row < sheet->fields[sheet->rules[i].field].rows; row++)
            sheet->nodes[next++] = (struct node){ .rule = i, .cell = sheet->fields[sheet->rules[i].field].first + row, .row = row };
    for (size_t i = 0; i < sheet->node_count; i++) {
        reads += read_cells(sheet, &sheet->nodes[i], NULL, NULL, i);
        if (reads > EXPR_SHEET_READS_LIMIT)
            return error_set(error, ERROR_LIMIT, N_("the sheet is too large: its expressions read more than %d values"), EXPR_SHEET_READS_LIMIT);
    }
    sheet->readers = arena_array(&sheet->arena, reads ? reads : 1, sizeof *sheet->readers);
    if (!sheet->readers)
        return error_memory(error);
    for (size_t i = 0; i < sheet->node_count; i++)
        read_cells(sheet, &sheet->nodes[i], count_reader, sheet, i);
    for (size_t i = 0, first = 0; i < sheet->cell_count; i++) {
        sheet->cells[i].first_reader = first;
        first += sheet->cells[i].reader_count;
        sheet->cells[i].reader_count = 0;
    }
    for (size_t i = 0; i < sheet->node_count; i++)
        read_cells(sheet, &sheet->nodes[i], add_reader, sheet, i);
    return 0;
}

/* A constraint is read by nobody, so it waits but nothing waits for it. */
static bool is_read(const struct expr_sheet *sheet, const struct node *node)
{
    return sheet->rules[node->rule].purpose != EXPR_CONSTRAINT;
}

/* Who still waits needs another who waits, so that going from need to need ends in a circle. */
static int refuse_circle(struct expr_sheet *sheet, const struct expr_plan *plan, struct error *error)
{
    size_t *needs = sheet->rank, node = 0, length = 0;
    char text[ERROR_ARGUMENT_SIZE];
    for (size_t i = 0; i < sheet->node_count; i++) {
        const struct cell *cell = &sheet->cells[sheet->nodes[i].cell];
        for (size_t j = 0; sheet->nodes[i].waits > 0 && is_read(sheet, &sheet->nodes[i]) && j < cell->reader_count; j++)
            needs[sheet->readers[cell->first_reader + j]] = i;
    }
    while (sheet->nodes[node].waits == 0)
        node++;
    for (size_t i = 0; i < sheet->node_count; i++)
        node = needs[node];
    size_t start = node;
    const struct expr_place *place = &plan->rules[sheet->nodes[start].rule].place;
    do {
        length += (size_t)snprintf(text + length, sizeof text - length, "%s, ",
                                   sheet->fields[sheet->rules[sheet->nodes[node].rule].field].name);
        node = needs[node];
    } while (node != start && length + 2 * EXPR_NAME_LIMIT < sizeof text);
    snprintf(text + length, sizeof text - length, "%s", node == start ? sheet->fields[sheet->rules[sheet->nodes[start].rule].field].name : "...");
    error_at(error, place->file, place->line, place->column);
    return error_set(error, ERROR_INVALID, N_("these fields need one another in a circle: %s"), text);
}

/* Kahn's order: a node follows when all that it reads stands before it. */
static int order_nodes(struct expr_sheet *sheet, const struct expr_plan *plan, struct error *error)
{
    size_t done = 0, queued = 0;
    for (size_t i = 0; i < sheet->node_count; i++) {
        const struct cell *cell = &sheet->cells[sheet->nodes[i].cell];
        for (size_t j = 0; is_read(sheet, &sheet->nodes[i]) && j < cell->reader_count; j++)
            sheet->nodes[sheet->readers[cell->first_reader + j]].waits++;
    }
    for (size_t i = 0; i < sheet->node_count; i++)
        if (sheet->nodes[i].waits == 0)
            sheet->order[queued++] = i;
    for (; done < queued; done++) {
        const struct node *node = &sheet->nodes[sheet->order[done]];
        const struct cell *cell = &sheet->cells[node->cell];
        sheet->rank[sheet->order[done]] = done;
        for (size_t j = 0; is_read(sheet, node) && j < cell->reader_count; j++) {
            size_t reader = sheet->readers[cell->first_reader + j];
            if (--sheet->nodes[reader].waits == 0)
                sheet->order[queued++] = reader;
        }
    }
    return done < sheet->node_count ? refuse_circle(sheet, plan, error) : 0;
}

int expr_sheet_new(struct expr_engine *engine, const struct expr_plan *plan, struct expr_sheet **out, struct error *error)
{
    struct error first = { 0 };
    const struct allocator *allocator = expr_engine_allocator(engine);
    struct expr_sheet *sheet = memory_resize(allocator, NULL, sizeof *sheet);
    if (!sheet)
        return error_memory(error);
    *sheet = (struct expr_sheet){ .allocator = allocator };
    arena_init(&sheet->arena, allocator, 0);
    int code = copy_fields(sheet, plan, &first);
    if (code == 0)
        code = compile_rules(sheet, engine, plan, &first);
    if (code == 0) {
        error_clear(&first);
        code = link_nodes(sheet, &first);
    }
    if (code == 0)
        code = order_nodes(sheet, plan, &first);
    if (code == 0) {
        memset(sheet->due, 1, sheet->node_count);
        code = expr_sheet_run(sheet, &first);
        sheet->evaluations = 0;
    }
    if (code) {
        if (error)
            *error = first;
        expr_sheet_free(sheet);
        return code;
    }
    *out = sheet;
    return 0;
}

void expr_sheet_free(struct expr_sheet *sheet)
{
    if (!sheet)
        return;
    for (size_t i = 0; i < sheet->rule_count; i++)
        expr_free(sheet->rules[i].expr);
    for (size_t i = 0; sheet->cells && i < sheet->cell_count; i++) {
        forget(sheet, &sheet->cells[i].set);
        forget(sheet, &sheet->cells[i].calculated);
    }
    arena_release(&sheet->arena);
    memory_resize(sheet->allocator, sheet, 0);
}
