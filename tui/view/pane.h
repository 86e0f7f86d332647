/* SPDX-License-Identifier: MIT */
/* A rectangle of the screen that a view gives to one of its parts. Plain data. */
#ifndef BEYATOP_PANE_H
#define BEYATOP_PANE_H

#include "cell/pen.h"

struct pane {
	int y, x, rows, cols;
};

/* A pen at the beginning of a pane, which ends where the pane ends. */
static inline struct pen pane_pen(struct canvas *canvas, const struct pane *pane)
{
	return (struct pen){canvas, pane->y, pane->x, pane->x, pane->x + pane->cols};
}

#endif
