/* SPDX-License-Identifier: MIT */
/* The pane of the overview that lists recent changes. UI thread. */
#ifndef BEYATOP_PANE_CHANGES_H
#define BEYATOP_PANE_CHANGES_H

#include "cell/canvas.h"
#include "ui/ui.h"
#include "view/pane.h"

/* How far it looks back; the view of the changes shows all. */
#define PANE_CHANGES_MS (15 * INT64_C(60000))

/* Draws the newest changes under a title; nothing into less than two rows. */
void pane_changes_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

#endif
