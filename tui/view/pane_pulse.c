/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "cell/chart.h"
#include "duration.h"
#include "list/pulse.h"
#include "number.h"
#include "view/rule.h"

#include <math.h>
#include <stdio.h>

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
	} else {
		snprintf(text, NUMBER_SIZE, "%gk", polls / 1000);
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
			pulse.count < 2 ? "shown from the second refresh on"
					: "no session was polled");
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
