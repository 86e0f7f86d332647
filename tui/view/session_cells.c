/* SPDX-License-Identifier: MIT */
#include "duration.h"
#include "list/format_rounded.h"
#include "view/column_layout.h"
#include "view/sparkline.h"

#include <stdio.h>
#include <string.h>

static bool is_healthy(const struct session *session)
{
	return !session_is_unhealthy(session);
}

/* Tag, acknowledgement and state. */
static void fill_letter(
	const struct ui *ui, const struct session *session, struct column_cell *cell)
{
	snprintf(cell->buffer, sizeof(cell->buffer), "%c%c%c",
		ui_is_tagged(ui, session) ? '*' : ' ', ui_is_acked(ui, session) ? 'a' : ' ',
		session_state_info(session->state)->letter);
	cell->role = role_of_state(session->state);
}

/* The lateness, or a word for states that have none. */
static void fill_late(const struct ui *ui, const struct session *session, struct column_cell *cell)
{
	double late = session_lateness(session, session_asof_ms(session));

	(void)ui;
	cell->role = role_of_state(session->state);
	if (session->state == STATE_PAUSED) {
		cell->text = "paused";
	} else if (session->state == STATE_FUTURE) {
		cell->text = "future";
	} else if (session->state == STATE_NEVER_POLLED) {
		strcpy(cell->buffer, "never");
	} else if (session_is_new(session, session_asof_ms(session))) {
		strcpy(cell->buffer, "new");
	} else {
		format_rounded_late(late, cell->buffer);
	}
}

/* lastPollAt cannot be parsed, or was not read yet. */
static bool is_polled_unknown(const struct session *session)
{
	return (session->flags & SESSION_BAD_POLLED) ||
	       ((session->flags & SESSION_UNFILLED) && session->polled_at_ms == SESSION_NO_TIME);
}

/* Polled within its interval: then the exact time is not shown, because it changes at each poll. */
static bool is_in_time(const struct session *session)
{
	return session->state == STATE_ON_TIME &&
	       session_lateness(session, session_asof_ms(session)) < 1;
}

static void fill_age(const struct ui *ui, const struct session *session, struct column_cell *cell)
{
	int64_t age_ms;

	(void)ui;
	cell->role = is_healthy(session) ? ROLE_DIM : ROLE_NORMAL;
	if (session->flags & SESSION_MISSED) {
		cell->text = "gone?";
		cell->role = ROLE_UNKNOWN;
	} else if (is_polled_unknown(session)) {
		strcpy(cell->buffer, "?");
	} else if (!session_age(session, session_asof_ms(session), &age_ms)) {
		strcpy(cell->buffer, "-");
	} else if (is_in_time(session)) {
		char interval[DURATION_SIZE];

		duration_format_setting(session->interval_ms, interval);
		snprintf(cell->buffer, sizeof(cell->buffer), "<%.8s", interval);
	} else if (age_ms < 0) {
		duration_format(age_ms, cell->buffer);
	} else {
		format_rounded_long_age(age_ms, cell->buffer);
	}
}

static void fill_errors(
	const struct ui *ui, const struct session *session, struct column_cell *cell)
{
	char letter = role_heat_letter(session->error_count);

	(void)ui;
	cell->role = session->error_count == 0 ? ROLE_DIM : role_of_errors(session->error_count);
	if (session->error_count < 0) {
		cell->text = "?";
	} else if (session->error_count == 0) {
		cell->text = ".";
	} else if (session->error_count > 9999) {
		cell->text = ">9999";
	} else if (cell->has_heat_ramp && letter != ' ') {
		snprintf(cell->buffer, sizeof(cell->buffer), "%c%4d", letter, session->error_count);
	} else {
		snprintf(cell->buffer, sizeof(cell->buffer), "%5d", session->error_count);
	}
}

static void find_history(
	const struct ui *ui, const struct session *session, struct session_history *history)
{
	session_history_find(&ui->session_histories, ui->snapshot->services[session->service].name,
		session->user_id, history);
}

/* The rise of errorCount since the baseline, or since the session was first seen after it. */
static void fill_new_errors(
	const struct ui *ui, const struct session *session, struct column_cell *cell)
{
	struct session_history history;

	find_history(ui, session, &history);
	int32_t more = session->error_count - history.errors_before;

	if (history.errors_before < 0 || session->error_count < 0 || more == 0) {
		return;
	}
	snprintf(cell->buffer, sizeof(cell->buffer), more > 9999 ? ">9999" : "%+d", (int)more);
	cell->role = more > 0 ? ROLE_LATE : ROLE_DIM;
}

static void fill_ages(const struct ui *ui, const struct session *session, struct column_cell *cell)
{
	struct session_history history;

	find_history(ui, session, &history);
	sparkline_format_ages(
		&history, session->interval_ms, cell->width_cols, cell->is_ascii, cell->buffer);
	cell->role = role_of_state_bar(session->state);
}

static void fill_active(
	const struct ui *ui, const struct session *session, struct column_cell *cell)
{
	static const char *const words[] = {
		[ACTIVE_UNKNOWN] = "?", [ACTIVE_ON] = "on", [ACTIVE_OFF] = "OFF"};

	(void)ui;
	static const enum role roles[] = {[ACTIVE_UNKNOWN] = ROLE_UNKNOWN,
		[ACTIVE_ON] = ROLE_DIM,
		[ACTIVE_OFF] = ROLE_NORMAL};

	cell->role = session->flags & SESSION_PENDING ? ROLE_NORMAL : roles[session->active];
	snprintf(cell->buffer, sizeof(cell->buffer), "%s%s", words[session->active],
		session->flags & SESSION_PENDING ? "~" : "");
}

static void fill_time(const struct ui *ui, struct column_cell *cell, int64_t time_ms, bool is_bad)
{
	cell->role = ROLE_DIM;
	if (is_bad) {
		cell->text = "?";
	} else if (time_ms == SESSION_NO_TIME) {
		cell->text = "-";
	} else {
		ui_format_time(ui, time_ms, cell->buffer);
	}
}

static void fill_polled_at(
	const struct ui *ui, const struct session *session, struct column_cell *cell)
{
	fill_time(ui, cell, session->polled_at_ms, is_polled_unknown(session));
	if (is_in_time(session)) {
		cell->text = "on time";
	}
}

static void fill_created_at(
	const struct ui *ui, const struct session *session, struct column_cell *cell)
{
	int64_t created_at_ms = session_created_at_ms(session);

	fill_time(ui, cell, created_at_ms,
		(session->flags & SESSION_UNFILLED) && created_at_ms == SESSION_NO_TIME);
}

/* Cells that need more than their field's value. */
static const struct {
	const char *name;
	void (*fill)(const struct ui *ui, const struct session *session, struct column_cell *cell);
} special[] = {
	{"worst", fill_letter},
	{"late", fill_late},
	{"age", fill_age},
	{"err", fill_errors},
	{"newerr", fill_new_errors},
	{"act", fill_active},
	{"poll", fill_polled_at},
	{"trend", fill_ages},
	{"created", fill_created_at},
};

static void fill(const struct ui *ui, const struct field *field, const struct session *row,
	struct column_cell *cell)
{
	for (size_t i = 0; i < ARRAY_LEN(special); i++) {
		if (strcmp(field->name, special[i].name) == 0) {
			special[i].fill(ui, row, cell);
			return;
		}
	}
	if (field->unit == FIELD_TEXT) {
		cell->text = field->text(ui->snapshot, row);
		cell->is_watched = strcmp(field->name, "user") == 0 && ui_is_watched(ui, row);
	} else {
		column_layout_fill_value(ui, field->unit, field_session_value(field, row), cell);
	}
}

/* What is healthy is dim, so that the rest stands out. */
void session_cells_fill(
	const struct ui *ui, const struct field *field, const void *row, struct column_cell *cell)
{
	fill(ui, field, row, cell);
	if (cell->role == ROLE_NORMAL && is_healthy(row)) {
		cell->role = ROLE_DIM;
	}
}
