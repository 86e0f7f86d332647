/* SPDX-License-Identifier: MIT */
/*
 * The poller's writes: orders in, one session after the other to the writer, paced by what the
 * table and its indexes may take. Network thread only.
 */
#ifndef BEYATOP_ORDERS_H
#define BEYATOP_ORDERS_H

#include "poller/poller_state.h"

/* Opens the audit log, and makes the writer unless it is read-only. Needs the ddb. */
void orders_init(struct poller *poller, struct ddb *ddb);

/* Not before the ddb is freed. */
void orders_fini(struct poller *poller);

/* Takes over the order, which is done after those before it. */
void orders_add(struct poller *poller, struct command *command);

/* Stops the order under way after its request in flight, and drops those that wait for it. */
void orders_stop(struct poller *poller);
void orders_resume(struct poller *poller);
void orders_arm(struct poller *poller, bool is_armed);

/* Sends what is due. Returns the milliseconds until something will be. */
int64_t orders_advance(struct poller *poller);

/* Why an order would not be sent, for people; "" if it would. */
const char *orders_refusal(const struct poller *poller);

/* Progress, the newest result and the audit log into the snapshot. */
void orders_copy(struct poller *poller, struct arena *arena, struct snapshot *snapshot);

#endif
