/* SPDX-License-Identifier: MIT */
/*
 * The whole screen: header, banner, the view's body, footer, and the dialog on
 * top. A pure function of the ui. UI thread.
 */
#ifndef BEYATOP_FRAME_H
#define BEYATOP_FRAME_H

#include "canvas.h"
#include "ui.h"

#include <stdbool.h>

/* Below this there is only a notice. */
#define FRAME_MIN_COLS 60
#define FRAME_MIN_ROWS 12

bool frame_is_too_small(int rows, int cols);

/* Tells the ui's lists how many of their lines fit. Before frame_draw(). */
void frame_fit(struct ui *ui, int rows, int cols);

void frame_draw(struct canvas *canvas, const struct ui *ui);

#endif
