/* SPDX-License-Identifier: MIT */
#include "header.h"

#include "text.h"
#include "units.h"

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
	if (age_ms >= 10 * MINUTE_MS) {
		return MINUTE_MS;
	}
	return ui_is_stale(ui) ? 10 * SECOND_MS : 30 * SECOND_MS;
}

/* An age in steps, so that a calm screen does not change each second. */
static void format_coarse_age(int64_t age_ms, int64_t step_ms, char text[UNITS_TEXT_SIZE])
{
	char step[UNITS_TEXT_SIZE];

	units_format_interval(step_ms, step);
	if (age_ms < step_ms) {
		snprintf(text, UNITS_TEXT_SIZE, "<%.6s", step);
	} else {
		units_format_age(age_ms - age_ms % step_ms, text);
	}
}

static int64_t reconcile_age_ms(const struct ui *ui)
{
	if (!ui->snapshot || ui->snapshot->status.reconciled_mono_ms < 0) {
		return -1;
	}
	return ui->now_mono_ms - ui->snapshot->status.reconciled_mono_ms;
}

int64_t header_next_change_ms(const struct ui *ui)
{
	int64_t age_ms = ui_data_age_ms(ui), next_ms, stale_ms, scan_age_ms;

	if (age_ms < 0) {
		return -1;
	}
	next_ms = age_step_ms(ui, age_ms) - age_ms % age_step_ms(ui, age_ms);
	stale_ms = ui_stale_from_ms(ui) + 1 - age_ms;
	if (stale_ms > 0 && stale_ms < next_ms) {
		next_ms = stale_ms;
	}
	scan_age_ms = reconcile_age_ms(ui);
	if (scan_age_ms >= 0 && MINUTE_MS - scan_age_ms % MINUTE_MS < next_ms) {
		next_ms = MINUTE_MS - scan_age_ms % MINUTE_MS;
	}
	return next_ms;
}

static struct segment mode_segment(const struct ui *ui)
{
	struct segment segment = {.role = ROLE_TITLE};

	set_text(&segment, ui_is_read_only(ui) ? "[READ-ONLY]" : "[WRITES ON]");
	return segment;
}

static struct segment age_segment(const struct ui *ui)
{
	struct segment segment = {.role = ROLE_NORMAL};
	int64_t age_ms = ui_data_age_ms(ui);
	char age[UNITS_TEXT_SIZE];

	if (age_ms < 0) {
		set_text(&segment, "no data yet");
		return segment;
	}
	format_coarse_age(age_ms, age_step_ms(ui, age_ms), age);
	if (ui_is_stale(ui)) {
		segment.role = ROLE_STALE;
	}
	set_text(&segment, ui_is_stale(ui) ? " DATA %s OLD " : "data %s", age);
	return segment;
}

/* From the right end of the row; returns the first column used. */
static int put_segment_left_of(
	struct canvas *canvas, int y, int end_x, const struct segment *segment)
{
	int cols = (int)text_width_of(segment->text);

	canvas_put(canvas, y, end_x - cols, cols, segment->role, segment->text);
	return end_x - cols;
}

static int put_right_part(struct canvas *canvas, const struct ui *ui)
{
	struct segment clock = {.role = ROLE_DIM};
	struct segment age = age_segment(ui), mode = mode_segment(ui);
	struct segment paused = {.role = ROLE_STALE, .text = " PAUSED DISPLAY "};
	int x = canvas->cols - 1;

	if (ui_has_data(ui) && canvas->cols >= 76) {
		units_format_clock(ui->snapshot->asof_ms, ui->snapshot->asof_ms, clock.text);
		x = put_segment_left_of(canvas, 0, x, &clock) - 2;
	}
	x = put_segment_left_of(canvas, 0, x, &age) - 2;
	if (ui->is_paused) {
		x = put_segment_left_of(canvas, 0, x, &paused) - 2;
	}
	return put_segment_left_of(canvas, 0, x, &mode) - 2;
}

/* Leaves room for some of the table's name. Returns the columns used, with the gap. */
static int put_if_room(struct canvas *canvas, int x, int end_x, const char *text, int gap)
{
	int cols = (int)text_width_of(text);

	if (cols == 0 || cols > end_x - x - gap - 12) {
		return 0;
	}
	return canvas_put(canvas, 0, x, cols, ROLE_NORMAL, text) + gap;
}

static void put_first_line(struct canvas *canvas, const struct ui *ui)
{
	const struct poll_status *status = ui->snapshot ? &ui->snapshot->status : NULL;
	int end_x = put_right_part(canvas, ui);
	int x = 1;

	if (canvas->cols >= 90) {
		x += canvas_put(canvas, 0, x, end_x - x, ROLE_TITLE, "beyatop") + 2;
	}
	if (status && strcmp(status->profile, "default") != 0) {
		x += put_if_room(canvas, x, end_x, status->profile, 1);
	}
	if (status) {
		x += put_if_room(canvas, x, end_x, status->region, 2);
	}
	canvas_put(canvas, 0, x, end_x - x, ROLE_NORMAL,
		status && *status->table ? status->table : ui->settings->table);
}

static const char *source_text(enum poll_source source)
{
	switch (source) {
	case SOURCE_NONE:
		return "";
	case SOURCE_ACTIVE_INDEX:
		return "Active-Sessions-Index";
	case SOURCE_SERVICE_INDEX:
		return "ServiceType-Index";
	case SOURCE_SCAN:
		return "Scan of the table";
	}
	return "";
}

/* Said only while somebody waits for it: a calm screen does not count pages. */
static void format_progress(const struct ui *ui, struct segment *segment)
{
	const struct poll_status *status = &ui->snapshot->status;

	bool is_partial = ui_has_data(ui) && !status->is_complete;
	bool is_awaited = status->took_ms < 0 || ui_is_stale(ui);

	segment->role = is_partial ? ROLE_LATE : ROLE_NORMAL;
	if (status->phase == PHASE_READING && is_awaited) {
		set_text(segment, "%sreading page %u", is_partial ? "PARTIAL, " : "",
			status->pages + 1);
	} else if (is_partial) {
		set_text(segment, "PARTIAL");
	}
}

static void format_pace(const struct ui *ui, struct segment *segment)
{
	const struct poll_status *status = &ui->snapshot->status;
	char interval[UNITS_TEXT_SIZE];

	units_format_interval(status->interval_ms, interval);
	if (status->took_ms < 0) {
		set_text(segment, "every %s", interval);
	} else {
		set_text(segment, "every %s, took %.1fs", interval, (double)status->took_ms / 1000);
	}
}

/* Two digits of it: it grows with each page. */
static void format_coarse_count(double number, char text[UNITS_TEXT_SIZE])
{
	uint64_t count = number > 0 ? (uint64_t)number : 0, scale = 1;

	for (; count >= 100; count /= 10) {
		scale *= 10;
	}
	units_format_count(count * scale, text);
}

static void format_cost(const struct ui *ui, struct segment *segment)
{
	const struct poll_status *status = &ui->snapshot->status;
	char total[UNITS_TEXT_SIZE];

	if (status->took_ms < 0) {
		return;
	}
	format_coarse_count(status->read_units, total);
	set_text(segment, "%.*f RCU a refresh, %s so far", status->refresh_read_units < 100 ? 1 : 0,
		status->refresh_read_units, total);
}

static void format_source(const struct ui *ui, struct segment *segment)
{
	set_text(segment, "%s", source_text(ui->snapshot->status.source));
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
	char age[UNITS_TEXT_SIZE];

	if (status->source == SOURCE_SCAN) {
		return;
	}
	if (status->is_reconciling) {
		set_text(segment, "scanning");
	} else if (status->reconciled_mono_ms >= 0) {
		format_coarse_age(reconcile_age_ms(ui), MINUTE_MS, age);
		set_text(segment, "scanned %s ago", age);
	} else if (ui_has_data(ui)) {
		set_text(segment, "not scanned");
	}
}

/* The most important first: what does not fit any more is left out. */
static void (*const second_line[])(const struct ui *ui, struct segment *segment) = {
	format_progress,
	format_pace,
	format_cost,
	format_source,
	format_reconcile,
	format_skew,
};

static void put_second_line(struct canvas *canvas, const struct ui *ui)
{
	int x = 1;

	if (!ui->snapshot) {
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(second_line); i++) {
		struct segment segment = {.role = ROLE_DIM};
		int cols;

		second_line[i](ui, &segment);
		cols = (int)text_width_of(segment.text);
		if (cols == 0 || x + cols >= canvas->cols) {
			continue;
		}
		canvas_put(canvas, 1, x, cols, segment.role, segment.text);
		x += cols + 3;
	}
}

void header_draw(struct canvas *canvas, const struct ui *ui)
{
	put_first_line(canvas, ui);
	put_second_line(canvas, ui);
}
