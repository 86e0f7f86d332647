/* SPDX-License-Identifier: MIT */
/* Snapshots of the poller's state, at most as often as a screen can use them. Network thread only.
 */
#ifndef BEYATOP_PUBLISH_H
#define BEYATOP_PUBLISH_H

#include "poller/poller_state.h"

/* Posts a snapshot now. */
void publish_now(struct poller *poller);

/* Posts one if there is news; returns the milliseconds until it should be asked again. */
int64_t publish_if_due(struct poller *poller);

#endif
