/* SPDX-License-Identifier: MIT */
/*
 * Copies a canvas to the terminal, only the cells that changed. UI thread, while the screen is
 * open.
 */
#ifndef BEYATOP_DRAW_H
#define BEYATOP_DRAW_H

#include "cell/canvas.h"

/* Shows the canvas; writes nothing if nothing changed. */
void draw_canvas(const struct canvas *canvas);

/* Frees the copy of the last frame. */
void draw_close(void);

#endif
