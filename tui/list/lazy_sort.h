/* SPDX-License-Identifier: MIT */
/*
 * A list of sessions that is sorted on demand, range by range: a million rows are never sorted for
 * the forty on the screen. What was sorted before costs nothing. One thread at a time.
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
	/* a bit per line: every row before it sorts before every row from it on */
	uint64_t *starts;
	size_t count, capacity;
	/* names from Z to A among those with the same key */
	bool is_inverted;
};

/* Empties the list, for at most capacity rows of a snapshot. */
void lazy_sort_begin(
	struct lazy_sort *sort, const struct snapshot *snapshot, size_t capacity, bool is_inverted);

/* Adds a session with its sort_key(). */
void lazy_sort_add(struct lazy_sort *sort, uint32_t row, uint64_t key);

/* Makes rows[from .. to) as if the whole list were sorted. */
void lazy_sort_range(struct lazy_sort *sort, size_t from, size_t to);

/* The line of a session; LAZY_SORT_NONE when it is not in the list. Sorts nothing. */
size_t lazy_sort_find(const struct lazy_sort *sort, uint32_t row);

/* True for a row of the snapshot that the caller looks for. */
typedef bool lazy_sort_match_fn(const void *user, uint32_t row);

/*
 * The line nearest to a line, below it (or above it, if not), whose session is wanted;
 * LAZY_SORT_NONE when there is none. The line itself must be sorted. Sorts nothing.
 */
size_t lazy_sort_next(const struct lazy_sort *sort, size_t line, bool is_below,
	lazy_sort_match_fn *is_wanted, const void *user);

void lazy_sort_fini(struct lazy_sort *sort);

#endif
