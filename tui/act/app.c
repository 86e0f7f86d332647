/* SPDX-License-Identifier: MIT */
#include "act/app.h"

#include "ui/selection.h"
#include "view/view.h"
#include "view/write_status.h"

#include <stdarg.h>
#include <stdio.h>

/* --- Messages and commands ------------------------------------------------------------------ */

static PRINTF_LIKE(2, 0) void say(struct app *app, const char *format, va_list args)
{
	vsnprintf(app->ui.message, sizeof(app->ui.message), format, args);
	app->message_until_snapshot = false;
}

void app_say(struct app *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(app, format, args);
	va_end(args);
}

void app_reject_typed(struct app *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(app, format, args);
	va_end(args);
	app->ui.prompt.is_open = true;
}

bool app_rejects_replay(struct app *app)
{
	if (ui_is_replay(&app->ui)) {
		app_say(app, "This is a recording: nothing can be read or written.");
	}
	return ui_is_replay(&app->ui);
}

void app_send(struct app *app, const struct poller_command *command)
{
	if (app->send) {
		app->send(app->send_user, command);
	}
}

/* --- Snapshots ------------------------------------------------------------------------------ */

const struct snapshot *app_newest(const struct app *app)
{
	return app->newest ? app->newest : app->shown;
}

const struct summary *app_newest_totals(const struct app *app)
{
	return app->newest ? &app->newest_totals : &app->ui.fleet.diagnosis->totals;
}

/*
 * Acknowledgements apply to one table. Its account is not known, so profile, endpoint and name must
 * do. Those made in a replay do not apply to the live table.
 */
static void set_scope(struct acks *acks, const struct snapshot *snapshot)
{
	const struct poll_status *status = &snapshot->status;
	char scope[600];

	snprintf(scope, sizeof(scope), "%s%s %s %s",
		snapshot->replay.is_replay ? "recording of " : "", status->profile,
		status->endpoint, status->table);
	if (*status->endpoint) {
		acks_set_scope(acks, scope);
	}
}

void app_show(struct app *app, struct snapshot *snapshot)
{
	struct snapshot *before = app->shown;

	app->shown = snapshot;
	set_scope(&app->ui.acks, snapshot);
	selection_show(&app->ui, snapshot);
	view_prepare(&app->ui);
	snapshot_free(before);
}

/* The totals of app->newest; those of the snapshot on the screen are in the ui. */
static void count_newest(struct app *app)
{
	struct ack_filter ack_filter = {0};

	if (app->newest) {
		ack_filter_apply(&ack_filter, app->newest, &app->ui.acks, app->ui.now_wall_ms);
		app->newest_totals = ack_filter.diagnosis->totals;
		ack_filter_fini(&ack_filter);
	}
}

void app_hold_back(struct app *app, struct snapshot *snapshot)
{
	snapshot_free(app->newest);
	app->newest = snapshot;
	count_newest(app);
}

void app_recount(struct app *app)
{
	selection_relist(&app->ui);
	count_newest(app);
}

bool app_is_writing(const struct app *app)
{
	const struct snapshot *newest = app_newest(app);

	/* No snapshot shows yet what was ordered a moment ago. */
	return newest && (newest->write_progress.taken != app->writes_sent ||
				 write_status_is_writing(newest));
}
