/* SPDX-License-Identifier: MIT */
/*
 * The rows of the lists, and what is selected in them. The selection is a primary key, not a row
 * number, so that the cursor stays on its session while rows move. UI thread.
 */
#ifndef BEYATOP_SELECTION_H
#define BEYATOP_SELECTION_H

#include "ui/ui.h"

/*
 * Switches to another snapshot, which must live until the next call: rebuilds the lists (in the
 * same order if that is locked) and moves the cursor to what is selected.
 */
void selection_show(struct ui *ui, const struct snapshot *snapshot);

/* Selects the service or session under the cursor; in an empty list, nothing is selected. */
void selection_pick_service(struct ui *ui);
void selection_pick_session(struct ui *ui);

/* Moves the cursor to the selected service; if that is gone, the cursor stays in its row. */
void selection_find_service(struct ui *ui);

/* The same for sessions, except that an open session stays selected even if it is not listed. */
void selection_find_session(struct ui *ui);

/* Lists other sessions, with the cursor on the selected one or, if it is not listed, in its row. */
void selection_set_scope(struct ui *ui, enum scope_kind kind, const char *name, uint64_t number);

/* Rebuilds the list of sessions after what it hides has changed. */
void selection_list_sessions(struct ui *ui);

/* Rebuilds counts and lists after the filter, an order, or acknowledgements have changed. */
void selection_relist(struct ui *ui);

/* Rebuilds the lines of the open item. */
void selection_build_tree(struct ui *ui);

/* Frees the lists. */
void selection_free(struct ui *ui);

#endif
