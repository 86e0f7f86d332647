/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "ui/selection.h"

/*
 * The cursor returns to the session that was selected before the filter was typed, if it passes,
 * else to the top. Takes the filter.
 */
static void use_filter(struct app *app, const struct predicate *filter)
{
	struct ui *ui = &app->ui;

	predicate_fini(&ui->filter);
	ui->filter = *filter;
	ui_set_text(&ui->user_id, ui->anchor_user_id);
	ui_set_text(&ui->service, ui->anchor_service);
	list_select(&ui->lists[VIEW_SESSIONS], 0);
	if (ui->view == VIEW_OVERVIEW) {
		list_select(&ui->lists[VIEW_OVERVIEW], 0);
	}
	selection_relist(ui);
}

void act_filter_begin(struct app *app)
{
	struct ui *ui = &app->ui;

	ui_set_text(&ui->anchor_user_id, ui->user_id);
	ui_set_text(&ui->anchor_service, ui->service);
}

bool act_filter_try(struct app *app, const char *text, struct predicate_error *error)
{
	struct predicate filter;

	if (!filter_parse(&filter, text, error)) {
		return false;
	}
	use_filter(app, &filter);
	return true;
}

void act_filter_restore(struct app *app)
{
	struct predicate_error error;

	(void)act_filter_try(app, app->ui.filter_before, &error);
}

void act_filter_set(struct app *app, const char *text)
{
	struct predicate_error error;

	act_filter_begin(app);
	if (!act_filter_try(app, text, &error)) {
		app_reject_typed(app, "Invalid filter, at %zu: %s.", error.at + 1, error.reason);
		return;
	}
	prompt_history_add(&app->ui.histories[PROMPT_FILTER], text);
	app_say(app, *text ? "Filter set. :filter alone clears it." : "Filter cleared.");
}

void act_filter_clear(struct app *app)
{
	app_say(app, "Cleared the filter %s. / and Up bring it back.", app->ui.filter.text);
	act_filter_begin(app);
	use_filter(app, &(struct predicate){0});
}

void act_filter_problems(struct app *app)
{
	app->ui.problems_only = !app->ui.problems_only;
	selection_list_sessions(&app->ui);
}
