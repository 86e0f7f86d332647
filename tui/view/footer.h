/* SPDX-License-Identifier: MIT */
/* The last row of the screen: keys of the view, or the prompt, or a message. UI thread. */
#ifndef BEYATOP_FOOTER_H
#define BEYATOP_FOOTER_H

#include "cell/canvas.h"
#include "ui/ui.h"

#define FOOTER_ROWS 1

/* Draws it into row y; a message covers the rows above as well. */
void footer_draw(struct canvas *canvas, const struct ui *ui, int y);

#endif
