/* SPDX-License-Identifier: MIT */
/* The pane of an opened session with the history of its age, from our own samples. UI thread. */
#ifndef BEYATOP_PANE_AGE_H
#define BEYATOP_PANE_AGE_H

#include "cell/canvas.h"
#include "ui/ui.h"
#include "view/pane.h"

/* The title, three rows of bars, the axis. */
#define PANE_AGE_MIN_ROWS 5

/* Below PANE_AGE_MIN_ROWS it is one row, whatever is left over. */
void pane_age_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

#endif
