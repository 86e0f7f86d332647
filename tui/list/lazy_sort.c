/* SPDX-License-Identifier: MIT */
#include "list/lazy_sort.h"

#include "base.h"

#include <stdlib.h>
#include <string.h>

/* Below this a part is sorted by insertion. */
#define SMALL_COUNT 16

static bool is_start(const struct lazy_sort *ranking, size_t line)
{
	return ranking->starts[line / 64] >> (line % 64) & 1;
}

static void set_start(struct lazy_sort *ranking, size_t line)
{
	ranking->starts[line / 64] |= UINT64_C(1) << (line % 64);
}

void lazy_sort_begin(struct lazy_sort *ranking, const struct snapshot *snapshot, size_t capacity,
	bool is_inverted)
{
	ranking->snapshot = snapshot;
	ranking->is_inverted = is_inverted;
	ranking->count = 0;
	if (!ranking->rows || capacity > ranking->capacity || capacity < ranking->capacity / 4) {
		ranking->capacity = capacity;
		ranking->rows = base_realloc(ranking->rows, capacity + 1, sizeof(*ranking->rows));
		ranking->keys = base_realloc(ranking->keys, capacity + 1, sizeof(*ranking->keys));
		ranking->starts =
			base_realloc(ranking->starts, capacity / 64 + 1, sizeof(*ranking->starts));
	}
	memset(ranking->starts, 0, (ranking->capacity / 64 + 1) * sizeof(*ranking->starts));
}

void lazy_sort_add(struct lazy_sort *ranking, uint32_t row, uint64_t key)
{
	ranking->rows[ranking->count] = row;
	ranking->keys[ranking->count++] = key;
}

/* True when a row with a key comes before another. */
static bool comes_before(const struct lazy_sort *ranking, uint64_t key, uint32_t row,
	uint64_t other_key, uint32_t other_row)
{
	const struct session *sessions = ranking->snapshot->sessions;

	if (key != other_key) {
		return key < other_key;
	}
	int order = sort_compare_names(ranking->snapshot, &sessions[row], &sessions[other_row]);

	return ranking->is_inverted ? order > 0 : order < 0;
}

static bool line_is_before(const struct lazy_sort *ranking, size_t line, uint64_t key, uint32_t row)
{
	return comes_before(ranking, ranking->keys[line], ranking->rows[line], key, row);
}

static void swap_lines(struct lazy_sort *ranking, size_t a, size_t b)
{
	uint32_t row = ranking->rows[a];
	uint64_t key = ranking->keys[a];

	ranking->rows[a] = ranking->rows[b];
	ranking->keys[a] = ranking->keys[b];
	ranking->rows[b] = row;
	ranking->keys[b] = key;
}

static void sort_small(struct lazy_sort *ranking, size_t begin, size_t end)
{
	for (size_t i = begin + 1; i < end; i++) {
		for (size_t at = i; at > begin && line_is_before(ranking, at, ranking->keys[at - 1],
							  ranking->rows[at - 1]);
			at--) {
			swap_lines(ranking, at, at - 1);
		}
	}
	for (size_t i = begin; i < end; i++) {
		set_start(ranking, i);
	}
}

/* The line in the middle of three, by order. */
static size_t middle_of(const struct lazy_sort *ranking, size_t a, size_t b, size_t c)
{
	const uint64_t *keys = ranking->keys;
	const uint32_t *rows = ranking->rows;
	bool a_b = line_is_before(ranking, a, keys[b], rows[b]);
	bool b_c = line_is_before(ranking, b, keys[c], rows[c]);
	bool a_c = line_is_before(ranking, a, keys[c], rows[c]);

	if (a_b == b_c) {
		return b;
	}
	return a_b == a_c ? c : a;
}

/* Tukey's: the middle of the middles of nine lines, which resists patterns. */
static size_t choose_pivot(const struct lazy_sort *ranking, size_t begin, size_t end)
{
	size_t step = (end - begin) / 9;
	size_t at = begin + step / 2;

	return middle_of(ranking, middle_of(ranking, at, at + step, at + 2 * step),
		middle_of(ranking, at + 3 * step, at + 4 * step, at + 5 * step),
		middle_of(ranking, at + 6 * step, at + 7 * step, at + 8 * step));
}

/* Splits a part around one of its lines. Returns where that one stands now, for good. */
static size_t split(struct lazy_sort *ranking, size_t begin, size_t end)
{
	size_t left = begin, last = end - 1;

	swap_lines(ranking, choose_pivot(ranking, begin, end), last);
	uint64_t key = ranking->keys[last];
	uint32_t row = ranking->rows[last];

	for (size_t right = last;;) {
		while (left < right && line_is_before(ranking, left, key, row)) {
			left++;
		}
		while (left < right && !line_is_before(ranking, right - 1, key, row)) {
			right--;
		}
		if (left == right) {
			break;
		}
		swap_lines(ranking, left++, --right);
	}
	swap_lines(ranking, left, last);
	set_start(ranking, left);
	set_start(ranking, left + 1);
	return left;
}

/* Sorts what of [from, to) lies in the part, which has no start inside. */
static void sort_part(struct lazy_sort *ranking, size_t begin, size_t end, size_t from, size_t to)
{
	while (end - begin > SMALL_COUNT && begin < to && end > from) {
		size_t pivot = split(ranking, begin, end);

		if (to <= pivot) {
			end = pivot;
		} else if (from > pivot) {
			begin = pivot + 1;
		} else {
			sort_part(ranking, begin, pivot, from, to);
			begin = pivot + 1;
		}
	}
	if (end > begin && begin < to && end > from) {
		sort_small(ranking, begin, end);
	}
}

void lazy_sort_range(struct lazy_sort *ranking, size_t from, size_t to)
{
	size_t begin = from;

	to = to < ranking->count ? to : ranking->count;
	while (begin > 0 && !is_start(ranking, begin)) {
		begin--;
	}
	while (begin < to) {
		size_t end = begin + 1;

		while (end < ranking->count && !is_start(ranking, end)) {
			end++;
		}
		if (end - begin > 1) {
			sort_part(ranking, begin, end, from, to);
		}
		begin = end;
	}
}

size_t lazy_sort_find(const struct lazy_sort *ranking, uint32_t row)
{
	size_t at = 0, begin, line;

	while (at < ranking->count && ranking->rows[at] != row) {
		at++;
	}
	if (at == ranking->count) {
		return LAZY_SORT_NONE;
	}
	for (begin = at; begin > 0 && !is_start(ranking, begin);) {
		begin--;
	}
	line = begin;
	for (size_t i = begin; i < ranking->count && (i == begin || !is_start(ranking, i)); i++) {
		line += line_is_before(ranking, i, ranking->keys[at], row);
	}
	return line;
}

/* Looks through lines from one on until the part ends in which one was found. */
static size_t find_below(const struct lazy_sort *ranking, size_t line,
	lazy_sort_wanted_fn *is_wanted, const void *user)
{
	size_t nearest = LAZY_SORT_NONE;

	for (size_t i = line; i < ranking->count; i++) {
		if (nearest != LAZY_SORT_NONE && is_start(ranking, i)) {
			break;
		}
		if (is_wanted(user, ranking->rows[i]) &&
			(nearest == LAZY_SORT_NONE ||
				line_is_before(ranking, i, ranking->keys[nearest],
					ranking->rows[nearest]))) {
			nearest = i;
		}
	}
	return nearest;
}

static size_t find_above(const struct lazy_sort *ranking, size_t line,
	lazy_sort_wanted_fn *is_wanted, const void *user)
{
	size_t nearest = LAZY_SORT_NONE;

	for (size_t i = line; i-- > 0;) {
		if (is_wanted(user, ranking->rows[i]) &&
			(nearest == LAZY_SORT_NONE ||
				!line_is_before(ranking, i, ranking->keys[nearest],
					ranking->rows[nearest]))) {
			nearest = i;
		}
		if (nearest != LAZY_SORT_NONE && is_start(ranking, i)) {
			break;
		}
	}
	return nearest;
}

size_t lazy_sort_next(const struct lazy_sort *ranking, size_t line, bool is_below,
	lazy_sort_wanted_fn *is_wanted, const void *user)
{
	size_t nearest = is_below ? find_below(ranking, line + 1, is_wanted, user)
				  : find_above(ranking, line, is_wanted, user);

	return nearest == LAZY_SORT_NONE ? LAZY_SORT_NONE
					 : lazy_sort_find(ranking, ranking->rows[nearest]);
}

void lazy_sort_fini(struct lazy_sort *ranking)
{
	free(ranking->rows);
	free(ranking->keys);
	free(ranking->starts);
	*ranking = (struct lazy_sort){0};
}
