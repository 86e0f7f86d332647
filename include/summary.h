/* SPDX-License-Identifier: MIT */
/* Counts and quantiles over sessions. Pure functions, any thread. */
#ifndef BEYATOP_SUMMARY_H
#define BEYATOP_SUMMARY_H

#include "snapshot.h"

/*
 * Fills the totals and, for each of the services_count services, services[i].summary from the
 * sessions whose service is i. Linear in the sessions.
 */
void summary_fill(const struct session *sessions, size_t sessions_count,
	struct service_summary *services, size_t services_count, struct summary *totals);

/* Those of its figures that are no counts of a state. */
enum summary_figure {
	SUMMARY_SESSIONS,
	SUMMARY_ACTIVE,
	SUMMARY_PAUSED,
	SUMMARY_ERRORING,
	/* intervals */
	SUMMARY_WORST_LATE,
	/* ms */
	SUMMARY_P50_AGE,
	SUMMARY_P95_AGE,
};

/* NAN: unknown. */
double summary_figure(const struct summary *summary, enum summary_figure figure);

#endif
