/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with the fleet, since when, and in which services. The network thread computes it
 * once per snapshot and stores it there, so that screens and reports agree. To hide acknowledged
 * sessions, the UI derives a diagnosis without them. Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_DIAGNOSIS_H
#define BEYATOP_DIAGNOSIS_H

#include "base.h"
#include "session.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The histogram covers one hour, whose start moves in steps, so that its bars do not shift with
 * every refresh.
 */
#define HISTOGRAM_MINUTES      60
#define HISTOGRAM_STEP_MINUTES 10

/* Number of late sessions by the minute of their last poll. */
struct histogram {
	/* the last HISTOGRAM_STEP_MINUTES include the snapshot's own minute */
	uint32_t minutes[HISTOGRAM_MINUTES];
	/* minutes since the Unix epoch, a multiple of the step */
	int64_t first_minute;
	/* sessions last polled before first_minute */
	uint32_t before;
};

struct diagnosis_service {
	/* thresholds that apply to the service */
	struct session_thresholds limits;
	/* rows of its unhealthy sessions, including excluded ones */
	const uint32_t *unhealthy;
	uint32_t unhealthy_count;
	/* session_is_late(), and those of them that are critical */
	uint32_t late, late_critical;
	/* earliest lastPollAt of a late session; SESSION_NO_TIME: none is late */
	int64_t late_since_ms;
	/* the highest errorCount of an unhealthy active session */
	uint32_t max_errors;
	/* the highest lateness of a healthy active session; NAN: unknown */
	double healthy_worst_late;
};

struct diagnosis {
	/* the snapshot it describes; borrowed */
	const struct snapshot *snapshot;
	/*
	 * As in the snapshot, except that excluded sessions count neither as unhealthy nor as
	 * erroring, and an unhealthy excluded session does not set the worst lateness.
	 */
	struct summary totals;
	/* indexed like snapshot->services; so is services below */
	const struct summary *summaries;
	const struct diagnosis_service *services;
	/* indexes of services with unhealthy sessions, worst first */
	const uint32_t *worst_services;
	size_t worst_services_count;
	/* session_is_late(), and those of them that are critical */
	uint32_t late, late_critical;
	struct histogram histogram;
};

/*
 * Late or critical by their errors alone. late: how many of the summary's sessions are late by
 * their age, as in the diagnosis. The two add up to the states late and critical.
 */
static inline uint32_t diagnosis_failing(const struct summary *summary, uint32_t late)
{
	return summary->states[STATE_LATE] + summary->states[STATE_CRITICAL] - late;
}

/*
 * Diagnoses a snapshot, which must outlive the result. Takes time linear in the sessions. Free with
 * diagnosis_free().
 */
struct diagnosis *diagnosis_new(
	const struct snapshot *snapshot, const struct settings *settings) MUST_USE;

/*
 * The same as if the snapshot had only the sessions that pass; passes is indexed like its sessions.
 * All counts are of those, and rows still are the snapshot's.
 */
struct diagnosis *diagnosis_select(const struct snapshot *snapshot, const struct settings *settings,
	const bool *passes) MUST_USE;

/*
 * Derives a diagnosis without some of its sessions: those in count rows of the snapshot, in
 * ascending order. Takes time linear in the unhealthy sessions of their services. Free with
 * diagnosis_free().
 */
struct diagnosis *diagnosis_without(
	const struct diagnosis *whole, const uint32_t *rows, size_t count) MUST_USE;

/* NULL is allowed. */
void diagnosis_free(struct diagnosis *diagnosis);

#endif
