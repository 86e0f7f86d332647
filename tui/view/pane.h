/* SPDX-License-Identifier: MIT */
/* The parts of views, one file each, and the rectangles of the screen that they get. UI thread. */
#ifndef BEYATOP_PANE_H
#define BEYATOP_PANE_H

#include "cell/pen.h"
#include "ui/ui.h"

/* A rectangle of the screen. */
struct pane {
	int y, x, rows, cols;
};

/* A pen from the top left of a pane to its right edge. */
static inline struct pen pane_pen(struct canvas *canvas, const struct pane *pane)
{
	return (struct pen){canvas, pane->y, pane->x, pane->x, pane->x + pane->cols};
}

/* --- In the overview ------------------------------------------------------------------------ */

/* How many rows a pane needs: for what may not be missing, and for everything. */
struct pane_need {
	int least, most;
};

/*
 * What is wrong: a line for each finding, with the rest of its text below it if there is room, and
 * always that of the selected one. pane->rows is how many rows there are; pane_findings_need() says
 * how many of them are of use, 0 without findings, and pane_findings_lines() how many findings fit.
 */
struct pane_need pane_findings_need(const struct ui *ui, const struct pane *pane);
size_t pane_findings_lines(const struct ui *ui, const struct pane *pane);
void pane_findings_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

/*
 * The tiles: how many sessions are in each state, with the change since the baseline. They add up
 * to the last, the total. pane_totals_rows() says how many of body_rows they need: from one, on a
 * small screen, to large digits.
 */
int pane_totals_rows(const struct ui *ui, int body_rows, int cols);
void pane_totals_draw(
	struct canvas *canvas, const struct ui *ui, const struct pane *pane, int body_rows);

/* The tiles by number, for the help; false: there are no more. */
bool pane_totals_explain(size_t i, const char **title, const char **meaning);

/*
 * Since when sessions are late, by the minute of their last poll, and how many are polled: that is
 * all there is to see while none is late. Otherwise, if there is no room for two charts side by
 * side, the second is a few marks in the title of the first. A chart is a rule with its title,
 * three or more rows of bars, and the axis; in a smaller pane they draw nothing.
 */
#define PANE_CHART_MIN_ROWS     5
#define PANE_HISTOGRAM_MIN_COLS 38
#define PANE_PULSE_MIN_COLS     38
void pane_charts_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

/* more is added to the title if it fits. */
void pane_histogram_draw(
	struct canvas *canvas, const struct ui *ui, const struct pane *pane, const char *more);
void pane_pulse_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

/* "polls/min 3,540 ▆▇▇▅": the newest, and marks up to the highest; "" before they are known. */
#define PANE_PULSE_TEXT_SIZE 80
void pane_pulse_format(const struct ui *ui, bool is_ascii, char text[PANE_PULSE_TEXT_SIZE]);

/* A title and the newest changes; with less than two rows it draws nothing. */
void pane_changes_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

/*
 * Sentences below the list, if there is room: what the figures leave out. They begin in row y.
 * Returns the rows used. canvas NULL: only measures.
 */
int pane_notes_put(struct canvas *canvas, const struct ui *ui, int y, int body_rows, int cols);

/* --- In the list of sessions ---------------------------------------------------------------- */

/* The path at the top of a list of sessions or of one session: "overview > slack > U042". */
void pane_path_put(struct pen *pen, const struct ui *ui);

/* --- In an opened session ------------------------------------------------------------------- */

/*
 * A chart of the age of its last poll over time: the title, three or more rows of bars, the axis.
 * With fewer than PANE_AGE_MIN_ROWS it draws one row and leaves the others blank.
 */
#define PANE_AGE_MIN_ROWS 5
void pane_age_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

/*
 * Is it only this session? The health of its service, of the same user's other sessions, and of the
 * rest of the fleet, and a conclusion. With fewer than PANE_CONTEXT_ROWS, it drops the title first
 * and the conclusion last.
 */
#define PANE_CONTEXT_ROWS 5
void pane_context_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane);

#endif
