/* SPDX-License-Identifier: MIT */
/* The pane of the overview that lists what changed. UI thread. */
#ifndef BEYATOP_PANE_CHANGES_H
#define BEYATOP_PANE_CHANGES_H

#include "canvas.h"
#include "ui.h"

/* Appends "slack: 31 stopped within 20s of 09:41:07Z", as stored, not sanitised. */
void pane_changes_append(const struct ui *ui, const struct change *change, struct buf *out);

/* Draws the newest changes into rows that are free; nothing when they are too few. */
void pane_changes_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);

#endif
