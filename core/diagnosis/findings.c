/* SPDX-License-Identifier: MIT */
#include "finding.h"

#include "diagnosis.h"
#include "diagnosis/drafts.h"
#include "diagnosis/finding_history.h"
#include "diagnosis/finding_list.h"
#include "diagnosis/finding_trace.h"
#include "diagnosis/mass_changes.h"
#include "diagnosis/table_trouble.h"

#include <math.h>
#include <stdlib.h>

/*
 * False while so much is unread that nothing can be concluded. A few new sessions, whose items are
 * read one by one, do no harm.
 */
static bool can_conclude(const struct snapshot *snapshot)
{
	const struct poll_status *status = &snapshot->status;

	return status->swept_mono_ms >= 0 &&
	       (status->cannot_fill || status->unfilled <= snapshot->sessions_count / 20);
}

/* Members of all drafts in row order, one draft after the other; where each begins. */
static uint32_t *group_members(const struct drafts *drafts, size_t *begins)
{
	uint32_t *rows = base_realloc(NULL, drafts->suspects.count + 1, sizeof(*rows));
	size_t begin = 0;

	for (size_t i = 0; i < drafts->count; i++) {
		begins[i] = begin;
		begin += drafts->list[i].finding.members;
	}
	for (size_t i = 0; i < drafts->suspects.count; i++) {
		const struct suspect *suspect = &drafts->suspects.list[i];

		if (suspect->owner != SUSPECT_FREE) {
			rows[begins[suspect->owner]++] = suspect->row;
		}
	}
	return rows;
}

/* Looked for in the whole fleet, and counted against it. */
static bool is_of_fleet(const struct finding *finding)
{
	return finding->service == FINDING_NO_SERVICE &&
	       (finding->kind == FINDING_SERVICE_LATE || finding->kind == FINDING_NEVER_POLLED ||
		       finding->kind == FINDING_CLOCK_AHEAD);
}

/*
 * One service or one user is named, and what is in one service is counted against that. row is that
 * of a member.
 */
static void set_scope(struct finding *finding, const struct snapshot *snapshot, uint32_t row)
{
	if (finding->services == 1 && finding->kind != FINDING_USER_BEHIND) {
		uint32_t service = snapshot->sessions[row].service;

		finding->of = is_of_fleet(finding) ? snapshot->services[service].summary.active
						   : finding->of;
		finding->service = service;
	}
	if (finding->users == 1) {
		finding->user_id = snapshot->sessions[row].user_id;
	}
	finding->is_young = finding->critical + finding->late + finding->failing == 0 &&
			    finding->kind <= FINDING_USER_BEHIND;
}

static void add_drafts(struct finding_list *list, const struct drafts *drafts)
{
	size_t *ends = base_calloc(drafts->count + 1, sizeof(*ends));
	uint32_t *rows = group_members(drafts, ends);

	for (size_t i = 0; i < drafts->count; i++) {
		struct finding finding = drafts->list[i].finding;
		uint32_t members = finding.members;

		finding.members = 0;
		for (size_t j = ends[i] - members; j < ends[i]; j++) {
			finding_list_add_row(list, &finding, rows[j]);
		}
		if (members > 0) {
			finding_list_add(list, drafts->snapshot, &finding);
			set_scope(
				&list->list[list->count - 1], drafts->snapshot, rows[ends[i] - 1]);
		}
	}
	free(rows);
	free(ends);
}

static void classify(
	struct finding_list *list, const struct snapshot *snapshot, const struct findings *before)
{
	struct drafts drafts;

	drafts_init(&drafts, snapshot, before);
	list->overdue = (uint32_t)drafts.suspects.overdue_count;
	list->is_partial = !can_conclude(snapshot);
	if (!list->is_partial) {
		drafts_find_cohorts(&drafts);
		drafts_find_users(&drafts);
		drafts_find_rest(&drafts);
		drafts_count_others(&drafts);
		drafts_set_began(&drafts);
	}
	for (size_t i = 0; i < drafts.suspects.count; i++) {
		const struct suspect *suspect = &drafts.suspects.list[i];
		const struct session *session = &snapshot->sessions[suspect->row];

		if (suspect->is_overdue && suspect->owner == SUSPECT_FREE) {
			list->overdue_worst_late = fmax(list->overdue_worst_late,
				session_lateness(session, session_asof_ms(session)));
		}
	}
	add_drafts(list, &drafts);
	drafts_fini(&drafts);
}

struct findings *findings_new(const struct snapshot *snapshot, const struct findings *before)
{
	struct finding_list list = {.overdue_worst_late = NAN};

	table_trouble_add(&list, snapshot, before);
	classify(&list, snapshot, before);
	mass_changes_add(&list, snapshot);
	finding_history_apply(&list, snapshot, before);
	struct findings *findings = finding_list_pack(&list, snapshot);

	finding_history_note_read(findings, snapshot);
	return findings;
}

struct findings *findings_follow(struct snapshot *snapshot, struct findings **before)
{
	struct findings *old = *before, *findings = findings_new(snapshot, old);

	snapshot->findings = findings;
	*before = finding_trace_remember(snapshot, old);
	findings_free(old);
	return findings;
}

/* Which sessions to select: see findings_select(). */
struct selection {
	const bool *passes;
	const uint32_t *acked_rows;
	size_t acked_count;
};

/* rows: ascending. */
static bool has_row(const uint32_t *rows, size_t count, uint32_t row)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rows[middle] < row) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < count && rows[low] == row;
}

static bool is_acked(const struct selection *selection, uint32_t row)
{
	return has_row(selection->acked_rows, selection->acked_count, row);
}

static bool passes(const struct selection *selection, uint32_t row)
{
	return !selection->passes || selection->passes[row];
}

static void select_members(struct finding_list *list, struct finding *finding,
	const struct finding *whole, const struct selection *selection)
{
	for (uint32_t i = 0; i < whole->members; i++) {
		uint32_t row = whole->rows[i];

		if (!passes(selection, row)) {
			continue;
		}
		if (is_acked(selection, row)) {
			finding->acked++;
		} else {
			finding_list_add_row(list, finding, row);
		}
	}
}

/* Members of findings, too: the worst of the others is only shown if there is no finding. */
static void select_overdue(struct finding_list *list, const struct snapshot *snapshot,
	const struct selection *selection)
{
	list->overdue = 0;
	list->overdue_worst_late = NAN;
	for (uint32_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (suspects_is_overdue(snapshot, session) && passes(selection, i) &&
			!is_acked(selection, i)) {
			list->overdue++;
			list->overdue_worst_late = fmax(list->overdue_worst_late,
				session_lateness(session, session_asof_ms(session)));
		}
	}
}

/* Its name stays the same; how many users it concerns does unless some sessions are left out. */
static void keep_scope(struct finding *finding, const struct finding *whole)
{
	finding->services = whole->services;
	if (finding->members == whole->members) {
		finding->users = whole->users;
	}
}

struct findings *findings_select(const struct snapshot *snapshot, const bool *passes,
	const uint32_t *acked_rows, size_t acked_count)
{
	const struct findings *all = snapshot->findings;
	const struct selection selection = {passes, acked_rows, acked_count};
	struct finding_list list = {.number = all->number, .is_partial = all->is_partial};

	select_overdue(&list, snapshot, &selection);
	for (size_t i = 0; i < all->count; i++) {
		const struct finding *whole = &all->list[i];
		struct finding finding = finding_list_copy_blank(whole);

		select_members(&list, &finding, whole, &selection);
		if (whole->members == 0) {
			finding_list_add_empty(&list, whole);
		} else if (finding.members + finding.acked > 0) {
			finding_list_add(&list, snapshot, &finding);
			keep_scope(&list.list[list.count - 1], whole);
		}
	}
	return finding_list_pack(&list, snapshot);
}

const struct finding *findings_find(const struct findings *findings, uint32_t row)
{
	for (size_t i = 0; i < findings->current; i++) {
		const struct finding *finding = &findings->list[i];

		if (finding->members > 0 && has_row(finding->rows, finding->members, row)) {
			return finding;
		}
	}
	return NULL;
}

void findings_free(struct findings *findings)
{
	if (findings) {
		finding_trace_free(findings->traces);
	}
	free(findings);
}
