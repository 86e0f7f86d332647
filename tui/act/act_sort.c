/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "ui/selection.h"

#include <limits.h>
#include <string.h>

static bool is_overview(const struct ui *ui)
{
	return ui_view_below(ui) == VIEW_OVERVIEW;
}

/* After sorting, the top is what matters: the cursor goes there, unless it follows a session. */
static void use_order(struct app *app)
{
	struct ui *ui = &app->ui;

	if (!ui->is_following && ui->view == VIEW_SESSIONS) {
		ui->is_session_chosen = false;
	}
	if (!ui->is_following && ui->view == VIEW_OVERVIEW) {
		ui_set_text(&ui->service, NULL);
		list_select(&ui->lists[VIEW_OVERVIEW], 0);
	}
	selection_relist(ui);
	app_say(app, "%s sorted by %s: %s.", is_overview(ui) ? "Services" : "Sessions",
		ui_sort_field(ui, ui_view_below(ui))->name, ui_sort_words(ui, ui_view_below(ui)));
}

const struct field_table *act_sort_fields(const struct ui *ui)
{
	return ui_fields(ui_view_below(ui));
}

static struct sort_order *order_of(struct ui *ui)
{
	return is_overview(ui) ? &ui->services_order : &ui->sessions_order;
}

static struct column_choice *chosen_columns(struct ui *ui)
{
	return is_overview(ui) ? &ui->services_columns : &ui->sessions_columns;
}

void act_sort_by_next_column(struct app *app, int step)
{
	struct ui *ui = &app->ui;
	struct sort_order *order = order_of(ui);
	const struct field_table *table = act_sort_fields(ui);
	const struct field *shown[FIELD_MAX];
	int cols = app->drawn ? app->drawn->cols : INT_MAX;
	size_t shown_count = ui_shown_columns(ui, ui_view_below(ui), cols, shown);
	int count = 0, at = step > 0 ? -1 : 0;
	size_t orders[FIELD_MAX];

	for (size_t i = 0; i < shown_count; i++) {
		if (shown[i]->sorted) {
			orders[count] = (size_t)(shown[i] - table->fields);
			at = orders[count] == order->by ? count : at;
			count++;
		}
	}
	if (count > 0) { /* the smallest screens have room for none */
		*order = (struct sort_order){.by = orders[(at + step + count) % count]};
		use_order(app);
	}
}

void act_sort_by_letter(struct app *app)
{
	struct ui *ui = &app->ui;
	struct sort_order *order = order_of(ui);
	const struct field_table *table = act_sort_fields(ui);

	for (size_t i = 0; i < table->count; i++) {
		if (table->fields[i].letter == app->key) {
			order->is_inverted = order->by == i && !order->is_inverted;
			order->by = i;
			use_order(app);
		}
	}
}

void act_sort_reverse(struct app *app)
{
	order_of(&app->ui)->is_inverted = !order_of(&app->ui)->is_inverted;
	use_order(app);
}

void act_sort_typed(struct app *app, const char *text)
{
	struct ui *ui = &app->ui;
	const struct field_table *table = act_sort_fields(ui);
	struct sort_order *order = order_of(ui);
	struct buf names = {0};

	if (sort_parse(table, text, order)) {
		use_order(app);
		return;
	}
	sort_append_names(table, &names);
	app_reject_typed(app,
		"No sort order \"%s\". Available: %s; - reverses one, as in :sort -late.", text,
		buf_text(&names));
	buf_fini(&names);
}

void act_sort_set_columns(struct app *app, const char *columns)
{
	struct ui *ui = &app->ui;
	struct column_choice *choice = chosen_columns(ui);
	const struct field_table *table = act_sort_fields(ui);
	struct buf shown = {0}, names = {0};
	const char *wrong;
	size_t wrong_length;

	column_choice_put_names(table, &names);
	if (*columns && !column_choice_parse(choice, table, columns, &wrong, &wrong_length)) {
		app_reject_typed(app, "No column \"%.*s\". Available: %s.", (int)wrong_length,
			wrong, buf_text(&names));
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
	ui->is_session_chosen = true;
	if (ui->is_following) {
		app_say(app, "Following %s: it stays in this row of the screen. F stops following.",
			ui_short(ui->user_id, user));
	} else {
		app_say(app, "Stopped following.");
	}
}
