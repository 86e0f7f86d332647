/* SPDX-License-Identifier: MIT */
/* Which sessions a write is about, and the dialog that asks before it. UI thread. */
#ifndef BEYATOP_TOGGLE_H
#define BEYATOP_TOGGLE_H

#include "ui/ui.h"

enum toggle_scope {
	/* the open session; in a list the tagged ones, or the selected one where none are tagged */
	TOGGLE_CHOSEN,
	/* all that are listed */
	TOGGLE_LISTED,
};

/*
 * Opens the dialog for sessions that are shown: they will be paused, or resumed where none of them
 * is active. newest is the newest snapshot, whether it is shown or not. Returns NULL, or why not:
 * borrowed from newest, or static.
 */
const char *toggle_ask(
	struct ui *ui, const struct snapshot *newest, enum toggle_scope scope) MUST_USE;

/* The same for undoing the last write, with an order that then belongs to the dialog; NULL: none.
 */
const char *toggle_ask_undo(
	struct ui *ui, const struct snapshot *newest, struct write_order *order) MUST_USE;

/* The same for the rest of the newest order, which was stopped. */
const char *toggle_ask_resume(
	struct ui *ui, const struct snapshot *newest, struct write_order *rest) MUST_USE;

#endif
