/* SPDX-License-Identifier: MIT */
/*
 * Which findings of a snapshot are the same as before.
 *
 * A finding is the same as before if it has half of the sessions of one before, even if its kind is
 * another (a service is behind, then most of that turns out to be a cohort); else if it is a cohort
 * whose sessions were in one before, which had none left; else if it has the same kind and scope,
 * and for a cohort or a mass change times in common. Network thread.
 */
#ifndef BEYATOP_FINDING_MATCH_H
#define BEYATOP_FINDING_MATCH_H

#include "diagnosis/finding_list.h"

#define FINDING_NO_MATCH UINT32_MAX

struct finding_match {
	/* for each finding in the list, the one before that it continues, or FINDING_NO_MATCH */
	uint32_t *before_of;
	/* for each finding before, the one that continues it, or FINDING_NO_MATCH */
	uint32_t *now_of;
	/*
	 * for each finding before, the one that has most of its sessions now, if those that are
	 * behind like it have at least half of them; or FINDING_NO_MATCH
	 */
	uint32_t *heir_of;
	/*
	 * for each new cohort in the list, the one before whose sessions stop again in it although
	 * some of the first time are left; or FINDING_NO_MATCH
	 */
	uint32_t *again_of;
};

/*
 * Matches the list's findings, those of a snapshot, with those before; one that has a number
 * already continues the one with that number. Free with finding_match_fini().
 */
struct finding_match finding_match_all(const struct finding_list *list,
	const struct snapshot *snapshot, const struct findings *before) MUST_USE;
void finding_match_fini(struct finding_match *match);

/* True if what is known about their beginnings does not exclude that they began together. */
bool finding_match_has_common_times(const struct finding *a, const struct finding *b);

#endif
