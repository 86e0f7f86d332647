/* SPDX-License-Identifier: MIT */
/*
 * The sessions of the findings before: with them a finding is known again, and a session that has
 * been paused is not taken for one that has recovered. Network thread.
 */
#ifndef BEYATOP_FINDING_TRACE_H
#define BEYATOP_FINDING_TRACE_H

#include "finding.h"

/* Of one finding: its members, and those that left it by being paused. */
struct finding_trace {
	/* positions in that snapshot, which are those in the next one unless sessions are removed
	 */
	const uint32_t *rows;
	/* hashes of their keys, to tell */
	const uint32_t *keys;
	uint32_t count;
};

/* The sessions that a cohort before had at its peak; empty for others. */
static inline const struct finding_trace *finding_trace_peak(
	const struct findings *before, size_t index)
{
	return &before->traces[before->count + index];
}

/* The traced session in a later snapshot; NULL: it is elsewhere, or gone. */
const struct session *finding_trace_find(
	const struct snapshot *snapshot, const struct finding_trace *trace, uint32_t at);

/* How many sessions of a finding before have been paused since, and still are. */
uint32_t finding_trace_count_paused(
	const struct snapshot *snapshot, const struct findings *before, size_t index);

/*
 * A copy of the snapshot's findings, with traces and without rows, that does not refer to the
 * snapshot. before: the copy that the snapshot's findings were made with; NULL: none. Free with
 * findings_free().
 */
struct findings *finding_trace_remember(
	const struct snapshot *snapshot, const struct findings *before) MUST_USE;

/* The traces of such a copy; NULL is allowed. */
void finding_trace_free(const struct finding_trace *traces);

/* Pointers to the findings, sorted by number. The caller frees them. */
const struct finding **finding_trace_sort(const struct findings *findings) MUST_USE;

/* The position of the finding with that number; SIZE_MAX: none. */
size_t finding_trace_by_number(
	const struct findings *findings, const struct finding *const *sorted, uint64_t number);

/* Paused or resumed by others: its members are paused, or were. */
static inline bool finding_is_mass_change(enum finding_kind kind)
{
	return kind == FINDING_MASS_PAUSE || kind == FINDING_MASS_RESUME;
}

#endif
