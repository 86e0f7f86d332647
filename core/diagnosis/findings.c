/* SPDX-License-Identifier: MIT */
#include "finding.h"

#include "diagnosis.h"
#include "diagnosis/finding_list.h"

#include <math.h>
#include <stdlib.h>

/* The kind of finding that an unhealthy session belongs to on its own. */
static enum finding_kind kind_of(
	const struct session *session, const struct session_thresholds *limits)
{
	if (session_is_late(session, limits)) {
		return FINDING_SERVICE_LATE;
	}
	switch ((enum session_state)session->state) {
	case STATE_NEVER_POLLED:
		return FINDING_NEVER_POLLED;
	case STATE_FUTURE:
		return FINDING_CLOCK_AHEAD;
	case STATE_LATE:
	case STATE_CRITICAL:
		return FINDING_PROVIDER_FAILING;
	case STATE_PAUSED:
	case STATE_UNKNOWN:
	case STATE_ON_TIME:
	case STATE_COUNT:
		break;
	}
	return FINDING_UNKNOWN_DATA;
}

static void add_service(
	struct finding_list *list, const struct snapshot *snapshot, uint32_t service)
{
	const struct diagnosis_service *found = &snapshot->diagnosis->services[service];

	for (enum finding_kind kind = 0; kind < FINDING_KIND_COUNT; kind++) {
		struct finding finding = finding_list_blank();

		finding.kind = kind;
		finding.service = service;
		for (uint32_t i = 0; i < found->unhealthy_count; i++) {
			uint32_t row = found->unhealthy[i];

			if (kind_of(&snapshot->sessions[row], &found->limits) == kind) {
				finding_list_add_row(list, &finding, row);
			}
		}
		if (finding.members > 0) {
			finding.of = snapshot->services[service].summary.active;
			finding_list_add(list, snapshot, &finding);
		}
	}
}

struct findings *findings_new(const struct snapshot *snapshot, const struct settings *settings,
	const struct findings *before)
{
	struct finding_list list = {.settings = settings};

	for (uint32_t i = 0; i < snapshot->services_count; i++) {
		add_service(&list, snapshot, i);
	}
	list.number = before ? before->number : 0;
	return finding_list_pack(&list, snapshot);
}

struct findings *findings_remember(const struct findings *findings)
{
	struct finding_list list = {.number = findings->number};

	return finding_list_pack(&list, &(struct snapshot){.asof_ms = findings->asof_ms});
}

struct findings *findings_select(const struct snapshot *snapshot, const struct settings *settings,
	const bool *passes, const uint32_t *acked_rows, size_t acked_count)
{
	struct finding_list list = {.settings = settings, .number = snapshot->findings->number};
	size_t next_acked = 0;

	for (size_t i = 0; i < snapshot->findings->count; i++) {
		const struct finding *whole = &snapshot->findings->list[i];
		struct finding finding = finding_list_copy_blank(whole);

		next_acked = 0;
		for (uint32_t j = 0; j < whole->members; j++) {
			uint32_t row = whole->rows[j];

			while (next_acked < acked_count && acked_rows[next_acked] < row) {
				next_acked++;
			}
			bool is_acked = next_acked < acked_count && acked_rows[next_acked] == row;

			if (passes && !passes[row]) {
				continue;
			}
			finding.acked += is_acked;
			if (!is_acked) {
				finding_list_add_row(&list, &finding, row);
			}
		}
		if (whole->members == 0 || finding.members + finding.acked > 0) {
			finding_list_add(&list, snapshot, &finding);
		}
	}
	return finding_list_pack(&list, snapshot);
}

void findings_free(struct findings *findings)
{
	free(findings);
}
