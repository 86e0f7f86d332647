/* SPDX-License-Identifier: MIT */
#include "list/lazy_sort.h"

#include "base.h"

#include <stdlib.h>
#include <string.h>

/* Smaller parts are sorted by insertion. */
#define SMALL_COUNT 16

static bool is_start(const struct lazy_sort *sort, size_t line)
{
	return sort->starts[line / 64] >> (line % 64) & 1;
}

static void set_start(struct lazy_sort *sort, size_t line)
{
	sort->starts[line / 64] |= UINT64_C(1) << (line % 64);
}

void lazy_sort_begin(
	struct lazy_sort *sort, const struct snapshot *snapshot, size_t capacity, bool is_inverted)
{
	sort->snapshot = snapshot;
	sort->is_inverted = is_inverted;
	sort->count = 0;
	if (!sort->rows || capacity > sort->capacity || capacity < sort->capacity / 4) {
		sort->capacity = capacity;
		sort->rows = base_realloc(sort->rows, capacity + 1, sizeof(*sort->rows));
		sort->keys = base_realloc(sort->keys, capacity + 1, sizeof(*sort->keys));
		sort->starts = base_realloc(sort->starts, capacity / 64 + 1, sizeof(*sort->starts));
	}
	memset(sort->starts, 0, (sort->capacity / 64 + 1) * sizeof(*sort->starts));
}

void lazy_sort_add(struct lazy_sort *sort, uint32_t row, uint64_t key)
{
	sort->rows[sort->count] = row;
	sort->keys[sort->count++] = key;
}

/* True if a row with this key sorts before another. */
static bool comes_before(const struct lazy_sort *sort, uint64_t key, uint32_t row,
	uint64_t other_key, uint32_t other_row)
{
	const struct session *sessions = sort->snapshot->sessions;

	if (key != other_key) {
		return key < other_key;
	}
	int order = sort_compare_names(sort->snapshot, &sessions[row], &sessions[other_row]);

	return sort->is_inverted ? order > 0 : order < 0;
}

static bool line_is_before(const struct lazy_sort *sort, size_t line, uint64_t key, uint32_t row)
{
	return comes_before(sort, sort->keys[line], sort->rows[line], key, row);
}

static void swap_lines(struct lazy_sort *sort, size_t a, size_t b)
{
	uint32_t row = sort->rows[a];
	uint64_t key = sort->keys[a];

	sort->rows[a] = sort->rows[b];
	sort->keys[a] = sort->keys[b];
	sort->rows[b] = row;
	sort->keys[b] = key;
}

static void sort_small(struct lazy_sort *sort, size_t begin, size_t end)
{
	for (size_t i = begin + 1; i < end; i++) {
		for (size_t at = i; at > begin && line_is_before(sort, at, sort->keys[at - 1],
							  sort->rows[at - 1]);
			at--) {
			swap_lines(sort, at, at - 1);
		}
	}
	for (size_t i = begin; i < end; i++) {
		set_start(sort, i);
	}
}

/* The median of three lines. */
static size_t middle_of(const struct lazy_sort *sort, size_t a, size_t b, size_t c)
{
	const uint64_t *keys = sort->keys;
	const uint32_t *rows = sort->rows;
	bool a_b = line_is_before(sort, a, keys[b], rows[b]);
	bool b_c = line_is_before(sort, b, keys[c], rows[c]);
	bool a_c = line_is_before(sort, a, keys[c], rows[c]);

	if (a_b == b_c) {
		return b;
	}
	return a_b == a_c ? c : a;
}

/* Tukey's ninther: the median of three medians, which resists patterns. */
static size_t choose_pivot(const struct lazy_sort *sort, size_t begin, size_t end)
{
	size_t step = (end - begin) / 9;
	size_t at = begin + step / 2;

	return middle_of(sort, middle_of(sort, at, at + step, at + 2 * step),
		middle_of(sort, at + 3 * step, at + 4 * step, at + 5 * step),
		middle_of(sort, at + 6 * step, at + 7 * step, at + 8 * step));
}

/* Partitions a part around a pivot. Returns the final line of the pivot. */
static size_t split(struct lazy_sort *sort, size_t begin, size_t end)
{
	size_t left = begin, last = end - 1;

	swap_lines(sort, choose_pivot(sort, begin, end), last);
	uint64_t key = sort->keys[last];
	uint32_t row = sort->rows[last];

	for (size_t right = last;;) {
		while (left < right && line_is_before(sort, left, key, row)) {
			left++;
		}
		while (left < right && !line_is_before(sort, right - 1, key, row)) {
			right--;
		}
		if (left == right) {
			break;
		}
		swap_lines(sort, left++, --right);
	}
	swap_lines(sort, left, last);
	set_start(sort, left);
	set_start(sort, left + 1);
	return left;
}

/* Sorts the overlap of [from, to) with a part that has not been split yet. */
static void sort_part(struct lazy_sort *sort, size_t begin, size_t end, size_t from, size_t to)
{
	while (end - begin > SMALL_COUNT && begin < to && end > from) {
		size_t pivot = split(sort, begin, end);

		if (to <= pivot) {
			end = pivot;
		} else if (from > pivot) {
			begin = pivot + 1;
		} else {
			sort_part(sort, begin, pivot, from, to);
			begin = pivot + 1;
		}
	}
	if (end > begin && begin < to && end > from) {
		sort_small(sort, begin, end);
	}
}

void lazy_sort_range(struct lazy_sort *sort, size_t from, size_t to)
{
	size_t begin = from;

	to = to < sort->count ? to : sort->count;
	while (begin > 0 && !is_start(sort, begin)) {
		begin--;
	}
	while (begin < to) {
		size_t end = begin + 1;

		while (end < sort->count && !is_start(sort, end)) {
			end++;
		}
		if (end - begin > 1) {
			sort_part(sort, begin, end, from, to);
		}
		begin = end;
	}
}

size_t lazy_sort_find(const struct lazy_sort *sort, uint32_t row)
{
	size_t at = 0, begin, line;

	while (at < sort->count && sort->rows[at] != row) {
		at++;
	}
	if (at == sort->count) {
		return LAZY_SORT_NONE;
	}
	for (begin = at; begin > 0 && !is_start(sort, begin);) {
		begin--;
	}
	line = begin;
	for (size_t i = begin; i < sort->count && (i == begin || !is_start(sort, i)); i++) {
		line += line_is_before(sort, i, sort->keys[at], row);
	}
	return line;
}

/* Searches from a line on, to the end of the first part with a match: its lines are not sorted yet.
 */
static size_t find_below(
	const struct lazy_sort *sort, size_t line, lazy_sort_match_fn *is_wanted, const void *user)
{
	size_t nearest = LAZY_SORT_NONE;

	for (size_t i = line; i < sort->count; i++) {
		if (nearest != LAZY_SORT_NONE && is_start(sort, i)) {
			break;
		}
		if (is_wanted(user, sort->rows[i]) &&
			(nearest == LAZY_SORT_NONE || line_is_before(sort, i, sort->keys[nearest],
							      sort->rows[nearest]))) {
			nearest = i;
		}
	}
	return nearest;
}

static size_t find_above(
	const struct lazy_sort *sort, size_t line, lazy_sort_match_fn *is_wanted, const void *user)
{
	size_t nearest = LAZY_SORT_NONE;

	for (size_t i = line; i-- > 0;) {
		if (is_wanted(user, sort->rows[i]) &&
			(nearest == LAZY_SORT_NONE || !line_is_before(sort, i, sort->keys[nearest],
							      sort->rows[nearest]))) {
			nearest = i;
		}
		if (nearest != LAZY_SORT_NONE && is_start(sort, i)) {
			break;
		}
	}
	return nearest;
}

size_t lazy_sort_next(const struct lazy_sort *sort, size_t line, bool is_below,
	lazy_sort_match_fn *is_wanted, const void *user)
{
	bool is_from_end = line == LAZY_SORT_NONE;
	size_t nearest =
		is_below ? find_below(sort, is_from_end ? 0 : line + 1, is_wanted, user)
			 : find_above(sort, is_from_end ? sort->count : line, is_wanted, user);

	return nearest == LAZY_SORT_NONE ? LAZY_SORT_NONE
					 : lazy_sort_find(sort, sort->rows[nearest]);
}

void lazy_sort_fini(struct lazy_sort *sort)
{
	free(sort->rows);
	free(sort->keys);
	free(sort->starts);
	*sort = (struct lazy_sort){0};
}
