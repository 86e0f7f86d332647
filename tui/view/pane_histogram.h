/* SPDX-License-Identifier: MIT */
/*
 * The pane of the overview that shows since when: the late sessions by the minute of their last
 * poll. UI thread.
 */
#ifndef BEYATOP_PANE_HISTOGRAM_H
#define BEYATOP_PANE_HISTOGRAM_H

#include "cell/canvas.h"
#include "ui/ui.h"

/* With fewer it draws nothing: the title, three rows of bars, the axis. */
#define PANE_HISTOGRAM_MIN_ROWS 5

/* The columns it takes up, of cols. */
int pane_histogram_cols(int cols);

void pane_histogram_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);

#endif
