/* SPDX-License-Identifier: MIT */
/*
 * A list of sessions that is sorted only where it is looked at (incremental quicksort): of a
 * million rows, only the forty on the screen. A range that is sorted already costs nothing. One
 * thread at a time.
 */
#ifndef BEYATOP_LAZY_SORT_H
#define BEYATOP_LAZY_SORT_H

#include "list/sort.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LAZY_SORT_NONE SIZE_MAX

/* Start with {0}. */
struct lazy_sort {
	/* borrowed; of the last lazy_sort_begin() */
	const struct snapshot *snapshot;
	/* indexes into its sessions */
	uint32_t *rows;
	/* sort_key() of each */
	uint64_t *keys;
	/* a bit per line, set if all rows before the line sort before all rows from it on */
	uint64_t *starts;
	size_t count, capacity;
	/* rows with equal keys are ordered from Z to A */
	bool is_inverted;
};

/* Empties the list and makes room for capacity rows of a snapshot. */
void lazy_sort_begin(
	struct lazy_sort *sort, const struct snapshot *snapshot, size_t capacity, bool is_inverted);

/* Adds a session with its sort_key(). */
void lazy_sort_add(struct lazy_sort *sort, uint32_t row, uint64_t key);

/* Sorts as much as it takes for rows[from .. to) to be as if the whole list were sorted. */
void lazy_sort_range(struct lazy_sort *sort, size_t from, size_t to);

/* The line of a row of the snapshot; LAZY_SORT_NONE if it is not listed. Sorts nothing. */
size_t lazy_sort_find(const struct lazy_sort *sort, uint32_t row);

/* True for a row of the snapshot that the caller is looking for. */
typedef bool lazy_sort_match_fn(const void *user, uint32_t row);

/*
 * The nearest line below a line (above it, if !is_below) whose row matches; LAZY_SORT_NONE: none.
 * The given line must be sorted already; LAZY_SORT_NONE: searches from the end. Sorts nothing.
 */
size_t lazy_sort_next(const struct lazy_sort *sort, size_t line, bool is_below,
	lazy_sort_match_fn *is_wanted, const void *user);

void lazy_sort_fini(struct lazy_sort *sort);

#endif
