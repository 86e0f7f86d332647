/* SPDX-License-Identifier: MIT */
/* The unhealthy sessions of a snapshot, worst first, as incident summaries list them. One thread.
 */
#ifndef BEYATOP_WORST_SESSIONS_H
#define BEYATOP_WORST_SESSIONS_H

#include "list/ack_filter.h"
#include "list/lazy_sort.h"

/*
 * Lists the unhealthy sessions of a diagnosis, except those of acks (NULL: none), and sorts the
 * first INCIDENT_WORST_SESSIONS. Start with {0}, free by lazy_sort_fini().
 */
void worst_sessions_find(
	struct lazy_sort *worst, const struct diagnosis *diagnosis, const struct ack_filter *acks);

#endif
