/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "duration.h"

#include <stdlib.h>

/* As of --interval. */
#define INTERVAL_MIN_MS INT64_C(1000)
#define INTERVAL_MAX_MS INT64_C(3600000)

static const int64_t interval_steps_ms[] = {
	1000, 2000, 5000, 10000, 15000, 30000, 60000, 120000, 300000};

void act_refresh_freeze(struct app *app)
{
	struct snapshot *waiting = app->newest;

	if (ui_is_replay(&app->ui)) {
		app_send(app, &(struct poller_command){.kind = COMMAND_FREEZE});
		return;
	}
	app->ui.is_frozen = !app->ui.is_frozen;
	app->newest = NULL;
	if (waiting) {
		app_show(app, waiting);
	}
}

void act_refresh_now(struct app *app)
{
	if (app_rejects_replay(app)) {
		return;
	}
	app_send(app, &(struct poller_command){.kind = COMMAND_REFRESH});
	app_say(app, "Refreshing...");
	app->message_until_snapshot = true;
}

static void read_more(struct app *app, enum poller_command_kind kind, const char *message)
{
	if (!app_rejects_replay(app)) {
		app_send(app, &(struct poller_command){.kind = kind});
		app_say(app, "%s", message);
	}
}

void act_refresh_sweep(struct app *app)
{
	read_more(app, COMMAND_SWEEP, "Reading every session again, within the read budget.");
}

void act_refresh_reconcile(struct app *app)
{
	if (app->ui.settings->user) {
		app_say(app,
			"Nothing to scan: --user reads all items of this user from the table.");
		return;
	}
	read_more(app, COMMAND_RECONCILE,
		"Scanning the table for sessions in no index, within the read budget.");
}

/* --- Interval ------------------------------------------------------------------------------- */

static void set_interval(struct app *app, int64_t interval_ms)
{
	char text[DURATION_SIZE];

	app->interval_ms = interval_ms;
	app_send(app,
		&(struct poller_command){.kind = COMMAND_INTERVAL, .interval_ms = interval_ms});
	duration_format_setting(interval_ms, text);
	app_say(app, "Refreshing every %s.", text);
}

static void change_speed(struct app *app, int steps)
{
	app_send(app, &(struct poller_command){.kind = COMMAND_SPEED, .steps = steps});
}

void act_refresh_step_up(struct app *app)
{
	if (ui_is_replay(&app->ui)) {
		change_speed(app, 1);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(interval_steps_ms); i++) {
		if (interval_steps_ms[i] > app->interval_ms) {
			set_interval(app, interval_steps_ms[i]);
			return;
		}
	}
	app_say(app, "This is the longest interval. :interval sets up to 1h.");
}

void act_refresh_step_down(struct app *app)
{
	if (ui_is_replay(&app->ui)) {
		change_speed(app, -1);
		return;
	}
	for (size_t i = ARRAY_LEN(interval_steps_ms); i-- > 0;) {
		if (interval_steps_ms[i] < app->interval_ms) {
			set_interval(app, interval_steps_ms[i]);
			return;
		}
	}
	app_say(app, "This is the shortest interval.");
}

void act_refresh_set_interval(struct app *app, const char *text)
{
	int64_t interval_ms;

	if (app_rejects_replay(app)) {
		return;
	}
	if (!duration_parse(text, &interval_ms) || interval_ms < INTERVAL_MIN_MS ||
		interval_ms > INTERVAL_MAX_MS) {
		app_reject_typed(app,
			"\"%s\" is not an interval. Type one from 1s to 1h, as in :interval 30s.",
			text);
		return;
	}
	set_interval(app, interval_ms);
}

/* --- Theme ---------------------------------------------------------------------------------- */

void act_refresh_use_theme(struct app *app, const char *theme)
{
	int chosen = settings_choice("theme", theme);

	if (chosen < 0) {
		app_reject_typed(
			app, "No theme \"%s\". Available: %s.", theme, settings_choices("theme"));
		return;
	}
	app->theme = (enum settings_theme)chosen;
	app->theme_requested = true;
	app_say(app, "Theme %s. --theme=%s starts with it.", theme, theme);
}

/* --- Profile -------------------------------------------------------------------------------- */

void act_refresh_use_profile(struct app *app, const char *profile)
{
	if (app_rejects_replay(app)) {
		return;
	}
	if (app->ui.settings->record) {
		app_say(app, "A recording is of one profile: restart to record another.");
		return;
	}
	free(app->requested_profile);
	app->requested_profile = base_strdup(profile);
	app_say(app, "Connecting with profile %s. Until it has data the screen keeps the old one.",
		profile);
}
