/* SPDX-License-Identifier: MIT */
/*
 * The rows of the lists, and what is selected in them: by key, never by row number, so that the
 * cursor stays on its session while rows move. UI thread.
 */
#ifndef BEYATOP_SELECTION_H
#define BEYATOP_SELECTION_H

#include "ui/ui.h"

/*
 * Shows another snapshot, which must live until the next one is shown: rebuilds the lists, in the
 * same order if that is locked, and finds what was selected.
 */
void selection_show(struct ui *ui, const struct snapshot *snapshot);

/* Selects what the cursor is on; NULL in an empty list. */
void selection_pick_service(struct ui *ui);
void selection_pick_session(struct ui *ui);

/* Moves the cursor to the selected service; where that is gone, the cursor stays in its row. */
void selection_find_service(struct ui *ui);

/* The same for the sessions, but an open session stays selected, listed or not. */
void selection_find_session(struct ui *ui);

/* Rebuilds the list of sessions after the service or the order has changed. */
void selection_list_sessions(struct ui *ui);

/* Rebuilds counts and lists after the filter, an order, or acknowledgements have changed. */
void selection_relist(struct ui *ui);

/* Sorts the sessions that are on the screen, after the list has scrolled. */
void selection_sort_visible(struct ui *ui);

/* Rebuilds the lines of the open item. */
void selection_build_tree(struct ui *ui);

/* Frees the lists. */
void selection_free(struct ui *ui);

#endif
