/* SPDX-License-Identifier: MIT */
/*
 * Answers "is it just this session?" by comparing it with its service, the rest of the fleet, and
 * its user's other sessions. All functions append a phrase to a buffer. The session must be one of
 * the diagnosis's snapshot. Pure functions, any thread.
 */
#ifndef BEYATOP_PEERS_H
#define BEYATOP_PEERS_H

#include "buf.h"
#include "diagnosis.h"

/* About its service: "4 of 10 stopped together with it". */
void peers_append_service(
	struct buf *out, const struct diagnosis *diagnosis, const struct session *session);

/* About the rest of the fleet: "2 have errors in other services". */
void peers_append_fleet(
	struct buf *out, const struct diagnosis *diagnosis, const struct session *session);

/*
 * The likely cause that it shares with others, or "just this one, as far as the table shows". item
 * has the user's other sessions. The latter is concluded only once they have been read; never if
 * item is NULL.
 */
void peers_append_conclusion(struct buf *out, const struct diagnosis *diagnosis,
	const struct session *session, const struct item_detail *item);

#endif
