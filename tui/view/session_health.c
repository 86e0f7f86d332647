/* SPDX-License-Identifier: MIT */
#include "view/session_health.h"

#include "duration.h"
#include "number.h"
#include "timestamp.h"

#include <stdio.h>

/* When it was last polled. */
static void append_poll(const struct ui *ui, const struct session *session, struct buf *out)
{
	int64_t asof_ms = session_asof_ms(session), age_ms;
	double late = session_lateness(session, asof_ms);
	const struct session_thresholds *limits =
		settings_limits(ui->settings, ui->snapshot->services[session->service].name);
	char text[DURATION_SIZE];

	if (session->flags & SESSION_BAD_POLLED) {
		buf_puts(out, "lastPollAt is unreadable");
	} else if (!session_age(session, asof_ms, &age_ms)) {
		buf_puts(out,
			session_is_new(session, asof_ms) ? "new, not polled yet" : "never polled");
	} else if (age_ms < 0) {
		duration_format(-age_ms, text);
		buf_printf(out, "last poll %s in the future", text);
	} else {
		number_format_late(late, text);
		if (session_is_late(session, limits)) {
			buf_printf(out, "%s late: ", text);
		}
		duration_format(age_ms, text);
		buf_printf(out, "last poll %s ago", text);
	}
}

static void append_ack(const struct ui *ui, const struct session *session, struct buf *out)
{
	struct session_id id = session_id_of(ui->snapshot, session);
	const struct ack *ack = acks_find(&ui->acks, &id, ui->now_wall_ms);
	char until[TIMESTAMP_SIZE];

	if (ack) {
		timestamp_format_short(ack->until_ms, ui->now_wall_ms, until);
		buf_printf(out, "; acknowledged until %s%s%s", until, *ack->note ? ": " : "",
			ack->note);
	}
}

/* The form of what cannot be read, because its value is unknown. */
static void append_unreadable(const struct ui *ui, const struct session *session, struct buf *out)
{
	const char *const *forms = ui->snapshot->unreadable;

	if (forms && session_has_unreadable(session) && *forms[session->unreadable]) {
		buf_printf(out, "; cannot read %s", forms[session->unreadable]);
	}
}

void session_health_format(const struct ui *ui, const struct session *session, char *text)
{
	struct buf out = {0};
	char interval[DURATION_SIZE];

	if (session->active == ACTIVE_UNKNOWN) {
		buf_puts(&out, "isActive is unreadable; ");
	}
	append_poll(ui, session, &out);
	if (session->interval_ms > 0) {
		duration_format_setting(session->interval_ms, interval);
		buf_printf(&out, ", due every %s", interval);
	} else {
		buf_puts(&out, ", pollingIntervalMs unknown");
	}
	if (session->error_count > 0) {
		buf_printf(&out, ", %d error%s in a row", (int)session->error_count,
			session->error_count == 1 ? "" : "s");
	}
	append_unreadable(ui, session, &out);
	if (session->flags & SESSION_UNFILLED) {
		buf_puts(&out, "; not fully read yet");
	}
	if (session->flags & SESSION_MISSED) {
		buf_puts(&out, "; missing from the last full sweep");
	}
	append_ack(ui, session, &out);
	snprintf(text, SESSION_HEALTH_SIZE, "%s", buf_text(&out));
	buf_fini(&out);
}
