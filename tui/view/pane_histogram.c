/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "cell/chart.h"
#include "number.h"

#include <stdio.h>

#define MINUTE_MS INT64_C(60000)

/* One; on a narrow screen two. */
static int minutes_per_bar(int cols)
{
	return cols > HISTOGRAM_MINUTES + CHART_SIDE_COLS + 1 ? 1 : 2;
}

int pane_histogram_cols(int cols)
{
	return HISTOGRAM_MINUTES / minutes_per_bar(cols) + CHART_SIDE_COLS;
}

static void put_title(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = {canvas, y, 1, 1, 1 + pane_histogram_cols(canvas->cols)};
	const struct diagnosis *diagnosis = ui_diagnosis(ui);
	char late[NUMBER_SIZE], before[NUMBER_SIZE];

	number_format_count(diagnosis->late, late);
	number_format_count(diagnosis->histogram.before, before);
	pen_put(&pen, ROLE_TITLE,
		minutes_per_bar(canvas->cols) == 1 ? "SESSIONS BEHIND BY MINUTE OF LAST POLL"
						   : "BEHIND BY MINUTE OF LAST POLL");
	pen_skip(&pen, 2);
	if (diagnosis->histogram.before > 0) {
		pen_printf(&pen, ROLE_DIM, "%s, %s earlier", late, before);
	} else {
		pen_put(&pen, ROLE_DIM, diagnosis->late > 0 ? late : "none");
	}
}

/* "50", "2,000", "20k". */
static void format_sessions(double sessions, char text[NUMBER_SIZE])
{
	if (sessions < 10000) {
		number_format_count((uint64_t)sessions, text);
	} else {
		snprintf(text, NUMBER_SIZE, "%gk", sessions / 1000);
	}
}

/* The bars and the time at which each begins. Returns the highest. */
static double fill_bars(const struct ui *ui, int minutes, double *bars, int64_t *at_ms)
{
	const struct histogram *histogram = &ui_diagnosis(ui)->histogram;
	double highest = 0;

	for (int i = 0; i < HISTOGRAM_MINUTES / minutes; i++) {
		bars[i] = 0;
		for (int j = 0; j < minutes; j++) {
			bars[i] += histogram->minutes[i * minutes + j];
		}
		at_ms[i] = (histogram->first_minute + (int64_t)i * minutes) * MINUTE_MS;
		highest = bars[i] > highest ? bars[i] : highest;
	}
	return highest;
}

void pane_histogram_draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	int minutes = minutes_per_bar(canvas->cols);
	double bars[HISTOGRAM_MINUTES];
	int64_t at_ms[HISTOGRAM_MINUTES];
	char top[NUMBER_SIZE], middle[NUMBER_SIZE] = "";

	if (rows < PANE_HISTOGRAM_MIN_ROWS) {
		return;
	}
	struct chart chart = {
		.values = bars,
		.at_ms = at_ms,
		.count = (size_t)(HISTOGRAM_MINUTES / minutes),
		.top = chart_round_up(fill_bars(ui, minutes, bars, at_ms), 1),
		.top_label = top,
		.middle_label = middle,
		.columns_per_label = HISTOGRAM_STEP_MINUTES,
	};

	format_sessions(chart.top, top);
	if ((uint64_t)chart.top % 2 == 0) {
		format_sessions(chart.top / 2, middle);
	}
	put_title(canvas, ui, y);
	chart_put(canvas, y + 1, 0, rows - 1, &chart);
}
