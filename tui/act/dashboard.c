/* SPDX-License-Identifier: MIT */
#include "act/dashboard.h"

#include "act/actions.h"
#include "act/commands.h"
#include "act/keys.h"
#include "act/saved_view.h"
#include "ui/selection.h"
#include "ui/session_rows.h"
#include "view/frame.h"

#include <stdlib.h>

void dashboard_init(struct app *app, const struct settings *settings, const char *terminal_notice)
{
	*app = (struct app){.interval_ms = settings->interval_ms};
	app->ui.settings = settings;
	app->ui.terminal_notice = terminal_notice;
	app->ui.keys = keys_table;
	app->ui.commands = commands_table;
}

void dashboard_use_settings(struct app *app)
{
	saved_view_start(app);
}

void dashboard_fini(struct app *app)
{
	struct ui *ui = &app->ui;

	dialog_close(&ui->dialog);
	undo_fini(&app->undo);
	item_tree_fini(&ui->tree);
	selection_free(ui);
	tags_clear(&ui->tags);
	acks_fini(&ui->acks);
	watches_clear(&ui->watches);
	predicate_fini(&ui->filter);
	buf_fini(&ui->summary);
	buf_fini(&app->to_terminal);
	session_history_fini(&ui->session_histories);
	heat_map_fini(&ui->heat);
	free(ui->changes);
	free(ui->service);
	free(ui->user_id);
	free(ui->service_before);
	free(app->requested_profile);
	free(ui->anchor_service);
	free(ui->anchor_user_id);
	snapshot_free(app->shown);
	snapshot_free(app->newest);
}

/* --- Snapshots ------------------------------------------------------------------------------ */

/* After a replay has gone back, histories must not show what comes later. */
static void extend_trails(struct app *app, const struct snapshot *snapshot)
{
	const struct snapshot *before = app_newest(app);

	if (before && snapshot->replay.is_replay && snapshot->replay.at_ms < before->replay.at_ms) {
		session_history_fini(&app->ui.session_histories);
	}
	session_history_sample(
		&app->ui.session_histories, snapshot, app->ui.service, scope_user(&app->ui.scope));
}

/* Remembers the outage: changes during it are noticed only at its end, so their times are wrong. */
static void note_outage(struct app *app, const struct snapshot *snapshot)
{
	int64_t due_ms = ui_due_within_ms(&snapshot->status);

	if (snapshot->replay.is_replay || snapshot->asof_ms == 0) {
		return;
	}
	if (app->read.asof_ms > 0 &&
		snapshot->asof_mono_ms - app->read.asof_mono_ms > app->read.due_ms) {
		app->ui.outage_from_ms = app->read.asof_ms;
		app->ui.outage_until_ms = snapshot->asof_ms;
	}
	/* A shorter interval applies from the next read on. */
	if (snapshot->asof_ms != app->read.asof_ms || due_ms > app->read.due_ms) {
		app->read.due_ms = due_ms;
	}
	app->read.asof_ms = snapshot->asof_ms;
	app->read.asof_mono_ms = snapshot->asof_mono_ms;
}

void dashboard_receive(struct app *app, struct snapshot *snapshot)
{
	note_outage(app, snapshot);
	/* The snapshot may come so soon after the key that its message was never drawn: say it is
	 * done. */
	if (app->message_until_snapshot) {
		app_say(app, "%s", snapshot->error.kind == ERROR_NONE ? "Refreshed." : "");
	}
	act_write_report(app, snapshot);
	extend_trails(app, snapshot);
	if (app->ui.is_frozen) {
		app_hold_back(app, snapshot);
	} else {
		app_show(app, snapshot);
		saved_view_follow(app);
	}
	if (!snapshot->replay.is_replay) {
		alert_update(&app->alert, snapshot, app_newest_totals(app));
		act_watch_update(app, snapshot);
	}
}

/* Forgets what belongs to sessions of the previous table. */
static void forget_sessions(struct ui *ui)
{
	dialog_close(&ui->dialog);
	ui->prompt.is_open = false;
	tags_clear(&ui->tags);
	watches_clear(&ui->watches);
	ui->baseline = (struct baseline){0};
	session_history_fini(&ui->session_histories);
	ui->is_order_locked = false;
	ui->is_frozen = false;
	ui->is_armed = false;
	ui->outage_until_ms = 0;
	session_rows_let_go(ui);
	ui->overview_cursor.number = 0;
	scope_stack_clear(&ui->scopes_before);
	if (ui->scope.kind == SCOPE_FINDING) { /* its number is another finding's there */
		scope_set(&ui->scope, SCOPE_ALL, NULL, 0);
	}
}

void dashboard_switch(struct app *app, const struct settings *settings, struct snapshot *snapshot)
{
	app->ui.settings = settings;
	forget_sessions(&app->ui);
	snapshot_free(app->newest);
	app->newest = NULL;
	app->read.asof_ms = 0;
	app->awaited.until_key = 0;
	app->alert.has_seen = false;
	app->write_number = app->writing_number = 0;
	app->writing_phase = WRITES_NONE;
	app->writes_sent = 0;
	app->unfinished_reported = 0;
	undo_fini(&app->undo);
	app->undo = (struct undo){0};
	app_say(app, "%s", "");
	dashboard_receive(app, snapshot);
	open_resend(app);
}

void dashboard_reject_profile(struct app *app, const char *profile, const struct error *err)
{
	app_say(app, "Profile %.60s: %s. The screen keeps the old profile until this one works.",
		profile, err->text);
}

/* --- Frames --------------------------------------------------------------------------------- */

static void expire_acks(struct app *app)
{
	size_t ended = acks_expire(&app->ui.acks, app->ui.now_wall_ms);

	if (ended > 0) {
		app_say(app, "%zu acknowledgement%s expired: counted again.", ended,
			ended == 1 ? "" : "s");
		app_recount(app);
	}
}

void dashboard_set_time(struct app *app, int64_t now_mono_ms, int64_t now_wall_ms)
{
	app->ui.now_mono_ms = ui_snapshot_mono_ms(app->ui.snapshot, now_mono_ms);
	app->ui.now_wall_ms = now_wall_ms;
}

void dashboard_draw(
	struct app *app, struct canvas *canvas, int64_t now_mono_ms, int64_t now_wall_ms)
{
	struct ui *ui = &app->ui;

	dashboard_set_time(app, now_mono_ms, now_wall_ms);
	if (ui->reveal_until_mono_ms == UI_FROM_NEXT_FRAME) {
		ui->reveal_until_mono_ms = now_mono_ms + UI_REVEAL_MS;
	}
	(void)act_write_disarm_if_idle(app);
	/* The user must not confirm what the screen cannot show. */
	if (ui->dialog.is_open && canvas_is_too_small(canvas->rows, canvas->cols)) {
		dialog_close(&ui->dialog);
	}
	if (!app->is_dialog_unseen) {
		dialog_show(&ui->dialog, ui->now_mono_ms);
	}
	expire_acks(app);
	ui->heat.has_halves = canvas_shows_halves(canvas);
	frame_fit(ui, canvas->rows, canvas->cols);
	frame_draw(canvas, ui);
	app->drawn = canvas;
}

void dashboard_format_title(const struct app *app, char title[ALERT_TITLE_SIZE])
{
	const struct snapshot *newest = app_newest(app);

	alert_format_title(newest && newest->asof_ms != 0 ? app_newest_totals(app) : NULL,
		ui_is_stale(&app->ui), title);
}

/* The earlier of two times left; negative: never. */
static int64_t earlier(int64_t a, int64_t b)
{
	return b >= 0 && (a < 0 || b < a) ? b : a;
}

int64_t dashboard_next_change_ms(const struct app *app)
{
	const struct ui *ui = &app->ui;
	const struct replay_status *replay = app->shown ? &app->shown->replay : NULL;
	int64_t next_ms = header_next_change_ms(ui);

	if (replay && replay->is_replay) {
		/* By the clock of the recording, which may be stopped. */
		bool is_moving = ui->now_mono_ms < replay->until_mono_ms;

		next_ms = is_moving && next_ms >= 0 ? next_ms / replay->speed + 1 : -1;
	}
	next_ms = earlier(next_ms, acks_next_end_ms(&ui->acks, ui->now_wall_ms));
	next_ms = earlier(next_ms, alert_next_ms(&app->alert, ui->now_mono_ms));
	next_ms = earlier(next_ms, dialog_next_change_ms(&ui->dialog, ui->now_mono_ms));
	if (ui->is_armed) {
		int64_t disarm_ms = app->disarm_mono_ms - ui->now_mono_ms;

		next_ms = earlier(next_ms, disarm_ms > 0 ? disarm_ms : 0);
	}
	return earlier(next_ms, ui_reveals(ui) ? ui->reveal_until_mono_ms - ui->now_mono_ms : -1);
}
