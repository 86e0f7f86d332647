/* SPDX-License-Identifier: MIT */
/* Draws a canvas on the terminal, where it differs. UI thread, while the screen is open. */
#ifndef BEYATOP_DRAW_H
#define BEYATOP_DRAW_H

#include "cell/canvas.h"

/* Shows the canvas; writes nothing when the terminal already shows it. */
void draw_canvas(const struct canvas *canvas);

/* Frees the copy of the last frame. */
void draw_close(void);

#endif
