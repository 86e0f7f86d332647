/* SPDX-License-Identifier: MIT */
/* The snapshot's status of the poll plan: progress and cost. Network thread only. */
#ifndef BEYATOP_PLAN_STATUS_H
#define BEYATOP_PLAN_STATUS_H

#include "poller/plan.h"
#include "snapshot.h"

/* Sets the snapshot's times and the members of its status that the plan knows. */
void plan_status_fill(const struct plan *plan, struct snapshot *snapshot);

/* Explains why sessions are not read through the active index; "" if they are. */
void plan_status_notice(const struct plan *plan, char *text, size_t size);

#endif
