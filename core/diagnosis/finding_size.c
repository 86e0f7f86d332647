/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_size.h"

/* So many that fail are no coincidence. */
#define MANY 3

uint32_t finding_size(const struct finding *finding)
{
	uint32_t size = finding->members + finding->acked;

	return size > 0 ? size : finding->peak;
}

bool finding_size_is_single(const struct finding *finding)
{
	/* The last of many that failed does not fail for a reason of its own. */
	bool is_rest = finding->kind == FINDING_PROVIDER_FAILING && finding->peak >= MANY;

	return !is_rest && finding_size(finding) == 1 && finding->user_id &&
	       finding->service != FINDING_NO_SERVICE && finding->kind != FINDING_COHORT_STOPPED;
}

bool finding_size_is_missed(const struct finding *finding)
{
	return finding->members + finding->acked == 0 && !finding_is_over(finding) &&
	       finding->kind != FINDING_TABLE_TROUBLE;
}
