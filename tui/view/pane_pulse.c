/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "cell/chart.h"
#include "duration.h"
#include "list/pulse.h"
#include "number.h"
#include "view/rule.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Bars as wide as the pane allows, but never so wide that they look like blocks. */
#define BAR_MAX_COLS 3

static void put_title(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	struct pen pen = rule_begin(canvas, pane->y, pane->x, pane->x + pane->cols);
	int64_t beat_ms = ui->snapshot->status.interval_ms * PULSE_TICKS;
	char beat[DURATION_SIZE], text[DURATION_SIZE + 16];

	duration_format_setting(beat_ms, beat);
	snprintf(text, sizeof(text), "a bar per %s", beat);
	pen_put(&pen, ROLE_TITLE, "polls per minute, whole fleet");
	rule_end(&pen, text);
}

/* "50", "2,000", "20k". */
static void format_polls(double polls, char text[NUMBER_SIZE])
{
	if (polls < 10000) {
		number_format_count((uint64_t)polls, text);
	} else if (polls < 1e6) {
		snprintf(text, NUMBER_SIZE, "%.3gk", polls / 1000);
	} else {
		snprintf(text, NUMBER_SIZE, "%.3gM", polls / 1e6);
	}
}

void pane_pulse_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	int cols = pane->cols - CHART_SIDE_COLS, bar_cols = cols / PULSE_MAX_BEATS;
	char top[NUMBER_SIZE], middle[NUMBER_SIZE] = "";
	struct pulse pulse;

	if (pane->rows < PANE_CHART_MIN_ROWS || pane->cols < PANE_PULSE_MIN_COLS) {
		return;
	}
	bar_cols = bar_cols < 1 ? 1 : bar_cols > BAR_MAX_COLS ? BAR_MAX_COLS : bar_cols;
	put_title(canvas, ui, pane);
	pulse_make(ui->snapshot, (size_t)(cols / bar_cols), &pulse);
	if (!(pulse.highest > 0)) {
		canvas_put(canvas, pane->y + 1, pane->x + 3, pane->cols - 3, ROLE_DIM,
			pulse.known == 0 ? "shown after four refreshes" : "no session was polled");
		return;
	}
	struct chart chart = {
		.role = ROLE_PULSE,
		.bar_cols = bar_cols,
		.values = pulse.beats,
		.at_ms = pulse.at_ms,
		.count = pulse.count,
		.top = chart_round_up(pulse.highest, 10),
		.top_label = top,
		.middle_label = middle,
		.bars_per_label = PULSE_STEP,
	};

	format_polls(chart.top, top);
	format_polls(chart.top / 2, middle);
	chart_put(canvas, pane->y + 1, pane->x, pane->rows - 1, &chart);
}

/* Marks in a title. */
#define MAX_MARKS 12

void pane_pulse_format(const struct ui *ui, bool is_ascii, char text[PANE_PULSE_TEXT_SIZE])
{
	struct pulse pulse;
	char newest[NUMBER_SIZE];
	size_t end, marks;

	*text = '\0';
	pulse_make(ui->snapshot, PULSE_MAX_BEATS, &pulse);
	for (end = pulse.count; end > 0 && isnan(pulse.beats[end - 1]); end--) {
	}
	if (end == 0 || !(pulse.highest > 0)) {
		return;
	}
	format_polls(pulse.beats[end - 1], newest);
	snprintf(text, PANE_PULSE_TEXT_SIZE, "polls/min %s ", newest);
	marks = end < MAX_MARKS ? end : MAX_MARKS;
	for (size_t i = end - marks; i < end; i++) {
		double share = isnan(pulse.beats[i]) ? 0 : pulse.beats[i] / pulse.highest;

		strcat(text, chart_eighths((int)ceil(share * 8), is_ascii));
	}
}
