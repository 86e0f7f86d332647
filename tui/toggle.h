/* SPDX-License-Identifier: MIT */
/* From the wish to write to its dialog, and from progress and results to words. UI thread. */
#ifndef BEYATOP_TOGGLE_H
#define BEYATOP_TOGGLE_H

#include "ui.h"

/* Which sessions a toggle is about. */
enum toggle_scope {
	TOGGLE_CHOSEN, /* the tagged ones, or the selected one where none is */
	TOGGLE_LISTED, /* all that the list of sessions has */
};

/*
 * Opens the dialog for sessions that are shown: they are paused, or resumed where none of them is active. newest
 * is the newest snapshot, be it shown or not. Returns NULL, or why not: borrowed from newest, or
 * static.
 */
const char *toggle_ask(
	struct ui *ui, const struct snapshot *newest, enum toggle_scope scope) MUST_USE;

/* The same for undoing, with an order that then belongs to the dialog; NULL: there is none. */
const char *toggle_ask_undo(
	struct ui *ui, const struct snapshot *newest, struct write_order *order) MUST_USE;

/* True while an order is under way. */
bool toggle_is_writing(const struct snapshot *newest);

/* What the session's isActive would become, as lists show it; static. */
const char *toggle_word(enum session_active active);

#define TOGGLE_TEXT_SIZE 640

/* How an order ended, or what the write of a single session has come to; "" for nothing to say. */
void toggle_tell(const struct snapshot *snapshot, char text[TOGGLE_TEXT_SIZE]);

/* The notice while an order is under way, or stopped before its end; "" for none. */
void toggle_format_progress(const struct snapshot *snapshot, char text[TOGGLE_TEXT_SIZE]);

#endif
