/* SPDX-License-Identifier: MIT */
/* What is read, how often, and whether new data are shown. UI thread. */
#ifndef BEYATOP_ACT_REFRESH_H
#define BEYATOP_ACT_REFRESH_H

#include "act/app.h"

/* Freezes or unfreezes the display. In a replay: stops it or plays on. */
void act_refresh_freeze(struct app *app);

/* Refreshes now. */
void act_refresh_now(struct app *app);

/* Reads every session again; scans for sessions that are in no index. */
void act_refresh_sweep(struct app *app);
void act_refresh_reconcile(struct app *app);

/* The next longer or shorter interval; in a replay, the next higher or lower speed. */
void act_refresh_step_up(struct app *app);
void act_refresh_step_down(struct app *app);

/* The interval, as typed. */
void act_refresh_set_interval(struct app *app, const char *text);

/* Switches to another AWS profile once that has delivered data. */
void act_refresh_use_profile(struct app *app, const char *profile);

#endif
