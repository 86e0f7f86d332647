/* SPDX-License-Identifier: MIT */
#include "cohort.h"

#include "base.h"

#include <string.h>

/* Subtracts as unsigned, because the signed difference could overflow. */
bool cohort_spans(int64_t first_ms, int64_t last_ms)
{
	return (uint64_t)last_ms - (uint64_t)first_ms <= COHORT_SPAN_MS;
}

bool cohort_join(struct cohort *cohort, int64_t polled_at_ms)
{
	int64_t first_ms = polled_at_ms < cohort->first_ms ? polled_at_ms : cohort->first_ms;
	int64_t last_ms = polled_at_ms > cohort->last_ms ? polled_at_ms : cohort->last_ms;

	if (!cohort_spans(first_ms, last_ms)) {
		return false;
	}
	cohort->sessions++;
	cohort->first_ms = first_ms;
	cohort->last_ms = last_ms;
	return true;
}

bool cohort_has(const struct cohort *cohort, const struct session *session)
{
	return cohort->sessions > 0 && session->active == ACTIVE_ON &&
	       session->polled_at_ms >= cohort->first_ms &&
	       session->polled_at_ms <= cohort->last_ms;
}

bool cohort_is_simultaneous(const struct cohort *a, const struct cohort *b)
{
	int64_t earlier_ms = a->first_ms < b->first_ms ? a->first_ms : b->first_ms;
	int64_t later_ms = a->first_ms < b->first_ms ? b->first_ms : a->first_ms;

	return a->sessions > 0 && b->sessions > 0 && cohort_spans(earlier_ms, later_ms);
}

/* How many of the times, which are in ascending order, are before time_ms. */
static size_t count_before(const int64_t *times, size_t count, int64_t time_ms)
{
	size_t low = 0;

	while (low < count) {
		size_t middle = low + (count - low) / 2;

		if (times[middle] < time_ms) {
			low = middle + 1;
		} else {
			count = middle;
		}
	}
	return low;
}

size_t cohort_count_near(const struct cohort *cohort, const int64_t *polled_at_ms, size_t count)
{
	int64_t from_ms = cohort->last_ms < INT64_MIN + COHORT_SPAN_MS
				  ? INT64_MIN
				  : cohort->last_ms - COHORT_SPAN_MS;
	int64_t end_ms = cohort->first_ms > INT64_MAX - COHORT_SPAN_MS - 1
				 ? INT64_MAX
				 : cohort->first_ms + COHORT_SPAN_MS + 1;

	return count_before(polled_at_ms, count, end_ms) -
	       count_before(polled_at_ms, count, from_ms);
}

/*
 * One byte of a time, for sorting. Flipping the sign bit makes unsigned order match signed order.
 */
static unsigned byte_of(int64_t time_ms, unsigned shift)
{
	return ((uint64_t)time_ms ^ UINT64_C(1) << 63) >> shift & 0xFF;
}

/* One round of a radix sort. False, without copying, if all times share that byte. */
static bool sort_by_byte(const int64_t *from, int64_t *to, size_t count, unsigned shift)
{
	size_t places[256] = {0}, begin = 0;

	for (size_t i = 0; i < count; i++) {
		places[byte_of(from[i], shift)]++;
	}
	if (places[byte_of(from[0], shift)] == count) {
		return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		size_t here = places[i];

		places[i] = begin;
		begin += here;
	}
	for (size_t i = 0; i < count; i++) {
		to[places[byte_of(from[i], shift)]++] = from[i];
	}
	return true;
}

static void sort(int64_t *times, int64_t *spare, size_t count)
{
	int64_t *from = times, *to = spare;

	for (unsigned shift = 0; count > 1 && shift < 64; shift += 8) {
		if (sort_by_byte(from, to, count, shift)) {
			int64_t *sorted = to;

			to = from;
			from = sorted;
		}
	}
	if (from != times) {
		memcpy(times, from, count * sizeof(*times));
	}
}

struct cohort cohort_find(int64_t *polled_at_ms, int64_t *spare, size_t count)
{
	struct cohort cohort = {0};

	sort(polled_at_ms, spare, count);
	for (size_t first = 0, last = 0; last < count; last++) {
		while (!cohort_spans(polled_at_ms[first], polled_at_ms[last])) {
			first++;
		}
		size_t sessions = last - first + 1;

		if (sessions >= COHORT_MIN_SESSIONS && sessions > cohort.sessions) {
			cohort = (struct cohort){
				(uint32_t)sessions, 0, polled_at_ms[first], polled_at_ms[last]};
		}
	}
	return cohort;
}
