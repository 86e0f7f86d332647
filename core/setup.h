/* SPDX-License-Identifier: MIT */
/*
 * What must be known before anything is read: region, URL and keys; then what DescribeTable says.
 * Network thread only.
 */
#ifndef BEYATOP_SETUP_H
#define BEYATOP_SETUP_H

#include "poller_state.h"

/* Reads region, URL and keys and makes poller->ddb; without success poller->error says why. */
void setup_connect(struct poller *poller);

/*
 * Describes the table when it is due: at the start, every five minutes, and after an error that may come
 * from a change of it. Sets poller->has_table once it is known. Needs the ddb.
 */
void setup_advance(struct poller *poller);

#endif
