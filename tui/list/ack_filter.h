/* SPDX-License-Identifier: MIT */
/*
 * Which sessions of a snapshot are acknowledged, and the diagnosis without them. The screen's
 * figures and findings come from that diagnosis; lists still show all sessions. UI thread.
 */
#ifndef BEYATOP_ACK_FILTER_H
#define BEYATOP_ACK_FILTER_H

#include "diagnosis.h"
#include "list/acks.h"

/* Start with {0}. */
struct ack_filter {
	/* of the last ack_filter_apply(); the snapshot's own while no session is acknowledged */
	const struct diagnosis *diagnosis;
	/* own; the diagnosis without acknowledged sessions; NULL: none is acknowledged */
	struct diagnosis *without;
	/* own; the acknowledged sessions: indexes into the snapshot, ascending */
	uint32_t *rows;
	size_t count;
};

/*
 * Finds the sessions that are acknowledged at now_ms (this machine's clock). The snapshot must
 * outlive the filter. Cheap as long as sessions keep their rows; else it searches all sessions.
 */
void ack_filter_apply(struct ack_filter *filter, const struct snapshot *snapshot, struct acks *acks,
	int64_t now_ms);

/* True if the session in this row of the snapshot is acknowledged. */
bool ack_filter_has(const struct ack_filter *filter, uint32_t row);

void ack_filter_fini(struct ack_filter *filter);

#endif
