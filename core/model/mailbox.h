/* SPDX-License-Identifier: MIT */
/*
 * One slot and a pipe between two threads. Neither waits for the other: a new snapshot replaces one
 * that was not taken, so a slow reader finds the newest one, not a queue.
 */
#ifndef BEYATOP_MAILBOX_H
#define BEYATOP_MAILBOX_H

#include "error.h"
#include "snapshot.h"

#include <stdatomic.h>
#include <stdbool.h>

struct mailbox {
	_Atomic(struct snapshot *) slot;
	int pipe[2];
};

/* False with *err when the pipe cannot be created. */
MUST_USE bool mailbox_init(struct mailbox *mailbox, struct error *err);

/* Call it when both threads have stopped using it. Frees a snapshot that was not taken. */
void mailbox_fini(struct mailbox *mailbox);

/* Writer's side: hands the snapshot over, and frees the previous one if it was not taken. */
void mailbox_post(struct mailbox *mailbox, struct snapshot *snapshot);

/* Reader's side, for poll(2): readable when there may be a snapshot. */
int mailbox_fd(const struct mailbox *mailbox);

/* Reader's side: the newest snapshot, now the caller's, or NULL. Empties the pipe. */
struct snapshot *mailbox_take(struct mailbox *mailbox) MUST_USE;

#endif
