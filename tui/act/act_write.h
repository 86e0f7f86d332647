/* SPDX-License-Identifier: MIT */
/* Pausing and resuming sessions: the dialog before a write, and what becomes of it. UI thread. */
#ifndef BEYATOP_ACT_WRITE_H
#define BEYATOP_ACT_WRITE_H

#include "act/app.h"
#include "act/toggle.h"

/* Opens the dialog, or says why nothing can be written. */
void act_write_ask_toggle(struct app *app, enum toggle_scope scope);
void act_write_ask_undo(struct app *app);

/* The same for what is left of a write that was stopped. */
void act_write_ask_resume(struct app *app);

/* Handles a key while the dialog is open. */
void act_write_press(struct app *app, int key);

/* Stops the write that is running; returns false when there is none. */
bool act_write_stop(struct app *app);

/* Arms or disarms writes: see --arm-for. */
void act_write_arm(struct app *app);

/* Called for each key: writes stay armed. */
void act_write_stay_armed(struct app *app);

/* Disarms writes when no key was pressed for too long. */
void act_write_disarm_if_idle(struct app *app);

/* Reports how writes have progressed since the last snapshot. */
void act_write_report(struct app *app, const struct snapshot *snapshot);

#endif
