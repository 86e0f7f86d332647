/* SPDX-License-Identifier: MIT */
/*
 * The views: each draws its part of the screen from the ui, and says how much of it is
 * not list. Pure functions of their arguments, one file each. UI thread.
 */
#ifndef BEYATOP_VIEW_H
#define BEYATOP_VIEW_H

#include "cell/canvas.h"
#include "ui/ui.h"

/* All services: totals, and one line each. */
void view_overview_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);
int view_overview_fixed_rows(const struct ui *ui, int rows, int cols);

/* The sessions of one service. */
void view_sessions_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);
int view_sessions_fixed_rows(const struct ui *ui, int rows, int cols);

/* One session with all its attributes. */
void view_detail_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);
int view_detail_fixed_rows(const struct ui *ui, int rows, int cols);

/* All sessions, a cell each; and how many cells fit into a line. */
void view_heat_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);
int view_heat_fixed_rows(const struct ui *ui, int rows, int cols);
int view_heat_cells(int cols);

/* What changed while we watched. */
void view_changes_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);
int view_changes_fixed_rows(const struct ui *ui, int rows, int cols);

/* What an incident channel wants to know. */
void view_summary_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);
int view_summary_fixed_rows(const struct ui *ui, int rows, int cols);

/* The keys and the states. */
void view_help_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);
int view_help_fixed_rows(const struct ui *ui, int rows, int cols);

/* The newest writes of the audit log. */
void view_writes_draw(struct canvas *canvas, const struct ui *ui, int y, int rows);
int view_writes_fixed_rows(const struct ui *ui, int rows, int cols);

/* Lines of the help, for its list. */
size_t view_help_lines(const struct ui *ui);

/*
 * A session's health in words: "18.2x late: last poll 6m04s ago, due every 20s". text
 * has VIEW_HEALTH_SIZE bytes.
 */
#define VIEW_HEALTH_SIZE 320
void view_format_health(const struct ui *ui, const struct session *session, char *text);

/* The breadcrumb: where the view is. Returns the columns used. */
int view_put_path(struct canvas *canvas, const struct ui *ui, int y);

/* True when the body has room for blank lines. */
static inline bool view_is_roomy(int rows)
{
	return rows >= 16;
}

#endif
