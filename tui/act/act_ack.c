/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "duration.h"
#include "timestamp.h"

#include <stdio.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)
#define DAY_MS    (1440 * MINUTE_MS)

/* "18:30" or "18:30Z": the next time it is 18:30 UTC. */
static bool parse_clock(const char *text, int64_t now_ms, int64_t *until_ms)
{
	int hour, minute, used = 0;

	if (sscanf(text, "%2d:%2d%n", &hour, &minute, &used) != 2 ||
		(strcmp(text + used, "") != 0 && strcmp(text + used, "Z") != 0) || hour < 0 ||
		hour > 23 || minute < 0 || minute > 59) {
		return false;
	}
	*until_ms = now_ms - now_ms % DAY_MS + (hour * 60 + minute) * MINUTE_MS;
	if (*until_ms <= now_ms) {
		*until_ms += DAY_MS;
	}
	return true;
}

static bool parse_until(const char *text, int64_t now_ms, int64_t *until_ms)
{
	int64_t duration_ms;

	if (duration_parse(text, &duration_ms) && duration_ms > 0) {
		*until_ms = now_ms + duration_ms;
		return true;
	}
	return parse_clock(text, now_ms, until_ms);
}

/* until_ms 0: removes the acknowledgement. */
static void change_ack(
	struct app *app, const struct session_id *id, int64_t until_ms, const char *note)
{
	struct ui *ui = &app->ui;

	if (until_ms > 0) {
		acks_add(&ui->acks, id, until_ms, note, ui->now_wall_ms);
	} else {
		acks_revoke(&ui->acks, id, ui->now_wall_ms);
	}
}

/* All sessions of a finding. Returns how many. */
static size_t change_acks_of(
	struct app *app, const struct finding *finding, int64_t until_ms, const char *note)
{
	const struct snapshot *snapshot = app->ui.snapshot;

	for (uint32_t i = 0; i < finding->members; i++) {
		struct session_id id =
			session_id_of(snapshot, &snapshot->sessions[finding->rows[i]]);

		change_ack(app, &id, until_ms, note);
	}
	return finding->members;
}

/*
 * Acknowledges the sessions of the finding that the overview has selected, or the tagged ones, else
 * the selected or open one. Returns how many.
 */
static size_t change_acks(struct app *app, int64_t until_ms, const char *note)
{
	struct ui *ui = &app->ui;

	if (ui_view_below(ui) == VIEW_OVERVIEW) {
		return change_acks_of(app, ui_selected_finding(ui), until_ms, note);
	}
	size_t count = ui_view_below(ui) == VIEW_SESSIONS ? ui->tags.keys.count : 0;

	for (size_t i = 0; i < count; i++) {
		change_ack(app, &ui->tags.keys.ids[i], until_ms, note);
	}
	if (count == 0 && ui->service && ui->user_id) {
		struct session_id id = {.service = ui->service, .user_id = ui->user_id};

		change_ack(app, &id, until_ms, note);
		count = 1;
	}
	return count;
}

bool act_ack_has_none(struct app *app)
{
	const struct ui *ui = &app->ui;
	const struct finding *finding = ui_selected_finding(ui);
	enum view_id view = ui_view_below(ui);
	bool has_any = view == VIEW_DETAIL     ? ui->user_id != NULL
		       : view == VIEW_SESSIONS ? ui->selected_session || ui->tags.keys.count > 0
		       : view == VIEW_OVERVIEW ? finding && finding->members > 0
					       : false;

	if (!has_any) {
		app_say(app,
			view == VIEW_SESSIONS || view == VIEW_DETAIL
				? "No session to acknowledge here."
				: "No session to acknowledge here: select a finding, or open a "
				  "service first.");
	}
	return !has_any;
}

bool act_ack_parse(struct app *app, const char *text)
{
	struct ui *ui = &app->ui;
	char word[PROMPT_SIZE], until[TIMESTAMP_SIZE];
	const char *note = text + strcspn(text, " ");
	int64_t until_ms = 0;

	snprintf(word, sizeof(word), "%.*s", (int)(note - text), text);
	note += strspn(note, " ");
	if (strcmp(word, "off") != 0 && !parse_until(word, ui->now_wall_ms, &until_ms)) {
		app_say(app,
			"Until when? Type a duration or a UTC time, then a note: 2h waiting for a "
			"deploy, or 18:30. off removes it.");
		return false;
	}
	size_t count = change_acks(app, until_ms, note);

	app_recount(app);
	app->save_requested = true;
	if (until_ms > 0) {
		timestamp_format_short(until_ms, ui->now_wall_ms, until);
		app_say(app, "Acknowledged until %s: %zu session%s, not counted until then.", until,
			count, count == 1 ? "" : "s");
	} else {
		app_say(app, "Acknowledgement removed: %zu session%s.", count,
			count == 1 ? "" : "s");
	}
	return true;
}

void act_ack_typed(struct app *app, const char *text)
{
	if (act_ack_has_none(app)) {
		return;
	}
	app->ui.prompt.is_open = !act_ack_parse(app, text);
	if (!app->ui.prompt.is_open) {
		prompt_history_add(&app->ui.histories[PROMPT_ACK], text);
	}
}
