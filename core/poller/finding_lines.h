/* SPDX-License-Identifier: MIT */
/* What happens to findings, as lines in the list of changes. Network thread only. */
#ifndef BEYATOP_FINDING_LINES_H
#define BEYATOP_FINDING_LINES_H

#include "fleet/fleet.h"
#include "snapshot.h"

/*
 * Adds what is new about a snapshot's findings to its changes and to the fleet's, which it was made
 * of and which must hold its changes: what a finding says of its sessions gets no second line.
 */
void finding_lines_add(struct fleet *fleet, struct snapshot *snapshot);

#endif
