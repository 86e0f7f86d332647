/* SPDX-License-Identifier: MIT */
#include "act/act.h"

#include <string.h>

void act_turn_tag(struct app *app)
{
	struct ui *ui = &app->ui;

	if (!ui->selected_session) {
		act_say(app, "There is no session here to tag.");
		return;
	}
	struct session_id id = ui_session_id(ui, ui->selected_session);

	tags_set(&ui->tags, &id, !tags_has(&ui->tags, &id));
	act_move_down(app);
}

/* Tags are for sessions that are seen: elsewhere the list is there, but not on the screen. */
static bool refuse_unlisted(struct app *app)
{
	enum view_id view = ui_view_below(&app->ui);

	if (view == VIEW_DETAIL) {
		act_say(app, "Sessions are tagged in their list, not in one: 2 shows it.");
	} else if (view != VIEW_SESSIONS) {
		act_say(app, "There are no sessions here to tag: open a service first.");
	}
	return view != VIEW_SESSIONS;
}

static void tell_tags(struct app *app)
{
	char count[UNITS_TEXT_SIZE];

	units_format_count(app->ui.tags.keys.count, count);
	act_say(app, "%s tagged.", count);
}

void act_invert_tags(struct app *app)
{
	struct ui *ui = &app->ui;

	if (refuse_unlisted(app)) {
		return;
	}
	for (size_t i = 0; i < ui->sessions.count; i++) {
		struct session_id id = ui_session_id(ui, ui_session_at(ui, i));

		tags_set(&ui->tags, &id, !tags_has(&ui->tags, &id));
	}
	tell_tags(app);
}

static void tag_listed(struct app *app)
{
	struct ui *ui = &app->ui;

	if (refuse_unlisted(app)) {
		return;
	}
	for (size_t i = 0; i < ui->sessions.count; i++) {
		struct session_id id = ui_session_id(ui, ui_session_at(ui, i));

		tags_set(&ui->tags, &id, true);
	}
	tell_tags(app);
}

/* It has not polled for too long, or is not to: what goes on polling is in no cohort. */
static bool has_stopped(const struct ui *ui, const struct session *session)
{
	const char *service = ui->snapshot->services[session->service].name;

	return session->polled_at_ms != SESSION_NO_TIME &&
	       (session->active == ACTIVE_OFF ||
		       session_is_late(session, settings_limits(ui->settings, service)));
}

/* Of the same service, and as active as the selected one, so that one toggle means one thing. */
static bool is_of_cohort(
	const struct ui *ui, const struct session *session, const struct session *selected)
{
	if (session->service != selected->service || session->active != selected->active ||
		!has_stopped(ui, session)) {
		return false;
	}
	struct cohort cohort = {.sessions = 1,
		.first_ms = selected->polled_at_ms,
		.last_ms = selected->polled_at_ms};

	return cohort_join(&cohort, session->polled_at_ms);
}

void act_tag_cohort(struct app *app)
{
	struct ui *ui = &app->ui;
	const struct session *selected = ui->selected_session;
	char clock[UNITS_TEXT_SIZE];
	size_t count = 0;

	if (refuse_unlisted(app)) {
		return;
	}
	if (!selected || !has_stopped(ui, selected)) {
		act_say(app, "No cohort: this session has not stopped, or was never polled.");
		return;
	}
	for (size_t i = 0; i < ui->snapshot->sessions_count; i++) {
		const struct session *session = &ui->snapshot->sessions[i];

		if (is_of_cohort(ui, session, selected)) {
			struct session_id id = ui_session_id(ui, session);

			tags_set(&ui->tags, &id, true);
			count++;
		}
	}
	units_format_clock(selected->polled_at_ms, ui->snapshot->asof_ms, clock);
	act_say(app, "Tagged %zu of this service that stopped within 20s of %s.", count, clock);
}

static void clear_tags(struct app *app)
{
	tags_clear(&app->ui.tags);
	act_say(app, "No session is tagged.");
}

static const struct {
	const char *word;
	void (*run)(struct app *app);
} words[] = {
	{"all", tag_listed},
	{"none", clear_tags},
	{"cohort", act_tag_cohort},
	{"invert", act_invert_tags},
};

const char *act_tag_word(size_t index)
{
	return index < ARRAY_LEN(words) ? words[index].word : NULL;
}

void act_run_tag(struct app *app, const char *argument)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(argument, words[i].word) == 0) {
			words[i].run(app);
			return;
		}
	}
	act_refuse_typed(app, ":tag takes all, none, cohort or invert, not \"%s\".", argument);
}
