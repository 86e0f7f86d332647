/* SPDX-License-Identifier: MIT */
#include "act.h"
#include "filter.h"
#include "order.h"
#include "selection.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define COHORT_MS INT64_C(20000)

/* --- Filter --------------------------------------------------------------------------------- */

/*
 * Shows what passes a filter from now on. The cursor goes back to where it was before anything was
 * typed, if that passes, else to the top.
 */
static void use_filter(struct app *app, const struct filter *filter)
{
	struct ui *ui = &app->ui;

	ui->filter = *filter;
	ui_set_text(&ui->user_id, ui->anchor_user_id);
	list_select(&ui->lists[VIEW_SESSIONS], 0);
	if (ui->view == VIEW_OVERVIEW) {
		ui_set_text(&ui->service, ui->anchor_service);
		list_select(&ui->lists[VIEW_OVERVIEW], 0);
	}
	selection_relist(ui);
}

void act_drop_anchor(struct app *app)
{
	struct ui *ui = &app->ui;

	ui_set_text(&ui->anchor_user_id, ui->user_id);
	ui_set_text(&ui->anchor_service, ui->service);
}

bool act_try_filter(struct app *app, const char *text, struct filter_fault *fault)
{
	struct filter filter;

	if (!filter_parse(&filter, text, fault)) {
		return false;
	}
	use_filter(app, &filter);
	return true;
}

void act_restore_filter(struct app *app)
{
	struct filter before = app->ui.filter_before;

	use_filter(app, &before);
}

void act_run_filter(struct app *app, const char *argument)
{
	struct filter_fault fault;

	act_drop_anchor(app);
	if (!act_try_filter(app, argument, &fault)) {
		act_say(app, "Not filtered, at %zu: %s.", fault.at + 1, fault.reason);
		return;
	}
	prompt_keep(&app->ui.histories[PROMPT_FILTER], argument);
	act_say(app, *argument ? "Filtered; :filter alone drops it." : "No filter.");
}

void act_leave(struct app *app)
{
	struct ui *ui = &app->ui;
	bool is_list = ui->view == VIEW_OVERVIEW || ui->view == VIEW_SESSIONS;

	if (is_list && ui->filter.count > 0) {
		act_say(app, "Dropped the filter %s; / and Up bring it back.", ui->filter.text);
		act_drop_anchor(app);
		use_filter(app, &(struct filter){0});
	} else {
		act_go_back(app);
	}
}

/* --- Order ---------------------------------------------------------------------------------- */

/* Lists anew; the cursor goes to the top, which is what one sorts for, unless it follows. */
static void use_order(struct app *app)
{
	struct ui *ui = &app->ui;

	if (!ui->is_following && ui->view == VIEW_SESSIONS) {
		ui_set_text(&ui->user_id, NULL);
		list_select(&ui->lists[VIEW_SESSIONS], 0);
	}
	selection_relist(ui);
	if (!ui->is_following && ui->view == VIEW_OVERVIEW && ui->snapshot) {
		list_select(&ui->lists[VIEW_OVERVIEW], 0);
		selection_take_service(ui);
	}
	act_say(app, "Sorted by %s: %s.", ui_order_info(ui, ui->view)->name,
		ui_order_words(ui, ui->view));
}

static void step_order(struct app *app, int step)
{
	struct ui *ui = &app->ui;
	int count = ui->view == VIEW_OVERVIEW ? (int)SERVICES_COUNT : (int)ORDER_COUNT;
	struct order *order = ui_order(ui);

	*order = (struct order){.by = (order->by + count + step) % count};
	use_order(app);
}

void act_sort_left(struct app *app)
{
	step_order(app, -1);
}

void act_sort_right(struct app *app)
{
	step_order(app, 1);
}

void act_invert_order(struct app *app)
{
	ui_order(&app->ui)->is_inverted = !ui_order(&app->ui)->is_inverted;
	use_order(app);
}

void act_run_sort(struct app *app, const char *argument)
{
	struct buf names = {0};

	if (order_parse(argument, &app->ui.sessions_order)) {
		selection_relist(&app->ui);
		act_say(app, "Sessions: %s.", ui_order_words(&app->ui, VIEW_SESSIONS));
		return;
	}
	for (int by = 0; by < ORDER_COUNT; by++) {
		buf_printf(&names, " %s", order_info(by)->name);
	}
	act_say(app, "No order \"%s\"; there are%s, and -age and the like for the other way round.",
		argument, buf_text(&names));
	buf_fini(&names);
}

void act_turn_lock(struct app *app)
{
	struct ui *ui = &app->ui;

	ui->is_order_locked = !ui->is_order_locked;
	ui->arrivals = 0;
	if (ui->is_order_locked) {
		act_say(app,
			"Order locked: rows stay where they are, new ones go to the end; o lets "
			"them go.");
	} else {
		selection_relist(ui);
		act_say(app, "Order follows the data again.");
	}
}

void act_turn_follow(struct app *app)
{
	struct ui *ui = &app->ui;
	const struct list *list = &ui->lists[VIEW_SESSIONS];
	char user[UI_SHORT_SIZE];

	if (!ui->is_following && !ui->selected_session) {
		act_say(app, "There is no session here to follow.");
		return;
	}
	ui->is_following = !ui->is_following;
	ui->followed_row = list->selected - list->top;
	if (ui->is_following) {
		act_say(app, "Following %s: it stays in this row of the screen; F ends that.",
			ui_short(ui->user_id, user));
	} else {
		act_say(app, "Not following any more.");
	}
}

/* --- Tags ----------------------------------------------------------------------------------- */

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
	bool is_listed = ui_view_below(&app->ui) == VIEW_SESSIONS;

	if (!is_listed) {
		act_say(app, "There are no sessions here to tag: open a service first.");
	}
	return !is_listed;
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
		       survey_is_late(session, settings_limits(ui->settings, service)));
}

/* Of the same service, and as active as the selected one, so that one toggle means one thing. */
static bool is_of_cohort(
	const struct ui *ui, const struct session *session, const struct session *selected)
{
	if (session->service != selected->service || session->active != selected->active ||
		!has_stopped(ui, session)) {
		return false;
	}
	int64_t apart_ms = session->polled_at_ms - selected->polled_at_ms;
	return apart_ms >= -COHORT_MS && apart_ms <= COHORT_MS;
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

void act_run_tag(struct app *app, const char *argument)
{
	static const struct {
		const char *word;
		void (*run)(struct app *app);
	} words[] = {
		{"all", tag_listed},
		{"none", clear_tags},
		{"cohort", act_tag_cohort},
		{"invert", act_invert_tags},
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(argument, words[i].word) == 0) {
			words[i].run(app);
			return;
		}
	}
	act_say(app, ":tag takes all, none, cohort or invert, not \"%s\".", argument);
}

/* --- Times ---------------------------------------------------------------------------------- */

static const char *const time_words[TIMES_COUNT] = {
	[TIMES_UTC] = "UTC", [TIMES_LOCAL] = "this machine's time zone", [TIMES_AGE] = "ages"};

void act_turn_times(struct app *app)
{
	app->ui.times = (app->ui.times + 1) % TIMES_COUNT;
	act_say(app, "Times of the lists are shown as %s.", time_words[app->ui.times]);
}
