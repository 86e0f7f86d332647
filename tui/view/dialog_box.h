/* SPDX-License-Identifier: MIT */
/* Draws the dialog that asks before a write. UI thread. */
#ifndef BEYATOP_DIALOG_BOX_H
#define BEYATOP_DIALOG_BOX_H

#include "cell/canvas.h"
#include "ui/ui.h"

/* Draws ui->dialog, which must be open, over the middle of a canvas that is not too small for it.
 */
void dialog_box_draw(struct canvas *canvas, const struct ui *ui);

#endif
