/* SPDX-License-Identifier: MIT */
/*
 * The order of sessions and services, on the screen and in reports: by a field of the tables in
 * list/field.h. Pure functions, any thread.
 */
#ifndef BEYATOP_SORT_H
#define BEYATOP_SORT_H

#include "base.h"
#include "buf.h"
#include "list/field.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The user's choice. {0} is worst first. For sessions: by severity; among those with a problem, by
 * lateness, then errors; then by name. For services: by their number of sessions in the severest
 * state, then in the next one, and so on; then by worst lateness; then by name.
 */
struct sort_order {
	/* index of a field that has .sorted */
	size_t by;
	bool is_inverted;
};

/*
 * Parses "age", or "-age" for the reverse, into *order. False if the table has no sort order of
 * that name.
 */
bool sort_parse(const struct field_table *table, const char *text, struct sort_order *order);

/* Appends the names of a table's sort orders: "worst, user, late". */
void sort_append_names(const struct field_table *table, struct buf *out);

/* Greater keys are of sessions that arrived while the order was locked, in order of arrival. */
#define SORT_KEY_ARRIVED (UINT64_C(1) << 63)

/* What the sort keys of a snapshot's sessions are made with. */
struct sort_keys {
	struct sort_order order;
	/* sort_shared_letters() */
	size_t shared_letters;
	/* own; the place of each service from A to Z; NULL: the order does not need it */
	uint32_t *service_places;
};

/* The snapshot need not live longer than the call. Free with sort_keys_fini(). */
struct sort_keys sort_keys_make(
	const struct snapshot *snapshot, const struct sort_order *order) MUST_USE;
void sort_keys_fini(struct sort_keys *keys);

/*
 * A session's sort key: the smallest comes first. Unknown values come last, even in reverse; equal
 * keys are ordered by sort_compare_names(). In worst first, acknowledged sessions come after the
 * others of the same severity.
 */
uint64_t sort_key(const struct sort_keys *keys, const struct session *session, bool is_acked);

/* The sort key by name alone: the letters after the shared_letters that all have in common. */
uint64_t sort_name_key(const struct session *session, size_t shared_letters);

/*
 * Length of the prefix that the userIds of all sessions share. Keys leave it out, so that they hold
 * more of the rest and fewer names are compared. All keys of a list must be made with the same
 * length; 0 is always right.
 */
size_t sort_shared_letters(const struct snapshot *snapshot);

/* Compares by userId, then serviceType: below, at or above 0. A total order. */
int sort_compare_names(
	const struct snapshot *snapshot, const struct session *a, const struct session *b);

/*
 * Sorts count indexes into snapshot->services, in a total order. summaries[i] replaces the counts
 * of service i in the snapshot (a filter may leave out sessions); NULL: the snapshot's counts.
 */
void sort_services(const struct snapshot *snapshot, const struct summary *summaries,
	const struct sort_order *order, uint32_t *indexes, size_t count);

#endif
