/* SPDX-License-Identifier: MIT */
/*
 * The poll plan: what is read when. Describe first; then a refresh every interval, counted from the
 * end of the last; after it the service on the screen; a Scan of the base table now and then; the
 * open session and the writes as they come. At most four requests are in flight. Network thread only.
 */
#ifndef BEYATOP_PLAN_H
#define BEYATOP_PLAN_H

#include "poller_state.h"

/* Reads region, URL and keys and makes poller->ddb; without success poller->error says why. */
void plan_set_up(struct poller *poller);

/* Starts whatever is due. Returns the milliseconds until something will be. Needs the ddb. */
int64_t plan_advance(struct poller *poller);

/* Puts the service on the screen; NULL: none. */
void plan_set_focus(struct poller *poller, const char *service);

void plan_set_interval(struct poller *poller, int64_t interval_ms);

/* Whether a toggle would be sent. */
bool plan_can_write(const struct poller *poller);

#endif
