/* SPDX-License-Identifier: MIT */
/*
 * Which sessions of a snapshot are acknowledged, and the diagnosis without them. Figures and
 * findings on the screen are of that one; lists show all sessions. UI thread.
 */
#ifndef BEYATOP_ACK_FILTER_H
#define BEYATOP_ACK_FILTER_H

#include "diagnosis.h"
#include "list/acks.h"

/* Start with {0}. */
struct ack_filter {
	/* of the last ack_filter_apply(); the snapshot's own while no session is acknowledged */
	const struct diagnosis *diagnosis;
	/* own; NULL: it is the snapshot's */
	struct diagnosis *without;
	/* own; the acknowledged sessions by their rows in the snapshot, ascending */
	uint32_t *rows;
	size_t count;
};

/*
 * Finds the sessions that are acknowledged at a time (this machine's clock). The snapshot must
 * outlive it. Looks at all sessions only if one is not in the row that it was in before.
 */
void ack_filter_apply(struct ack_filter *filter, const struct snapshot *snapshot, struct acks *acks,
	int64_t now_ms);

/* True for a row of the snapshot that is acknowledged. */
bool ack_filter_has(const struct ack_filter *filter, uint32_t row);

void ack_filter_fini(struct ack_filter *filter);

#endif
