/* SPDX-License-Identifier: MIT */
/*
 * -s and --user: a copy of a snapshot with only some services, or one user, and their sessions,
 * recounted so that all figures agree. Pure, any thread.
 */
#ifndef BEYATOP_SERVICE_FILTER_H
#define BEYATOP_SERVICE_FILTER_H

#include "diagnosis.h"
#include "finding.h"
#include "settings.h"
#include "snapshot.h"

struct service_filter {
	/* shares everything but the members below with the whole snapshot */
	struct snapshot snapshot;
	struct session *sessions;
	uint32_t *mass_change_of;
	struct service_summary *services;
	struct diagnosis *diagnosis;
	struct findings *findings;
};

/*
 * Keeps only the services of -s and the user of --user, or everything if neither was given. The
 * whole snapshot must outlive the filter. Free by service_filter_fini().
 */
void service_filter_apply(struct service_filter *filter, const struct snapshot *whole,
	const struct settings *settings);
void service_filter_fini(struct service_filter *filter);

/* The first service of -s that has no sessions, maybe misspelled; NULL: none. */
const char *service_filter_find_missing(
	const struct snapshot *snapshot, const struct settings *settings);

#endif
