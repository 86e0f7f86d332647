/* SPDX-License-Identifier: MIT */
/* What becomes of a write after the dialog has asked: see act_toggle.h. UI thread. */
#ifndef BEYATOP_ACT_WRITE_H
#define BEYATOP_ACT_WRITE_H

#include "act/app.h"

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
