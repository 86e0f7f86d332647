/* SPDX-License-Identifier: MIT */
#include "fleet/changes.h"

#include "cohort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_late_or_critical(const struct session *session)
{
	return session->state == STATE_LATE || session->state == STATE_CRITICAL;
}

/*
 * True if the session was known not to be late by its age: a paused or unknown session does not
 * "become" late.
 */
static bool was_timely(const struct session_thresholds *limits, const struct session *session)
{
	bool is_known = session->state == STATE_ON_TIME || session->state == STATE_FUTURE ||
			is_late_or_critical(session);

	return is_known && !session_is_late(session, limits);
}

/* Adds a transition, which the caller may modify until the next call. */
static struct changes_transition *gather(
	struct changes *changes, enum change_kind kind, const struct session *session)
{
	changes->gathered = base_grow(changes->gathered, changes->gathered_count,
		&changes->gathered_capacity, sizeof(*changes->gathered));
	struct changes_transition *transition = &changes->gathered[changes->gathered_count++];

	*transition = (struct changes_transition){
		.user_id = session->user_id,
		.polled_at_ms = session->polled_at_ms,
		.service = session->service,
		.kind = kind,
	};
	return transition;
}

void changes_add(struct changes *changes, enum change_kind kind, const struct session *session)
{
	gather(changes, kind, session);
}

static void compare_health(struct changes *changes, const struct session_thresholds *limits,
	const struct session *before, const struct session *now)
{
	if (was_timely(limits, before) && session_is_late(now, limits)) {
		gather(changes, CHANGE_LATE, now);
	} else if (is_late_or_critical(before) && now->state == STATE_ON_TIME) {
		gather(changes, CHANGE_RECOVERED, now);
	}
}

static void compare_errors(struct changes *changes, const struct session_thresholds *limits,
	const struct session *before, const struct session *now)
{
	const int32_t marks[] = {limits->errors_late, limits->errors_critical};
	bool is_past = false;

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		is_past =
			is_past || (before->error_count < marks[i] && now->error_count >= marks[i]);
	}
	if (is_past && !(before->flags & (SESSION_BAD_ERRORS | SESSION_UNFILLED))) {
		int32_t errors_before = before->error_count > 0 ? before->error_count : 0;

		gather(changes, CHANGE_ERRORS, now)->amount = now->error_count - errors_before;
	}
}

void changes_compare(struct changes *changes, const struct session_thresholds *limits,
	const struct session *before, const struct session *now)
{
	if (before->active == now->active) {
		compare_health(changes, limits, before, now);
	} else if (before->active == ACTIVE_ON && now->active == ACTIVE_OFF) {
		gather(changes, CHANGE_PAUSED, now);
	} else if (before->active == ACTIVE_OFF && now->active == ACTIVE_ON) {
		gather(changes, CHANGE_RESUMED, now);
	}
	compare_errors(changes, limits, before, now);
}

/* For qsort. */
#define ASCENDING(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_transitions(const void *left, const void *right)
{
	const struct changes_transition *a = left, *b = right;
	int order = ASCENDING(a->kind, b->kind);

	if (!order) {
		order = ASCENDING(a->service, b->service);
	}
	return order ? order : ASCENDING(a->polled_at_ms, b->polled_at_ms);
}

static void remove_line(struct changes *changes, size_t at)
{
	free(changes->lines[at].user_id);
	changes->lines_count--;
	memmove(&changes->lines[at], &changes->lines[at + 1],
		(changes->lines_count - at) * sizeof(*changes->lines));
}

/* A new line at the end, with the next number; copies user_id, which may be NULL. */
static void add_line(
	struct changes *changes, const struct change *change, uint32_t service, const char *user_id)
{
	if (changes->lines_count == CHANGES_KEPT) {
		remove_line(changes, 0);
	}
	struct changes_line *line = &changes->lines[changes->lines_count++];

	*line = (struct changes_line){
		.change = *change,
		.user_id = user_id ? base_strdup(user_id) : NULL,
		.service = service,
	};
	line->change.number = ++changes->number;
	line->change.after_ms = changes->asof_ms;
}

/* Makes one line of transitions of the same kind and service. */
static void fold(struct changes *changes, const struct changes_transition *transitions,
	size_t count, int64_t asof_ms)
{
	struct change change = {
		.kind = transitions[0].kind, .at_ms = asof_ms, .sessions = (uint32_t)count};

	for (size_t i = 0; i < count; i++) {
		change.amount += transitions[i].amount;
	}
	add_line(changes, &change, transitions[0].service,
		count == 1 ? transitions[0].user_id : NULL);
}

static void add_cohort(
	struct changes *changes, const struct cohort *cohort, uint32_t service, int64_t asof_ms)
{
	struct change change = {
		.kind = CHANGE_STOPPED,
		.at_ms = asof_ms,
		.sessions = cohort->sessions,
		.polled_at_ms = cohort->first_ms,
		.span_ms = cohort->last_ms - cohort->first_ms,
	};

	add_line(changes, &change, service, NULL);
}

/* Late sessions of one service, sorted by their last polls. */
struct late {
	struct changes_transition *list;
	size_t count;
	uint32_t service;
};

static void remove_late(struct late *late, size_t begin, size_t end)
{
	memmove(&late->list[begin], &late->list[end], (late->count - end) * sizeof(*late->list));
	late->count -= end - begin;
}

/* Adds sessions that stopped with a listed cohort to its line, which becomes the newest. */
static void join_listed(struct changes *changes, struct late *late, int64_t asof_ms)
{
	for (size_t i = changes->lines_count; i-- > 0;) {
		const struct change *line = &changes->lines[i].change;

		if (line->kind != CHANGE_STOPPED || changes->lines[i].service != late->service) {
			continue;
		}
		struct cohort cohort = {.sessions = line->sessions,
			.first_ms = line->polled_at_ms,
			.last_ms = line->polled_at_ms + line->span_ms};
		size_t begin = 0;

		while (begin < late->count &&
			!cohort_join(&cohort, late->list[begin].polled_at_ms)) {
			begin++;
		}
		if (begin == late->count) {
			continue;
		}
		size_t end = begin + 1;

		while (end < late->count && cohort_join(&cohort, late->list[end].polled_at_ms)) {
			end++;
		}
		remove_line(changes, i);
		add_cohort(changes, &cohort, late->service, asof_ms);
		remove_late(late, begin, end);
	}
}

/* Makes a line of the largest cohort among the late sessions, if there is one. */
static void fold_cohort(struct changes *changes, struct late *late, int64_t asof_ms)
{
	size_t best = 0, most = 0;

	for (size_t first = 0, last = 0; last < late->count; last++) {
		while (!cohort_spans(
			late->list[first].polled_at_ms, late->list[last].polled_at_ms)) {
			first++;
		}
		if (last - first + 1 > most) {
			best = first;
			most = last - first + 1;
		}
	}
	if (most < COHORT_MIN_SESSIONS) {
		return;
	}
	struct cohort cohort = {.sessions = (uint32_t)most,
		.first_ms = late->list[best].polled_at_ms,
		.last_ms = late->list[best + most - 1].polled_at_ms};

	add_cohort(changes, &cohort, late->service, asof_ms);
	remove_late(late, best, best + most);
}

static void fold_late(
	struct changes *changes, struct changes_transition *list, size_t count, int64_t asof_ms)
{
	struct late late = {list, count, list[0].service};

	join_listed(changes, &late, asof_ms);
	fold_cohort(changes, &late, asof_ms);
	if (late.count > 0) {
		fold(changes, late.list, late.count, asof_ms);
	}
}

void changes_fold(struct changes *changes, int64_t asof_ms)
{
	struct changes_transition *gathered = changes->gathered;
	size_t count = changes->gathered_count;

	if (count > 0) {
		qsort(gathered, count, sizeof(*gathered), compare_transitions);
	}
	for (size_t begin = 0, end; begin < count; begin = end) {
		end = begin + 1;
		while (end < count && gathered[end].kind == gathered[begin].kind &&
			gathered[end].service == gathered[begin].service) {
			end++;
		}
		if (gathered[begin].kind == CHANGE_LATE) {
			fold_late(changes, &gathered[begin], end - begin, asof_ms);
		} else {
			fold(changes, &gathered[begin], end - begin, asof_ms);
		}
	}
	changes->asof_ms = asof_ms;
	/* Freed rather than kept, because it may be large after an outage. */
	free(changes->gathered);
	changes->gathered = NULL;
	changes->gathered_count = changes->gathered_capacity = 0;
}

void changes_copy(const struct changes *changes, struct arena *arena, struct snapshot *snapshot)
{
	struct change *copies = arena_alloc(arena, changes->lines_count * sizeof(*copies) + 1);

	for (size_t i = 0; i < changes->lines_count; i++) {
		const struct changes_line *line = &changes->lines[i];

		copies[i] = line->change;
		copies[i].service = snapshot->services[line->service].name;
		copies[i].user_id = line->user_id ? arena_strdup(arena, line->user_id) : NULL;
	}
	snapshot->changes = copies;
	snapshot->changes_count = changes->lines_count;
}

void changes_fini(struct changes *changes)
{
	for (size_t i = 0; i < changes->lines_count; i++) {
		free(changes->lines[i].user_id);
	}
	free(changes->gathered);
}

const char *changes_kind_word(enum change_kind kind)
{
	static const char *const words[CHANGE_KIND_COUNT] = {
		[CHANGE_LATE] = "late",
		[CHANGE_STOPPED] = "stopped",
		[CHANGE_RECOVERED] = "recovered",
		[CHANGE_ERRORS] = "errors",
		[CHANGE_PAUSED] = "paused",
		[CHANGE_RESUMED] = "resumed",
		[CHANGE_NEW] = "new",
		[CHANGE_GONE] = "gone",
	};

	return words[kind];
}
