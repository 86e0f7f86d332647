/* SPDX-License-Identifier: MIT */
/* --by: the sessions of a report by user or by service, a row each. Pure, any thread. */
#ifndef BEYATOP_REPORT_GROUPS_H
#define BEYATOP_REPORT_GROUPS_H

#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a row stands for; a row of the table in report_groups.c. */
struct report_grouping {
	/* value of --by: "user" */
	const char *word;
	/* of the list in json: "users" */
	const char *list;
	/* of the name in json and csv: "userId" */
	const char *name;
	/* the name of a session's group, as stored */
	const char *(*name_of)(const struct snapshot *snapshot, const struct session *session);
	/* a session's name within the group is its service */
	bool has_services;
};

struct report_group {
	/* as stored */
	const char *name;
	struct summary summary;
	/* late by their age; errorCount has reached the warning threshold. Without paused ones */
	uint32_t behind, failing;
	/* its sessions, worst first: indexes into the snapshot's; summary.sessions of them */
	const uint32_t *rows;
};

struct report_groups {
	const struct report_grouping *by;
	/* worst first */
	struct report_group *list;
	size_t count;
	/* own; for .rows of the groups */
	uint32_t *rows;
};

/* The grouping of a --by; NULL: by service. */
const struct report_grouping *report_grouping(const char *by);

/* Groups the sessions of a snapshot, which must outlive the result. Free by report_groups_fini().
 */
void report_groups_make(struct report_groups *groups, const struct snapshot *snapshot,
	const struct settings *settings);
void report_groups_fini(struct report_groups *groups);

/* Whether any session of a group has a problem. */
bool report_group_is_unhealthy(const struct report_group *group);

#endif
