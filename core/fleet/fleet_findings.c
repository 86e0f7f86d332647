/* SPDX-License-Identifier: MIT */
#include "fleet/fleet.h"
#include "fleet/fleet_state.h"

#define SET(NAME) (1u << CHANGE_##NAME)
#define BEHIND    (SET(LATE) | SET(STOPPED))

/* What the line about a finding says of its sessions. */
static const uint32_t says[FINDING_KIND_COUNT] = {
	[FINDING_COHORT_STOPPED] = BEHIND,
	[FINDING_SERVICE_LATE] = BEHIND,
	[FINDING_USER_BEHIND] = BEHIND,
	[FINDING_PROVIDER_FAILING] = SET(ERRORS),
	[FINDING_CLOCK_AHEAD] = SET(CLOCK_AHEAD),
	[FINDING_UNKNOWN_DATA] = SET(UNREADABLE),
	[FINDING_MASS_PAUSE] = SET(PAUSED),
	[FINDING_MASS_RESUME] = SET(RESUMED),
};

/* Sessions that are behind for reasons of their own get their own lines, once it has begun. */
static uint32_t reported_by(const struct finding *finding)
{
	unsigned events = FINDING_EVENT_BEGAN | FINDING_EVENT_UPDATED | FINDING_EVENT_BACK;
	bool has_line = finding->kind != FINDING_SERVICE_LATE || (finding->events & events);

	return has_line ? says[finding->kind] : 0;
}

/* Those of a user come and go while it is slow: their recovery gets a line when all have. */
static void mark_sessions(struct fleet *fleet, const struct findings *findings)
{
	for (size_t i = 0; i < fleet->count; i++) {
		struct mark *mark = &fleet->marks[i];

		mark->reported = mark->is_of_user ? SET(RECOVERED) : 0;
		mark->is_of_user = false;
	}
	for (size_t i = 0; i < findings->current; i++) {
		const struct finding *finding = &findings->list[i];

		for (uint32_t k = 0; k < finding->members; k++) {
			struct mark *mark = &fleet->marks[finding->rows[k]];

			mark->reported |= reported_by(finding);
			mark->is_of_user = finding->kind == FINDING_USER_BEHIND;
		}
	}
}

static bool has_line(const struct fleet *fleet, const struct changes_transition *transition)
{
	uint32_t position = fleet_position(fleet, transition->user_id, transition->service);

	return position != HASH_TABLE_NONE &&
	       (fleet->marks[position].reported & 1u << transition->kind);
}

void fleet_note_findings(struct fleet *fleet, const struct snapshot *snapshot)
{
	struct changes *changes = &fleet->changes;
	size_t kept = 0;

	mark_sessions(fleet, snapshot->findings);
	if (fleet->held_ms == 0) {
		return;
	}
	for (size_t i = 0; i < changes->gathered_count; i++) {
		if (!has_line(fleet, &changes->gathered[i])) {
			changes->gathered[kept++] = changes->gathered[i];
		}
	}
	changes->gathered_count = kept;
	changes_fold(changes, fleet->held_ms);
	fleet->held_ms = 0;
	fleet_pack(fleet);
}

void fleet_add_finding(struct fleet *fleet, enum change_kind kind, const struct finding *finding,
	const char *text, int64_t asof_ms)
{
	struct change change = {.kind = kind,
		.finding = finding->number,
		.sessions = finding_is_over(finding) ? finding->peak : finding->members,
		.text = text};
	bool has_one = finding->service < fleet->services.count;

	changes_add_finding(
		&fleet->changes, &change, has_one ? finding->service : CHANGES_NO_SERVICE, asof_ms);
}
