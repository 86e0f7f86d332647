/* SPDX-License-Identifier: MIT */
/* The path at the top of a list of sessions or of one session: "overview > slack > U042". */
#ifndef BEYATOP_BREADCRUMB_H
#define BEYATOP_BREADCRUMB_H

#include "cell/canvas.h"
#include "ui/ui.h"

/* Draws it into row y. Returns the first column after it. */
int breadcrumb_draw(struct canvas *canvas, const struct ui *ui, int y);

#endif
