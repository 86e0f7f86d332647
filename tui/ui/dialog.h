/* SPDX-License-Identifier: MIT */
/*
 * The question before a write. What it says and what will be written are copied when it opens:
 * new data do not change it. UI thread.
 */
#ifndef BEYATOP_DIALOG_H
#define BEYATOP_DIALOG_H

#include "write.h"

#include <stdbool.h>
#include <stdint.h>

#define DIALOG_TEXT_SIZE 160

/* For more sessions than this, their number must be typed to confirm. */
#define DIALOG_MAX_UNTYPED 5

/*
 * It ignores keys for this long after it was drawn. Nobody reads it faster, and keys that were
 * pasted or typed ahead come sooner. Keys typed later, but before a very slow line has shown the
 * dialog, cannot be told from an answer.
 */
#define DIALOG_DELAY_MS 300

/* What a key has done. */
enum dialog_event {
	/* it stays open */
	DIALOG_STAYS,
	/* do not write */
	DIALOG_CANCELLED,
	/* do not write: what was typed is not .expected */
	DIALOG_MISTYPED,
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
	/* it takes keys, and says which */
	bool accepts_keys;
	/* from this time on; 0: not drawn yet */
	int64_t accepts_from_mono_ms;
	/* own */
	struct write_order *order;
	/* "3 tagged sessions"; of a single session its health */
	char subject[DIALOG_TEXT_SIZE];
	/* what is not included; "": nothing */
	char excluded[DIALOG_TEXT_SIZE];
	/* what it costs; "" for a single session */
	char cost[DIALOG_TEXT_SIZE];
	/* the error that it will wait for; "": none */
	char error[DIALOG_TEXT_SIZE];
	enum dialog_kind kind;
	bool needs_reason;
	/* the reason is being typed */
	bool is_at_reason;
	/* what must be typed to confirm; "": just y */
	char expected[200];
	/* .expected is a number */
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

/* To be called before it is drawn; does nothing while it is closed. */
void dialog_show(struct dialog *dialog, int64_t now_mono_ms);

/* Milliseconds until it takes keys; -1: it does, or was not drawn. */
int64_t dialog_next_change_ms(const struct dialog *dialog, int64_t now_mono_ms);

/*
 * Handles a key (see enum key) while it is open. Before it listens, only Escape has an effect. The
 * caller closes it.
 */
enum dialog_event dialog_key(struct dialog *dialog, int key);

#endif
