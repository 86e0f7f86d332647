/* SPDX-License-Identifier: MIT */
/*
 * The dialog that asks before a write. Its texts and the sessions to write are copied when it
 * opens, so that new data cannot change what the user confirms. UI thread.
 */
#ifndef BEYATOP_DIALOG_H
#define BEYATOP_DIALOG_H

#include "cell/key.h"
#include "write.h"

#include <stdbool.h>
#include <stdint.h>

#define DIALOG_TEXT_SIZE 160

/* To write more sessions than this, the user must type their number. */
#define DIALOG_MAX_UNTYPED 5

/*
 * The key that confirms, where nothing need be typed. A chord is in no word that is typed into the
 * wrong window, in no walk through the views, and not what a finger hits beside t or u; every
 * terminal, multiplexer and terminal in a browser lets this one through.
 */
#define DIALOG_CONFIRM_KEY KEY_CTRL('o')

/*
 * Keys are ignored for this long after the dialog was drawn: they were typed ahead or pasted before
 * the user could read it. On a very slow line this may be too short, which we cannot detect.
 */
#define DIALOG_DELAY_MS 300

/* The effect of a key. */
enum dialog_event {
	/* it stays open */
	DIALOG_STAYS,
	/* do not write */
	DIALOG_CANCELLED,
	/* write .order, with .reason */
	DIALOG_CONFIRMED,
};

enum dialog_kind {
	/* pause or resume sessions */
	DIALOG_SET,
	/* undo the last write */
	DIALOG_UNDO,
	/* continue an order that was stopped, with its reason */
	DIALOG_RESUME,
};

struct dialog {
	bool is_open;
	/* the delay has passed; the dialog shows which keys it accepts */
	bool accepts_keys;
	/* when the delay ends; 0: not seen yet */
	int64_t accepts_from_mono_ms;
	/* set by the loop: the terminal was asked to respond once it shows the dialog */
	bool is_asked_for;
	/* own */
	struct write_order *order;
	/* "3 tagged sessions"; for a single session, its health */
	char subject[DIALOG_TEXT_SIZE];
	/* sessions left out, and why; "": none */
	char excluded[DIALOG_TEXT_SIZE];
	/* duration and write units; "" for a single session */
	char cost[DIALOG_TEXT_SIZE];
	/* the current error, which delays the write; "": none */
	char error[DIALOG_TEXT_SIZE];
	enum dialog_kind kind;
	/* the sessions were tagged */
	bool is_of_tags;
	bool needs_reason;
	/* the reason is being typed */
	bool is_at_reason;
	/* what the user must type to confirm; "": just press DIALOG_CONFIRM_KEY */
	char expected[200];
	/* .expected is a number */
	bool is_number;
	char typed[200];
	char reason[DIALOG_TEXT_SIZE];
	/* why the last key had no effect, "No key x here: "; "": it had one */
	char note[DIALOG_TEXT_SIZE];
};

/*
 * Opens the dialog for an order, which it owns from then on; closes a dialog that is open. name: a
 * name that the user must type to confirm; "": none. The caller sets the texts and needs_reason.
 */
void dialog_open(
	struct dialog *dialog, enum dialog_kind kind, struct write_order *order, const char *name);
void dialog_close(struct dialog *dialog);

/* True while it is open and the delay has not started. */
bool dialog_is_new(const struct dialog *dialog);

/*
 * Call this before each frame, once the user can see the dialog: it starts and ends the delay. No
 * effect while closed.
 */
void dialog_show(struct dialog *dialog, int64_t now_mono_ms);

/* Milliseconds until the delay ends; -1: it has ended, or has not started. */
int64_t dialog_next_change_ms(const struct dialog *dialog, int64_t now_mono_ms);

/*
 * Handles a key (enum key) while the dialog is open. Before the end of the delay, only Escape and
 * Ctrl-C have an effect. Afterwards too, only these cancel: other keys, and a wrong answer, are
 * refused with a note, so that no letter of a word closes the dialog and the next ones act on what
 * is below. The caller closes the dialog.
 */
enum dialog_event dialog_key(struct dialog *dialog, int key);

#endif
