/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "number.h"
#include "timestamp.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS    INT64_C(86400000)
#define MINUTE_MS INT64_C(60000)

/* The status of the replay; NULL, with a message, if this is none. */
static const struct replay_status *find_replay(struct app *app)
{
	if (!ui_is_replay(&app->ui)) {
		app_say(app, "This works in a replay only: see --replay.");
		return NULL;
	}
	return app->shown ? &app->shown->replay : NULL;
}

void act_replay_step(struct app *app, int frames)
{
	if (find_replay(app)) {
		app_send(app, &(struct poller_command){.kind = COMMAND_STEP, .steps = frames});
	}
}

/* "09:41" or "09:41:05": on the day on the screen or, if not recorded then, the day before or
 * after. */
static bool parse_clock(const char *text, const struct replay_status *replay, int64_t *time_ms)
{
	char date[TIMESTAMP_SIZE], whole[2 * NUMBER_SIZE];
	int64_t at_ms;

	if (strlen(text) > 8) {
		return false;
	}
	timestamp_format(replay->at_ms, 0, date);
	snprintf(whole, sizeof(whole), "%.10sT%s%sZ", date, text, strlen(text) < 8 ? ":00" : "");
	if (!timestamp_parse(whole, &at_ms, NULL)) {
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

void act_replay_go_to(struct app *app, const char *text)
{
	const struct replay_status *replay = find_replay(app);
	char begin[TIMESTAMP_SIZE], end[TIMESTAMP_SIZE];
	int64_t at_ms;

	if (!replay) {
		return;
	}
	if (!timestamp_parse(text, &at_ms, NULL) && !parse_clock(text, replay, &at_ms)) {
		app_reject_typed(app,
			"\"%s\" is not a time. Type 09:41, 09:41:05 or 2026-01-15T09:41:05Z.",
			text);
		return;
	}
	/* The recording may have begun within the typed minute. */
	if (at_ms < replay->begin_ms - MINUTE_MS || at_ms > replay->end_ms) {
		timestamp_format(replay->begin_ms, 0, begin);
		timestamp_format(replay->end_ms, 0, end);
		app_reject_typed(app, "The recording runs from %s to %s.", begin, end);
		return;
	}
	app_send(app, &(struct poller_command){.kind = COMMAND_GOTO, .at_ms = at_ms});
}
