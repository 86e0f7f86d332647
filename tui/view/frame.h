/* SPDX-License-Identifier: MIT */
/*
 * Draws the whole screen: header, notices, the view's body, footer, and a dialog on top, one file
 * each. UI thread.
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
 * At the top: a line with the table, the mode and the freshness of the data, whose age goes in
 * steps of some seconds, which show that the program is alive; then the verdict, one sentence about
 * the whole fleet, in one row or two. header_rows() says how many rows they need; with ui->is_bare,
 * only what the body does not say: the verdict while something is wrong; both while the data are
 * old, frozen, recorded or incomplete.
 */
int header_rows(const struct ui *ui, int rows, int cols);

/* Draws them. */
void header_draw(struct canvas *canvas, const struct ui *ui);

/* Milliseconds until time alone changes the header or the internals; -1: never. */
int64_t header_next_change_ms(const struct ui *ui);

struct notices_room {
	int y, cols;
	/* there is room for all notices */
	bool is_roomy;
};

/*
 * The banner of an error, and lines about what limits the data below them: a filter, a running
 * write, throttling, old data. Returns the rows used. canvas NULL: only measures.
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
