/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "cell/chart.h"
#include "list/pulse.h"

#define GAP_COLS 2

/* Room for bars of two columns beside an hour. */
#define BESIDE_MIN_COLS (2 * PULSE_MAX_BEATS + CHART_SIDE_COLS)

void pane_charts_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	const int hour_cols = HISTOGRAM_MINUTES + CHART_SIDE_COLS;
	struct pane left = *pane, right = *pane;
	char polls[PANE_PULSE_TEXT_SIZE] = "";

	if (ui_diagnosis(ui)->late == 0) {
		pane_pulse_draw(canvas, ui, pane);
		return;
	}
	if (pane->cols >= hour_cols + GAP_COLS + BESIDE_MIN_COLS) {
		left.cols = hour_cols;
		right.x += hour_cols + GAP_COLS;
		right.cols -= hour_cols + GAP_COLS;
		pane_pulse_draw(canvas, ui, &right);
	} else {
		pane_pulse_format(ui, canvas->is_ascii, polls);
	}
	pane_histogram_draw(canvas, ui, &left, polls);
}
