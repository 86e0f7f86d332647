/* SPDX-License-Identifier: MIT */
#include "act/act_sort.h"

#include "ui/selection.h"
#include "view/service_columns.h"
#include "view/session_columns.h"

#include <limits.h>
#include <string.h>

static bool is_overview(const struct ui *ui)
{
	return ui_view_below(ui) == VIEW_OVERVIEW;
}

/* The cursor goes to the top, which is what one sorts for, unless it follows a session. */
static void use_order(struct app *app)
{
	struct ui *ui = &app->ui;

	if (!ui->is_following && ui->view == VIEW_SESSIONS) {
		ui_set_text(&ui->user_id, NULL);
		list_select(&ui->lists[VIEW_SESSIONS], 0);
	}
	selection_relist(ui);
	if (!ui->is_following && ui->view == VIEW_OVERVIEW && ui->snapshot) {
		list_select(&ui->lists[VIEW_OVERVIEW], 0);
		selection_take_service(ui);
	}
	app_say(app, "%s sorted by %s: %s.", is_overview(ui) ? "Services" : "Sessions",
		ui_order_info(ui, ui_view_below(ui))->name, ui_order_words(ui, ui_view_below(ui)));
}

const struct sort_info *act_sort_order_at(const struct ui *ui, int by)
{
	return is_overview(ui) ? sort_services_info(by) : sort_info(by);
}

const struct column_table *act_sort_columns(const struct ui *ui)
{
	return is_overview(ui) ? service_columns() : session_columns();
}

static struct column_choice *chosen_columns(struct ui *ui)
{
	return is_overview(ui) ? &ui->services_columns : &ui->sessions_columns;
}

/* The order by the column with that title; -1: none. */
static int order_by_title(const struct ui *ui, const char *title)
{
	int by = 0;

	while (act_sort_order_at(ui, by) && strcmp(act_sort_order_at(ui, by)->title, title) != 0) {
		by++;
	}
	return act_sort_order_at(ui, by) ? by : -1;
}

void act_sort_by_next_column(struct app *app, int step)
{
	struct ui *ui = &app->ui;
	struct sort_order *order = ui_order(ui);
	struct column room[COLUMN_MAX];
	int cols = app->drawn ? app->drawn->cols : INT_MAX;
	const struct column_table table =
		column_choice_apply(chosen_columns(ui), act_sort_columns(ui), cols, room);
	int orders[COLUMN_MAX], count = 0, at = step > 0 ? -1 : 0;

	for (size_t i = 0; i < table.count; i++) {
		int by = order_by_title(ui, table.columns[i].title);

		if (by < 0 || table.columns[i].from_cols > cols) {
			continue;
		}
		at = by == order->by ? count : at;
		orders[count++] = by;
	}
	if (count > 0) { /* the smallest screens have room for none */
		*order = (struct sort_order){.by = orders[(at + step + count) % count]};
		use_order(app);
	}
}

void act_sort_reverse(struct app *app)
{
	ui_order(&app->ui)->is_inverted = !ui_order(&app->ui)->is_inverted;
	use_order(app);
}

void act_sort_typed(struct app *app, const char *order)
{
	struct ui *ui = &app->ui;
	bool is_good = is_overview(ui) ? sort_services_parse(order, &ui->services_order)
				       : sort_parse(order, &ui->sessions_order);
	struct buf names = {0};

	if (is_good) {
		use_order(app);
		return;
	}
	for (int by = 0; act_sort_order_at(ui, by); by++) {
		buf_printf(&names, " %s", act_sort_order_at(ui, by)->name);
	}
	app_reject_typed(app,
		"No sort order \"%s\". There are%s; a leading - reverses one: :sort -late.", order,
		buf_text(&names));
	buf_fini(&names);
}

/* The names of all columns that can be chosen, separated by blanks. */
static void append_names(const struct column_table *table, struct buf *out)
{
	for (size_t i = 0; i < table->count; i++) {
		if (column_choice_has(&table->columns[i])) {
			buf_printf(out, "%s ", table->columns[i].name);
		}
	}
	buf_puts(out, COLUMN_CHOICE_NONE);
}

void act_sort_set_columns(struct app *app, const char *columns)
{
	struct ui *ui = &app->ui;
	struct column_choice *choice = chosen_columns(ui);
	const struct column_table *table = act_sort_columns(ui);
	struct buf shown = {0}, names = {0};
	const char *wrong;
	size_t wrong_length;

	append_names(table, &names);
	if (*columns && !column_choice_parse(choice, table, columns, &wrong, &wrong_length)) {
		app_reject_typed(app, "No column \"%.*s\". There are %s.", (int)wrong_length, wrong,
			buf_text(&names));
	} else {
		column_choice_print(choice, table, &shown);
		app_say(app, "Columns of the %s, as space permits: %s. Available: %s.",
			is_overview(ui) ? "services" : "sessions", buf_text(&shown),
			buf_text(&names));
	}
	buf_fini(&shown);
	buf_fini(&names);
}

void act_sort_lock(struct app *app)
{
	struct ui *ui = &app->ui;

	ui->is_order_locked = !ui->is_order_locked;
	ui->arrivals = 0;
	if (ui->is_order_locked) {
		app_say(app,
			"Order locked: rows stay in place, new ones go to the end. o unlocks it.");
	} else {
		selection_relist(ui);
		app_say(app, "Order unlocked: sorted by the current values again.");
	}
}

void act_sort_follow(struct app *app)
{
	struct ui *ui = &app->ui;
	const struct list *list = &ui->lists[VIEW_SESSIONS];
	char user[UI_SHORT_SIZE];

	if (!ui->is_following && !ui->selected_session) {
		app_say(app, "No session to follow here.");
		return;
	}
	ui->is_following = !ui->is_following;
	ui->followed_row = list->selected - list->top;
	if (ui->is_following) {
		app_say(app, "Following %s: it stays in this row of the screen. F stops following.",
			ui_short(ui->user_id, user));
	} else {
		app_say(app, "Stopped following.");
	}
}
