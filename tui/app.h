/* SPDX-License-Identifier: MIT */
/*
 * What keys and new data do to the ui. It knows neither the terminal nor the
 * network: keys and snapshots come in, commands go out. UI thread.
 */
#ifndef BEYATOP_APP_H
#define BEYATOP_APP_H

#include "alert.h"
#include "canvas.h"
#include "poller.h"
#include "ui.h"
#include "undo.h"
#include "verb.h"

#include <stdbool.h>
#include <stdint.h>

struct app {
	struct ui ui;
	struct snapshot *shown;       /* own; what ui.snapshot points at */
	struct snapshot *newest;      /* own; not shown while the display is paused; NULL: none */
	struct summary newest_totals; /* what is counted of it */
	int64_t interval_ms;          /* as last asked for */

	/* The last good read, shown or not; due_ms: within which the next is due. asof_ms 0: none. */
	struct {
		int64_t asof_ms, asof_mono_ms, due_ms;
	} read;

	/* The last write that the user was told about. */
	uint64_t write_number, writing_number;
	enum write_phase writing_phase;
	unsigned open_intents_told;
	uint64_t orders;      /* sent so far */
	uint64_t writes_sent; /* orders and resumptions, to the poller that is shown */
	struct undo undo;
	int64_t disarm_mono_ms;      /* while ui.is_armed */
	uint64_t warned;             /* writes_sent when it said that quitting cuts them off */
	bool message_ends_with_data; /* it says that something is being waited for */

	const struct canvas *drawn; /* what app_draw() drew last, for saving; NULL: nothing yet */
	struct buf to_terminal; /* for the loop to send to the terminal as it is, then to clear */

	/* Where commands go; NULL drops them. */
	void (*send)(void *user, const struct poller_command *command);
	void *send_user;

	struct alert alert;
	bool has_mouse;   /* the terminal can report one */
	bool mouse_is_on; /* it is to do so */
	int click_row;    /* of KEY_IS_CLICK */
	int list_y;       /* see struct canvas; of the last frame */

	/* Set by keys, for the loop, which resets all but the first. */
	bool wants_quit, wants_redraw, wants_suspend;
	char *wanted_profile; /* own; for the loop, which takes it; NULL: none */
	bool wants_keep;      /* the state file is to be written now */
};

/* settings and the notice about the terminal ("" for none) must outlive it. */
void app_init(struct app *app, const struct settings *settings, const char *terminal_notice);
void app_fini(struct app *app);

/*
 * Takes the filter and the order that the settings ask for, over what was used before. They must have
 * been checked.
 */
void app_use_settings(struct app *app);

/* A new snapshot, which belongs to the app from now on. */
void app_take(struct app *app, struct snapshot *snapshot);

/*
 * The first data of another poller, for other settings, which takes the place of the last; both as for app_init() and
 * app_take(). Commands already go to it.
 */
void app_adopt(struct app *app, const struct settings *settings, struct snapshot *snapshot);

/*
 * True from when writes are ordered until they are over, which another poller in place of the last
 * would cut off.
 */
bool app_is_writing(const struct app *app);

/* The profile that is wanted does not work yet. */
void app_refuse(struct app *app, const char *profile, const struct error *err);

/* A key: see enum key. */
void app_key(struct app *app, int key);

/* Draws the screen as of now. The dialog closes where there is no room to show it. */
void app_draw(struct app *app, struct canvas *canvas, int64_t now_mono_ms, int64_t now_wall_ms);

/* Milliseconds until app_draw() would draw something else by time alone; -1: never. */
int64_t app_next_change_ms(const struct app *app);

/* Says something in the line for messages, until the next key. */
void app_say(struct app *app, const char *text);

/* What the window's title is to be, as of the last frame. */
void app_format_title(const struct app *app, char title[ALERT_TITLE_SIZE]);

/* True when an action has a function; for the test of the key table. */
bool app_handles(enum action action);

/* The same of a command that can be typed. */
bool app_runs(enum verb verb);

#endif
