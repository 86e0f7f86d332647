/* SPDX-License-Identifier: MIT */
/*
 * The sentences below the overview: where to look first, and what the figures leave out. UI thread.
 */
#ifndef BEYATOP_OVERVIEW_NOTES_H
#define BEYATOP_OVERVIEW_NOTES_H

#include "buf.h"
#include "cell/role.h"
#include "ui/ui.h"

struct overview_note {
	/* as stored, not sanitised */
	struct buf text;
	enum role role;
};

#define OVERVIEW_MAX_NOTES 3

/* The most important first. */
struct overview_notes {
	struct overview_note list[OVERVIEW_MAX_NOTES];
	size_t count;
};

/* Free them by overview_notes_fini(). */
void overview_notes_make(const struct ui *ui, struct overview_notes *notes);
void overview_notes_fini(struct overview_notes *notes);

#endif
