/* SPDX-License-Identifier: MIT */
#include "act/act.h"
#include "base.h"
#include "units.h"

#include <stdlib.h>

/* What --interval accepts. */
#define INTERVAL_MIN_MS INT64_C(1000)
#define INTERVAL_MAX_MS INT64_C(3600000)

static const int64_t interval_steps_ms[] = {
	1000, 2000, 5000, 10000, 15000, 30000, 60000, 120000, 300000};

void act_turn_pause(struct app *app)
{
	struct snapshot *waiting = app->newest;

	if (ui_is_replay(&app->ui)) {
		act_send(app, &(struct poller_command){.kind = COMMAND_HOLD});
		return;
	}
	app->ui.is_paused = !app->ui.is_paused;
	app->newest = NULL;
	if (waiting) {
		act_show(app, waiting);
	}
}

void act_ask_refresh(struct app *app)
{
	if (act_refuse_replay(app)) {
		return;
	}
	act_send(app, &(struct poller_command){.kind = COMMAND_REFRESH});
	act_say(app, "Refreshing...");
	app->message_ends_with_data = true;
}

static void set_interval(struct app *app, int64_t interval_ms)
{
	char text[UNITS_TEXT_SIZE];

	app->interval_ms = interval_ms;
	act_send(app,
		&(struct poller_command){.kind = COMMAND_INTERVAL, .interval_ms = interval_ms});
	units_format_interval(interval_ms, text);
	act_say(app, "Refresh every %s.", text);
}

void act_make_slower(struct app *app)
{
	if (ui_is_replay(&app->ui)) {
		act_send(app, &(struct poller_command){.kind = COMMAND_SPEED, .steps = 1});
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(interval_steps_ms); i++) {
		if (interval_steps_ms[i] > app->interval_ms) {
			set_interval(app, interval_steps_ms[i]);
			return;
		}
	}
	act_say(app, "The interval is the longest already.");
}

void act_make_faster(struct app *app)
{
	if (ui_is_replay(&app->ui)) {
		act_send(app, &(struct poller_command){.kind = COMMAND_SPEED, .steps = -1});
		return;
	}
	for (size_t i = ARRAY_LEN(interval_steps_ms); i-- > 0;) {
		if (interval_steps_ms[i] < app->interval_ms) {
			set_interval(app, interval_steps_ms[i]);
			return;
		}
	}
	act_say(app, "The interval is the shortest already.");
}

void act_run_interval(struct app *app, const char *argument)
{
	int64_t interval_ms;

	if (act_refuse_replay(app)) {
		return;
	}
	if (!units_parse_duration(argument, &interval_ms) || interval_ms < INTERVAL_MIN_MS ||
		interval_ms > INTERVAL_MAX_MS) {
		act_refuse_typed(app,
			"The interval is a time from 1s to 1h, as in :interval 30s; \"%s\" is not.",
			argument);
		return;
	}
	set_interval(app, interval_ms);
}

void act_run_refresh(struct app *app, const char *argument)
{
	(void)argument;
	act_ask_refresh(app);
}

void act_run_sweep(struct app *app, const char *argument)
{
	(void)argument;
	if (act_refuse_replay(app)) {
		return;
	}
	act_send(app, &(struct poller_command){.kind = COMMAND_SWEEP});
	act_say(app, "Reading every session again, as fast as the budget allows.");
}

void act_run_reconcile(struct app *app, const char *argument)
{
	(void)argument;
	if (act_refuse_replay(app)) {
		return;
	}
	act_send(app, &(struct poller_command){.kind = COMMAND_RECONCILE});
	act_say(app, "Scanning the table for sessions that are in no index, within the budget.");
}

void act_run_profile(struct app *app, const char *argument)
{
	if (act_refuse_replay(app)) {
		return;
	}
	if (app->ui.settings->record) {
		act_say(app, "What is recorded is of one profile: start anew for another.");
		return;
	}
	free(app->wanted_profile);
	app->wanted_profile = base_strdup(argument);
	act_say(app, "Asking with profile %s; the screen stays as it is until there are data.",
		argument);
}
