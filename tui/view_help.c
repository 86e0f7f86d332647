/* SPDX-License-Identifier: MIT */
#include "buf.h"
#include "filter.h"
#include "order.h"
#include "sparkline.h"
#include "units.h"
#include "verb.h"
#include "view.h"

#include <stdio.h>
#include <string.h>

/* Goes down the lines of the help; only some of them are on the screen. */
struct pen {
	struct canvas *canvas; /* NULL: only counts */
	const struct list *list;
	int y;
	size_t line;
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

static void put_key(struct pen *pen, const struct key_binding *binding)
{
	int y = next_row(pen);
	int x = 24;

	if (y < 0) {
		return;
	}
	canvas_put(pen->canvas, y, 1, x - 2, ROLE_KEY, binding->name);
	canvas_put(pen->canvas, y, x, pen->canvas->cols - x, ROLE_NORMAL, binding->help);
}

static void put_verbs(struct pen *pen)
{
	const struct verb_row *row;

	put_text(pen, ROLE_TITLE, "COMMANDS, typed after a colon");
	for (size_t i = 0; (row = verb_row(i)) != NULL; i++) {
		int y = next_row(pen);
		int x = 24;

		if (y < 0) {
			continue;
		}
		canvas_printf(pen->canvas, y, 1, x - 2, ROLE_KEY, ":%s%s%s", row->name,
			row->argument ? " " : "", row->argument ? row->argument : "");
		canvas_put(pen->canvas, y, x, pen->canvas->cols - x, ROLE_NORMAL, row->help);
	}
	put_text(pen, ROLE_NORMAL, "Tab completes, Up and Down show what was typed before,");
	put_text(pen, ROLE_NORMAL, "and a beginning will do: :int 30s, :q.");
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

static void put_orders(struct pen *pen)
{
	put_text(pen, ROLE_TITLE, "ORDERS of the sessions, for :sort and --sort; -age turns one");
	for (int by = 0; by < ORDER_COUNT; by++) {
		int y = next_row(pen);
		int x = 24;

		if (y < 0) {
			continue;
		}
		canvas_put(pen->canvas, y, 1, x - 2, ROLE_KEY, order_info(by)->name);
		canvas_put(pen->canvas, y, x, pen->canvas->cols - x, ROLE_NORMAL,
			order_info(by)->words);
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

static void put_limits(struct pen *pen, const struct session_thresholds *limits)
{
	char grace[UNITS_TEXT_SIZE], future[UNITS_TEXT_SIZE], text[160];

	units_format_interval(limits->grace_ms, grace);
	units_format_interval(limits->future_ms, future);
	snprintf(text, sizeof(text), "critical  from %gx its interval, over it by %s; or %d errors",
		limits->critical, grace, (int)limits->errors_critical);
	put_text(pen, ROLE_NORMAL, text);
	snprintf(text, sizeof(text), "late      from %gx its interval, over it by %s; or %d errors",
		limits->late, grace, (int)limits->errors_late);
	put_text(pen, ROLE_NORMAL, text);
	snprintf(text, sizeof(text), "future    more than %s ahead of the server", future);
	put_text(pen, ROLE_NORMAL, text);
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

/* Which views a key is for, where it is not for all. */
static bool is_for_all(const struct key_binding *binding)
{
	return (binding->views & IN_ALL & ~IN_VIEW(VIEW_HELP)) == (IN_ALL & ~IN_VIEW(VIEW_HELP));
}

static void put_keys(struct pen *pen, const char *title, unsigned views)
{
	const struct key_binding *binding;

	put_text(pen, ROLE_TITLE, title);
	for (size_t i = 0; (binding = keymap_row(i)) != NULL; i++) {
		if (views == IN_ALL ? is_for_all(binding)
				    : !is_for_all(binding) && (binding->views & views)) {
			put_key(pen, binding);
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

static const char *const reading_hints[] = {
	"LATE   age of the last poll, in intervals of that session",
	"AGE    as of the last good read: its time is at the top",
	"ERR    errorCount, warmer from 1, 3, 6, 10 and 20",
	"       (. : + # @ where colours do not show it)",
	"*      tagged; a: acknowledged, not counted for a time",
	"?      not known, which is never shown as 0",
	"~      after ACT: you wrote it, the index does not show it",
	"gone?  the last sweep did not show it; soon dropped",
	"RCU    read capacity units, as DynamoDB reports them",
};

static void put_all(struct pen *pen, const struct ui *ui)
{
	put_keys(pen, "KEYS, everywhere", IN_ALL);
	put_keys(pen, "KEYS, in the overview", IN_VIEW(VIEW_OVERVIEW));
	put_keys(pen, "KEYS, in the sessions of a service", IN_VIEW(VIEW_SESSIONS));
	put_keys(pen, "KEYS, in a session", IN_VIEW(VIEW_DETAIL));
	put_keys(pen, "KEYS, in the incident summary", IN_VIEW(VIEW_SUMMARY));
	put_verbs(pen);
	put_filters(pen);
	put_orders(pen);
	put_text(pen, ROLE_TITLE, "STATES, worst first");
	put_states(pen);
	put_text(pen, ROLE_NORMAL, "");
	put_text(pen, ROLE_TITLE, "LIMITS in force");
	put_limits(pen, &ui->settings->limits);
	put_own_limits(pen, ui->settings);
	put_text(pen, ROLE_NORMAL, "");
	put_text(pen, ROLE_TITLE, "READING THE SCREEN");
	for (size_t i = 0; i < ARRAY_LEN(reading_hints); i++) {
		put_text(pen, ROLE_NORMAL, reading_hints[i]);
	}
	put_text(pen, ROLE_NORMAL, "LATE, LAST TICKS");
	put_text(pen, ROLE_NORMAL, sparkline_scale());
}

size_t view_help_lines(const struct ui *ui)
{
	struct pen pen = {0};

	put_all(&pen, ui);
	return pen.line;
}

int view_help_fixed_rows(const struct ui *ui, int rows)
{
	(void)ui;
	(void)rows;
	return 1;
}

void view_help_draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_HELP];
	struct pen pen = {.canvas = canvas, .list = list, .y = y + 1};

	(void)rows;
	canvas_printf(canvas, y, 1, canvas->cols - 2, ROLE_DIM, "help   lines %zu-%zu of %zu",
		list->top + 1, list_end(list), list->count);
	put_all(&pen, ui);
}
