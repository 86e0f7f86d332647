/* SPDX-License-Identifier: MIT */
/* What a snapshot says of the poll plan: how far it is and what it costs. Network thread only. */
#ifndef BEYATOP_PLAN_STATUS_H
#define BEYATOP_PLAN_STATUS_H

#include "poller/plan.h"
#include "snapshot.h"

/* Fills in the snapshot's times, and of its status what the plan knows. */
void plan_status_fill(const struct plan *plan, struct snapshot *snapshot);

/* Why sessions are read in another way than by the active index; "" when they are not. */
void plan_status_notice(const struct plan *plan, char *text, size_t size);

#endif
