/* SPDX-License-Identifier: MIT */
#include "view/frame.h"

#include "cell/pen.h"
#include "duration.h"
#include "list/format_rounded.h"
#include "number.h"
#include "text.h"
#include "timestamp.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)

/* One piece of a header line. */
struct segment {
	enum role role;
	char text[80];
};

PRINTF_LIKE(2, 3)
static void set_text(struct segment *segment, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(segment->text, sizeof(segment->text), format, args);
	va_end(args);
}

static int64_t age_step_ms(const struct ui *ui, int64_t age_ms)
{
	if (age_ms >= (ui_is_stale(ui) ? 10 : 1) * MINUTE_MS) {
		return MINUTE_MS;
	}
	return ui_is_stale(ui) ? 10 * SECOND_MS : 30 * SECOND_MS;
}

/* The age of something that happened at a time; -1: it has not happened. */
static int64_t age_of(const struct ui *ui, int64_t mono_ms)
{
	return mono_ms < 0 ? -1 : ui->now_mono_ms - mono_ms;
}

/* The age of the full sweep on the second line, in whole minutes. */
static int64_t swept_age_ms(const struct ui *ui)
{
	return age_of(ui, ui->snapshot->status.swept_mono_ms);
}

static int64_t reconcile_age_ms(const struct ui *ui)
{
	return age_of(ui, ui->snapshot->status.reconciled_mono_ms);
}

/* Time until the credentials expire; negative once they have. Only if they expire at all. */
static int64_t credentials_left_ms(const struct ui *ui)
{
	return ui->snapshot->status.credentials_expiry_mono_ms - ui->now_mono_ms;
}

static int64_t credentials_step_ms(int64_t left_ms)
{
	return left_ms >= 120 * MINUTE_MS ? 60 * MINUTE_MS : MINUTE_MS;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t header_next_change_ms(const struct ui *ui)
{
	int64_t age_ms = ui_data_age_ms(ui);

	if (age_ms < 0) {
		return -1;
	}
	int64_t next_ms = format_rounded_next_step_ms(age_ms, age_step_ms(ui, age_ms));
	int64_t stale_ms = ui_due_within_ms(&ui->snapshot->status) + 1 - age_ms;

	if (stale_ms > 0) {
		next_ms = earlier(next_ms, stale_ms);
	}
	if (swept_age_ms(ui) >= 0) {
		next_ms =
			earlier(next_ms, format_rounded_next_step_ms(swept_age_ms(ui), MINUTE_MS));
	}
	if (reconcile_age_ms(ui) >= 0) {
		next_ms = earlier(
			next_ms, format_rounded_next_step_ms(reconcile_age_ms(ui), MINUTE_MS));
	}
	if (ui->snapshot->status.credentials_expiry_mono_ms > 0 && credentials_left_ms(ui) >= 0) {
		int64_t left_ms = credentials_left_ms(ui);

		next_ms = earlier(next_ms, left_ms % credentials_step_ms(left_ms) + 1);
	}
	return next_ms;
}

/* " REPLAY 09:41:05Z 4x ": the recorded time, and the speed. */
static struct segment replay_segment(const struct ui *ui)
{
	struct segment segment = {.role = ROLE_STALE, .text = " REPLAY "};
	const struct replay_status *replay = ui->snapshot ? &ui->snapshot->replay : NULL;
	char at[TIMESTAMP_SIZE];

	if (!replay) {
		return segment;
	}
	timestamp_format_short(replay->at_ms, replay->at_ms, at);
	if (replay->is_over || replay->is_frozen) {
		set_text(&segment, " REPLAY %s %s ", at, replay->is_over ? "end" : "frozen");
	} else {
		set_text(&segment, " REPLAY %s %ux ", at, replay->speed);
	}
	return segment;
}

static struct segment mode_segment(const struct ui *ui)
{
	if (ui_is_replay(ui)) {
		return replay_segment(ui);
	}
	struct segment segment = {.role = ROLE_TITLE};

	bool needs_arming = ui->settings->arm_for_ms > 0 && !ui->is_armed;

	/* --read-only is the user's choice; for NO WRITES a notice gives the reason. */
	set_text(&segment, ui->settings->read_only ? "[READ-ONLY]"
			   : ui_is_read_only(ui)   ? "[NO WRITES]"
			   : needs_arming          ? "[DISARMED]"
						   : "[WRITES ON]");
	return segment;
}

/* "as of 09:41:05Z (40s ago)". Not in a replay, which shows its own time; no age while fresh. */
static struct segment asof_segment(const struct ui *ui)
{
	struct segment segment = {.role = ROLE_NORMAL};
	char asof[TIMESTAMP_SIZE] = "", age[DURATION_SIZE];

	if (!ui_has_data(ui)) {
		set_text(&segment, "no data yet");
		return segment;
	}
	int64_t age_ms = ui_data_age_ms(ui), step_ms = age_step_ms(ui, age_ms);

	if (!ui_is_replay(ui)) {
		timestamp_format_short(ui->snapshot->asof_ms, ui->snapshot->asof_ms, asof);
	}
	format_rounded_age(age_ms, step_ms, age);
	if (ui_is_stale(ui)) {
		segment.role = ROLE_STALE;
		set_text(&segment, " STALE %s%s(%s ago) ", asof, *asof ? " " : "", age);
	} else if (!*asof) {
		set_text(&segment, "read %s ago", age);
	} else if (age_ms < step_ms) {
		set_text(&segment, "as of %s", asof);
	} else {
		set_text(&segment, "as of %s (%s ago)", asof, age);
	}
	return segment;
}

/* Puts a segment to the left of a column; returns its first column. */
static int put_segment_left_of(
	struct canvas *canvas, int y, int end_x, const struct segment *segment)
{
	int cols = (int)text_width_of(segment->text);

	canvas_put(canvas, y, end_x - cols, cols, segment->role, segment->text);
	return end_x - cols;
}

static int put_right_part(struct canvas *canvas, const struct ui *ui)
{
	struct segment asof = asof_segment(ui), mode = mode_segment(ui);
	struct segment frozen = {.role = ROLE_STALE, .text = " FROZEN "};
	int x = put_segment_left_of(canvas, 0, canvas->cols - 1, &asof) - 2;

	if (ui->is_frozen) {
		x = put_segment_left_of(canvas, 0, x, &frozen) - 2;
	}
	return put_segment_left_of(canvas, 0, x, &mode) - 2;
}

/* Puts a text into the first line if the table's name still has some room. */
static void put_if_room(struct pen *pen, const char *text, int gap_cols)
{
	int cols = (int)text_width_of(text);

	if (cols > 0 && cols + gap_cols + 12 <= pen_cols_left(pen)) {
		pen_put(pen, ROLE_NORMAL, text);
		pen_skip(pen, gap_cols);
	}
}

static void put_first_line(struct canvas *canvas, const struct ui *ui)
{
	const struct poll_status *status = ui->snapshot ? &ui->snapshot->status : NULL;
	struct pen pen = {canvas, 0, 1, 1, put_right_part(canvas, ui)};

	if (canvas->cols >= 90) {
		pen_put(&pen, ROLE_TITLE, "beyatop");
		pen_skip(&pen, 2);
	}
	if (status && strcmp(status->profile, "default") != 0) {
		put_if_room(&pen, status->profile, 1);
	}
	if (status) {
		put_if_room(&pen, status->region, 2);
	}
	pen_put(&pen, ROLE_NORMAL, status && *status->table ? status->table : ui->settings->table);
}

static const char *source_text(const struct ui *ui)
{
	switch (ui->snapshot->status.source) {
	case SOURCE_NONE:
		return "";
	case SOURCE_ACTIVE_INDEX:
		return ui->settings->index_active;
	case SOURCE_SERVICE_INDEX:
		return ui->settings->index_service;
	case SOURCE_SCAN:
		return "Scan of the table";
	case SOURCE_USER:
		return "Query of one user";
	}
	return "";
}

/* How much of the full sweep is done, and the remaining time if known. */
static void format_sweep_under_way(const struct ui *ui, const char *word, struct segment *segment)
{
	const struct poll_status *status = &ui->snapshot->status;
	char share[NUMBER_SIZE] = "", left[DURATION_SIZE] = "";

	if (status->sweep_share < 0) {
		set_text(segment, "%s, page %u", word, status->pages + 1);
		return;
	}
	snprintf(share, sizeof(share), " %d%%", (int)(status->sweep_share * 100));
	if (status->sweep_left_ms >= 0) {
		format_rounded_remaining(status->sweep_left_ms, left);
	}
	set_text(segment, "%s%s%s%s%s", word, share, *left ? ", " : "", left, *left ? " left" : "");
}

/* When the whole index was last read. */
static void format_sweep(const struct ui *ui, struct segment *segment)
{
	const struct poll_status *status = &ui->snapshot->status;
	bool is_partial = ui_has_data(ui) && !status->is_complete;
	char age[DURATION_SIZE];

	segment->role = is_partial ? ROLE_LATE : ROLE_DIM;
	if (status->is_sweeping) {
		format_sweep_under_way(ui, is_partial ? "PARTIAL" : "full read", segment);
	} else if (is_partial) {
		set_text(segment, "PARTIAL");
	} else if (status->swept_mono_ms >= 0) {
		format_rounded_age(swept_age_ms(ui), MINUTE_MS, age);
		set_text(segment, "full read %s ago", age);
	}
}

static void format_pace(const struct ui *ui, struct segment *segment)
{
	const struct poll_status *status = &ui->snapshot->status;
	char interval[DURATION_SIZE];

	duration_format_setting(status->interval_ms, interval);
	if (status->took_ms < 0) {
		set_text(segment, "every %s", interval);
	} else {
		set_text(segment, "every %s, took %.1fs", interval, (double)status->took_ms / 1000);
	}
}

/* The part of the read budget that was used in the last minute. */
static void format_use(const struct ui *ui, struct segment *segment)
{
	const struct poll_status *status = &ui->snapshot->status;
	char use[NUMBER_SIZE];

	if (!ui_has_data(ui) || ui_is_stale(ui)) {
		return;
	}
	format_rounded_rate(status->minute_read_units / 60, use);
	if (status->budget > 0) {
		bool is_whole = status->budget == (double)(int64_t)status->budget;

		/* What was saved up may be used at once. */
		bool is_burst = status->minute_read_units / 60 > 1.05 * status->budget;

		set_text(segment, "%s of %.*f RCU/s%s", use, !is_whole && status->budget < 100,
			status->budget, is_burst ? " (burst)" : "");
	} else {
		set_text(segment, "%s RCU/s", use);
	}
}

static void format_total(const struct ui *ui, struct segment *segment)
{
	char total[NUMBER_SIZE];

	if (ui_has_data(ui)) {
		format_rounded_count(ui->snapshot->status.read_units, total);
		set_text(segment, "%s RCU in total", total);
	}
}

static void format_acked(const struct ui *ui, struct segment *segment)
{
	char count[NUMBER_SIZE];

	if (ui_has_data(ui) && ui->ack_filter.count > 0) {
		number_format_count(ui->ack_filter.count, count);
		set_text(segment, "ack %s", count);
	}
}

static void format_source(const struct ui *ui, struct segment *segment)
{
	set_text(segment, "%s", source_text(ui));
}

static void format_skew(const struct ui *ui, struct segment *segment)
{
	const struct poll_status *status = &ui->snapshot->status;

	if (!status->skew_known) {
		return;
	}
	if (status->skew_ms > -1000 && status->skew_ms < 1000) {
		set_text(segment, "skew <1s");
	} else {
		set_text(segment, "skew %+.0fs", (double)status->skew_ms / 1000);
	}
}

static void format_reconcile(const struct ui *ui, struct segment *segment)
{
	const struct poll_status *status = &ui->snapshot->status;
	char age[DURATION_SIZE];

	if (poll_source_is_table(status->source)) {
		return;
	}
	if (status->reconciled_mono_ms >= 0) {
		format_rounded_age(reconcile_age_ms(ui), MINUTE_MS, age);
		set_text(segment, "scanned %s ago", age);
	} else if (status->is_reconciling) {
		set_text(segment, "scanning");
	} else if (ui_has_data(ui)) {
		set_text(segment, "not scanned");
	}
}

/* When the credentials expire; coloured once a refresh is overdue. */
static void format_credentials(const struct ui *ui, struct segment *segment)
{
	int64_t left_ms;
	char left[DURATION_SIZE];

	if (ui->snapshot->status.credentials_expiry_mono_ms == 0) {
		return;
	}
	left_ms = credentials_left_ms(ui);
	if (left_ms < 0) {
		segment->role = ROLE_STALE;
		set_text(segment, " creds EXPIRED ");
		return;
	}
	format_rounded_age(left_ms, credentials_step_ms(left_ms), left);
	segment->role = *ui->snapshot->status.credentials_error ? ROLE_LATE : ROLE_DIM;
	set_text(segment, "creds %s", left);
}

/* The most important first: those that do not fit are left out. */
static void (*const second_line[])(const struct ui *ui, struct segment *segment) = {
	format_sweep,
	format_pace,
	format_use,
	format_credentials,
	format_acked,
	format_reconcile,
	format_skew,
	format_source,
	format_total,
};

static void put_second_line(struct canvas *canvas, const struct ui *ui)
{
	struct pen pen = {canvas, 1, 1, 1, canvas->cols};

	for (size_t i = 0; i < ARRAY_LEN(second_line); i++) {
		struct segment segment = {.role = ROLE_DIM};

		second_line[i](ui, &segment);
		if (*segment.text && (int)text_width_of(segment.text) < pen_cols_left(&pen)) {
			pen_put(&pen, segment.role, segment.text);
			pen_skip(&pen, 3);
		}
	}
}

/* Old, frozen, recorded or incomplete data look like any other. */
static bool warns(const struct ui *ui)
{
	return !ui_has_data(ui) || ui_is_stale(ui) || ui->is_frozen || ui_is_replay(ui) ||
	       !ui->snapshot->status.is_complete;
}

int header_rows(const struct ui *ui)
{
	return ui->is_bare && !warns(ui) ? 0 : HEADER_ROWS;
}

void header_draw(struct canvas *canvas, const struct ui *ui)
{
	if (header_rows(ui) == 0) {
		return;
	}
	put_first_line(canvas, ui);
	if (ui->snapshot) {
		put_second_line(canvas, ui);
	}
}
