/* SPDX-License-Identifier: MIT */
/*
 * The interface of the network thread: it takes commands and produces snapshots. It owns the fleet
 * and all connections; a second thread refreshes the credentials. With settings->replay it plays a
 * recording and makes no requests at all. Call all functions from the thread that called
 * poller_start(), unless noted otherwise.
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
	/*
	 * also read .service through ServiceType-Index, or all sessions of .user_id from the base
	 * table; both NULL: none
	 */
	COMMAND_FOCUS,
	/* read the item of .user_id and .service, now and after each refresh */
	COMMAND_OPEN,
	/* stop reading it */
	COMMAND_CLOSE,
	/* execute .order, after the orders queued before it */
	COMMAND_WRITE,
	/* stop the current order once its request in flight has ended, and drop queued orders */
	COMMAND_STOP_WRITES,
	/* continue the stopped order */
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
	/* The rest is for replays, which ignore all of the above except OPEN and CLOSE. */
	/* freeze or unfreeze it */
	COMMAND_FREEZE,
	/* move .steps frames forward (negative: back) and freeze */
	COMMAND_STEP,
	/* .steps faster (negative: slower) */
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
 * Starts the thread, with all signals blocked. settings must outlive it. Returns NULL with *err if
 * the thread or its pipe cannot be created, or the log or recording cannot be opened; all later
 * errors are reported in snapshots. Free with poller_stop().
 */
struct poller *poller_start(const struct settings *settings, struct error *err) MUST_USE;

/* A descriptor for poll(2), readable when there is a new snapshot. poller_take() drains it. */
int poller_wake_fd(const struct poller *poller);

/*
 * Takes the newest snapshot, which the caller now owns; NULL if there is none since the last call.
 */
struct snapshot *poller_take(struct poller *poller) MUST_USE;

/*
 * Queues a command; never blocks. Of the commands that wait for credentials, only the last of each
 * kind is kept. Check status.can_write before COMMAND_WRITE: if writes are refused, they end as
 * WRITE_FAILED; with --read-only the command is dropped.
 */
void poller_send(struct poller *poller, const struct poller_command *command);

/*
 * Stops the thread and frees everything: within 100 ms whatever it is waiting for, or 500 ms if a
 * write is in flight, so that its result is logged.
 */
void poller_stop(struct poller *poller);

/*
 * Checks --region, --endpoint-url and --profile, if they are given, against the AWS files and the
 * rules for endpoints, without a request. ERROR_CONFIG says what is wrong.
 */
MUST_USE bool poller_check_settings(const struct settings *settings, struct error *err);

/* Prints the libraries it uses and their versions, one per line. Any thread. */
void poller_print_libraries(FILE *out);

#endif
