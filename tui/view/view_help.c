/* SPDX-License-Identifier: MIT */
#include "buf.h"
#include "duration.h"
#include "list/filter.h"
#include "view/sparkline.h"
#include "view/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Goes down the lines of the help; only some of them are on the screen. */
struct pen {
	/* NULL: only counts */
	struct canvas *canvas;
	const struct list *list;
	int y;
	size_t line;
	bool is_read_only;
};

/* The row of the next line; -1 when it is not on the screen. */
static int next_row(struct pen *pen)
{
	size_t line = pen->line++;

	if (!pen->canvas || line < pen->list->top || line >= list_end(pen->list)) {
		return -1;
	}
	return pen->y + (int)(line - pen->list->top);
}

static void put_text(struct pen *pen, enum role role, const char *text)
{
	int y = next_row(pen);

	if (y >= 0) {
		canvas_put(pen->canvas, y, 1, pen->canvas->cols - 2, role, text);
	}
}

static void put_commands(struct pen *pen, const struct typed_command *commands)
{
	put_text(pen, ROLE_TITLE, "COMMANDS, typed after a colon");
	for (const struct typed_command *row = commands; row->name; row++) {
		int y = next_row(pen);
		int x = 24;

		if (y < 0) {
			continue;
		}
		canvas_printf(pen->canvas, y, 1, x - 2, ROLE_KEY, ":%s%s%s", row->name,
			row->argument ? " " : "", row->argument ? row->argument : "");
		canvas_put(pen->canvas, y, x, pen->canvas->cols - x, ROLE_NORMAL, row->help);
	}
	put_text(pen, ROLE_NORMAL,
		"Tab completes commands, services, columns, orders and profiles;");
	put_text(pen, ROLE_NORMAL,
		"Up and Down show what was typed before; a beginning will do: :int 30s, :q.");
	put_text(pen, ROLE_NORMAL, "");
}

static void put_filters(struct pen *pen)
{
	const struct filter_example *example;

	put_text(pen, ROLE_TITLE, "FILTERS, typed after a slash, or with :filter and --filter");
	for (size_t i = 0; (example = filter_example(i)) != NULL; i++) {
		int y = next_row(pen);
		int x = 24;

		if (y < 0) {
			continue;
		}
		canvas_put(pen->canvas, y, 1, x - 2, ROLE_KEY, example->text);
		canvas_put(pen->canvas, y, x, pen->canvas->cols - x, ROLE_NORMAL, example->meaning);
	}
	put_text(pen, ROLE_NORMAL, "");
}

static void put_state(struct pen *pen, enum session_state state)
{
	const struct session_state_info *info = session_state_info(state);
	int y = next_row(pen);
	int x = 16;

	if (y < 0) {
		return;
	}
	canvas_printf(pen->canvas, y, 1, 1, role_of_state(state), "%c", info->letter);
	canvas_put(pen->canvas, y, 3, x - 4, role_of_state(state), info->title);
	canvas_put(pen->canvas, y, x, pen->canvas->cols - x, ROLE_NORMAL, info->meaning);
}

/* A name in a column of its own, and what it means. */
static void put_pair(struct pen *pen, enum role role, const char *name, const char *meaning)
{
	int y = next_row(pen), x = 24;

	if (y >= 0) {
		canvas_put(pen->canvas, y, 1, x - 2, role, name);
		canvas_put(pen->canvas, y, x, pen->canvas->cols - x, ROLE_NORMAL, meaning);
	}
}

PRINTF_LIKE(4, 5)
static void put_pair_f(struct pen *pen, enum role role, const char *name, const char *format, ...)
{
	char meaning[160];
	va_list args;

	va_start(args, format);
	vsnprintf(meaning, sizeof(meaning), format, args);
	va_end(args);
	put_pair(pen, role, name, meaning);
}

static void put_limits(struct pen *pen, const struct session_thresholds *limits)
{
	char grace[DURATION_SIZE], future[DURATION_SIZE];

	duration_format_setting(limits->grace_ms, grace);
	duration_format_setting(limits->future_ms, future);
	put_pair_f(pen, ROLE_CRITICAL, "critical",
		"LATE is %gx or more, by over %s; or %d errors in a row", limits->critical, grace,
		(int)limits->errors_critical);
	put_pair_f(pen, ROLE_LATE, "late", "LATE is %gx or more, by over %s; or %d errors in a row",
		limits->late, grace, (int)limits->errors_late);
	put_pair_f(
		pen, ROLE_NEVER, "never polled", "no lastPollAt, and created over 2 intervals ago");
	put_pair_f(pen, ROLE_FUTURE, "future", "lastPollAt over %s ahead of the server", future);
}

static const struct {
	const char *name, *formula;
} formulas[] = {
	{"AGE", "the server's time of the read - lastPollAt"},
	{"LATE", "AGE / pollingIntervalMs"},
	{"by over 30s", "AGE - pollingIntervalMs is more than that"},
	{"% LATE", "(critical + late) / active ones"},
	{"behind", "LATE is at or over the limit, critical ones included"},
	{"stopped together", "3 or more behind, last polls within 20 s, one service"},
};

static void put_formulas(struct pen *pen)
{
	put_text(pen, ROLE_TITLE, "FORMULAS");
	for (size_t i = 0; i < ARRAY_LEN(formulas); i++) {
		put_pair(pen, ROLE_KEY, formulas[i].name, formulas[i].formula);
	}
	put_text(pen, ROLE_NORMAL, "");
}

/* Its title, its name, what it shows, and how it sorts where there is room for that. */
static void put_column(struct pen *pen, const struct field *field)
{
	int y = next_row(pen), name_x = 17, x = 26, sorted_x = 78;

	if (y < 0) {
		return;
	}
	canvas_put(pen->canvas, y, 1, name_x - 2, ROLE_TITLE, field->title);
	canvas_put(pen->canvas, y, name_x, x - name_x - 1, ROLE_KEY, field->name);
	canvas_put(pen->canvas, y, x, pen->canvas->cols - x, ROLE_NORMAL, field->help);
	if (field->sorted && sorted_x + (int)strlen(field->sorted) < pen->canvas->cols) {
		canvas_put(pen->canvas, y, sorted_x, pen->canvas->cols - sorted_x, ROLE_DIM,
			field->sorted);
	}
}

static void put_columns(struct pen *pen, const char *title, const struct field_table *table)
{
	put_text(pen, ROLE_TITLE, title);
	for (size_t i = 0; i < table->count; i++) {
		if (table->fields[i].width_cols > 0) {
			put_column(pen, &table->fields[i]);
		}
	}
	put_text(pen, ROLE_NORMAL, "");
}

static void put_own_limits(struct pen *pen, const struct settings *settings)
{
	for (size_t i = 0; i < settings->service_limits_count; i++) {
		struct buf title = {0};

		buf_printf(&title, "LIMITS for %s", settings->service_limits[i].service);
		put_text(pen, ROLE_TITLE, buf_text(&title));
		put_limits(pen, &settings->service_limits[i].limits);
		buf_fini(&title);
	}
}

/* Of which keys a section tells, by where they work. */
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

#define WHERE_END_COLS 79

/* The keys of the views in which a key works, at the right, where there is room for them. */
static void put_where(struct pen *pen, int y, unsigned views)
{
	char text[2 * VIEW_COUNT + 1] = "";

	for (int view = 0; view < VIEW_COUNT; view++) {
		if ((views & IN_VIEW(view)) && view != VIEW_HELP) {
			strcat(text, *text ? " " : "");
			strcat(text, view_list_key(view));
		}
	}
	if (pen->canvas->cols >= WHERE_END_COLS) {
		int cols = (int)strlen(text);

		canvas_put(pen->canvas, y, WHERE_END_COLS - cols, cols, ROLE_DIM, text);
	}
}

static void put_key(struct pen *pen, const struct key_binding *binding, bool says_where)
{
	bool is_refused = binding->is_write && pen->is_read_only;
	int y = next_row(pen);

	if (y < 0) {
		return;
	}
	int x = pen->canvas->cols < 80 ? 20 : 24;

	canvas_put(pen->canvas, y, 1, x - 2, ROLE_KEY, binding->name);
	canvas_printf(pen->canvas, y, x, pen->canvas->cols - x, is_refused ? ROLE_DIM : ROLE_NORMAL,
		"%s%s", is_refused ? "off: " : "", binding->help);
	if (says_where) {
		put_where(pen, y, binding->views);
	}
}

/* Each key once: those of the view that was left first, in the end those of other views. */
static void put_keys(struct pen *pen, const struct ui *ui, const char *title,
	bool (*is_wanted)(const struct key_binding *binding, enum view_id view))
{
	put_text(pen, ROLE_TITLE, title);
	for (const struct key_binding *binding = ui->keys; binding->name; binding++) {
		if (is_wanted(binding, ui->came_from[VIEW_HELP])) {
			put_key(pen, binding, is_wanted == is_for_others);
		}
	}
	put_text(pen, ROLE_NORMAL, "");
}

static void put_states(struct pen *pen)
{
	for (int severity = 10; severity >= -10; severity--) {
		for (int state = 0; state < STATE_COUNT; state++) {
			if (session_state_info(state)->severity == severity) {
				put_state(pen, state);
			}
		}
	}
}

static const struct {
	const char *name, *meaning;
} hints[] = {
	{"*  a", "tagged; acknowledged: not counted for a time"},
	{"?", "not known, which is never shown as 0"},
	{"~", "after ACT: written, but the index does not show it yet"},
	{"gone?", "the last sweep did not show it; soon dropped"},
	{"****", "masked; x in a session shows it for 30 s"},
	{". : + # @", "errors from 1 3 6 10 20, where colours do not show it"},
	{"heat map", "cells stand by user inside a service: one stays in its place"},
	{"[READ-ONLY]", "--read-only: nothing is written in this run"},
	{"[NO WRITES]", "refused, as a line below the header says"},
	{"[DISARMED]", "--arm-for: w allows writes for that time"},
	{"swept, scanned", "when all of the index was read, and of the table"},
	{"creds 43m", "the credentials expire then"},
	{"ack 2", "so many are acknowledged, and not counted"},
	{"DATA ... OLD", "no good read for two intervals; ages stand still"},
	{"PARTIAL", "not all pages were read yet, or one failed"},
	{"RCU", "read capacity units, as DynamoDB reports them"},
	{"skew", "the server's clock against ours; the server's counts"},
};

static void put_hints(struct pen *pen)
{
	put_text(pen, ROLE_TITLE, "SIGNS");
	for (size_t i = 0; i < ARRAY_LEN(hints); i++) {
		put_pair(pen, ROLE_KEY, hints[i].name, hints[i].meaning);
	}
	put_pair(pen, ROLE_KEY, "% LATE", sparkline_scale());
	put_pair(pen, ROLE_KEY, "LATE, BY MINUTE", sparkline_ages_scale());
}

static void put_all(struct pen *pen, const struct ui *ui)
{
	enum view_id view = ui->came_from[VIEW_HELP];
	char title[64];

	snprintf(title, sizeof(title), "KEYS in %s", view_list_title(view));
	put_keys(pen, ui, title, is_for_view);
	put_text(pen, ROLE_TITLE, "STATES, worst first");
	put_states(pen);
	put_text(pen, ROLE_NORMAL, "");
	put_text(pen, ROLE_TITLE, "LIMITS in force, of active sessions");
	put_limits(pen, &ui->settings->limits);
	put_own_limits(pen, ui->settings);
	put_text(pen, ROLE_NORMAL, "");
	put_formulas(pen);
	put_keys(pen, ui, "KEYS everywhere", is_for_all);
	put_keys(pen, ui, "KEYS of other views, and in which of views 1 to 6", is_for_others);
	put_commands(pen, ui->commands);
	put_filters(pen);
	put_columns(pen, "COLUMNS of the overview, with their names for :columns and :sort",
		&field_services);
	put_columns(pen, "COLUMNS of the sessions, with their names for :columns and :sort",
		&field_sessions);
	put_hints(pen);
}

static size_t count_lines(const struct ui *ui)
{
	struct pen pen = {0};

	put_all(&pen, ui);
	return pen.line;
}

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_HELP];
	struct pen pen = {
		.canvas = canvas, .list = list, .y = y + 1, .is_read_only = ui_is_read_only(ui)};

	(void)rows;
	canvas_printf(canvas, y, 1, canvas->cols - 2, ROLE_DIM,
		"help   lines %zu-%zu of %zu   Down and PgDn show more, q goes back", list->top + 1,
		list_end(list), list->count);
	put_all(&pen, ui);
}

const struct view_ops view_help = {
	.draw = draw,
	.fixed_rows = 1,
	.lines = count_lines,
	.returns = true,
};
