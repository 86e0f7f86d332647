/* SPDX-License-Identifier: MIT */
/*
 * What the dashboard shows, as texts: those of flags, of a saved view, and of a link. One table has
 * a row for each setting of a view, with how its text is read, and how it is made from what is on
 * the screen. UI thread.
 */
#ifndef BEYATOP_VIEW_CHOICE_H
#define BEYATOP_VIEW_CHOICE_H

#include "finding.h"
#include "ui/ui.h"

/* Start with {0}. Texts are borrowed from where they were read. */
struct view_choice {
	/* .view was named; else it follows from the others, see view_choice_view() */
	bool has_view;
	enum view_id view;
	/* NULL: none */
	const char *service, *user;
	bool has_finding;
	enum finding_kind finding;
	struct predicate filter;
	struct sort_order services_order, sessions_order;
	/* the table that .columns is about; NULL: the columns stay as they are */
	const struct field_table *columns_of;
	struct column_choice columns;
	bool problems_only;
	enum time_style times;
};

struct view_setting {
	/* of the setting; also its key in [view NAME] */
	const char *flag;
	/* Reads a text; false, with what is wrong and what is expected in *reason. */
	bool (*read)(const char *text, struct view_choice *choice, struct buf *reason);
	/* Appends the text for what is on the screen; nothing: there is no text for it. */
	void (*print)(const struct ui *ui, struct buf *out);
	/* the text for the default; NULL: there is none */
	const char *initial;
};

/* In the order in which they must be read; the row after the last has no flag. Static. */
extern const struct view_setting view_choice_settings[];

/* The view that is chosen: by name or, without one, the most special that the others allow. */
enum view_id view_choice_view(const struct view_choice *choice);

/* The name of a view, NULL past the last; the view of that name, VIEW_COUNT: none. Static. */
const char *view_choice_name(enum view_id view);
enum view_id view_choice_find(const char *name);

/* Appends the names of the views, separated by ", ". */
void view_choice_put_names(struct buf *out);

void view_choice_fini(struct view_choice *choice);

#endif
