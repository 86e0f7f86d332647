/* SPDX-License-Identifier: MIT */
#include "report/report_groups.h"

#include "base.h"
#include "summary.h"

#include <stdlib.h>
#include <string.h>

static const char *service_name(const struct snapshot *snapshot, const struct session *session)
{
	return snapshot->services[session->service].name;
}

static const char *user_name(const struct snapshot *snapshot, const struct session *session)
{
	(void)snapshot;
	return session->user_id;
}

static const struct report_grouping groupings[] = {
	{"service", "services", "service", service_name, false},
	{"user", "users", "userId", user_name, true},
};

const struct report_grouping *report_grouping(const char *by)
{
	for (size_t i = 0; by && i < ARRAY_LEN(groupings); i++) {
		if (strcmp(groupings[i].word, by) == 0) {
			return &groupings[i];
		}
	}
	return &groupings[0];
}

/* --- Sorting --------------------------------------------------------------------------------- */

struct member {
	/* of its group */
	const char *name;
	const struct session *session;
	const char *service;
};

/* By group, then the worst first, then by name. */
static int compare_members(const void *left, const void *right)
{
	const struct member *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	if (order == 0) {
		order = session_state_info(b->session->state)->severity -
			session_state_info(a->session->state)->severity;
	}
	order = order != 0 ? order : strcmp(a->service, b->service);
	return order != 0 ? order : strcmp(a->session->user_id, b->session->user_id);
}

static int compare_groups(const void *left, const void *right)
{
	const struct report_group *a = left, *b = right;
	int order = summary_compare(&a->summary, &b->summary);

	return order != 0 ? order : strcmp(a->name, b->name);
}

static struct member *sort_members(
	const struct report_grouping *by, const struct snapshot *snapshot)
{
	size_t count = snapshot->sessions_count;
	struct member *members = base_calloc(count + 1, sizeof(*members));

	for (size_t i = 0; i < count; i++) {
		const struct session *session = &snapshot->sessions[i];

		members[i] = (struct member){
			by->name_of(snapshot, session), session, service_name(snapshot, session)};
	}
	qsort(members, count, sizeof(*members), compare_members);
	return members;
}

/* --- Counting -------------------------------------------------------------------------------- */

static void count_member(
	struct report_group *group, const struct settings *settings, const struct member *member)
{
	const struct session_thresholds *limits = settings_limits(settings, member->service);
	const struct session *session = member->session;

	if (session->state != STATE_PAUSED) {
		group->behind += session_is_late(session, limits);
		group->failing += session->error_count >= limits->errors_late;
	}
}

/* Counts the states of each group, for which it stands in for a service. */
static void fill_summaries(struct report_groups *groups, const struct member *members, size_t count)
{
	struct session *sessions = base_calloc(count + 1, sizeof(*sessions));
	struct service_summary *summaries = base_calloc(groups->count + 1, sizeof(*summaries));
	struct summary totals;
	uint32_t group = 0;

	for (size_t i = 0; i < count; i++) {
		group += i > 0 && strcmp(members[i].name, members[i - 1].name) != 0;
		sessions[i] = *members[i].session;
		sessions[i].service = group;
	}
	summary_fill(sessions, count, summaries, groups->count, &totals);
	for (size_t i = 0; i < groups->count; i++) {
		groups->list[i].summary = summaries[i].summary;
	}
	free(summaries);
	free(sessions);
}

void report_groups_make(struct report_groups *groups, const struct snapshot *snapshot,
	const struct settings *settings)
{
	size_t count = snapshot->sessions_count;

	*groups = (struct report_groups){.by = report_grouping(settings->by),
		.list = base_calloc(count + 1, sizeof(*groups->list)),
		.rows = base_calloc(count + 1, sizeof(*groups->rows))};
	struct member *members = sort_members(groups->by, snapshot);

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || strcmp(members[i].name, members[i - 1].name) != 0) {
			groups->list[groups->count++] = (struct report_group){
				.name = members[i].name, .rows = &groups->rows[i]};
		}
		count_member(&groups->list[groups->count - 1], settings, &members[i]);
		groups->rows[i] = (uint32_t)(members[i].session - snapshot->sessions);
	}
	fill_summaries(groups, members, count);
	qsort(groups->list, groups->count, sizeof(*groups->list), compare_groups);
	free(members);
}

void report_groups_fini(struct report_groups *groups)
{
	free(groups->list);
	free(groups->rows);
}

bool report_group_is_unhealthy(const struct report_group *group)
{
	return session_state_info(summary_worst_state(&group->summary))->severity > 0;
}
