/* SPDX-License-Identifier: MIT */
/* From the wish to write to its dialog. UI thread. */
#ifndef BEYATOP_TOGGLE_H
#define BEYATOP_TOGGLE_H

#include "ui/ui.h"

/* Which sessions a toggle is about. */
enum toggle_scope {
	/* in a session that one; elsewhere the tagged, or the selected where none is */
	TOGGLE_CHOSEN,
	/* all that the list of sessions has */
	TOGGLE_LISTED,
};

/*
 * Opens the dialog for sessions that are shown: they are paused, or resumed where none of them is
 * active. newest is the newest snapshot, be it shown or not. Returns NULL, or why not: borrowed
 * from newest, or static.
 */
const char *toggle_ask(
	struct ui *ui, const struct snapshot *newest, enum toggle_scope scope) MUST_USE;

/* The same for undoing, with an order that then belongs to the dialog; NULL: there is none. */
const char *toggle_ask_undo(
	struct ui *ui, const struct snapshot *newest, struct write_order *order) MUST_USE;

/* The same for going on with what is left of the newest order, which was stopped. */
const char *toggle_ask_resume(
	struct ui *ui, const struct snapshot *newest, struct write_order *rest) MUST_USE;

#endif
