/* SPDX-License-Identifier: MIT */
/* A place on the screen that a view gives to one of its parts. Plain data. */
#ifndef BEYATOP_PANE_H
#define BEYATOP_PANE_H

struct pane {
	int y, x, rows, cols;
};

#endif
