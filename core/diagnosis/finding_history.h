/* SPDX-License-Identifier: MIT */
/*
 * Findings from refresh to refresh: since when, at its worst when, how it develops, and when it is
 * over. Network thread.
 */
#ifndef BEYATOP_FINDING_HISTORY_H
#define BEYATOP_FINDING_HISTORY_H

#include "diagnosis/finding_list.h"

/*
 * Continues the findings before (NULL: none) in a list of what a snapshot shows now, as
 * finding_match_all() finds them. Numbers the new ones, and adds those that the snapshot does not
 * show: as current until two complete refreshes lack them, then as over. One whose sessions have
 * all gone to another finding is not added: one cause, one finding.
 */
void finding_history_apply(
	struct finding_list *list, const struct snapshot *snapshot, const struct findings *before);

/* Sets what the next finding_history_apply() must know about the snapshot. */
void finding_history_note_read(struct findings *findings, const struct snapshot *snapshot);

#endif
