/* SPDX-License-Identifier: MIT */
/* Counts and quantiles over sessions. Pure functions, any thread. */
#ifndef BEYATOP_SUMMARY_H
#define BEYATOP_SUMMARY_H

#include "snapshot.h"

/* Computes the totals and the summary of each service. Takes time linear in the sessions. */
void summary_fill(const struct session *sessions, size_t sessions_count,
	struct service_summary *services, size_t services_count, struct summary *totals);

/*
 * The severest state of any session. If all are healthy: STATE_ON_TIME if any is on time, else
 * STATE_PAUSED.
 */
enum session_state summary_worst_state(const struct summary *summary);

/*
 * Compares two services for sorting: negative if a is worse, 0 if neither is. The one with more
 * sessions in the severest state is worse, then in the next state, and so on; then the one with the
 * higher lateness. Healthy services are equal.
 */
int summary_compare(const struct summary *a, const struct summary *b);

/*
 * The figures, a row each. A row adds its figure to conditions (--warn-if), to the reports as json,
 * jsonl, prom and check, and to messages and the manual page.
 *
 * X(name, word, unit, member of struct summary, Prometheus metric, help): the word stands in every
 * output; the metric is NULL where Prometheus gets the figure as beyatop_sessions{state="..."}.
 */
#define SUMMARY_FIGURES(X)                                                                         \
	X(SESSIONS, "sessions", COUNT, sessions, NULL, "Sessions of a service.")                   \
	X(ACTIVE, "active", COUNT, active, "active_sessions", "Active sessions (isActive true).")  \
	X(PAUSED, "paused", COUNT, paused, "paused_sessions", "Paused sessions (isActive false).") \
	X(CRITICAL, "critical", COUNT, states[STATE_CRITICAL], NULL, "Critical sessions.")         \
	X(LATE, "late", COUNT, states[STATE_LATE], NULL, "Late sessions.")                         \
	X(NEVER_POLLED, "never_polled", COUNT, states[STATE_NEVER_POLLED], NULL,                   \
		"Sessions that were never polled.")                                                \
	X(FUTURE, "future", COUNT, states[STATE_FUTURE], NULL,                                     \
		"Sessions whose lastPollAt is in the future.")                                     \
	X(UNKNOWN, "unknown", COUNT, states[STATE_UNKNOWN], NULL,                                  \
		"Sessions whose state is unknown.")                                                \
	X(ON_TIME, "on_time", COUNT, states[STATE_ON_TIME], NULL, "Sessions that are on time.")    \
	X(ERRORING, "erroring", COUNT, erroring, "erroring_sessions",                              \
		"Sessions with errors in a row, except paused ones.")                              \
	X(WORST_LATE, "worst_late", INTERVALS, worst_late, "worst_lateness_intervals",             \
		"Highest lateness of a session: age of its last poll in its polling intervals.")   \
	X(P50_AGE, "p50_age", AGE_MS, p50_age_ms, "poll_age_p50_seconds",                          \
		"Median age of the last polls of active sessions.")                                \
	X(P95_AGE, "p95_age", AGE_MS, p95_age_ms, "poll_age_p95_seconds",                          \
		"95th percentile of the ages of last polls of active sessions.")

#define SUMMARY_ENUM(name, word, unit, member, metric, help) FIGURE_##name,
enum summary_figure { SUMMARY_FIGURES(SUMMARY_ENUM) FIGURE_COUNT };
#undef SUMMARY_ENUM

enum summary_unit { SUMMARY_COUNT, SUMMARY_INTERVALS, SUMMARY_AGE_MS };

struct summary_figure_info {
	const char *word;
	enum summary_unit unit;
	/* without "beyatop_"; NULL: counted by state */
	const char *metric;
	/* one sentence */
	const char *help;
};

/* The row of a figure; static, never NULL. */
const struct summary_figure_info *summary_figure_info(enum summary_figure figure);

/*
 * A figure's value in its unit; NAN if unknown. knows_never_polled is
 * snapshot_knows_never_polled(): without it the count of never-polled sessions is unknown.
 */
double summary_figure(
	const struct summary *summary, enum summary_figure figure, bool knows_never_polled);

#endif
