/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "number.h"
#include "timestamp.h"

#include <string.h>

void act_tag_selected(struct app *app)
{
	struct ui *ui = &app->ui;

	if (!ui->selected_session) {
		app_say(app, "No session to tag here.");
		return;
	}
	struct session_id id = session_id_of(ui->snapshot, ui->selected_session);

	tags_set(&ui->tags, &id, !tags_has(&ui->tags, &id));
	act_move_lines(app, 1);
}

/* Sessions are tagged only where the user sees them listed. */
static bool rejects_view(struct app *app)
{
	enum view_id view = ui_view_below(&app->ui);

	if (view == VIEW_DETAIL) {
		app_say(app, "Tag sessions in the list of a service: press 2.");
	} else if (view != VIEW_SESSIONS) {
		app_say(app, "No sessions to tag here: open a service first.");
	}
	return view != VIEW_SESSIONS;
}

static void say_count(struct app *app)
{
	char count[NUMBER_SIZE];

	number_format_count(app->ui.tags.keys.count, count);
	app_say(app, "%s tagged.", count);
}

/* Tags all that are listed, or inverts their tags. */
static void tag_list(struct app *app, bool inverts)
{
	struct ui *ui = &app->ui;

	if (rejects_view(app)) {
		return;
	}
	for (size_t i = 0; i < ui->sessions.count; i++) {
		struct session_id id = session_id_of(ui->snapshot, ui_session_at(ui, i));

		tags_set(&ui->tags, &id, !inverts || !tags_has(&ui->tags, &id));
	}
	say_count(app);
}

void act_tag_invert(struct app *app)
{
	tag_list(app, true);
}

static void tag_all(struct app *app)
{
	tag_list(app, false);
}

/* True if late or paused: a session that still polls is in no cohort. */
static bool has_stopped(const struct ui *ui, const struct session *session)
{
	const char *service = ui->snapshot->services[session->service].name;

	return session->polled_at_ms != SESSION_NO_TIME &&
	       (session->active == ACTIVE_OFF ||
		       session_is_late(session, settings_limits(ui->settings, service)));
}

/* Paused and active sessions are not mixed, so that a toggle does the same to all of them. */
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
	char clock[TIMESTAMP_SIZE];
	size_t count = 0;

	if (rejects_view(app)) {
		return;
	}
	if (ui->scope.kind != SCOPE_SERVICE) {
		app_say(app, "A cohort belongs to one service: open that service first.");
		return;
	}
	if (!selected || !has_stopped(ui, selected)) {
		app_say(app, "No cohort: this session is still polling, or was never polled.");
		return;
	}
	for (size_t i = 0; i < ui->snapshot->sessions_count; i++) {
		const struct session *session = &ui->snapshot->sessions[i];

		if (is_of_cohort(ui, session, selected)) {
			struct session_id id = session_id_of(ui->snapshot, session);

			tags_set(&ui->tags, &id, true);
			count++;
		}
	}
	timestamp_format_short(selected->polled_at_ms, ui->snapshot->asof_ms, clock);
	app_say(app, "Tagged %zu sessions of this service that stopped within 20s of %s.", count,
		clock);
}

void act_tag_finding(struct app *app)
{
	struct ui *ui = &app->ui;
	const struct finding *finding = ui_selected_finding(ui);
	char count[NUMBER_SIZE];

	if (!finding || finding->members == 0) {
		app_say(app, "No sessions to tag here: select a finding that has some.");
		return;
	}
	for (uint32_t i = 0; i < finding->members; i++) {
		struct session_id id =
			session_id_of(ui->snapshot, &ui->snapshot->sessions[finding->rows[i]]);

		tags_set(&ui->tags, &id, true);
	}
	number_format_count(finding->members, count);
	app_say(app, "Tagged the %s session%s of this finding. Enter lists %s.", count,
		finding->members == 1 ? "" : "s", finding->members == 1 ? "it" : "them");
}

void act_tag_none(struct app *app)
{
	tags_clear(&app->ui.tags);
	app_say(app, "No sessions tagged.");
}

static const struct {
	const char *word;
	void (*run)(struct app *app);
} words[] = {
	{"all", tag_all},
	{"none", act_tag_none},
	{"cohort", act_tag_cohort},
	{"invert", act_tag_invert},
};

void act_tag_typed(struct app *app, const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(word, words[i].word) == 0) {
			words[i].run(app);
			return;
		}
	}
	app_reject_typed(app, ":tag takes all, none, cohort or invert, not \"%s\".", word);
}
