/* SPDX-License-Identifier: MIT */
/*
 * The network thread, as the rest of the program sees it: commands go in, snapshots come out. It
 * alone owns the fleet and the connections. A second thread keeps the credentials fresh. With
 * settings->replay it plays a recording instead, and has nothing that could read or write a table.
 * All functions are for the thread that started it, unless they say otherwise.
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
	/* also read .service through ServiceType-Index; NULL: none */
	COMMAND_FOCUS,
	/* read the item of .user_id and .service, now and after each refresh */
	COMMAND_OPEN,
	/* stop reading it */
	COMMAND_CLOSE,
	/* carry out .order, after the orders before it */
	COMMAND_WRITE,
	/* stop the order after its request in flight, and drop those behind it */
	COMMAND_STOP_WRITES,
	/* continue the order that was stopped */
	COMMAND_RESUME_WRITES,
	/* allow writes from now on, where --arm-for requires it */
	COMMAND_ARM,
	/* refuse writes from now on */
	COMMAND_DISARM,
	/* wait .interval_ms between refreshes from now on */
	COMMAND_INTERVAL,
	/* start a full sweep now */
	COMMAND_SWEEP,
	/* Scan the base table for sessions in no index, now */
	COMMAND_RECONCILE,
	/* From here on for a replay only, which ignores all others but OPEN and CLOSE. */
	/* freeze or unfreeze it */
	COMMAND_FREEZE,
	/* .steps frames forward, or back if negative, and freeze there */
	COMMAND_STEP,
	/* .steps faster, or slower if negative */
	COMMAND_SPEED,
	/* go to server time .at_ms */
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
 * Starts the thread, with signals blocked. settings must outlive it. Returns NULL with *err when
 * the thread or its pipe cannot be made, or the log or recording cannot be opened; all other errors
 * travel in the snapshots. Free by poller_stop().
 */
struct poller *poller_start(const struct settings *settings, struct error *err) MUST_USE;

/* Readable when there is a new snapshot; poller_take() drains it. For poll(2). */
int poller_wake_fd(const struct poller *poller);

/* The newest snapshot, now the caller's; NULL when there is none since the last call. */
struct snapshot *poller_take(struct poller *poller) MUST_USE;

/*
 * Queues a command; never blocks. Where writes are refused, COMMAND_WRITE ends with WRITE_FAILED,
 * or with --read-only is dropped: check settings->read_only and status.can_write first.
 */
void poller_send(struct poller *poller, const struct poller_command *command);

/* Stops the thread within 100 ms, whatever it waits for, and frees everything. */
void poller_stop(struct poller *poller);

/* Prints the libraries it uses, with their versions, a line each. Any thread. */
void poller_print_libraries(FILE *out);

#endif
