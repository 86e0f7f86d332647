/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "cell/chart.h"
#include "duration.h"
#include "view/sparkline.h"

#include <math.h>
#include <stdio.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* Bars between two times on the axis. */
#define STEP_COLS 20

/* Ages at which the axis may end. */
static const int64_t tops_ms[] = {10 * SECOND_MS, 30 * SECOND_MS, MINUTE_MS, 2 * MINUTE_MS,
	4 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS, 40 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS,
	4 * HOUR_MS, 12 * HOUR_MS, DAY_MS, 2 * DAY_MS, 4 * DAY_MS, 10 * DAY_MS, 40 * DAY_MS,
	100 * DAY_MS, 400 * DAY_MS};

static int64_t top_of(int64_t highest_ms)
{
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(tops_ms) && tops_ms[i] < highest_ms) {
		i++;
	}
	return tops_ms[i] > highest_ms ? tops_ms[i] : highest_ms;
}

static void find(const struct ui *ui, struct session_history *history)
{
	const struct session *session = ui->selected_session;

	history->count = 0;
	if (session) {
		session_history_find(
			&ui->session_histories, ui->service, session->user_id, history);
	}
}

/* The text in place of a chart without bars. */
static const char *why_empty(const struct ui *ui)
{
	const struct service_summary *service = ui->selected_service;

	if (service && service->summary.sessions > SESSION_HISTORY_MAX_SESSIONS) {
		return "no history: the service has too many sessions";
	}
	return "no samples yet: one is taken at each refresh";
}

static void draw_row(struct canvas *canvas, const struct ui *ui, const struct pane *pane,
	const struct session_history *history)
{
	struct pen pen = pane_pen(canvas, pane);
	char text[SPARKLINE_TEXT_SIZE];

	pen_put(&pen, ROLE_DIM, "history    ");
	if (history->count == 0) {
		pen_put(&pen, ROLE_DIM, why_empty(ui));
		return;
	}
	sparkline_format_ages(history, ui->selected_session->interval_ms, pen_cols_left(&pen),
		canvas->is_ascii, text);
	pen_put(&pen, ROLE_NORMAL, *text ? text : "never late while watched");
}

static void put_title(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	struct pen pen = pane_pen(canvas, pane);
	const struct session *session = ui->selected_session;
	const struct session_thresholds *limits = settings_limits(ui->settings, ui->service);
	char critical[DURATION_SIZE];

	pen_put(&pen, ROLE_TITLE, "AGE OF LAST POLL");
	pen_skip(&pen, 2);
	pen_put(&pen, ROLE_DIM, "one bar per refresh");
	if (session && session->interval_ms > 0) {
		duration_format_setting(
			(int64_t)(limits->critical * (double)session->interval_ms), critical);
		pen_printf(&pen, ROLE_DIM, "; dashed: critical from %s (%g intervals)", critical,
			limits->critical);
	}
}

/*
 * When not all bars fit, or the oldest samples are gone, bars move left by a whole step at a time
 * and stay in place in between, so that a refresh redraws little.
 */
static size_t first_shown(const struct session_history *history, size_t room)
{
	size_t first = history->count > room ? history->count - room : 0;

	if (first > 0 || history->count == SESSION_HISTORY_SAMPLES) {
		first += (STEP_COLS - (history->first_tick + first) % STEP_COLS) % STEP_COLS;
	}
	return first < history->count ? first : history->count;
}

static void draw_chart(struct canvas *canvas, const struct ui *ui, const struct pane *pane,
	const struct session_history *history)
{
	const struct session *session = ui->selected_session;
	double values[SESSION_HISTORY_SAMPLES], highest = 0;
	char top[DURATION_SIZE], middle[DURATION_SIZE];
	size_t room = pane->cols > CHART_SIDE_COLS ? (size_t)(pane->cols - CHART_SIDE_COLS) : 0;
	size_t first = first_shown(history, room);

	for (size_t i = first; i < history->count; i++) {
		int64_t age_ms = session_history_age_ms(history->samples[i]);

		values[i] = age_ms < 0 ? NAN : (double)age_ms;
		highest = fmax(highest, values[i]);
	}
	double critical =
		settings_limits(ui->settings, ui->service)->critical * (double)session->interval_ms;
	/* The axis includes the critical age, so that healthy ages look low and it rarely changes.
	 */
	int64_t top_ms = top_of((int64_t)fmax(highest, critical * 5 / 4));
	struct chart chart = {
		.role = ROLE_BAR,
		.bar_cols = 1,
		.values = values + first,
		.at_ms = history->at_ms + first,
		.count = history->count - first,
		.top = (double)top_ms,
		.mark = critical,
		.top_label = top,
		.middle_label = middle,
		.bars_per_label = STEP_COLS,
	};

	duration_format_setting(top_ms, top);
	duration_format_setting(top_ms / 2, middle);
	chart_put(canvas, pane->y + 1, pane->x, pane->rows - 1, &chart);
}

void pane_age_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	struct session_history history;

	find(ui, &history);
	if (pane->rows < 1) {
		return;
	}
	if (pane->rows < PANE_AGE_MIN_ROWS) {
		draw_row(canvas, ui, pane, &history);
		return;
	}
	put_title(canvas, ui, pane);
	if (history.count == 0) {
		canvas_put(canvas, pane->y + 1, pane->x, pane->cols, ROLE_DIM, why_empty(ui));
	} else {
		draw_chart(canvas, ui, pane, &history);
	}
}
