/* SPDX-License-Identifier: MIT */
#include "view/frame.h"

#include "cell/pen.h"
#include "duration.h"
#include "list/format_rounded.h"
#include "number.h"
#include "text.h"
#include "timestamp.h"
#include "view/internals.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)

/* From here on, a long verdict is wrapped. */
#define TALL_ROWS 20

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

/* Small enough to show that the program is alive, and large enough to cost little. */
static int64_t age_step_ms(int64_t age_ms)
{
	return age_ms < MINUTE_MS        ? 5 * SECOND_MS
	       : age_ms < 10 * MINUTE_MS ? 10 * SECOND_MS
					 : MINUTE_MS;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return b >= 0 && b < a ? b : a;
}

int64_t header_next_change_ms(const struct ui *ui)
{
	int64_t age_ms = ui_data_age_ms(ui);

	if (age_ms < 0) {
		return -1;
	}
	int64_t next_ms = format_rounded_next_step_ms(age_ms, age_step_ms(age_ms));
	int64_t stale_ms = ui_due_within_ms(&ui->snapshot->status) + 1 - age_ms;

	if (stale_ms > 0) {
		next_ms = earlier(next_ms, stale_ms);
	}
	return earlier(next_ms, internals_next_change_ms(ui));
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

/* "as of 09:41:05Z (40s ago)". Not in a replay, which shows its own time. */
static struct segment asof_segment(const struct ui *ui)
{
	struct segment segment = {.role = ROLE_NORMAL};
	char asof[TIMESTAMP_SIZE] = "", age[DURATION_SIZE];

	if (!ui_has_data(ui)) {
		set_text(&segment, "no data yet");
		return segment;
	}
	int64_t age_ms = ui_data_age_ms(ui);

	if (!ui_is_replay(ui)) {
		timestamp_format_short(ui->snapshot->asof_ms, ui->snapshot->asof_ms, asof);
	}
	format_rounded_age(age_ms, age_step_ms(age_ms), age);
	if (ui_is_stale(ui)) {
		segment.role = ROLE_STALE;
		set_text(&segment, " STALE %s%s(%s ago) ", asof, *asof ? " " : "", age);
	} else if (!*asof) {
		set_text(&segment, "read %s ago", age);
	} else {
		set_text(&segment, "as of %s (%s ago)", asof, age);
	}
	return segment;
}

/* Not all of the table is in the figures. */
static struct segment partial_segment(const struct ui *ui)
{
	struct segment segment = {.role = ROLE_STALE};
	const struct poll_status *status = ui->snapshot ? &ui->snapshot->status : NULL;
	char share[INTERNALS_SHARE_SIZE];

	if (ui_has_data(ui) && !status->is_complete && status->is_sweeping) {
		internals_format_share(status, share);
		set_text(&segment, " PARTIAL %s ", share);
	} else if (ui_has_data(ui) && !status->is_complete) {
		set_text(&segment, " PARTIAL ");
	}
	return segment;
}

static struct segment frozen_segment(const struct ui *ui)
{
	struct segment segment = {.role = ROLE_STALE};

	set_text(&segment, "%s", ui->is_frozen ? " FROZEN " : "");
	return segment;
}

/* From the right; on a narrow screen the mode is left out first. Returns the columns left. */
static int put_right_part(struct canvas *canvas, const struct ui *ui)
{
	const struct segment segments[] = {
		asof_segment(ui), partial_segment(ui), frozen_segment(ui), mode_segment(ui)};
	int end_x = canvas->cols - 1;

	for (size_t i = 0; i < ARRAY_LEN(segments); i++) {
		int cols = (int)text_width_of(segments[i].text);

		if (cols > 0 && cols < end_x) {
			canvas_put(
				canvas, 0, end_x - cols, cols, segments[i].role, segments[i].text);
			end_x -= cols + 2;
		}
	}
	return end_x;
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

/* "CRITICAL  3 incidents: ...", of what is shown, which may be old. Returns its role. */
static enum role make_verdict(const struct ui *ui, struct buf *out)
{
	static const char *const words[SEVERITY_COUNT + 1] = {
		"CRITICAL  ", "WARNING  ", "NOTE  ", ""};
	struct buf text = {0};
	enum finding_severity severity = finding_put_verdict(
		&text, ui->snapshot, ui->fleet.findings, &ui->fleet.diagnosis->totals);
	enum role role = role_of_verdict(severity);

	buf_printf(
		out, "%s%s%s", ui_is_stale(ui) ? "STALE  " : "", words[severity], buf_text(&text));
	buf_fini(&text);
	return ui_is_stale(ui) ? role_when_stale(role) : role;
}

static void put_verdict(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	struct buf text = {0};
	enum role role = make_verdict(ui, &text);

	for (int row = 0; row < rows; row++) {
		canvas_blank(canvas, y + row, 0, canvas->cols, role);
	}
	canvas_wrap(canvas, y, 1, rows, canvas->cols - 2, role, buf_text(&text));
	buf_fini(&text);
}

/* Old, frozen, recorded or incomplete data look like any other. */
static bool warns(const struct ui *ui)
{
	return !ui_has_data(ui) || ui_is_stale(ui) || ui->is_frozen || ui_is_replay(ui) ||
	       !ui->snapshot->status.is_complete;
}

static bool has_first_line(const struct ui *ui)
{
	return !ui->is_bare || warns(ui);
}

/* It takes a second row only where there is room for it. */
static int verdict_rows(const struct ui *ui, int rows, int cols)
{
	struct buf text = {0};

	if (!ui_has_data(ui) || !ui->findings) {
		return has_first_line(ui);
	}
	if (!has_first_line(ui) && ui->fleet.findings->current == 0) {
		return 0;
	}
	make_verdict(ui, &text);
	int used = canvas_wrap(
		NULL, 0, 1, rows < TALL_ROWS ? 1 : 2, cols - 2, ROLE_NORMAL, buf_text(&text));

	buf_fini(&text);
	return used;
}

int header_rows(const struct ui *ui, int rows, int cols)
{
	return has_first_line(ui) + verdict_rows(ui, rows, cols);
}

void header_draw(struct canvas *canvas, const struct ui *ui)
{
	int rows = verdict_rows(ui, canvas->rows, canvas->cols);

	if (has_first_line(ui)) {
		put_first_line(canvas, ui);
	}
	if (rows > 0 && ui_has_data(ui) && ui->findings) {
		put_verdict(canvas, ui, has_first_line(ui), rows);
	}
}
