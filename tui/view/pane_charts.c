/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "cell/chart.h"

#define GAP_COLS 2

/* Since when sessions are late comes first; if none is, there is nothing to see in it. */
void pane_charts_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	struct pane left = *pane, right = *pane;
	/* an hour of bars, in one of two widths, or all there is */
	int hour_cols = HISTOGRAM_MINUTES + CHART_SIDE_COLS;

	if (ui_diagnosis(ui)->late == 0) {
		pane_pulse_draw(canvas, ui, pane);
		return;
	}
	if (pane->cols < hour_cols + GAP_COLS + PANE_PULSE_MIN_COLS) {
		hour_cols = PANE_HISTOGRAM_MIN_COLS;
	}
	if (pane->cols >= hour_cols + GAP_COLS + PANE_PULSE_MIN_COLS) {
		left.cols = hour_cols;
		right.x += hour_cols + GAP_COLS;
		right.cols -= hour_cols + GAP_COLS;
		pane_pulse_draw(canvas, ui, &right);
	}
	pane_histogram_draw(canvas, ui, &left);
}
