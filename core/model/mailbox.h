/* SPDX-License-Identifier: MIT */
/*
 * One slot and a pipe between two threads. Neither waits for the other: a new snapshot replaces one
 * that was not taken, so a slow reader gets the newest one instead of a queue.
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

/* Call when neither thread uses the mailbox any more. Frees a snapshot that was not taken. */
void mailbox_fini(struct mailbox *mailbox);

/* Writer: transfers ownership of the snapshot. Frees the previous one if it was not taken. */
void mailbox_post(struct mailbox *mailbox, struct snapshot *snapshot);

/* Reader: a descriptor for poll(2), readable when there may be a snapshot. */
int mailbox_fd(const struct mailbox *mailbox);

/* Reader: takes the newest snapshot, which the caller then owns; NULL if none. Empties the pipe. */
struct snapshot *mailbox_take(struct mailbox *mailbox) MUST_USE;

#endif
