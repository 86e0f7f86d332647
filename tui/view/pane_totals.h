/* SPDX-License-Identifier: MIT */
/*
 * The totals on top of the overview: the count of each state, with the change since the baseline,
 * in large digits where there is room. UI thread.
 */
#ifndef BEYATOP_PANE_TOTALS_H
#define BEYATOP_PANE_TOTALS_H

#include "cell/canvas.h"
#include "ui/ui.h"

/* Rows that it takes on so many of the body and columns. */
int pane_totals_rows(const struct ui *ui, int body_rows, int cols);

void pane_totals_draw(struct canvas *canvas, const struct ui *ui, int y, int body_rows);

#endif
