/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "timestamp.h"

#include <string.h>

void act_baseline_set(struct app *app)
{
	struct ui *ui = &app->ui;
	char clock[TIMESTAMP_SIZE];

	if (!ui_has_data(ui)) {
		app_say(app, "No totals yet to compare with.");
		return;
	}
	ui->baseline = (struct baseline){.is_set = true,
		.asof_ms = ui->snapshot->asof_ms,
		.totals = ui->snapshot->totals,
		.late = ui->snapshot->diagnosis->late,
		.overdue = ui->fleet.overdue};
	session_history_rebase(&ui->session_histories, ui->snapshot);
	timestamp_format_short(ui->baseline.asof_ms, ui->baseline.asof_ms, clock);
	app_say(app, "Totals now show their change since %s. :baseline off stops that.", clock);
}

void act_baseline_typed(struct app *app, const char *argument)
{
	if (strcmp(argument, "off") == 0) {
		app->ui.baseline.is_set = false;
		app_say(app, "Totals no longer show changes.");
	} else if (*argument) {
		app_reject_typed(app, ":baseline takes no argument, or off, not \"%s\".", argument);
	} else {
		act_baseline_set(app);
	}
}
