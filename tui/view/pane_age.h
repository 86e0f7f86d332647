/* SPDX-License-Identifier: MIT */
/* The pane of an opened session that charts the age of its last poll over time. UI thread. */
#ifndef BEYATOP_PANE_AGE_H
#define BEYATOP_PANE_AGE_H

#include "cell/canvas.h"
#include "ui/ui.h"
#include "view/pane.h"

/* The title, three rows of bars, the axis. */
#define PANE_AGE_MIN_ROWS 5

/* With fewer than PANE_AGE_MIN_ROWS it draws one row and leaves the others blank. */
void pane_age_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

#endif
