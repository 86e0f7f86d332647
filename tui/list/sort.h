/* SPDX-License-Identifier: MIT */
/*
 * By what sessions and services are sorted, on the screen and in reports. One table holds the
 * orders; --sort, :sort, the mark in the column titles and the help come from it. Pure
 * functions, any thread.
 */
#ifndef BEYATOP_SORT_H
#define BEYATOP_SORT_H

#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order in which they are offered. */
enum order_by {
	/* severity, then lateness and errors of those that are not well, then names */
	ORDER_WORST,
	ORDER_USER,
	ORDER_LATE,
	ORDER_AGE,
	ORDER_INTERVAL,
	ORDER_ERRORS,
	ORDER_ACTIVE,
	ORDER_POLLED,
	ORDER_CREATED,
	ORDER_COUNT
};

enum order_services_by {
	/* sessions in the severest state, in the next…, worst lateness, name */
	SERVICES_WORST,
	SERVICES_NAME,
	SERVICES_ACTIVE,
	SERVICES_PAUSED,
	SERVICES_CRITICAL,
	SERVICES_LATE,
	SERVICES_ERRORING,
	SERVICES_NEVER_POLLED,
	SERVICES_FUTURE,
	SERVICES_UNKNOWN,
	SERVICES_WORST_LATE,
	SERVICES_P50,
	SERVICES_P95,
	SERVICES_COUNT
};

/* A choice of the user's. {0} is worst first. */
struct sort_order {
	/* enum order_by, or enum order_services_by of services */
	int by;
	bool is_inverted;
};

struct sort_info {
	/* as it is typed: "age" */
	const char *name;
	/* of the column that shows it: "AGE" */
	const char *title;
	/* "oldest poll first" */
	const char *words;
	/* "newest poll first" */
	const char *inverted;
};

/* Static; NULL from ORDER_COUNT, or SERVICES_COUNT, on. */
const struct sort_info *sort_info(int by);
const struct sort_info *sort_services_info(int by);

/*
 * Reads "age", or "-age" for the other way round, into *order. False when no order of sessions,
 * or of services, is called so.
 */
bool sort_parse(const char *text, struct sort_order *order);
bool sort_services_parse(const char *text, struct sort_order *order);

/* Keys from here on are of sessions that came while the order is locked, by when they came. */
#define SORT_KEY_ARRIVED (UINT64_C(1) << 63)

/*
 * Where a session stands: one with a smaller key comes first. Unknown figures come last, whichever
 * way round. Sessions with the same key stand by sort_compare_names(). Acknowledged ones
 * stand below others of their severity.
 */
uint64_t sort_key(const struct sort_order *order, const struct session *session, bool is_acked,
	size_t shared_letters);

/*
 * How many bytes the userIds of all sessions begin with in common, which a key need not hold: the
 * more of the rest it holds, the fewer names are compared. All keys of a list must be made with the
 * same number; 0 is always right.
 */
size_t sort_shared_letters(const struct snapshot *snapshot);

/* By userId, then serviceType: below, at or above 0. Total. */
int sort_compare_names(
	const struct snapshot *snapshot, const struct session *a, const struct session *b);

/*
 * Sorts count indexes into snapshot->services. summaries[i] is what is counted of service i, which
 * may be less than the snapshot says; NULL: just what it says. Total.
 */
void sort_services(const struct snapshot *snapshot, const struct summary *summaries,
	const struct sort_order *order, uint32_t *indexes, size_t count);

#endif
