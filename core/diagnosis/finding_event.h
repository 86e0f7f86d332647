/* SPDX-License-Identifier: MIT */
/* What the list of changes says about findings. Pure functions, any thread. */
#ifndef BEYATOP_FINDING_EVENT_H
#define BEYATOP_FINDING_EVENT_H

#include "buf.h"
#include "finding.h"
#include "snapshot.h"

#include <stdbool.h>

/* Sets *kind to that of the line to be made about the finding; false: none. */
bool finding_event_kind(const struct finding *finding, enum change_kind *kind);

/* Appends the text of that line. */
void finding_event_put(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding);

#endif
