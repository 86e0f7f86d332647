/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_size.h"

uint32_t finding_size(const struct finding *finding)
{
	uint32_t size = finding->members + finding->acked;

	return size > 0 ? size : finding->peak;
}

bool finding_size_is_single(const struct finding *finding)
{
	return finding_size(finding) == 1 && finding->user_id &&
	       finding->service != FINDING_NO_SERVICE && finding->kind != FINDING_COHORT_STOPPED;
}

bool finding_size_is_missed(const struct finding *finding)
{
	return finding->members + finding->acked == 0 && !finding_is_over(finding) &&
	       finding->kind != FINDING_TABLE_TROUBLE;
}
