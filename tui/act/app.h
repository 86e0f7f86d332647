/* SPDX-License-Identifier: MIT */
/*
 * The state of the dashboard, and what all actions use: messages to the user, commands to the
 * poller, changing the snapshot on the screen. It depends neither on the terminal nor on the
 * network. UI thread.
 */
#ifndef BEYATOP_APP_H
#define BEYATOP_APP_H

#include "act/alert.h"
#include "act/undo.h"
#include "base.h"
#include "buf.h"
#include "cell/canvas.h"
#include "poller.h"
#include "ui/ui.h"

#include <stdbool.h>
#include <stdint.h>

struct app {
	struct ui ui;
	/* own; the snapshot on the screen; ui.snapshot points at it */
	struct snapshot *shown;
	/* own; received while the display is frozen, not shown yet; NULL: none */
	struct snapshot *newest;
	/* totals of .newest */
	struct summary newest_totals;
	/* the refresh interval last requested */
	int64_t interval_ms;

	/* The last successful read, shown or not; the next is due within due_ms. asof_ms 0: none.
	 */
	struct {
		int64_t asof_ms, asof_mono_ms, due_ms;
	} read;

	/* The state of writes that was last reported to the user. */
	uint64_t write_number, writing_number;
	enum write_phase writing_phase;
	unsigned unfinished_reported;
	/* number of the last write order */
	uint64_t orders;
	/* orders and resumptions that were sent to this poller */
	uint64_t writes_sent;
	struct undo undo;
	/* while ui.is_armed */
	int64_t disarm_mono_ms;
	/* keys pressed so far, and the last one (enum key) */
	uint64_t keys;
	int key;
	/* the number of the key that may quit during a write: the one after the warning */
	uint64_t quitting_key;
	/* the message says that a refresh is running; the next snapshot removes it */
	bool message_until_snapshot;

	/* set by the loop: the terminal has not shown the open dialog yet */
	bool is_dialog_unseen;
	/* the last frame, for saving the screen; NULL: none yet */
	const struct canvas *drawn;
	/* bytes that the loop sends to the terminal unchanged, and then clears */
	struct buf to_terminal;

	/* Where commands go; NULL drops them. */
	void (*send)(void *user, const struct poller_command *command);
	void *send_user;

	struct alert alert;
	/* the terminal can report a mouse */
	bool has_mouse;
	/* the user has turned the mouse on */
	bool mouse_is_on;
	/* of KEY_IS_CLICK */
	int click_row;

	/*
	 * The finding to list as soon as there is one, unless a key is pressed first: the number of
	 * keys until then; 0: none is awaited. See saved_view_follow().
	 */
	struct {
		uint64_t until_key;
		enum finding_kind kind;
		/* borrowed from the settings; NULL: any */
		const char *service, *user;
	} awaited;

	/* Requests to the loop, which resets all but quit_requested. */
	bool quit_requested, redraw_requested, suspend_requested;
	/* without saving or finishing anything */
	bool quit_at_once_requested;
	/* own; for the loop to switch to, which frees it; NULL: none */
	char *requested_profile;
	/* .theme is to be used from the next frame on */
	bool theme_requested;
	enum settings_theme theme;
	/* the state file is to be written now */
	bool save_requested;
};

/* Shows a message in place of the footer until the next key; "" removes it. */
void app_say(struct app *app, const char *format, ...) PRINTF_LIKE(2, 3);

/* The same for an error in a typed command; the prompt stays open, so that it can be corrected. */
void app_reject_typed(struct app *app, const char *format, ...) PRINTF_LIKE(2, 3);

/* In a replay, where nothing can be read or written, returns true, with a message. */
bool app_rejects_replay(struct app *app);

/* Sends a command to the poller. */
void app_send(struct app *app, const struct poller_command *command);

/* The newest snapshot, whether it is shown or not; NULL before the first. */
const struct snapshot *app_newest(const struct app *app);

/* Its totals, without acknowledged sessions. */
const struct summary *app_newest_totals(const struct app *app);

/* Shows a snapshot, which belongs to the app from now on. */
void app_show(struct app *app, struct snapshot *snapshot);

/* Keeps a snapshot, which belongs to the app from now on, until the display is unfrozen. */
void app_hold_back(struct app *app, struct snapshot *snapshot);

/* Call this after acknowledgements have changed: rebuilds counts and lists. */
void app_recount(struct app *app);

/* True from sending a write order until it has ended. */
bool app_is_writing(const struct app *app);

#endif
