/* SPDX-License-Identifier: MIT */
/* Totals that show how they have changed since a time. UI thread. */
#ifndef BEYATOP_ACT_BASELINE_H
#define BEYATOP_ACT_BASELINE_H

#include "act/app.h"

/* Totals show from now on how they have changed since now. */
void act_baseline_set(struct app *app);

/* What :baseline is followed by: nothing for the same, "off" to end it. */
void act_baseline_typed(struct app *app, const char *argument);

#endif
