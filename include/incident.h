/* SPDX-License-Identifier: MIT */
/*
 * A Markdown summary for an incident channel: table and time, caveats about the data, findings with
 * their course, owner and runbook, recent writes, totals, the worst services and sessions, the
 * latest changes, and what is acknowledged. Pure functions, any thread.
 */
#ifndef BEYATOP_INCIDENT_H
#define BEYATOP_INCIDENT_H

#include "buf.h"
#include "diagnosis.h"
#include "finding.h"

#include <stddef.h>
#include <stdint.h>

/* Length of the list of worst sessions. */
#define INCIDENT_WORST_SESSIONS 10

struct incident_ack {
	const struct session *session;
	/* this machine's clock */
	int64_t until_ms;
	/* "" for none */
	const char *note;
};

/* Input of the summary; everything is borrowed. */
struct incident {
	/* without acknowledged sessions; its snapshot must have data */
	const struct diagnosis *diagnosis;
	/* of the same snapshot, without acknowledged sessions */
	const struct findings *findings;
	/* the one that the summary is about, and begins with; NULL: about all */
	const struct finding *about;
	const struct settings *settings;
	/* this machine's clock; decides which writes are recent */
	int64_t now_ms;
	/* age of the data if stale; -1 if fresh */
	int64_t stale_ms;
	/* totals to compare with, acknowledged sessions included; NULL: none */
	const struct summary *baseline;
	/* server time of the baseline */
	int64_t baseline_asof_ms;
	/* rows of unhealthy sessions, worst first, at most INCIDENT_WORST_SESSIONS */
	const uint32_t *worst_sessions;
	size_t worst_sessions_count;
	/* number of unhealthy sessions, listed or not */
	size_t unhealthy_count;
	const struct incident_ack *acks;
	size_t acks_count;
};

/*
 * Appends the summary. Names from the table are sanitised and escaped, so that they cannot end a
 * Markdown table cell or code span.
 */
void incident_append(struct buf *out, const struct incident *incident);

#endif
