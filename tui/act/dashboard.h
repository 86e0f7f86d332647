/* SPDX-License-Identifier: MIT */
/*
 * The dashboard without a terminal: snapshots come in, frames go out. Keys come in by keys.h.
 * UI thread.
 */
#ifndef BEYATOP_DASHBOARD_H
#define BEYATOP_DASHBOARD_H

#include "act/app.h"

/*
 * Begins with nothing to show. settings and terminal_notice (about the terminal, "" for none) must
 * outlive it.
 */
void dashboard_init(struct app *app, const struct settings *settings, const char *terminal_notice);
void dashboard_fini(struct app *app);

/*
 * Applies the filter and the sort order of the settings over those of the state file. They must
 * have been checked.
 */
void dashboard_use_settings(struct app *app);

/* Takes a new snapshot, which belongs to the app from now on. */
void dashboard_receive(struct app *app, struct snapshot *snapshot);

/*
 * Switches to another poller with other settings, of which this is the first snapshot; settings
 * and snapshot as for dashboard_init() and dashboard_receive(). Commands already go to that poller.
 */
void dashboard_switch(struct app *app, const struct settings *settings, struct snapshot *snapshot);

/* Reports why the profile that was asked for does not work (yet). */
void dashboard_reject_profile(struct app *app, const char *profile, const struct error *err);

/* Draws the screen as of now. An open dialog closes where it would not fit. */
void dashboard_draw(
	struct app *app, struct canvas *canvas, int64_t now_mono_ms, int64_t now_wall_ms);

/* Milliseconds until time alone changes what dashboard_draw() draws; -1: never. */
int64_t dashboard_next_change_ms(const struct app *app);

/* The window title, as of the last frame. */
void dashboard_format_title(const struct app *app, char title[ALERT_TITLE_SIZE]);

#endif
