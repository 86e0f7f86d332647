/* SPDX-License-Identifier: MIT */
/*
 * The network thread, as the rest of the program sees it: snapshots come out,
 * commands go in. It owns the fleet and its connections; nobody else
 * touches them. Beside it a thread of its own keeps the credentials fresh. With settings->replay it
 * plays a recording instead, and has nothing that could read or write a table. All functions here
 * are for the one thread that started it, unless they say otherwise.
 */
#ifndef BEYATOP_POLLER_H
#define BEYATOP_POLLER_H

#include "error.h"
#include "settings.h"
#include "snapshot.h"

#include <stdio.h>

struct poller;

enum poller_command_kind {
	/* start a refresh now */
	COMMAND_REFRESH,
	/* also query ServiceType-Index for .service; NULL: for none */
	COMMAND_FOCUS,
	/* read and keep reading the item of .user_id and .service */
	COMMAND_OPEN,
	/* stop reading it */
	COMMAND_CLOSE,
	/* write isActive as .order says, after the orders before it */
	COMMAND_WRITE,
	/* stop writing, after the request in flight; drop the orders that wait */
	COMMAND_STOP,
	/* go on with the order that was stopped */
	COMMAND_RESUME,
	/* writes are allowed from now on, where --arm-for asks for that */
	COMMAND_ARM,
	/* they are not any more */
	COMMAND_DISARM,
	/* .interval_ms between refreshes from now on */
	COMMAND_INTERVAL,
	/* read every session again, soon */
	COMMAND_SWEEP,
	/* Scan the base table for sessions in no index, soon */
	COMMAND_RECONCILE,
	/* Of a replay; nothing else obeys them, and a replay obeys no others but OPEN and CLOSE. */
	/* stand still, or go on */
	COMMAND_HOLD,
	/* .steps frames on, or back where negative, and stand still there */
	COMMAND_STEP,
	/* .steps faster, or slower where negative */
	COMMAND_SPEED,
	/* to server time .at_ms */
	COMMAND_GOTO,
};

/* Strings are copied by poller_send(). */
struct poller_command {
	enum poller_command_kind kind;
	const char *user_id, *service;
	int64_t interval_ms;
	/* COMMAND_WRITE */
	const struct write_order *order;
	/* COMMAND_STEP, COMMAND_SPEED */
	int steps;
	/* COMMAND_GOTO */
	int64_t at_ms;
};

/*
 * Starts the thread. settings must outlive it. Signals are blocked in it.
 * Returns NULL with *err when the thread or its pipe cannot be made, the recording cannot be
 * written or read; everything else that goes wrong travels in the snapshots. Free by poller_stop().
 */
struct poller *poller_start(const struct settings *settings, struct error *err) MUST_USE;

/* Becomes readable when a snapshot was posted; poller_take() drains it. For poll(2). */
int poller_wake_fd(const struct poller *poller);

/* The newest snapshot, which now belongs to the caller; NULL when there is none since the last. */
struct snapshot *poller_take(struct poller *poller) MUST_USE;

/*
 * Queues a command; never blocks. A COMMAND_WRITE ends with WRITE_FAILED, or is dropped with
 * --read-only, where nothing can be written: ask settings->read_only and status.can_write before.
 */
void poller_send(struct poller *poller, const struct poller_command *command);

/* Stops the thread within 100 ms, whatever it is waiting for, and frees everything. */
void poller_stop(struct poller *poller);

/* Prints the libraries that it stands on, with their versions, a line each. Any thread. */
void poller_print_libraries(FILE *out);

#endif
