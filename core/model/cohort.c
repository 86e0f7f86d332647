/* SPDX-License-Identifier: MIT */
#include "cohort.h"

#include "base.h"

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

/* Sorts in ascending order. Returns times or spare, whichever holds the result. */
static const int64_t *sort(int64_t *times, int64_t *spare, size_t count)
{
	for (unsigned shift = 0; count > 1 && shift < 64; shift += 8) {
		if (sort_by_byte(times, spare, count, shift)) {
			int64_t *sorted = spare;

			spare = times;
			times = sorted;
		}
	}
	return times;
}

struct cohort cohort_find(int64_t *polled_at_ms, int64_t *spare, size_t count)
{
	const int64_t *times = sort(polled_at_ms, spare, count);
	struct cohort cohort = {0};

	for (size_t first = 0, last = 0; last < count; last++) {
		while (!cohort_spans(times[first], times[last])) {
			first++;
		}
		size_t sessions = last - first + 1;

		if (sessions >= COHORT_MIN_SESSIONS && sessions > cohort.sessions) {
			cohort = (struct cohort){(uint32_t)sessions, 0, times[first], times[last]};
		}
	}
	return cohort;
}
