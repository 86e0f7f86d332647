/* SPDX-License-Identifier: MIT */
#include "diagnosis/drafts.h"

#include "base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void index_before(struct drafts *drafts)
{
	size_t services = drafts->snapshot->services_count;
	size_t count = drafts->before ? drafts->before->current : 0;

	drafts->before_first = base_realloc(NULL, services + 1, sizeof(*drafts->before_first));
	drafts->before_next = base_realloc(NULL, count + 1, sizeof(*drafts->before_next));
	memset(drafts->before_first, 0xFF, (services + 1) * sizeof(*drafts->before_first));
	for (size_t i = count; i-- > 0;) {
		uint32_t service = drafts->before->list[i].service;
		uint32_t *first = &drafts->before_first[service < services ? service : services];

		drafts->before_next[i] = *first;
		*first = (uint32_t)i;
	}
}

void drafts_init(
	struct drafts *drafts, const struct snapshot *snapshot, const struct findings *before)
{
	*drafts = (struct drafts){
		.snapshot = snapshot, .before = before, .refuted_service = FINDING_NO_SERVICE};
	index_before(drafts);
	suspects_init(&drafts->suspects, snapshot);
}

void drafts_fini(struct drafts *drafts)
{
	suspects_fini(&drafts->suspects);
	free(drafts->before_first);
	free(drafts->before_next);
	free(drafts->list);
	*drafts = (struct drafts){0};
}

uint32_t drafts_first_before(const struct drafts *drafts, uint32_t service)
{
	size_t services = drafts->snapshot->services_count;

	return drafts->before_first[service < services ? service : services];
}

static bool is_same_user(const struct finding *before, const char *user_id)
{
	return !user_id || (before->user_id && strcmp(before->user_id, user_id) == 0);
}

const struct finding *drafts_find_before(
	const struct drafts *drafts, enum finding_kind kind, uint32_t service, const char *user_id)
{
	uint32_t at = drafts_first_before(drafts, service);

	for (; at != DRAFT_NONE; at = drafts->before_next[at]) {
		const struct finding *before = &drafts->before->list[at];

		if (before->kind == kind && !before->is_dead && is_same_user(before, user_id)) {
			return before;
		}
	}
	return NULL;
}

uint32_t drafts_add(struct drafts *drafts, enum finding_kind kind, uint32_t service,
	const struct finding *before)
{
	drafts->list =
		base_grow(drafts->list, drafts->count, &drafts->capacity, sizeof(*drafts->list));
	struct draft *draft = &drafts->list[drafts->count];

	*draft = (struct draft){
		.finding = finding_list_blank(), .before = before, .merged_into = DRAFT_NONE};
	draft->finding.kind = kind;
	draft->finding.service = service;
	if (before) {
		draft->finding.number = before->number;
		draft->finding.began_after_ms = before->began_after_ms;
		draft->finding.began_before_ms = before->began_before_ms;
	}
	return (uint32_t)drafts->count++;
}

void drafts_claim(struct drafts *drafts, struct suspect *suspect, uint32_t owner)
{
	if (suspect->owner != SUSPECT_FREE) {
		struct draft *loser = &drafts->list[suspect->owner];

		loser->finding.members--;
		loser->stale -= suspect->is_stale;
	}
	suspect->owner = owner;
	drafts->list[owner].finding.members++;
	drafts->list[owner].stale += suspect->is_stale;
}

void drafts_count_polled(
	struct drafts *drafts, uint32_t owner, const uint32_t *overdue, size_t overdue_count)
{
	struct draft *draft = &drafts->list[owner];
	struct finding *finding = &draft->finding;
	uint32_t stayed = 0;

	if (!draft->before) {
		return;
	}
	for (size_t i = 0; i < overdue_count; i++) {
		const struct suspect *suspect = &drafts->suspects.list[overdue[i]];

		if (suspect->owner == owner) {
			stayed += suspect->overdue_ms < drafts->before->asof_ms;
			draft->interval_ms += (double)suspect->interval_ms / finding->members;
		}
	}
	finding->polled_again = draft->before->polled_again;
	if (finding->members > 0) {
		double passed_ms = (double)(drafts->snapshot->asof_ms - drafts->before->asof_ms);

		/* The server's clock may have been set back. */
		finding->polled_again *= exp(-fmax(passed_ms, 0) / (6 * draft->interval_ms));
	}
	if (draft->before->members > stayed) {
		finding->polled_again += draft->before->members - stayed;
	}
}
