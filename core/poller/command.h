/* SPDX-License-Identifier: MIT */
/* Commands on their way from the UI thread to the network thread, in order. For whichever thread
 * holds the lock. */
#ifndef BEYATOP_COMMAND_H
#define BEYATOP_COMMAND_H

#include "poller.h"

/* A copy of what was sent. */
struct command {
	struct command *next;
	/* its pointers are those below */
	struct poller_command sent;
	/* owned */
	char *user_id, *service;
	/* owned; set it to NULL after taking it */
	struct write_order *order;
};

/* Start with {0}. */
struct command_queue {
	struct command *first, *last;
};

/* Free by command_free(). */
struct command *command_new(const struct poller_command *sent) MUST_USE;
void command_free(struct command *command);

/* The queue owns it now. */
void command_add(struct command_queue *queue, struct command *command);

/* The oldest, now the caller's; the queue must not be empty. */
struct command *command_take(struct command_queue *queue) MUST_USE;

void command_free_all(struct command_queue *queue);

#endif
