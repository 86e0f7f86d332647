/* SPDX-License-Identifier: MIT */
#include "fleet/toggles.h"

#include <string.h>

/* A refresh may show a mass in several reads. */
#define GROUP_MS INT64_C(20000)

static bool is_mass(const struct toggle_group *group, size_t sessions)
{
	size_t count = group->sessions;

	return (count >= 10 && count * 1000 >= sessions) || (count >= 5 && count * 50 >= sessions);
}

static void remove_group(struct toggles *toggles, size_t at)
{
	toggles->count--;
	memmove(&toggles->groups[at], &toggles->groups[at + 1],
		(toggles->count - at) * sizeof(*toggles->groups));
}

/* The place for a new group. If there is none, the smallest is forgotten. */
static struct toggle_group *add_group(struct toggles *toggles)
{
	size_t least = 0;

	for (size_t i = 1; i < toggles->count; i++) {
		if (toggles->groups[i].sessions < toggles->groups[least].sessions) {
			least = i;
		}
	}
	if (toggles->count == TOGGLE_GROUPS) {
		remove_group(toggles, least);
	}
	return &toggles->groups[toggles->count++];
}

static bool is_open(const struct toggle_group *group, uint8_t active, int64_t asof_ms)
{
	return group->active == active && asof_ms >= group->first_ms &&
	       asof_ms - group->first_ms <= GROUP_MS;
}

static struct toggle_group *find_group(struct toggles *toggles, uint8_t active, int64_t asof_ms)
{
	for (size_t i = toggles->count; i-- > 0;) {
		if (is_open(&toggles->groups[i], active, asof_ms)) {
			return &toggles->groups[i];
		}
	}
	while (toggles->count > 0 && asof_ms - toggles->groups[0].first_ms > MASS_CHANGE_MS) {
		remove_group(toggles, 0);
	}
	struct toggle_group *group = add_group(toggles);

	*group = (struct toggle_group){.number = ++toggles->number,
		.active = active,
		.first_ms = asof_ms,
		.earliest_ms = INT64_MAX,
		.latest_ms = INT64_MIN};
	return group;
}

/*
 * When the session was still as before: what was polled was active, while a poll that a tick does
 * not show says nothing; one that was paused was so when it was read.
 */
static int64_t known_ms(const struct session *before, const struct session *now, int64_t asof_ms)
{
	int64_t known_ms = now->active == ACTIVE_OFF ? now->polled_at_ms : session_asof_ms(before);

	return known_ms < asof_ms ? known_ms : SESSION_NO_TIME;
}

uint32_t toggles_note(struct toggles *toggles, const struct session *before,
	const struct session *now, int64_t asof_ms)
{
	if (before->active == now->active || before->active == ACTIVE_UNKNOWN ||
		now->active == ACTIVE_UNKNOWN) {
		return 0;
	}
	struct toggle_group *group = find_group(toggles, now->active, asof_ms);
	int64_t since_ms = known_ms(before, now, asof_ms);

	group->last_ms = asof_ms;
	group->sessions++;
	group->were_critical += before->state == STATE_CRITICAL;
	if (since_ms != SESSION_NO_TIME) {
		group->earliest_ms = since_ms < group->earliest_ms ? since_ms : group->earliest_ms;
		group->latest_ms = since_ms > group->latest_ms ? since_ms : group->latest_ms;
	}
	return group->number;
}

const struct toggle_group *toggles_find(const struct toggles *toggles, uint32_t number)
{
	for (size_t i = 0; number > 0 && i < toggles->count; i++) {
		if (toggles->groups[i].number == number) {
			return &toggles->groups[i];
		}
	}
	return NULL;
}

/* Some full sweeps find at once what happened at different times: then the bracket is wide. */
static struct mass_change describe(const struct toggle_group *group)
{
	struct mass_change change = {.number = group->number,
		.active = group->active,
		.after_ms = SESSION_NO_TIME,
		.before_ms = group->first_ms,
		.sessions = group->sessions,
		.were_critical = group->were_critical};

	if (group->latest_ms > INT64_MIN && group->latest_ms < group->first_ms) {
		change.after_ms = group->latest_ms;
	} else if (group->latest_ms > INT64_MIN) {
		change.after_ms = group->earliest_ms;
		change.before_ms = group->last_ms;
	}
	return change;
}

void toggles_copy(const struct toggles *toggles, struct arena *arena, struct snapshot *snapshot)
{
	struct mass_change *changes = arena_alloc(arena, TOGGLE_GROUPS * sizeof(*changes));

	snapshot->mass_changes = changes;
	for (size_t i = 0; i < toggles->count; i++) {
		if (is_mass(&toggles->groups[i], snapshot->sessions_count)) {
			changes[snapshot->mass_changes_count++] = describe(&toggles->groups[i]);
		}
	}
}
