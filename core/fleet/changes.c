/* SPDX-License-Identifier: MIT */
#include "fleet/changes.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* First errors: see fold_first_errors(). */
#define FIRST_ERRORS_MS       INT64_C(60000)
#define FIRST_ERRORS_LEAST    3
#define FIRST_ERRORS_QUIET_MS INT64_C(300000)

/* Lines are joined over this time, see gather_recent(). */
#define TRICKLE_MS INT64_C(120000)

/* For qsort. */
#define ASCENDING(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_transitions(const void *left, const void *right)
{
	const struct changes_transition *a = left, *b = right;
	int order = ASCENDING(a->kind, b->kind);

	return order ? order : ASCENDING(a->service, b->service);
}

static void remove_line(struct changes *changes, size_t at)
{
	free(changes->lines[at].user_id);
	free(changes->lines[at].text);
	changes->lines_count--;
	memmove(&changes->lines[at], &changes->lines[at + 1],
		(changes->lines_count - at) * sizeof(*changes->lines));
}

/* A new line at the end, with the next number; copies user_id, which may be NULL. */
static struct changes_line *add_line(
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
	return line;
}

void changes_add_finding(
	struct changes *changes, const struct change *change, uint32_t service, int64_t at_ms)
{
	struct changes_line *line = add_line(changes, change, service, NULL);

	line->text = base_strdup(change->text);
	line->change.text = NULL;
	line->change.at_ms = at_ms;
	line->change.after_ms = changes->before_ms;
}

/* True if lines of that kind may come one after the other, each about few sessions. */
static bool may_trickle(enum change_kind kind)
{
	return kind == CHANGE_LATE || kind == CHANGE_RECOVERED || kind == CHANGE_ERRORS;
}

/* True if a listed line is about other sessions of the service that have just changed alike. */
static bool is_recent(const struct changes_line *line, const struct changes_transition *now,
	size_t count, int64_t asof_ms)
{
	bool is_same_session =
		line->user_id && count == 1 && strcmp(line->user_id, now->user_id) == 0;

	return line->change.kind == now->kind && line->service == now->service &&
	       asof_ms >= line->change.at_ms && asof_ms - line->change.after_ms <= TRICKLE_MS &&
	       !is_same_session;
}

/* Moves recent lines into a change, if that makes fewer lines. */
static void gather_recent(struct changes *changes, struct change *change,
	const struct changes_transition *now, size_t count)
{
	size_t lines = 0;
	bool has_several = false;

	for (size_t i = 0; i < changes->lines_count; i++) {
		if (is_recent(&changes->lines[i], now, count, change->at_ms)) {
			lines++;
			has_several |= !changes->lines[i].user_id;
		}
	}
	for (size_t i = changes->lines_count; (lines >= 2 || has_several) && i-- > 0;) {
		const struct changes_line *line = &changes->lines[i];

		if (!is_recent(line, now, count, change->at_ms)) {
			continue;
		}
		change->sessions += line->change.sessions;
		change->amount += line->change.amount;
		change->after_ms = line->change.after_ms;
		remove_line(changes, i);
	}
}

/* Makes one line of transitions of the same kind and service. */
static void fold(struct changes *changes, const struct changes_transition *transitions,
	size_t count, int64_t asof_ms)
{
	struct change change = {.kind = transitions[0].kind,
		.at_ms = asof_ms,
		.after_ms = changes->asof_ms,
		.sessions = (uint32_t)count};

	for (size_t i = 0; i < count; i++) {
		int64_t amount = transitions[i].amount;
		bool is_time =
			change.kind == CHANGE_CLOCK_AHEAD || change.kind == CHANGE_CLOCK_BACK;

		change.amount = !is_time                 ? change.amount + amount
				: amount > change.amount ? amount
							 : change.amount;
	}
	change.added = change.sessions;
	change.added_amount = change.amount;
	if (may_trickle(change.kind)) {
		gather_recent(changes, &change, transitions, count);
	}
	struct changes_line *line = add_line(changes, &change, transitions[0].service,
		change.sessions == 1 ? transitions[0].user_id : NULL);

	line->change.after_ms = change.after_ms;
}

/* --- First errors ---------------------------------------------------------------------------- */

static struct changes_first_errors *first_errors_of(struct changes *changes, uint32_t service)
{
	size_t count = changes->first_errors_count;

	if (service >= count) {
		changes->first_errors = base_realloc(
			changes->first_errors, service + 1, sizeof(*changes->first_errors));
		memset(&changes->first_errors[count], 0,
			(service + 1 - count) * sizeof(*changes->first_errors));
		changes->first_errors_count = service + 1;
	}
	return &changes->first_errors[service];
}

static uint32_t count_active(const struct changes *changes, uint32_t service)
{
	return changes->services && service < changes->services->count
		       ? changes->services->list[service].active
		       : 0;
}

/*
 * Single errors come and go. A line is made when the first errors within a minute are those of at
 * least three sessions, and of one in 20 of the service; then none for a while, because a finding
 * goes on from there.
 */
static void fold_first_errors(struct changes *changes, const struct changes_transition *transitions,
	size_t count, int64_t asof_ms)
{
	uint32_t service = transitions[0].service;

	if (service >= SERVICES_MAX_SHOWN) {
		return;
	}
	struct changes_first_errors *errors = first_errors_of(changes, service);

	if (asof_ms < errors->since_ms || asof_ms - errors->since_ms > FIRST_ERRORS_MS) {
		*errors = (struct changes_first_errors){
			.since_ms = asof_ms, .quiet_until_ms = errors->quiet_until_ms};
	}
	for (size_t i = 0; i < count; i++) {
		errors->amount += transitions[i].amount;
	}
	errors->sessions += (uint32_t)count;
	if (errors->sessions < FIRST_ERRORS_LEAST || asof_ms < errors->quiet_until_ms ||
		errors->sessions * UINT64_C(20) < count_active(changes, service)) {
		return;
	}
	struct change change = {.kind = CHANGE_FIRST_ERRORS,
		.at_ms = asof_ms,
		.sessions = errors->sessions,
		.amount = errors->amount};

	add_line(changes, &change, service, NULL);
	*errors = (struct changes_first_errors){.quiet_until_ms = asof_ms + FIRST_ERRORS_QUIET_MS};
}

/* --- All of them ----------------------------------------------------------------------------- */

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
		if (gathered[begin].kind == CHANGE_FIRST_ERRORS) {
			fold_first_errors(changes, &gathered[begin], end - begin, asof_ms);
		} else {
			fold(changes, &gathered[begin], end - begin, asof_ms);
		}
	}
	changes->before_ms = changes->asof_ms;
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
		copies[i].service = line->service != CHANGES_NO_SERVICE
					    ? snapshot->services[line->service].name
					    : "";
		copies[i].user_id = line->user_id ? arena_strdup(arena, line->user_id) : NULL;
		copies[i].text = line->text ? arena_strdup(arena, line->text) : NULL;
	}
	snapshot->changes = copies;
	snapshot->changes_count = changes->lines_count;
}

void changes_fini(struct changes *changes)
{
	while (changes->lines_count > 0) {
		remove_line(changes, changes->lines_count - 1);
	}
	free(changes->gathered);
	free(changes->first_errors);
}

const char *changes_kind_word(enum change_kind kind)
{
#define WORD(NAME, word, words) word,
	static const char *const all[CHANGE_KIND_COUNT] = {CHANGE_KINDS(WORD)};
#undef WORD

	return all[kind];
}
