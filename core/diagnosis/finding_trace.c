/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_trace.h"

#include "base/hash_table.h"
#include "diagnosis/finding_list.h"

#include <stdlib.h>
#include <string.h>

static uint32_t key_of(const struct session *session)
{
	return hash_table_hash(session->service, session->user_id);
}

const struct session *finding_trace_find(
	const struct snapshot *snapshot, const struct finding_trace *trace, uint32_t at)
{
	uint32_t row = trace->rows[at];

	return row < snapshot->sessions_count && key_of(&snapshot->sessions[row]) == trace->keys[at]
		       ? &snapshot->sessions[row]
		       : NULL;
}

/* True for a session that was in the finding and has been paused since. */
static bool is_paused(
	const struct snapshot *snapshot, const struct findings *before, size_t index, uint32_t at)
{
	const struct session *session = finding_trace_find(snapshot, &before->traces[index], at);

	return session && session->active == ACTIVE_OFF &&
	       !finding_is_mass_change(before->list[index].kind);
}

uint32_t finding_trace_count_paused(
	const struct snapshot *snapshot, const struct findings *before, size_t index)
{
	uint32_t paused = 0;

	for (uint32_t i = 0; i < before->traces[index].count; i++) {
		paused += is_paused(snapshot, before, index, i);
	}
	return paused;
}

void finding_trace_free(const struct finding_trace *traces)
{
	free((void *)(uintptr_t)traces);
}

/* For qsort and bsearch. */
static int compare_numbers(const void *left, const void *right)
{
	const struct finding *const *a = left, *const *b = right;

	return ((*a)->number > (*b)->number) - ((*a)->number < (*b)->number);
}

const struct finding **finding_trace_sort(const struct findings *findings)
{
	const struct finding **sorted = base_calloc(findings->count + 1, sizeof(*sorted));

	for (size_t i = 0; i < findings->count; i++) {
		sorted[i] = &findings->list[i];
	}
	qsort(sorted, findings->count, sizeof(*sorted), compare_numbers);
	return sorted;
}

size_t finding_trace_by_number(
	const struct findings *findings, const struct finding *const *sorted, uint64_t number)
{
	const struct finding key = {.number = number}, *wanted = &key;
	const struct finding *const *found =
		bsearch(&wanted, sorted, findings->count, sizeof(*sorted), compare_numbers);

	return found ? (size_t)(*found - findings->list) : SIZE_MAX;
}

/* --- Remembering ----------------------------------------------------------------------------- */

/* Traces under construction: pairs of a row and a key. */
struct tracing {
	const struct snapshot *snapshot;
	uint32_t *rows, *keys;
	size_t count;
};

static void add_row(struct tracing *tracing, uint32_t row)
{
	tracing->rows[tracing->count] = row;
	tracing->keys[tracing->count++] = key_of(&tracing->snapshot->sessions[row]);
}

static void add_finding(struct tracing *tracing, const struct finding *finding,
	const struct findings *before, size_t index)
{
	uint32_t traced = before->traces && index != SIZE_MAX ? before->traces[index].count : 0;

	for (uint32_t i = 0; i < finding->members; i++) {
		add_row(tracing, finding->rows[i]);
	}
	for (uint32_t i = 0; i < traced; i++) {
		if (is_paused(tracing->snapshot, before, index, i)) {
			add_row(tracing, before->traces[index].rows[i]);
		}
	}
}

/*
 * What a cohort had at its peak, so that it is known again if the same sessions stop once more.
 * now: its trace, which begins with its members.
 */
static struct finding_trace trace_peak(struct tracing *tracing, const struct finding *finding,
	const struct finding_trace *now, const struct finding_trace *before)
{
	struct finding_trace peak = {
		tracing->rows + tracing->count, tracing->keys + tracing->count, 0};

	if (finding->kind != FINDING_COHORT_STOPPED) {
		return peak;
	}
	if (finding->members > 0 && finding->members >= finding->peak) {
		return (struct finding_trace){now->rows, now->keys, finding->members};
	}
	for (; before && peak.count < before->count; peak.count++) {
		tracing->rows[tracing->count] = before->rows[peak.count];
		tracing->keys[tracing->count++] = before->keys[peak.count];
	}
	return peak;
}

/* At most: each row of the findings, and each of the traces before. */
static size_t count_rows(const struct findings *findings, const struct findings *before)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++) {
		count += findings->list[i].members;
	}
	for (size_t i = 0; i < 2 * before->count; i++) {
		count += before->traces[i].count;
	}
	return count;
}

/* The traces of all findings, then those of their peaks, in one block. */
static const struct finding_trace *trace_all(
	const struct snapshot *snapshot, const struct findings *before)
{
	const struct findings *findings = snapshot->findings;
	size_t most = count_rows(findings, before);
	struct finding_trace *traces = base_calloc(
		1, 2 * findings->count * sizeof(*traces) + (2 * most + 1) * sizeof(uint32_t));
	struct tracing tracing = {.snapshot = snapshot};
	const struct finding **sorted = finding_trace_sort(before);

	tracing.rows = (uint32_t *)(traces + 2 * findings->count);
	tracing.keys = tracing.rows + most;
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		size_t index = finding_trace_by_number(before, sorted, finding->number);
		size_t first = tracing.count;

		add_finding(&tracing, finding, before, index);
		traces[i] = (struct finding_trace){tracing.rows + first, tracing.keys + first,
			(uint32_t)(tracing.count - first)};
		traces[findings->count + i] = trace_peak(&tracing, finding, &traces[i],
			index != SIZE_MAX ? finding_trace_peak(before, index) : NULL);
	}
	free(sorted);
	return traces;
}

struct findings *finding_trace_remember(
	const struct snapshot *snapshot, const struct findings *before)
{
	static const struct findings none = {0};
	struct findings *copy = finding_list_copy(snapshot->findings);

	copy->traces = trace_all(snapshot, before ? before : &none);
	return copy;
}
