/* SPDX-License-Identifier: MIT */
/*
 * One slot and a pipe between two threads. The newest value wins and nobody
 * waits: a reader that sleeps finds one value when it wakes, not a queue.
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

/* False with *err when there is no pipe to be had. */
MUST_USE bool mailbox_init(struct mailbox *mailbox, struct error *err);

/* Both threads must have stopped using it. Frees what was not taken. */
void mailbox_fini(struct mailbox *mailbox);

/* The writer's side: hands the snapshot over and frees the one that nobody took. */
void mailbox_post(struct mailbox *mailbox, struct snapshot *snapshot);

/* The reader's side: readable when something may be there. For poll(2). */
int mailbox_fd(const struct mailbox *mailbox);

/* The reader's side: the newest snapshot, now the caller's, or NULL. Empties the pipe. */
struct snapshot *mailbox_take(struct mailbox *mailbox) MUST_USE;

#endif
