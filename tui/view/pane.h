/* SPDX-License-Identifier: MIT */
/* The parts that views are made of, one file each, and where on the screen they go. UI thread. */
#ifndef BEYATOP_PANE_H
#define BEYATOP_PANE_H

#include "cell/pen.h"
#include "ui/ui.h"

/* A rectangle of the screen. */
struct pane {
	int y, x, rows, cols;
};

/* A pen at the beginning of a pane, which ends where the pane ends. */
static inline struct pen pane_pen(struct canvas *canvas, const struct pane *pane)
{
	return (struct pen){canvas, pane->y, pane->x, pane->x, pane->x + pane->cols};
}

/* --- Of the overview ------------------------------------------------------------------------ */

/*
 * The totals at the top: how many sessions are in each state, with the change since the baseline,
 * in large digits if there is room. The rows it takes up, of a body of body_rows and cols.
 */
int pane_totals_rows(const struct ui *ui, int body_rows, int cols);
void pane_totals_draw(struct canvas *canvas, const struct ui *ui, int y, int body_rows);

/*
 * Since when: the late sessions by the minute of their last poll. With fewer than
 * PANE_HISTOGRAM_MIN_ROWS (the title, three rows of bars, the axis) it draws nothing. The columns
 * it takes up, of cols.
 */
#define PANE_HISTOGRAM_MIN_ROWS 5
int pane_histogram_cols(int cols);
void pane_histogram_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);

/* The newest changes under a title; nothing in less than two rows. The view of changes has all. */
void pane_changes_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

/*
 * Sentences below the list: where to look first, and what the figures leave out. The first row is
 * y; a canvas of NULL only measures. Returns the rows.
 */
int pane_notes_put(struct canvas *canvas, const struct ui *ui, int y, int body_rows, int cols);

/* --- Of the sessions ------------------------------------------------------------------------ */

/* The path at the top of a list of sessions or of one session: "overview > slack > U042". */
void pane_path_put(struct pen *pen, const struct ui *ui);

/* --- Of an opened session ------------------------------------------------------------------- */

/*
 * The age of its last poll over time, as a chart: the title, three rows of bars, the axis. With
 * fewer than PANE_AGE_MIN_ROWS it draws one row and leaves the others blank.
 */
#define PANE_AGE_MIN_ROWS 5
void pane_age_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

/*
 * "Is it just this one?": its service, its user's other services, the rest of the fleet, and what
 * that amounts to. With fewer than PANE_CONTEXT_ROWS it draws the conclusion first, then the lines,
 * and the title last.
 */
#define PANE_CONTEXT_ROWS 5
void pane_context_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

#endif
