/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "cell/chart.h"
#include "number.h"
#include "text.h"
#include "timestamp.h"
#include "view/rule.h"

#include <stdio.h>
#include <string.h>

/* Of a rule, at both ends of the text at its right. */
#define RULE_END_COLS 5

#define MINUTE_MS INT64_C(60000)

/* How the hour is drawn. */
struct scale {
	int minutes_per_bar, bar_cols;
};

/* The widest bars that fit; on a narrow screen, two minutes share one. */
static struct scale choose_scale(int cols)
{
	int cols_per_hour = cols - CHART_SIDE_COLS;

	if (cols_per_hour < HISTOGRAM_MINUTES) {
		return (struct scale){2, 1};
	}
	return (struct scale){1, cols_per_hour / HISTOGRAM_MINUTES};
}

/* "15 since 17:40, 1 older". */
static void format_count(const struct ui *ui, char *text, size_t size)
{
	const struct diagnosis *diagnosis = ui_diagnosis(ui);
	const struct histogram *histogram = &diagnosis->histogram;
	int64_t first_ms = histogram->first_minute * MINUTE_MS;
	char inside[NUMBER_SIZE], older[NUMBER_SIZE], since[TIMESTAMP_SIZE];

	number_format_count(diagnosis->late - histogram->before, inside);
	number_format_count(histogram->before, older);
	timestamp_format_short(first_ms, first_ms, since);
	if (histogram->before > 0) {
		snprintf(text, size, "%s since %.5s, %s older", inside, since, older);
	} else if (diagnosis->late > 0) {
		snprintf(text, size, "%s since %.5s", inside, since);
	} else {
		snprintf(text, size, "none");
	}
}

static void put_title(
	struct canvas *canvas, const struct ui *ui, const struct pane *pane, const char *more)
{
	struct pen pen = rule_begin(canvas, pane->y, pane->x, pane->x + pane->cols);
	char text[200];

	pen_put(&pen, ROLE_TITLE, "behind, by time of last poll");
	format_count(ui, text, sizeof(text));
	if ((int)(text_width_of(text) + text_width_of(more)) + 3 + 2 * RULE_END_COLS <=
		pen_cols_left(&pen)) {
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s",
			*more ? "   " : "", more);
	}
	rule_end(&pen, text);
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

void pane_histogram_draw(
	struct canvas *canvas, const struct ui *ui, const struct pane *pane, const char *more)
{
	struct scale scale = choose_scale(pane->cols);
	double bars[HISTOGRAM_MINUTES];
	int64_t at_ms[HISTOGRAM_MINUTES];
	char top[NUMBER_SIZE], middle[NUMBER_SIZE] = "";

	if (pane->rows < PANE_CHART_MIN_ROWS || pane->cols < PANE_HISTOGRAM_MIN_COLS) {
		return;
	}
	struct chart chart = {
		.role = ROLE_BAR,
		.bar_cols = scale.bar_cols,
		.values = bars,
		.at_ms = at_ms,
		.count = (size_t)(HISTOGRAM_MINUTES / scale.minutes_per_bar),
		.top = chart_round_up(fill_bars(ui, scale.minutes_per_bar, bars, at_ms), 1),
		.top_label = top,
		.middle_label = middle,
		.bars_per_label = HISTOGRAM_STEP_MINUTES,
	};

	format_sessions(chart.top, top);
	if ((uint64_t)chart.top % 2 == 0) {
		format_sessions(chart.top / 2, middle);
	}
	put_title(canvas, ui, pane, more);
	chart_put(canvas, pane->y + 1, pane->x, pane->rows - 1, &chart);
}
