/* SPDX-License-Identifier: MIT */
/*
 * What keys and new data do to the ui. It knows neither the terminal nor the
 * network: keys and snapshots come in, commands go out. UI thread.
 */
#ifndef BEYATOP_APP_H
#define BEYATOP_APP_H

#include "act/alert.h"
#include "act/undo.h"
#include "cell/canvas.h"
#include "poller.h"
#include "ui/ui.h"
#include "ui/verb.h"

#include <stdbool.h>
#include <stdint.h>

struct app {
	struct ui ui;
	/* own; what ui.snapshot points at */
	struct snapshot *shown;
	/* own; not shown while the display is paused; NULL: none */
	struct snapshot *newest;
	/* what is counted of it */
	struct summary newest_totals;
	/* as last asked for */
	int64_t interval_ms;

	/* The last good read, shown or not; due_ms: within which the next is due. asof_ms 0: none.
	 */
	struct {
		int64_t asof_ms, asof_mono_ms, due_ms;
	} read;

	/* The last write that the user was told about. */
	uint64_t write_number, writing_number;
	enum write_phase writing_phase;
	unsigned open_intents_told;
	/* sent so far */
	uint64_t orders;
	/* orders and resumptions, to the poller that is shown */
	uint64_t writes_sent;
	struct undo undo;
	/* while ui.is_armed */
	int64_t disarm_mono_ms;
	/* writes_sent when it said that quitting cuts them off */
	uint64_t warned;
	/* it says that something is being waited for */
	bool message_ends_with_data;

	/* what app_draw() drew last, for saving; NULL: nothing yet */
	const struct canvas *drawn;
	/* for the loop to send to the terminal as it is, then to clear */
	struct buf to_terminal;

	/* Where commands go; NULL drops them. */
	void (*send)(void *user, const struct poller_command *command);
	void *send_user;

	struct alert alert;
	/* the terminal can report one */
	bool has_mouse;
	/* it is to do so */
	bool mouse_is_on;
	/* of KEY_IS_CLICK */
	int click_row;
	/* see struct canvas; of the last frame */
	int list_y;

	/* Set by keys, for the loop, which resets all but the first. */
	bool wants_quit, wants_redraw, wants_suspend;
	/* own; for the loop, which takes it; NULL: none */
	char *wanted_profile;
	/* the state file is to be written now */
	bool wants_keep;
};

/* settings and the notice about the terminal ("" for none) must outlive it. */
void app_init(struct app *app, const struct settings *settings, const char *terminal_notice);
void app_fini(struct app *app);

/*
 * Takes the filter and the order that the settings ask for, over what was used before. They must
 * have been checked.
 */
void app_use_settings(struct app *app);

/* A new snapshot, which belongs to the app from now on. */
void app_take(struct app *app, struct snapshot *snapshot);

/*
 * The first data of another poller, for other settings, which takes the place of the last; both as
 * for app_init() and app_take(). Commands already go to it.
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
