/* SPDX-License-Identifier: MIT */
/*
 * The queue of commands from the UI thread to the network thread. The caller must hold the poller's
 * lock.
 */
#ifndef BEYATOP_COMMAND_H
#define BEYATOP_COMMAND_H

#include "poller.h"

/* A copy of a command. */
struct command {
	struct command *next;
	/* its pointers point to the members below */
	struct poller_command sent;
	/* owned */
	char *user_id, *service;
	/* owned; whoever takes it sets it to NULL */
	struct write_order *order;
};

/*
 * Start with {0}. Without credentials nothing is taken from the queue, so it must not grow with
 * every key that is pressed.
 */
struct command_queue {
	struct command *first, *last;
	/* number of COMMAND_WRITE and COMMAND_RESUME_WRITES in it */
	size_t writes;
};

/* Copies a command. Free with command_free(). */
struct command *command_new(const struct poller_command *sent) MUST_USE;
void command_free(struct command *command);

/*
 * Appends a command, which the queue then owns. It replaces those whose effect it repeats or
 * undoes: CLOSE, for example, replaces OPEN. While writes are queued it replaces none, because a
 * write may depend on what comes before it.
 */
void command_add(struct command_queue *queue, struct command *command);

/* Removes the oldest command, which the caller then owns. The queue must not be empty. */
struct command *command_take(struct command_queue *queue) MUST_USE;

void command_free_all(struct command_queue *queue);

#endif
