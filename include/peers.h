/* SPDX-License-Identifier: MIT */
/*
 * Is it just this one? How the sessions that a session has something in common with are doing: its
 * service's, the fleet's, its user's. Each phrase is appended to a text. The session is one of the
 * diagnosis's snapshot. Pure functions, any thread.
 */
#ifndef BEYATOP_PEERS_H
#define BEYATOP_PEERS_H

#include "buf.h"
#include "diagnosis.h"

/* "4 of 10 stopped together with it": the session's service. */
void peers_append_service(
	struct buf *out, const struct diagnosis *diagnosis, const struct session *session);

/* "2 have errors in other services": the rest of the fleet. */
void peers_append_fleet(
	struct buf *out, const struct diagnosis *diagnosis, const struct session *session);

/*
 * "just this one, as far as the table shows", or the likely cause that it shares with others. item
 * is the opened one, for its user's other sessions; NULL: not known.
 */
void peers_append_conclusion(struct buf *out, const struct diagnosis *diagnosis,
	const struct session *session, const struct item_detail *item);

#endif
