/* SPDX-License-Identifier: MIT */
/* From the wish to toggle a session to its dialog, and from the result to words. UI thread. */
#ifndef BEYATOP_TOGGLE_H
#define BEYATOP_TOGGLE_H

#include "ui.h"

/*
 * Opens the dialog for the selected session. newest is the newest snapshot, be it shown or not.
 * Returns NULL, or why the session cannot be toggled: borrowed from newest, or static.
 */
const char *toggle_ask(struct ui *ui, const struct snapshot *newest) MUST_USE;

/* What the session's isActive would become, as lists show it; static. */
const char *toggle_word(enum session_active active);

/* Tells a result in words, in the ui's message. */
void toggle_tell(struct ui *ui, const struct write_result *result);

#endif
