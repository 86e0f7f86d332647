/* SPDX-License-Identifier: MIT */
/*
 * What a view is: one of these, defined in a file of its own and listed in ui/view_list.h. Views
 * read the ui and change nothing in it but their own cursor. UI thread.
 */
#ifndef BEYATOP_VIEW_H
#define BEYATOP_VIEW_H

#include "cell/pen.h"
#include "ui/ui.h"

/* What Enter opens: a service's list of sessions, or one session. Borrowed from the snapshot. */
struct view_target {
	const char *service;
	/* the session, or the one to put the cursor on; NULL: the first */
	const char *user_id;
	bool is_session;
};

struct view_ops {
	/* Draws the body, rows of them from y on; not called before there are data, but for the
	 * help. */
	void (*draw)(struct canvas *canvas, const struct ui *ui, int y, int rows);

	/* Rows of the body that are not part of the list; count_fixed_rows where they vary. */
	int fixed_rows;
	int (*count_fixed_rows)(const struct ui *ui, int rows, int cols);

	/* Lines of the list; NULL where selection.c counts them. */
	size_t (*lines)(const struct ui *ui);

	/* The snapshot, or the view that is shown, is another; NULL: nothing to prepare. */
	void (*prepare)(struct ui *ui);
	/* The size of the screen may be another; the list's rows are known; NULL: no matter. */
	void (*fit)(struct ui *ui, int cols);

	/* Moves the cursor; NULL: there is none, the list scrolls. */
	void (*move)(struct ui *ui, long lines);
	/* What Enter opens; false: nothing. NULL: nothing ever. */
	bool (*open)(const struct ui *ui, struct view_target *target);
	/* Its key was pressed while it is shown; NULL: nothing happens. */
	void (*show_again)(struct ui *ui);

	/* "Back" goes where it was opened from, else to the overview. */
	bool returns;
	/* It shows one service or one of its sessions, which the poller then favours. */
	bool is_in_service;
};

#define VIEW_DECLARE(ID, name, key, title, about, hint) extern const struct view_ops view_##name;

VIEW_LIST(VIEW_DECLARE)
OVERLAY_LIST(VIEW_DECLARE)

#undef VIEW_DECLARE

/* Static. */
const struct view_ops *view_ops(enum view_id view);

/* Counts the lines of the shown view's list, where the view counts them itself. */
void view_count_lines(struct ui *ui);

/* Prepares all views: the snapshot, or the shown view, is another. */
void view_prepare(struct ui *ui);

/* True when the body has room for blank lines. */
static inline bool view_is_roomy(int rows)
{
	return rows >= 16;
}

#endif
