/* SPDX-License-Identifier: MIT */
/*
 * The pane of an opened session that answers "is it just this one?": its service, its user's other
 * services, the rest of the fleet, and what that amounts to. UI thread.
 */
#ifndef BEYATOP_PANE_CONTEXT_H
#define BEYATOP_PANE_CONTEXT_H

#include "cell/canvas.h"
#include "ui/ui.h"
#include "view/pane.h"

/* The title, a line for each of the three, and the conclusion. */
#define PANE_CONTEXT_ROWS 5

/* With fewer rows it draws the conclusion first, then the lines, and the title last. */
void pane_context_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

#endif
