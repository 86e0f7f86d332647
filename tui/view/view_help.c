/* SPDX-License-Identifier: MIT */
#include "buf.h"
#include "duration.h"
#include "list/filter.h"
#include "view/internals.h"
#include "view/pane.h"
#include "view/rule.h"
#include "view/sparkline.h"
#include "view/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The column in which explanations begin. */
#define MEANING_X 24

/* Goes through all lines of the help, and draws those that are on the screen. */
struct help {
	/* canvas NULL: only counts */
	struct pen pen;
	const struct list *list;
	/* the screen row of line list->top */
	int y;
	size_t line;
	bool is_read_only;
};

/* A pen in the row of the next line; NULL: the line is not on the screen. */
static struct pen *next_line(struct help *help)
{
	size_t line = help->line++;

	if (!help->pen.canvas || line < help->list->top || line >= list_end(help->list)) {
		return NULL;
	}
	help->pen = pen_at(help->pen.canvas, help->y + (int)(line - help->list->top), 1);
	return &help->pen;
}

static void put_text(struct help *help, enum role role, const char *text)
{
	struct pen *pen = next_line(help);

	if (pen) {
		pen_put(pen, role, text);
	}
}

/* A title, after a blank line. */
static void put_title(struct help *help, const char *title)
{
	help->line += help->line > 0;
	put_text(help, ROLE_TITLE, title);
}

/* A name and its explanation, in two columns; a long name pushes the explanation to the right. */
static void put_pair(struct help *help, enum role role, const char *name, const char *meaning)
{
	struct pen *pen = next_line(help);

	if (pen) {
		pen_put(pen, role, name);
		pen_skip(pen, 1);
		pen_move_to(pen, MEANING_X);
		pen_put(pen, ROLE_NORMAL, meaning);
	}
}

PRINTF_LIKE(4, 5)
static void put_pair_f(struct help *help, enum role role, const char *name, const char *format, ...)
{
	char meaning[160];
	va_list args;

	va_start(args, format);
	vsnprintf(meaning, sizeof(meaning), format, args);
	va_end(args);
	put_pair(help, role, name, meaning);
}

static void put_commands(struct help *help, const struct typed_command *commands)
{
	put_title(help, "COMMANDS, typed after a colon");
	for (const struct typed_command *row = commands; row->name; row++) {
		char name[64];

		snprintf(name, sizeof(name), ":%s%s%s", row->name, row->argument ? " " : "",
			row->argument ? row->argument : "");
		put_pair(help, ROLE_KEY, name, row->help);
	}
	put_text(help, ROLE_NORMAL,
		"Tab completes commands, services, columns, sort orders and profiles.");
	put_text(help, ROLE_NORMAL,
		"Up and Down recall earlier commands. Short forms work: :int 30s, :q.");
}

static void put_filters(struct help *help)
{
	const struct filter_example *example;

	put_title(help, "FILTERS, typed after a slash, or with :filter and --filter");
	for (size_t i = 0; (example = filter_example(i)) != NULL; i++) {
		put_pair(help, ROLE_KEY, example->text, example->meaning);
	}
}

static void put_limits(struct help *help, const struct session_thresholds *limits)
{
	char grace[DURATION_SIZE], future[DURATION_SIZE];

	duration_format_setting(limits->grace_ms, grace);
	duration_format_setting(limits->future_ms, future);
	put_pair_f(help, ROLE_CRITICAL, "critical",
		"LATE %gx or more and over %s past due; or %d errors", limits->critical, grace,
		(int)limits->errors_critical);
	put_pair_f(help, ROLE_LATE, "late", "LATE %gx or more and over %s past due; or %d errors",
		limits->late, grace, (int)limits->errors_late);
	put_pair(help, ROLE_NEVER, "never polled", "no lastPollAt, created over 2 intervals ago");
	put_pair_f(help, ROLE_FUTURE, "future", "lastPollAt over %s ahead of the server", future);
}

static const struct {
	const char *name, *formula;
} formulas[] = {
	{"AGE", "server time of the read - lastPollAt"},
	{"LATE", "AGE / pollingIntervalMs"},
	{"past due", "AGE - pollingIntervalMs"},
	{"errors", "errorCount: errors in a row"},
	{"% LATE", "(critical + late) / active"},
	{"behind", "late by age, with or without errors, or overdue in a finding"},
	{"stopped together", "3 or more behind in a service, polls within 20 s"},
};

static void put_formulas(struct help *help)
{
	put_title(help, "FORMULAS");
	for (size_t i = 0; i < ARRAY_LEN(formulas); i++) {
		put_pair(help, ROLE_KEY, formulas[i].name, formulas[i].formula);
	}
}

static void put_tiles(struct help *help)
{
	const char *title, *meaning;

	put_title(help, "TILES of the overview, which add up to the total");
	for (size_t i = 0; pane_totals_explain(i, &title, &meaning); i++) {
		put_pair(help, ROLE_KEY, title, meaning);
	}
}

/* A column's title, name and help; and its sort order, if there is room. */
static void put_column(struct help *help, const struct field *field)
{
	struct pen *pen = next_line(help);

	if (!pen) {
		return;
	}
	pen_put(pen, ROLE_TITLE, field->title);
	pen_move_to(pen, 17);
	pen_put(pen, ROLE_KEY, field->name);
	pen_move_to(pen, 25);
	pen_printf(pen, ROLE_KEY, "%.1s", &field->letter);
	pen_move_to(pen, 27);
	pen_put(pen, ROLE_NORMAL, field->help);
	pen_move_to(pen, 78);
	if (field->sorted && (int)strlen(field->sorted) <= pen_cols_left(pen)) {
		pen_put(pen, ROLE_DIM, field->sorted);
	}
}

static void put_columns(struct help *help, const char *title, const struct field_table *table)
{
	put_title(help, title);
	for (size_t i = 0; i < table->count; i++) {
		if (table->fields[i].width_cols > 0) {
			put_column(help, &table->fields[i]);
		}
	}
}

static void put_own_limits(struct help *help, const struct settings *settings)
{
	for (size_t i = 0; i < settings->own_services_count; i++) {
		struct buf title = {0};

		buf_printf(&title, "THRESHOLDS for %s", settings->own_services[i].service);
		put_text(help, ROLE_TITLE, buf_text(&title));
		put_limits(help, &settings->own_services[i].limits);
		buf_fini(&title);
	}
}

/* Each section lists the keys for which one of these is true. */
static bool is_for_all(const struct key_binding *binding, enum view_id view)
{
	(void)view;
	return (binding->views & IN_ALL & ~IN_VIEW(VIEW_HELP)) == (IN_ALL & ~IN_VIEW(VIEW_HELP));
}

static bool is_for_view(const struct key_binding *binding, enum view_id view)
{
	return !is_for_all(binding, view) && (binding->views & IN_VIEW(view));
}

static bool is_for_others(const struct key_binding *binding, enum view_id view)
{
	return !is_for_all(binding, view) && !(binding->views & IN_VIEW(view));
}

#define WHERE_END_X 79

/* At the right, if there is room: the number keys of the views in which a key works. */
static void put_where(struct pen *pen, unsigned views)
{
	char text[2 * VIEW_COUNT + 1] = "";

	for (int view = 0; view < VIEW_COUNT; view++) {
		if ((views & IN_VIEW(view)) && view != VIEW_HELP) {
			strcat(text, *text ? " " : "");
			strcat(text, view_list_keys[view]);
		}
	}
	if (pen->end_x >= WHERE_END_X) {
		pen->end_x = WHERE_END_X;
		pen_put_at_end(pen, ROLE_DIM, text);
	}
}

static void put_key(struct help *help, const struct key_binding *binding, bool says_where)
{
	bool is_refused = binding->is_write && help->is_read_only;
	struct pen *pen = next_line(help);

	if (!pen) {
		return;
	}
	pen_put(pen, ROLE_KEY, binding->name);
	pen_move_to(pen, pen->canvas->cols < 80 ? 20 : MEANING_X);
	pen_printf(pen, is_refused ? ROLE_DIM : ROLE_NORMAL, "%s%s", is_refused ? "off: " : "",
		binding->help);
	if (says_where) {
		put_where(pen, binding->views);
	}
}

/* A section of keys. Those of the view from which help was opened come first, each only once. */
static void put_keys(struct help *help, const struct ui *ui, const char *title,
	bool (*is_wanted)(const struct key_binding *binding, enum view_id view))
{
	put_title(help, title);
	for (const struct key_binding *binding = ui->keys; binding->name; binding++) {
		if (is_wanted(binding, ui->came_from[VIEW_HELP])) {
			put_key(help, binding, is_wanted == is_for_others);
		}
	}
}

static void put_states(struct help *help)
{
	put_title(help, "STATES, worst first");
	for (size_t i = 0; i < STATE_COUNT; i++) {
		enum session_state state = session_state_by_severity(i);
		const struct session_state_info *info = session_state_info(state);
		struct pen *pen = next_line(help);

		if (pen) {
			pen_printf(pen, role_of_state(state), "%c %s", info->letter, info->title);
			pen_move_to(pen, 16);
			pen_put(pen, ROLE_NORMAL, info->meaning);
		}
	}
}

static const struct {
	const char *name, *meaning;
} symbols[] = {
	{"*  a", "tagged; acknowledged, so not counted"},
	{"w after a name", "watched: the bell rings when it changes"},
	{"?", "unknown, which is never shown as 0"},
	{"~", "isActive written, but not yet in the index"},
	{"gone?", "not in the last full sweep; dropped soon"},
	{"****", "masked; x in a session shows it for 30 s"},
	{". : + # @", "1 3 6 10 20 errors or more, without colors"},
	{"heat map", "one cell a session, the worst service and session first"},
	{"[READ-ONLY]", "--read-only: writes are off"},
	{"[NO WRITES]", "writes are not possible; a notice says why"},
	{"[DISARMED]", "--arm-for: press w to allow writes"},
	{"STALE", "last good read over two intervals ago"},
	{"PARTIAL", "not all pages were read yet, or one failed"},
};

static void put_symbols(struct help *help)
{
	put_title(help, "SYMBOLS");
	for (size_t i = 0; i < ARRAY_LEN(symbols); i++) {
		put_pair(help, ROLE_KEY, symbols[i].name, symbols[i].meaning);
	}
	put_pair(help, ROLE_KEY, "% LATE", sparkline_scale);
	put_pair(help, ROLE_KEY, "LATE, BY MINUTE", sparkline_ages_scale);
}

/* Even what the line above the keys has no room for. */
static void put_internals(struct help *help, const struct ui *ui)
{
	struct internals_fact fact;

	put_title(help, "INTERNALS, as they are now");
	for (size_t i = 0; internals_get(ui, i, &fact); i++) {
		put_pair(help, fact.role == ROLE_DIM ? ROLE_KEY : fact.role,
			*fact.text ? fact.text : "-", fact.meaning);
	}
}

static void put_all(struct help *help, const struct ui *ui)
{
	enum view_id view = ui->came_from[VIEW_HELP];
	char title[64];

	snprintf(title, sizeof(title), "KEYS in %s", view_list_titles[view]);
	put_keys(help, ui, title, is_for_view);
	put_states(help);
	put_title(help, "THRESHOLDS in force, for active sessions");
	put_limits(help, &ui->settings->limits);
	put_own_limits(help, ui->settings);
	put_formulas(help);
	put_tiles(help);
	put_keys(help, ui, "KEYS everywhere", is_for_all);
	put_keys(help, ui, "KEYS of other views, with the numbers of these views", is_for_others);
	put_commands(help, ui->commands);
	put_filters(help);
	put_columns(help, "COLUMNS of the overview: name for :columns and :sort, letter that sorts",
		&field_services);
	put_columns(help, "COLUMNS of the sessions: name for :columns and :sort, letter that sorts",
		&field_sessions);
	put_symbols(help);
	put_internals(help, ui);
}

static size_t count_lines(const struct ui *ui)
{
	struct help help = {0};

	put_all(&help, ui);
	return help.line;
}

/* Marks what / found, in rows from y on. */
static void mark_sought(struct canvas *canvas, const char *sought, int y, int rows)
{
	int length = (int)strlen(sought);

	for (int row = y; length > 0 && row < y + rows; row++) {
		for (int x = 0; (x = canvas_find(canvas, row, x, sought)) >= 0; x += length) {
			canvas_paint(canvas, row, x, length, ROLE_SELECTED);
		}
	}
}

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_HELP];
	struct pen title = rule_begin(canvas, y, 0, canvas->cols);
	struct help help = {.pen = pen_at(canvas, y, 1),
		.list = list,
		.y = y + 1,
		.is_read_only = ui_is_read_only(ui)};

	pen_put(&title, ROLE_TITLE, "help");
	pen_put(&title, ROLE_DIM, "  / finds, q goes back");
	rule_end_list(&title, list, "");
	put_all(&help, ui);
	mark_sought(canvas, ui->help_sought, y + 1, rows - 1);
}

const struct view_ops view_help = {
	.draw = draw,
	.fixed_rows = 1,
	.lines = count_lines,
	.returns = true,
};
