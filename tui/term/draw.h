/* SPDX-License-Identifier: MIT */
/* A canvas onto the terminal, by what differs. UI thread, while the screen is open. */
#ifndef BEYATOP_DRAW_H
#define BEYATOP_DRAW_H

#include "cell/canvas.h"

/* Shows the canvas; writes nothing when the terminal already shows the same. */
void draw_canvas(const struct canvas *canvas);

/* Frees what it remembers of the last frame. */
void draw_close(void);

#endif
