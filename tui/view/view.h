/* SPDX-License-Identifier: MIT */
/*
 * The interface of a view. Each is defined in a file of its own and listed in ui/view_list.h. Views
 * read the ui, and change only their own cursor in it. UI thread.
 */
#ifndef BEYATOP_VIEW_H
#define BEYATOP_VIEW_H

#include "cell/pen.h"
#include "ui/ui.h"

/* What Enter opens: sessions of a finding or service, or one session. Borrowed from the snapshot.
 */
struct view_target {
	const char *service;
	/* the session, or the one to put the cursor on; NULL: the first */
	const char *user_id;
	bool is_session;
	/* a finding's number, instead of the others; 0: none */
	uint64_t finding;
};

struct view_ops {
	/* Draws the body: rows rows, from y on. Called only if there are data, except for help. */
	void (*draw)(struct canvas *canvas, const struct ui *ui, int y, int rows);

	/* Rows of the body that are not part of the list; a function if their number varies. */
	int fixed_rows;
	int (*count_fixed_rows)(const struct ui *ui, int rows, int cols);

	/* Counts the lines of the list; NULL: whoever fills the list does. */
	size_t (*lines)(const struct ui *ui);

	/* Called after the snapshot or the shown view has changed; NULL: not needed. */
	void (*prepare)(struct ui *ui);
	/* Called before each frame, when the list's rows are known; NULL: not needed. rows: of the
	 * body. */
	void (*fit)(struct ui *ui, int rows, int cols);

	/* Moves the cursor; NULL: the list has no cursor and scrolls. */
	void (*move)(struct ui *ui, long lines);
	/* Sets what Enter opens; false: nothing to open here. NULL: Enter opens nothing. */
	bool (*open)(const struct ui *ui, struct view_target *target);
	/* Its key was pressed while it is shown; NULL: ignored. */
	void (*show_again)(struct ui *ui);

	/* "Back" returns to where it was opened from; else to the overview. */
	bool returns;
	/* It shows one service or session, which the poller then reads more often. */
	bool is_in_service;
};

#define VIEW_DECLARE(ID, name, key, title, about, hint) extern const struct view_ops view_##name;

VIEW_LIST(VIEW_DECLARE)
OVERLAY_LIST(VIEW_DECLARE)

#undef VIEW_DECLARE

/* The interface of a view; static. */
const struct view_ops *view_ops(enum view_id view);

/* Sets the number of lines of the shown view's list, if it counts them. */
void view_count_lines(struct ui *ui);

/* Call this after the snapshot or the shown view has changed: views rebuild what they need. */
void view_prepare(struct ui *ui);

/* True when the body has room for blank lines. */
static inline bool view_is_roomy(int rows)
{
	return rows >= 16;
}

#endif
