/* SPDX-License-Identifier: MIT */
/*
 * The rows of the lists, and what is selected in them. It is kept by key, never
 * by row number, so that the cursor stays with its session while data move. UI thread.
 */
#ifndef BEYATOP_SELECTION_H
#define BEYATOP_SELECTION_H

#include "ui/ui.h"

/*
 * Shows another snapshot, which must live until the next one is shown: lists anew, or, where the
 * order is locked, keeps the order; finds the selected again.
 */
void selection_show(struct ui *ui, const struct snapshot *snapshot);

/* Makes the line under the cursor the selected one; that of an empty list is NULL. */
void selection_take_service(struct ui *ui);
void selection_take_session(struct ui *ui);

/* Brings the cursor of the overview back to the selected service; where that is gone, the row
 * stays. */
void selection_find_service(struct ui *ui);

/*
 * The same for the sessions, but an opened session stays the one that was opened, be it
 * listed or not.
 */
void selection_find_session(struct ui *ui);

/* Lists the sessions anew: the service or the order is another. */
void selection_list_sessions(struct ui *ui);

/* Counts and lists all anew: the filter, an order, or what is acknowledged is another. */
void selection_relist(struct ui *ui);

/* Puts the sessions on the screen in order: another part of the list is shown. */
void selection_fit(struct ui *ui);

/* Makes the lines of the opened item anew. */
void selection_build_tree(struct ui *ui);

/* Frees the lists. */
void selection_free(struct ui *ui);

#endif
