/* SPDX-License-Identifier: MIT */
#include "act/act.h"
#include "units.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

bool act_refuse_replay(struct app *app)
{
	if (ui_is_replay(&app->ui)) {
		act_say(app, "This is a recording: nothing can be read or written.");
	}
	return ui_is_replay(&app->ui);
}

/* The replay that is shown; NULL, with a word, where there is none. */
static const struct replay_status *find_replay(struct app *app)
{
	if (!ui_is_replay(&app->ui)) {
		act_say(app, "That is for recordings, which --replay shows.");
		return NULL;
	}
	return app->shown ? &app->shown->replay : NULL;
}

static void send_step(struct app *app, int steps)
{
	if (find_replay(app)) {
		act_send(app, &(struct poller_command){.kind = COMMAND_STEP, .steps = steps});
	}
}

void act_step(struct app *app)
{
	send_step(app, 1);
}

void act_step_back(struct app *app)
{
	send_step(app, -1);
}

/* "09:41" or "09:41:05", on the day that is shown or on one beside it, if the recording is from
 * then. */
static bool parse_clock(const char *text, const struct replay_status *replay, int64_t *time_ms)
{
	char date[UNITS_TEXT_SIZE], whole[2 * UNITS_TEXT_SIZE];
	int64_t at_ms;

	if (strlen(text) > 8) {
		return false;
	}
	units_format_time(replay->at_ms, 0, date);
	snprintf(whole, sizeof(whole), "%.10sT%s%sZ", date, text, strlen(text) < 8 ? ":00" : "");
	if (!units_parse_time(whole, &at_ms, NULL)) {
		return false;
	}
	*time_ms = at_ms;
	for (int64_t day = -1; day <= 1; day++) {
		int64_t other_ms = at_ms + day * DAY_MS;

		if ((at_ms < replay->begin_ms || at_ms > replay->end_ms) &&
			other_ms >= replay->begin_ms && other_ms <= replay->end_ms) {
			*time_ms = other_ms;
		}
	}
	return true;
}

void act_run_goto(struct app *app, const char *argument)
{
	const struct replay_status *replay = find_replay(app);
	char begin[UNITS_TEXT_SIZE], end[UNITS_TEXT_SIZE];
	int64_t at_ms;

	if (!replay) {
		return;
	}
	if (!units_parse_time(argument, &at_ms, NULL) && !parse_clock(argument, replay, &at_ms)) {
		act_refuse_typed(app,
			"A time is wanted, as in :goto 09:41, :goto 09:41:05 or :goto "
			"2026-01-15T09:41:05Z; \"%s\" is none.",
			argument);
		return;
	}
	/* A minute may be named that has begun before. */
	if (at_ms < replay->begin_ms - 60000 || at_ms > replay->end_ms) {
		units_format_time(replay->begin_ms, 0, begin);
		units_format_time(replay->end_ms, 0, end);
		act_refuse_typed(app, "The recording is from %s to %s.", begin, end);
		return;
	}
	act_send(app, &(struct poller_command){.kind = COMMAND_GOTO, .at_ms = at_ms});
}
