/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "number.h"

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

/* The finding under the cursor, or the one of the session under it; NULL, with a message: none. */
static const struct finding *find_finding(struct app *app)
{
	const struct ui *ui = &app->ui;
	bool is_overview = ui_view_below(ui) == VIEW_OVERVIEW;
	const struct finding *finding = NULL;

	if (!is_overview && rejects_view(app)) {
		return NULL;
	}
	if (is_overview) {
		finding = ui_selected_finding(ui);
	} else if (ui->selected_session) {
		finding = ui_finding_of(ui, ui->selected_session);
	}
	if (!finding || finding->members == 0) {
		app_say(app, is_overview
				     ? "No sessions to tag here: select a finding that has some."
				     : "This session is in no finding. Space tags it.");
		return NULL;
	}
	return finding;
}

void act_tag_finding(struct app *app)
{
	struct ui *ui = &app->ui;
	const struct finding *finding = find_finding(app);
	char count[NUMBER_SIZE], shown[UI_SHORT_SIZE];
	struct buf scope = {0};

	if (!finding) {
		return;
	}
	for (uint32_t i = 0; i < finding->members; i++) {
		struct session_id id =
			session_id_of(ui->snapshot, &ui->snapshot->sessions[finding->rows[i]]);

		tags_set(&ui->tags, &id, true);
	}
	number_format_count(finding->members, count);
	finding_put_scope(&scope, ui->snapshot, finding);
	app_say(app, "Tagged the %s session%s of this finding about %s.", count,
		finding->members == 1 ? "" : "s", ui_short(buf_text(&scope), shown));
	buf_fini(&scope);
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
	{"finding", act_tag_finding},
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
	app_reject_typed(app, ":tag takes all, none, finding or invert, not \"%s\".", word);
}
