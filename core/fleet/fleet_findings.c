/* SPDX-License-Identifier: MIT */
#include "fleet/fleet.h"
#include "fleet/fleet_state.h"

#include <stdlib.h>

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

uint32_t fleet_told(const struct mark *mark)
{
	enum finding_kind kind = mark->finding - 1;

	/* Sessions that are behind for reasons of their own are told one by one. */
	return mark->finding == 0 || kind == FINDING_SERVICE_LATE ? 0 : says[kind];
}

/* Removes what the same refresh has said of its sessions, service by service. */
static void supersede(struct fleet *fleet, const struct finding *finding)
{
	bool *is_done = base_calloc(fleet->services.count + 1, sizeof(*is_done));

	for (uint32_t i = 0; i < finding->members; i++) {
		uint32_t service = fleet->list->sessions[finding->rows[i]].service;

		if (!is_done[service]) {
			changes_supersede(&fleet->changes, says[finding->kind], service);
			is_done[service] = true;
		}
	}
	free(is_done);
}

void fleet_note_findings(struct fleet *fleet, const struct snapshot *snapshot)
{
	const struct findings *findings = snapshot->findings;

	for (size_t i = 0; i < fleet->count; i++) {
		fleet->marks[i].finding = 0;
	}
	for (size_t i = 0; i < findings->current; i++) {
		const struct finding *finding = &findings->list[i];

		for (uint32_t k = 0; k < finding->members; k++) {
			fleet->marks[finding->rows[k]].finding = (uint8_t)(1 + finding->kind);
		}
		if (finding->news &
			(FINDING_NEWS_BEGAN | FINDING_NEWS_TURNED | FINDING_NEWS_BACK)) {
			supersede(fleet, finding);
		}
	}
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
