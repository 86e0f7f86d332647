/* SPDX-License-Identifier: MIT */
/*
 * What must be known before anything is read: region, URL and credentials, which may change; then
 * what DescribeTable says. Network thread only.
 */
#ifndef BEYATOP_SETUP_H
#define BEYATOP_SETUP_H

#include "poller/poller_state.h"

/* Makes poller->ddb from the endpoint and the credentials, and all that needs it. */
void setup_connect(struct poller *poller, const struct credentials_update *update);

/*
 * Takes the newest credentials, if there are any: the first create poller->ddb, later ones replace
 * those that it signs with. Asks for a refresh when AWS rejects them. While there are none,
 * poller->error says why.
 */
void setup_take_credentials(struct poller *poller);

/*
 * Describes the table when it is due: at the start, every five minutes, and after an error that may
 * come from a change of it. Sets poller->has_table once it is known. Needs the ddb.
 */
void setup_advance(struct poller *poller);

#endif
