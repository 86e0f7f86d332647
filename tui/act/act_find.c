/* SPDX-License-Identifier: MIT */
#include "act/act.h"
#include "list/filter.h"
#include "ui/selection.h"

/* --- Filter --------------------------------------------------------------------------------- */

/*
 * Shows what passes a filter from now on. The cursor goes back to where it was before anything was
 * typed, if that passes, else to the top.
 */
static void use_filter(struct app *app, const struct filter *filter)
{
	struct ui *ui = &app->ui;

	ui->filter = *filter;
	ui_set_text(&ui->user_id, ui->anchor_user_id);
	list_select(&ui->lists[VIEW_SESSIONS], 0);
	if (ui->view == VIEW_OVERVIEW) {
		ui_set_text(&ui->service, ui->anchor_service);
		list_select(&ui->lists[VIEW_OVERVIEW], 0);
	}
	selection_relist(ui);
}

void act_drop_anchor(struct app *app)
{
	struct ui *ui = &app->ui;

	ui_set_text(&ui->anchor_user_id, ui->user_id);
	ui_set_text(&ui->anchor_service, ui->service);
}

bool act_try_filter(struct app *app, const char *text, struct filter_fault *fault)
{
	struct filter filter;

	if (!filter_parse(&filter, text, fault)) {
		return false;
	}
	use_filter(app, &filter);
	return true;
}

void act_restore_filter(struct app *app)
{
	struct filter before = app->ui.filter_before;

	use_filter(app, &before);
}

void act_run_filter(struct app *app, const char *argument)
{
	struct filter_fault fault;

	act_drop_anchor(app);
	if (!act_try_filter(app, argument, &fault)) {
		act_refuse_typed(app, "Not filtered, at %zu: %s.", fault.at + 1, fault.reason);
		return;
	}
	prompt_keep(&app->ui.histories[PROMPT_FILTER], argument);
	act_say(app, *argument ? "Filtered; :filter alone drops it." : "No filter.");
}

void act_leave(struct app *app)
{
	struct ui *ui = &app->ui;
	bool is_list = ui->view == VIEW_OVERVIEW || ui->view == VIEW_SESSIONS;

	if (is_list && ui->filter.count > 0) {
		act_say(app, "Dropped the filter %s; / and Up bring it back.", ui->filter.text);
		act_drop_anchor(app);
		use_filter(app, &(struct filter){0});
	} else {
		act_go_back(app);
	}
}

/* --- Times ---------------------------------------------------------------------------------- */

static const char *const time_words[TIMES_COUNT] = {
	[TIMES_UTC] = "UTC", [TIMES_LOCAL] = "this machine's time zone", [TIMES_AGE] = "ages"};

void act_turn_times(struct app *app)
{
	app->ui.times = (app->ui.times + 1) % TIMES_COUNT;
	act_say(app, "Times of the lists are shown as %s.", time_words[app->ui.times]);
}
