/* SPDX-License-Identifier: MIT */
/* A part of the fleet: its figures, and what is wrong with it. UI thread. */
#ifndef BEYATOP_PART_H
#define BEYATOP_PART_H

#include "diagnosis.h"
#include "finding.h"
#include "list/ack_filter.h"

#include <stdbool.h>

/* Start with {0}. */
struct part {
	/* the snapshot's, or own */
	const struct diagnosis *diagnosis;
	/* NULL: the snapshot has none yet */
	const struct findings *findings;
	/*
	 * sessions that a finding has as behind, although they are not late yet: by service (own),
	 * and in all. Their state is on time
	 */
	uint32_t *overdue_of;
	uint32_t overdue;
	/* NULL: the snapshot's are in use */
	struct diagnosis *own_diagnosis;
	struct findings *own_findings;
};

/*
 * Takes the sessions that pass, without acknowledged ones. passes is indexed like the snapshot's
 * sessions; NULL: all pass. The snapshot and acks must outlive the part.
 */
void part_take(struct part *part, const struct snapshot *snapshot, const struct settings *settings,
	const bool *passes, const struct ack_filter *acks);

void part_fini(struct part *part);

#endif
