/* SPDX-License-Identifier: MIT */
#include "cohort.h"

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
