/* SPDX-License-Identifier: MIT */
#include "ui/part.h"

#include <stdlib.h>

void part_fini(struct part *part)
{
	diagnosis_free(part->own_diagnosis);
	findings_free(part->own_findings);
	free(part->overdue_of);
	*part = (struct part){0};
}

/* The diagnosis of those that pass, without acknowledged ones among them. */
static struct diagnosis *diagnose(const struct snapshot *snapshot, const struct settings *settings,
	const bool *passes, const struct ack_filter *acks)
{
	struct diagnosis *passing = diagnosis_select(snapshot, settings, passes), *rest;
	uint32_t *rows = base_calloc(acks->count + 1, sizeof(*rows));
	size_t count = 0;

	for (size_t i = 0; i < acks->count; i++) {
		if (passes[acks->rows[i]]) {
			rows[count++] = acks->rows[i];
		}
	}
	if (count == 0) {
		rest = passing;
	} else {
		rest = diagnosis_without(passing, rows, count);
		diagnosis_free(passing);
	}
	free(rows);
	return rest;
}

static bool is_about_polls(const struct finding *finding)
{
	return finding->kind == FINDING_COHORT_STOPPED || finding->kind == FINDING_SERVICE_LATE ||
	       finding->kind == FINDING_USER_BEHIND;
}

static void count_overdue(struct part *part, const struct snapshot *snapshot)
{
	part->overdue_of = base_calloc(snapshot->services_count + 1, sizeof(*part->overdue_of));
	for (size_t i = 0; part->findings && i < part->findings->current; i++) {
		const struct finding *finding = &part->findings->list[i];

		for (uint32_t j = 0; is_about_polls(finding) && j < finding->members; j++) {
			const struct session *session = &snapshot->sessions[finding->rows[j]];

			part->overdue_of[session->service] += session->state == STATE_ON_TIME;
			part->overdue += session->state == STATE_ON_TIME;
		}
	}
}

void part_take(struct part *part, const struct snapshot *snapshot, const struct settings *settings,
	const bool *passes, const struct ack_filter *acks)
{
	part_fini(part);
	part->diagnosis = acks->diagnosis;
	part->findings = snapshot->findings;
	if (passes) {
		part->own_diagnosis = diagnose(snapshot, settings, passes, acks);
		part->diagnosis = part->own_diagnosis;
	}
	if (part->findings && (passes || acks->count > 0)) {
		part->own_findings = findings_select(snapshot, passes, acks->rows, acks->count);
		part->findings = part->own_findings;
	}
	count_overdue(part, snapshot);
}
