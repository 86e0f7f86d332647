/* SPDX-License-Identifier: MIT */
/*
 * The banner of an error, and the notices: lines below the header that say what matters for what is
 * shown. UI thread.
 */
#ifndef BEYATOP_NOTICES_H
#define BEYATOP_NOTICES_H

#include "cell/canvas.h"
#include "ui/ui.h"

struct notices_room {
	int y, cols;
	/* there is room for all of them */
	bool is_roomy;
};

/* Draws them from a row on; a canvas of NULL only measures. Returns the rows. */
int notices_put(struct canvas *canvas, const struct ui *ui, const struct notices_room *room);

#endif
