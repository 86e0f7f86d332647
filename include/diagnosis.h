/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with the fleet, since when, and with whom: found once for each snapshot by whoever
 * makes it, and carried in it, so that screens and reports say the same. A viewer who has
 * acknowledged sessions takes the diagnosis without these. Plain data and pure functions, any
 * thread.
 */
#ifndef BEYATOP_DIAGNOSIS_H
#define BEYATOP_DIAGNOSIS_H

#include "base.h"
#include "cohort.h"
#include "session.h"
#include "settings.h"
#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

/* The hour that the histogram shows moves by steps, so that its bars stay in place between them. */
#define HISTOGRAM_MINUTES      60
#define HISTOGRAM_STEP_MINUTES 10

/* The late sessions by minute of their last poll. */
struct histogram {
	/* the snapshot's own minute is in the last step */
	uint32_t minutes[HISTOGRAM_MINUTES];
	/* since the Unix epoch, a whole step */
	int64_t first_minute;
	/* those that stopped before the first minute */
	uint32_t before;
};

struct diagnosis_service {
	/* the thresholds in force for it */
	struct session_thresholds limits;
	/* rows of its unhealthy sessions, the ones left out included */
	const uint32_t *unhealthy;
	uint32_t unhealthy_count;
	/* session_is_late() */
	uint32_t late;
	/* lastPollAt of the one that stopped first; SESSION_NO_TIME: none is late */
	int64_t late_since_ms;
	/* the highest errorCount of an unhealthy active session */
	uint32_t max_errors;
	/* the highest lateness of a healthy active session; NAN: unknown */
	double healthy_worst_late;
	/* the largest of the service; the sessions left out that stopped with it belong to it */
	struct cohort cohort;
};

struct diagnosis {
	/* of which it was made; borrowed */
	const struct snapshot *snapshot;
	/*
	 * As in the snapshot, but a session that is left out is in none of the unhealthy states,
	 * nor among the erroring ones, and, while it is unhealthy, it is not the worst.
	 */
	struct summary totals;
	/* by the snapshot's index of the service, like services */
	const struct summary *summaries;
	const struct diagnosis_service *services;
	/* indexes of the services with unhealthy sessions, the worst first */
	const uint32_t *worst_services;
	size_t worst_services_count;
	/* session_is_late() */
	uint32_t late;
	struct histogram histogram;
};

/* Linear in the sessions. The snapshot must outlive it. Free by diagnosis_free(). */
struct diagnosis *diagnosis_new(
	const struct snapshot *snapshot, const struct settings *settings) MUST_USE;

/*
 * The snapshot's diagnosis without some of its sessions: count rows, ascending. Linear in the
 * unhealthy sessions of their services. The snapshot must outlive it. Free by diagnosis_free().
 */
struct diagnosis *diagnosis_without(
	const struct snapshot *snapshot, const uint32_t *rows, size_t count) MUST_USE;

/* NULL is allowed. */
void diagnosis_free(struct diagnosis *diagnosis);

#endif
