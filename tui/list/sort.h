/* SPDX-License-Identifier: MIT */
/*
 * The order of sessions and services, on the screen and in reports: by a field of the tables in
 * list/field.h. Pure functions, any thread.
 */
#ifndef BEYATOP_SORT_H
#define BEYATOP_SORT_H

#include "buf.h"
#include "list/field.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A choice of the user's. {0} is worst first: of sessions by severity, then lateness and errors of
 * those with a problem, then name; of services by their sessions in the severest state, in the
 * next, and so on, then worst lateness, then name.
 */
struct sort_order {
	/* index of a field that has .sorted */
	size_t by;
	bool is_inverted;
};

/* "worst first", as the order is; static. */
const char *sort_words(const struct field_table *table, const struct sort_order *order);

/*
 * Reads "age", or "-age" for the reverse, into *order. False when the table has no sort order of
 * that name.
 */
bool sort_parse(const struct field_table *table, const char *text, struct sort_order *order);

/* Appends the names of a table's sort orders: "worst, user, late". */
void sort_append_names(const struct field_table *table, struct buf *out);

/* Keys from here on are of sessions that arrived while the order was locked, in order of arrival.
 */
#define SORT_KEY_ARRIVED (UINT64_C(1) << 63)

/*
 * A session's place: the smaller key comes first. Unknown values come last, reversed or not; equal
 * keys are ordered by sort_compare_names(). Worst first, acknowledged sessions follow the others of
 * their severity.
 */
uint64_t sort_key(const struct sort_order *order, const struct session *session, bool is_acked,
	size_t shared_letters);

/* The same for names only: the letters that follow those shared by all. */
uint64_t sort_name_key(const struct session *session, size_t shared_letters);

/*
 * Length of the prefix that the userIds of all sessions share. Keys leave it out, so that they hold
 * more of the rest and fewer names are compared. All keys of a list must be made with the same
 * length; 0 is always right.
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
