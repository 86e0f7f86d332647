/* SPDX-License-Identifier: MIT */
/*
 * The dashboard without a terminal: it receives snapshots and draws frames. Keys are handled by
 * act/keys.h. UI thread.
 */
#ifndef BEYATOP_DASHBOARD_H
#define BEYATOP_DASHBOARD_H

#include "act/app.h"

/*
 * Starts without a snapshot. settings and terminal_notice (shown to the user; "": none) must
 * outlive the app.
 */
void dashboard_init(struct app *app, const struct settings *settings, const char *terminal_notice);
void dashboard_fini(struct app *app);

/*
 * Applies the filter and the sort order of the settings, which override those of the state file.
 * Both must be valid.
 */
void dashboard_use_settings(struct app *app);

/* Receives a new snapshot, which the app owns from now on. */
void dashboard_receive(struct app *app, struct snapshot *snapshot);

/*
 * Switches to another poller with other settings; snapshot is its first. For ownership see
 * dashboard_init() and dashboard_receive(). The caller has redirected app->send already.
 */
void dashboard_switch(struct app *app, const struct settings *settings, struct snapshot *snapshot);

/* Shows why the requested profile does not work (yet). */
void dashboard_reject_profile(struct app *app, const char *profile, const struct error *err);

/* Sets the time for the keys that follow; dashboard_draw() sets it too. */
void dashboard_set_time(struct app *app, int64_t now_mono_ms, int64_t now_wall_ms);

/* Draws the screen as of now. Closes an open dialog that does not fit. */
void dashboard_draw(
	struct app *app, struct canvas *canvas, int64_t now_mono_ms, int64_t now_wall_ms);

/* Milliseconds until time alone changes what dashboard_draw() draws; -1: never. */
int64_t dashboard_next_change_ms(const struct app *app);

/* The window title, as of the last frame. */
void dashboard_format_title(const struct app *app, char title[ALERT_TITLE_SIZE]);

#endif
