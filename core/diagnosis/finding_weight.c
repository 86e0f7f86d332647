/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_weight.h"

/* What began earlier is old. */
#define OLD_MS INT64_C(21600000)

bool finding_weight_is_old(const struct finding *finding, int64_t now_ms)
{
	int64_t began_ms = finding->began_before_ms == SESSION_NO_TIME ? finding->found_ms
								       : finding->began_before_ms;

	return finding->is_dead || (began_ms != SESSION_NO_TIME && now_ms - began_ms > OLD_MS);
}

/* In tenths of a session. */
static uint64_t weigh(const struct finding *finding, int64_t now_ms)
{
	uint64_t sessions = (uint64_t)finding->members + finding->critical;

	return finding_weight_is_old(finding, now_ms) ? sessions : 10 * sessions;
}

/* The lowest first. */
static int rank(const struct finding *finding)
{
	if (finding->kind == FINDING_TABLE_TROUBLE && finding->severity == SEVERITY_CRITICAL) {
		return 0;
	}
	return finding->severity == SEVERITY_INFO ? 2 : 1;
}

int finding_weight_compare(const struct finding *a, const struct finding *b, int64_t now_ms)
{
	int order = rank(a) - rank(b);
	uint64_t a_weight = weigh(a, now_ms), b_weight = weigh(b, now_ms);

	if (!order) {
		order = (a_weight < b_weight) - (a_weight > b_weight);
	}
	return order ? order : (int)a->severity - (int)b->severity;
}
