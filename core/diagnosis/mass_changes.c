/* SPDX-License-Identifier: MIT */
#include "diagnosis/mass_changes.h"

#include <stdlib.h>

static const struct mass_change *change_of(const struct snapshot *snapshot, uint32_t row)
{
	uint32_t number = snapshot->mass_change_of ? snapshot->mass_change_of[row] : 0;

	for (size_t i = 0; number > 0 && i < snapshot->mass_changes_count; i++) {
		if (snapshot->mass_changes[i].number == number) {
			return &snapshot->mass_changes[i];
		}
	}
	return NULL;
}

bool mass_changes_explain(const struct snapshot *snapshot, uint32_t row)
{
	const struct session *session = &snapshot->sessions[row];
	const struct mass_change *change = change_of(snapshot, row);

	return change && change->active == ACTIVE_ON && session->polled_at_ms < change->before_ms &&
	       snapshot->asof_ms - change->before_ms <= 2 * (int64_t)session->interval_ms;
}

static struct finding describe(const struct mass_change *change)
{
	struct finding finding = finding_list_blank();

	finding.kind = change->active == ACTIVE_ON ? FINDING_MASS_RESUME : FINDING_MASS_PAUSE;
	finding.began_after_ms = change->after_ms;
	finding.began_before_ms = change->before_ms;
	finding.were_critical = change->were_critical;
	return finding;
}

/* Which sessions are in a finding. */
static bool *find_taken(const struct finding_list *list, const struct snapshot *snapshot)
{
	bool *is_taken = base_calloc(snapshot->sessions_count + 1, sizeof(*is_taken));

	for (size_t i = 0; i < list->rows_count; i++) {
		is_taken[list->rows[i]] = true;
	}
	return is_taken;
}

static void add_change(struct finding_list *list, const struct snapshot *snapshot,
	const struct mass_change *change, const bool *is_taken)
{
	struct finding finding = describe(change);
	uint32_t last = 0;

	for (uint32_t i = 0; i < snapshot->sessions_count; i++) {
		if (snapshot->mass_change_of[i] == change->number && !is_taken[i]) {
			finding_list_add_row(list, &finding, i);
			last = i;
		}
	}
	if (finding.members == 0) {
		return;
	}
	finding_list_add(list, snapshot, &finding);
	struct finding *added = &list->list[list->count - 1];

	if (added->services == 1) {
		added->service = snapshot->sessions[last].service;
	}
}

void mass_changes_add(struct finding_list *list, const struct snapshot *snapshot)
{
	if (snapshot->mass_changes_count == 0) {
		return;
	}
	bool *is_taken = find_taken(list, snapshot);

	for (size_t i = 0; i < snapshot->mass_changes_count; i++) {
		const struct mass_change *change = &snapshot->mass_changes[i];

		if (snapshot->asof_ms - change->before_ms < MASS_CHANGE_MS) {
			add_change(list, snapshot, change, is_taken);
		}
	}
	free(is_taken);
}
