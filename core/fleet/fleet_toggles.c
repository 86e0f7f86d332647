/* SPDX-License-Identifier: MIT */
/* Changes of isActive by others. */
#include "fleet/fleet.h"
#include "fleet/fleet_state.h"

#include <string.h>

/* A mass of them is reported by a finding, without names. */
static bool find_mass_change(
	const struct fleet *fleet, uint32_t position, enum session_active active, int64_t *seen_ms)
{
	if (position == HASH_TABLE_NONE) {
		return false;
	}
	const struct toggle_group *group =
		toggles_find(&fleet->toggles, fleet->marks[position].toggled);

	if (!group || group->active != active) {
		return false;
	}
	*seen_ms = group->first_ms;
	return true;
}

bool fleet_find_active_change(const struct fleet *fleet, const char *user_id, const char *service,
	enum session_active active, int64_t *seen_ms)
{
	enum change_kind kind = active == ACTIVE_ON ? CHANGE_RESUMED : CHANGE_PAUSED;
	uint32_t position = services_find(&fleet->services, service);

	if (position == HASH_TABLE_NONE) {
		return false;
	}
	for (size_t i = fleet->changes.lines_count; i-- > 0;) {
		const struct changes_line *line = &fleet->changes.lines[i];

		if (line->change.kind == kind && line->service == position && line->user_id &&
			strcmp(line->user_id, user_id) == 0) {
			*seen_ms = line->change.at_ms;
			return true;
		}
	}
	return find_mass_change(fleet, fleet_position(fleet, user_id, position), active, seen_ms);
}
