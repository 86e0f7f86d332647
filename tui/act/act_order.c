/* SPDX-License-Identifier: MIT */
#include "act/act.h"
#include "list/sort.h"
#include "ui/selection.h"
#include "view/service_columns.h"
#include "view/session_columns.h"

#include <limits.h>
#include <string.h>

/* Which of the two lists is meant: that of the services where it is shown, else that of the
 * sessions. */
static bool is_overview(const struct ui *ui)
{
	return ui_view_below(ui) == VIEW_OVERVIEW;
}

/* Lists anew; the cursor goes to the top, which is what one sorts for, unless it follows. */
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
	act_say(app, "%s sorted by %s: %s.", is_overview(ui) ? "Services" : "Sessions",
		ui_order_info(ui, ui_view_below(ui))->name, ui_order_words(ui, ui_view_below(ui)));
}

const struct sort_info *act_listed_order(const struct ui *ui, int by)
{
	return is_overview(ui) ? sort_services_info(by) : sort_info(by);
}

const struct column_table *act_listed_columns(const struct ui *ui)
{
	return is_overview(ui) ? service_columns() : session_columns();
}

static struct column_choice *chosen_columns(struct ui *ui)
{
	return is_overview(ui) ? &ui->services_columns : &ui->sessions_columns;
}

/* The order by the column of a title; -1: there is none. */
static int order_by_title(const struct ui *ui, const char *title)
{
	int by = 0;

	while (act_listed_order(ui, by) && strcmp(act_listed_order(ui, by)->title, title) != 0) {
		by++;
	}
	return act_listed_order(ui, by) ? by : -1;
}

/* Sorts by the next of the columns that are shown, at the last by the first again. */
static void step_order(struct app *app, int step)
{
	struct ui *ui = &app->ui;
	struct sort_order *order = ui_order(ui);
	struct column room[COLUMN_MAX];
	int cols = app->drawn ? app->drawn->cols : INT_MAX;
	const struct column_table table =
		column_choice_apply(chosen_columns(ui), act_listed_columns(ui), cols, room);
	int orders[COLUMN_MAX], count = 0, at = step > 0 ? -1 : 0;

	for (size_t i = 0; i < table.count; i++) {
		int by = order_by_title(ui, table.columns[i].title);

		if (by < 0 || table.columns[i].from_cols > cols) {
			continue;
		}
		at = by == order->by ? count : at;
		orders[count++] = by;
	}
	if (count > 0) { /* there is room for none on the smallest screens */
		*order = (struct sort_order){.by = orders[(at + step + count) % count]};
		use_order(app);
	}
}

void act_sort_left(struct app *app)
{
	step_order(app, -1);
}

void act_sort_right(struct app *app)
{
	step_order(app, 1);
}

void act_invert_order(struct app *app)
{
	ui_order(&app->ui)->is_inverted = !ui_order(&app->ui)->is_inverted;
	use_order(app);
}

void act_run_sort(struct app *app, const char *argument)
{
	struct ui *ui = &app->ui;
	bool is_good = is_overview(ui) ? sort_services_parse(argument, &ui->services_order)
				       : sort_parse(argument, &ui->sessions_order);
	struct buf names = {0};

	if (is_good) {
		use_order(app);
		return;
	}
	for (int by = 0; act_listed_order(ui, by); by++) {
		buf_printf(&names, " %s", act_listed_order(ui, by)->name);
	}
	act_refuse_typed(app,
		"No order \"%s\"; there are%s, and -late and the like for the other way round.",
		argument, buf_text(&names));
	buf_fini(&names);
}

/* All that can be named, with blanks between. */
static void append_names(const struct column_table *table, struct buf *out)
{
	for (size_t i = 0; i < table->count; i++) {
		if (column_choice_has(&table->columns[i])) {
			buf_printf(out, "%s ", table->columns[i].name);
		}
	}
	buf_puts(out, COLUMN_CHOICE_NONE);
}

void act_run_columns(struct app *app, const char *argument)
{
	struct ui *ui = &app->ui;
	struct column_choice *choice = chosen_columns(ui);
	const struct column_table *table = act_listed_columns(ui);
	struct buf shown = {0}, names = {0};
	const char *wrong;
	size_t wrong_length;

	append_names(table, &names);
	/* Alone it only tells. */
	if (*argument && !column_choice_parse(choice, table, argument, &wrong, &wrong_length)) {
		act_refuse_typed(app, "No column \"%.*s\"; there are %s.", (int)wrong_length, wrong,
			buf_text(&names));
	} else {
		column_choice_print(choice, table, &shown);
		act_say(app, "Columns of the %s, as many as fit: %s. There are %s.",
			is_overview(ui) ? "services" : "sessions", buf_text(&shown),
			buf_text(&names));
	}
	buf_fini(&shown);
	buf_fini(&names);
}

void act_turn_lock(struct app *app)
{
	struct ui *ui = &app->ui;

	ui->is_order_locked = !ui->is_order_locked;
	ui->arrivals = 0;
	if (ui->is_order_locked) {
		act_say(app,
			"Order locked: rows stay where they are, new ones go to the end; o lets "
			"them go.");
	} else {
		selection_relist(ui);
		act_say(app, "Order follows the data again.");
	}
}

void act_turn_follow(struct app *app)
{
	struct ui *ui = &app->ui;
	const struct list *list = &ui->lists[VIEW_SESSIONS];
	char user[UI_SHORT_SIZE];

	if (!ui->is_following && !ui->selected_session) {
		act_say(app, "There is no session here to follow.");
		return;
	}
	ui->is_following = !ui->is_following;
	ui->followed_row = list->selected - list->top;
	if (ui->is_following) {
		act_say(app, "Following %s: it stays in this row of the screen; F ends that.",
			ui_short(ui->user_id, user));
	} else {
		act_say(app, "Not following any more.");
	}
}
