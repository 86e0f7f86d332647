/* SPDX-License-Identifier: MIT */
/*
 * Pausing and resuming sessions: which ones, and the dialog that asks first. Each function opens it,
 * or says why nothing can be written. UI thread.
 */
#ifndef BEYATOP_ACT_TOGGLE_H
#define BEYATOP_ACT_TOGGLE_H

#include "act/app.h"

/*
 * Pauses the open session; in a list the tagged ones, or the selected one where none are tagged.
 * Resumes them where none of them is active.
 */
void act_toggle_chosen(struct app *app);

/* The same for all that are listed. */
void act_toggle_listed(struct app *app);

/* Undoes the last write. */
void act_toggle_undo(struct app *app);

/* Continues the newest write, which was stopped. */
void act_toggle_resume(struct app *app);

#endif
