/* SPDX-License-Identifier: MIT */
/*
 * The totals at the top of the overview: how many sessions are in each state, with the change since
 * the baseline, in large digits if there is room. UI thread.
 */
#ifndef BEYATOP_PANE_TOTALS_H
#define BEYATOP_PANE_TOTALS_H

#include "cell/canvas.h"
#include "ui/ui.h"

/* The rows it takes up, of a body of body_rows and cols. */
int pane_totals_rows(const struct ui *ui, int body_rows, int cols);

void pane_totals_draw(struct canvas *canvas, const struct ui *ui, int y, int body_rows);

#endif
