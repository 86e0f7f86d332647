/* SPDX-License-Identifier: MIT */
/*
 * A summary for an incident channel, as Markdown: where and when, what cannot be trusted, what is
 * wrong and since when, recent writes, totals, the services and sessions that are worst, the latest
 * changes, what is acknowledged. Pure functions, any thread.
 */
#ifndef BEYATOP_INCIDENT_H
#define BEYATOP_INCIDENT_H

#include "buf.h"
#include "diagnosis.h"

#include <stddef.h>
#include <stdint.h>

/* Sessions in the list of the worst. */
#define INCIDENT_WORST_SESSIONS 10

struct incident_ack {
	const struct session *session;
	/* this machine's clock */
	int64_t until_ms;
	/* "" for none */
	const char *note;
};

/* What to sum up. All of it is borrowed. */
struct incident {
	/* without the acknowledged sessions; its snapshot has data */
	const struct diagnosis *diagnosis;
	/* this machine's clock, by which recent writes are told */
	int64_t now_ms;
	/* the age of the data, when they are stale; -1: they are fresh */
	int64_t stale_ms;
	/* what totals are compared with; NULL: nothing */
	const struct summary *baseline;
	/* server time of the baseline */
	int64_t baseline_asof_ms;
	/* rows of unhealthy sessions, the worst first, up to INCIDENT_WORST_SESSIONS */
	const uint32_t *worst_sessions;
	size_t worst_sessions_count;
	/* unhealthy sessions, listed or not */
	size_t unhealthy_count;
	const struct incident_ack *acks;
	size_t acks_count;
};

/*
 * Appends the summary to a text. Names from the table are sanitised, and cannot end a table cell or
 * a code span.
 */
void incident_append(struct buf *out, const struct incident *incident);

#endif
