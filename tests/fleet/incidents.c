/* SPDX-License-Identifier: MIT */
#include "fleet/incidents.h"

#include <stdlib.h>
#include <string.h>

/* The next healthy, polled session after *at, of a service (NULL: any); NULL at the end. */
static struct member *next_well(struct population *population, size_t *at, const char *service)
{
	while (*at < population->count) {
		struct member *member = &population->members[(*at)++];
		bool is_well = member->is_active && member->pace == 1 && member->clock_ms == 0 &&
			       member->trouble.kind == TROUBLE_NONE && !member->flaw;

		if (is_well && (!service || strcmp(member->service->name, service) == 0)) {
			return member;
		}
	}
	return NULL;
}

static size_t count_well(struct population *population, const char *service)
{
	size_t at = 0, count = 0;

	while (next_well(population, &at, service)) {
		count++;
	}
	return count;
}

/* Nobody polls it; what the table holds of it stays as it is. */
static void abandon(struct member *member)
{
	member->pace = 0;
	member->next_ms = NEVER_MS;
}

/* 31 of 412, and enough to see in a small fleet; those with the shortest interval, so that all
 * of them stop within 20 seconds. */
static void kill_worker(struct population *population)
{
	size_t left = count_well(population, "slack") * 31 / 412, at = 0;

	left = left < 12 ? 12 : left;
	for (struct member *m; left > 0 && (m = next_well(population, &at, "slack"));) {
		if (m->interval_ms > 20 * SECOND_MS) {
			continue;
		}
		m->trouble = (struct trouble){
			TROUBLE_SILENT, -(6 * MINUTE_MS + 4 * SECOND_MS), 21 * MINUTE_MS, HOUR_MS};
		left--;
	}
}

static void fail_provider(struct population *population)
{
	size_t left = count_well(population, "github") / 8, at = 0;

	for (struct member *m; left > 0 && (m = next_well(population, &at, "github")); left--) {
		m->trouble = (struct trouble){
			TROUBLE_FAILING, -9 * MINUTE_MS, 12 * MINUTE_MS, 18 * MINUTE_MS};
	}
}

static void restart_pollers(struct population *population)
{
	size_t left = count_well(population, "notion") / 3, at = 0;

	for (struct member *m; left > 0 && (m = next_well(population, &at, "notion")); left--) {
		m->trouble = (struct trouble){
			TROUBLE_SILENT, 90 * SECOND_MS, 4 * MINUTE_MS, 15 * MINUTE_MS};
	}
}

/* The user with the most sessions that are well. */
static void slow_user(struct population *population)
{
	unsigned *sessions = base_calloc(population->count + 1, sizeof(*sessions)), slowest = 0;
	size_t at = 0;

	for (struct member *m; (m = next_well(population, &at, NULL));) {
		if (++sessions[m->user] > sessions[slowest]) {
			slowest = m->user;
		}
	}
	at = 0;
	for (struct member *m; (m = next_well(population, &at, NULL));) {
		if (m->user == slowest) {
			m->pace = 4;
		}
	}
	free(sessions);
}

static void forget_new(struct population *population)
{
	static const char *const names[] = {
		"slack", "github", "gmail", "notion", "calendar", "telegram"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t at = 0;
		struct member *member = next_well(population, &at, names[i]);

		if (!member) {
			continue;
		}
		snprintf(member->user_id, sizeof(member->user_id), "u-new-%05u",
			(unsigned)chance_below(&population->chance, 1000));
		member->created_ms =
			-2 * HOUR_MS - (int64_t)chance_below(&population->chance, 2 * DAY_MS);
		abandon(member);
	}
}

static void advance_clock(struct population *population)
{
	size_t at = 0;
	struct member *member = next_well(population, &at, "telegram");

	if (member) {
		member->clock_ms = 42 * SECOND_MS;
	}
}

static void leave_import(struct population *population)
{
	size_t at = 0;
	struct member *member = next_well(population, &at, "slack");

	if (!member) {
		return;
	}
	snprintf(member->user_id, sizeof(member->user_id), "u-old-import-01");
	member->interval_ms = 10 * MINUTE_MS;
	member->created_ms = -700 * DAY_MS;
	member->was_polled = true;
	member->polled_ms = -23 * DAY_MS - 7 * HOUR_MS;
	member->error_count = 998;
	abandon(member);
}

static const struct incident {
	const char *name, *meaning;
	void (*strike)(struct population *population);
} incidents[] = {
	{"worker", "a slack worker died 6 minutes ago; its sessions stopped in the same 20 seconds",
		kill_worker},
	{"provider", "github rejects some users: errors rise for a while", fail_provider},
	{"restart", "after 90 seconds a third of notion stops, and comes back 4 minutes later",
		restart_pollers},
	{"slow-user", "all sessions of one user take four times their interval", slow_user},
	{"never-polled", "six sessions were created long ago and never polled", forget_new},
	{"clock", "a poller's clock is 42 seconds ahead", advance_clock},
	{"import", "an old import with 998 errors that nobody ever paused", leave_import},
};

#define ALL_INCIDENTS ((1u << ARRAY_LEN(incidents)) - 1)

static unsigned find(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_LEN(incidents); i++) {
		if (strlen(incidents[i].name) == length &&
			strncmp(incidents[i].name, name, length) == 0) {
			return 1u << i;
		}
	}
	return 0;
}

bool incidents_parse(const char *list, unsigned *set, struct error *err)
{
	if (strcmp(list, "all") == 0 || strcmp(list, "none") == 0) {
		*set = list[0] == 'a' ? ALL_INCIDENTS : 0;
		return true;
	}
	unsigned found = 0;

	for (const char *name = list;; name++) {
		size_t length = strcspn(name, ",");
		unsigned incident = find(name, length);

		if (!incident) {
			error_set(err, ERROR_USAGE, "--incident: there is no '%.*s'; see --help",
				(int)length, name);
			return false;
		}
		found |= incident;
		name += length;
		if (!*name) {
			break;
		}
	}
	*set = found;
	return true;
}

void incidents_apply(struct population *population, unsigned set)
{
	for (size_t i = 0; i < ARRAY_LEN(incidents); i++) {
		if (set & (1u << i)) {
			incidents[i].strike(population);
		}
	}
}

void incidents_apply_flaws(struct population *population)
{
	static const struct flaw flaws[] = {
		{"u-bad-polled", "lastPollAt", "{'S':'yesterday'}"},
		{"u-far-polled", "lastPollAt", "{'S':'9999-12-31T23:59:59.999Z'}"},
		{"u-bad-interval", "pollingIntervalMs", "{'S':'often'}"},
		{"u-negative-interval", "pollingIntervalMs", "{'N':'-20000'}"},
		{"u-no-interval", "pollingIntervalMs", NULL},
		{"u-bad-errors", "errorCount", "{'S':'many'}"},
		{"u-huge-errors", "errorCount", "{'N':'1E+30'}"},
		{"u-no-errors", "errorCount", NULL},
		{"u-bad-active", "isActive", "{'S':'maybe'}"},
		{"u-map-active", "isActive", "{'M':{}}"},
		{"u-bad-created", "createdAt", "{'N':'12'}"},
		{"u-\x1b[31mred\a\xe2\x80\xae", "serviceState",
			"{'S':'\\u001b]0;title\\u0007\\u009b31m'}"},
		{"u-\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "serviceState", NULL},
	};
	size_t at = 0;

	for (size_t i = 0; i < ARRAY_LEN(flaws); i++) {
		struct member *member = next_well(population, &at, NULL);

		if (!member) {
			return;
		}
		snprintf(member->user_id, sizeof(member->user_id), "%s", flaws[i].user_id);
		member->flaw = &flaws[i];
		member->was_polled = true;
		member->polled_ms = -(int64_t)(i + 1) * SECOND_MS;
		abandon(member);
	}
}

void incidents_print_help(FILE *out)
{
	for (size_t i = 0; i < ARRAY_LEN(incidents); i++) {
		fprintf(out, "  %-13s %s\n", incidents[i].name, incidents[i].meaning);
	}
}
