/* SPDX-License-Identifier: MIT */
/*
 * The pane of the overview that tells since when: the late sessions by the minute of their last
 * poll. UI thread.
 */
#ifndef BEYATOP_PANE_HISTOGRAM_H
#define BEYATOP_PANE_HISTOGRAM_H

#include "cell/canvas.h"
#include "ui/ui.h"

/* Below this nothing is drawn: the title, three rows of bars, the axis. */
#define PANE_HISTOGRAM_MIN_ROWS 5

/* Columns that it takes on a screen so wide. */
int pane_histogram_cols(int cols);

void pane_histogram_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);

#endif
