/* SPDX-License-Identifier: MIT */
/*
 * What must be known before anything is read: region, URL and keys, which may change; then what
 * DescribeTable says. Network thread only.
 */
#ifndef BEYATOP_SETUP_H
#define BEYATOP_SETUP_H

#include "poller/poller_state.h"

/* Makes poller->ddb of the endpoint and the keys, and all that needs it. */
void setup_connect(struct poller *poller, const struct keeper_news *news);

/*
 * Takes what the keeper has found out, if anything: makes poller->ddb of the first keys, has it
 * sign with others, and asks for others when they are refused. Without any poller->error says why.
 */
void setup_take_keys(struct poller *poller);

/*
 * Describes the table when it is due: at the start, every five minutes, and after an error that may
 * come from a change of it. Sets poller->has_table once it is known. Needs the ddb.
 */
void setup_advance(struct poller *poller);

#endif
