/* SPDX-License-Identifier: MIT */
/*
 * The question before a write. Everything it says, and all that is written, was copied when it
 * opened: rows that move under it change nothing. UI thread.
 */
#ifndef BEYATOP_DIALOG_H
#define BEYATOP_DIALOG_H

#include "write.h"

#include <stdbool.h>
#include <stdint.h>

#define DIALOG_TEXT_SIZE 160

/* For more sessions than this their number must be typed. */
#define DIALOG_FREE_KEYS 5

/*
 * It listens no sooner after it was drawn. Nobody reads it faster, and what was pasted or typed in
 * one go comes sooner, also in the parts in which a slow line delivers it. What is typed more
 * slowly, but before a still slower line has shown the dialog, cannot be told from an answer.
 */
#define DIALOG_READ_MS 300

/* What a key meant to it. */
enum dialog_event {
	DIALOG_STAYS,
	/* nothing is to be written */
	DIALOG_CANCELLED,
	/* the same: what was typed is not what was asked for */
	DIALOG_MISTYPED,
	/* .order is to be written, with .reason */
	DIALOG_CONFIRMED,
};

/* What is asked. */
enum dialog_kind {
	DIALOG_SET,
	/* to set back what was set */
	DIALOG_UNDO,
	/* to go on with the rest of an order, whose reason it keeps */
	DIALOG_RESUME,
};

struct dialog {
	bool is_open;
	/* and says for what */
	bool is_listening;
	/* from then on; 0: what it asks for was not drawn yet */
	int64_t listens_mono_ms;
	/* own */
	struct write_order *order;
	/* which sessions: "3 tagged sessions", or the one's health */
	char about[DIALOG_TEXT_SIZE];
	/* what is left alone; "" for nothing */
	char beside[DIALOG_TEXT_SIZE];
	/* how long it takes; "" for one session */
	char cost[DIALOG_TEXT_SIZE];
	/* what it will wait for; "" for nothing */
	char fault[DIALOG_TEXT_SIZE];
	enum dialog_kind kind;
	bool needs_reason;
	/* the reason is being typed */
	bool is_at_reason;
	/* what must be typed, with Enter; "": the key y will do */
	char expected[200];
	/* and that is no more than how many */
	bool is_number;
	char typed[200];
	char reason[DIALOG_TEXT_SIZE];
};

/*
 * Opens it for an order, which belongs to it from then on; closes one that is open. name must be
 * typed to confirm; "": not. The caller fills in the texts and whether a reason is needed.
 */
void dialog_open(
	struct dialog *dialog, enum dialog_kind kind, struct write_order *order, const char *name);
void dialog_close(struct dialog *dialog);

/* It is about to be drawn; nothing where it is not open. */
void dialog_show(struct dialog *dialog, int64_t now_mono_ms);

/* How long until it listens; negative: it does, or was not drawn. */
int64_t dialog_next_change_ms(const struct dialog *dialog, int64_t now_mono_ms);

/*
 * Handles a key, see enum key, while it is open. What comes before it listens answers nothing, but
 * Escape cancels at once. Closing it is the caller's business.
 */
enum dialog_event dialog_key(struct dialog *dialog, int key);

#endif
