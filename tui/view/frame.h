/* SPDX-License-Identifier: MIT */
/*
 * The whole screen: header, notices, the view's body, footer, and the dialog on top, one file each.
 * A pure function of the ui. UI thread.
 */
#ifndef BEYATOP_FRAME_H
#define BEYATOP_FRAME_H

#include "cell/canvas.h"
#include "ui/ui.h"

/* Sets how many lines of each list fit. Call it before frame_draw(). */
void frame_fit(struct ui *ui, int rows, int cols);

/* What it draws depends on the ui alone. */
void frame_draw(struct canvas *canvas, const struct ui *ui);

/* --- Its parts ------------------------------------------------------------------------------ */

/*
 * The two lines at the top: which table, how it is read, and how fresh the data are. Ages are
 * rounded, so that they do not change every second.
 */
#define HEADER_ROWS 2
void header_draw(struct canvas *canvas, const struct ui *ui);

/* Milliseconds until the header looks different just because time passes; -1: never. */
int64_t header_next_change_ms(const struct ui *ui);

struct notices_room {
	int y, cols;
	/* there is room for all of them */
	bool is_roomy;
};

/*
 * The banner of an error, and lines below it that say what matters for what is shown. A canvas of
 * NULL only measures. Returns the rows.
 */
int notices_put(struct canvas *canvas, const struct ui *ui, const struct notices_room *room);

/*
 * The last row of the screen, y: keys of the view, or the prompt, or a message, which covers the
 * rows above as well.
 */
#define FOOTER_ROWS 1
void footer_draw(struct canvas *canvas, const struct ui *ui, int y);

/* The prompt over row y. */
void prompt_line_draw(struct canvas *canvas, const struct prompt *prompt, int y);

/*
 * The dialog that asks before a write, which must be open, over the middle of a canvas that is not
 * too small for it.
 */
void dialog_box_draw(struct canvas *canvas, const struct ui *ui);

#endif
