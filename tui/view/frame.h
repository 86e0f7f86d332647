/* SPDX-License-Identifier: MIT */
/*
 * The whole screen: header, banner, the view's body, footer, and the dialog on
 * top. A pure function of the ui. UI thread.
 */
#ifndef BEYATOP_FRAME_H
#define BEYATOP_FRAME_H

#include "cell/canvas.h"
#include "ui/ui.h"

/* Sets how many lines of each list fit; call it before frame_draw(). */
void frame_fit(struct ui *ui, int rows, int cols);

void frame_draw(struct canvas *canvas, const struct ui *ui);

#endif
