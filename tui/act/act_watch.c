/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "condition.h"
#include "view/view.h"

#include <string.h>

/* False, with a message, while there is nothing to watch. */
static bool can_watch(struct app *app)
{
	if (ui_is_replay(&app->ui)) {
		app_say(app, "This is a recording: it cannot be watched.");
		return false;
	}
	if (!ui_has_data(&app->ui)) {
		app_say(app, "Nothing has been read yet.");
		return false;
	}
	return true;
}

static void toggle(struct app *app, const struct watch_key *key)
{
	struct ui *ui = &app->ui;
	char name[WATCH_NAME_SIZE];

	if (watches_toggle(&ui->watches, key, ui->snapshot, &ui->fleet.diagnosis->totals, name)) {
		app_say(app, "Watching %s: the bell rings when it changes. :watch lists all.",
			name);
	} else {
		app_say(app, "No longer watching %s.", name);
	}
}

/* What Enter opens here or, where it opens nothing, the session that is open. */
static bool find_selected(const struct ui *ui, struct view_target *target)
{
	const struct view_ops *view = view_ops(ui->view);

	if (view->open) {
		return view->open(ui, target);
	}
	if (ui->selected_session) {
		target->service = ui->selected_service->name;
		target->user_id = ui->selected_session->user_id;
	}
	return ui->selected_session;
}

/* False if nothing is selected, or a finding that is over. */
static bool make_key(const struct ui *ui, struct watch_key *key)
{
	struct view_target target = {0};

	if (!find_selected(ui, &target)) {
		return false;
	}
	*key = (struct watch_key){
		.kind = target.finding   ? WATCH_FINDING
			: target.user_id ? WATCH_SESSION
					 : WATCH_SERVICE,
		.id = {target.service, target.user_id},
		.finding = target.finding,
	};
	return !target.finding || !finding_is_over(ui_selected_finding(ui));
}

void act_watch_selected(struct app *app)
{
	struct watch_key key;

	if (!can_watch(app)) {
		return;
	}
	if (!make_key(&app->ui, &key)) {
		app_say(app,
			"Nothing to watch here: select a current finding, a service or a session.");
		return;
	}
	toggle(app, &key);
}

static void list_all(struct app *app)
{
	struct buf text = {0};

	watches_put_list(&app->ui.watches, &text);
	if (text.length > 0) {
		app_say(app, "Watching %s. :watch off stops.", buf_text(&text));
	} else {
		app_say(app,
			"Nothing is watched. W watches the selected line, :watch late>5%% a condition.");
	}
	buf_fini(&text);
}

static bool is_service(const struct app *app, const char *name)
{
	const struct snapshot *snapshot = app->ui.snapshot;
	bool is_found = false;

	for (size_t i = 0; i < snapshot->services_count; i++) {
		is_found |= strcmp(snapshot->services[i].name, name) == 0;
	}
	return is_found;
}

/* False, with a message, if the text is neither a service nor a condition. */
static bool parse(struct app *app, const char *text, struct watch_key *key)
{
	struct predicate condition;
	struct predicate_error error;

	if (is_service(app, text)) {
		*key = (struct watch_key){.kind = WATCH_SERVICE, .id.service = text};
		return true;
	}
	if (!condition_parse(&condition, text, &error)) {
		app_reject_typed(
			app, "Not a service or condition; at %zu: %s", error.at + 1, error.reason);
		return false;
	}
	*key = (struct watch_key){.kind = WATCH_CONDITION, .condition = text};
	return true;
}

void act_watch_typed(struct app *app, const char *text)
{
	struct watch_key key;

	if (!*text) {
		list_all(app);
	} else if (strcmp(text, "off") == 0) {
		watches_clear(&app->ui.watches);
		app_say(app, "No longer watching anything.");
	} else if (can_watch(app) && parse(app, text, &key)) {
		toggle(app, &key);
	}
}

void act_watch_update(struct app *app, const struct snapshot *snapshot)
{
	struct buf message = {0};
	size_t events =
		watches_update(&app->ui.watches, snapshot, app_newest_totals(app), &message);

	if (events > WATCHES_NAMED) {
		buf_printf(&message, "; and %zu more", events - WATCHES_NAMED);
	}
	if (events > 0) {
		app_say(app, "watch: %s", buf_text(&message));
		alert_send(&app->alert, buf_text(&message));
	}
	buf_fini(&message);
}
