/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_history.h"

#include "diagnosis/finding_match.h"
#include "diagnosis/finding_outlook.h"
#include "diagnosis/finding_trace.h"

#include <string.h>

struct history {
	struct finding_list *list;
	const struct snapshot *snapshot;
	/* NULL: none */
	const struct findings *before;
	/* the snapshot is of another refresh than before, and all of its reads have succeeded */
	bool is_proof;
};

static bool is_read(const struct snapshot *snapshot)
{
	return snapshot->status.is_complete && !snapshot->status.is_throttled;
}

/* --- What is there --------------------------------------------------------------------------- */

/* Which sessions are behind here and there, and how many, changes all the time. */
static bool has_outlook(const struct finding *finding)
{
	bool is_scattered =
		finding->kind == FINDING_SERVICE_LATE && finding->service == FINDING_NO_SERVICE;

	return finding->kind != FINDING_NEVER_POLLED && finding->kind != FINDING_TABLE_TROUBLE &&
	       !finding_is_mass_change(finding->kind) && !finding->is_dead && !is_scattered;
}

/*
 * Sessions that stopped together come due one by one, the longest intervals last, which is no
 * growth. Nothing is said until all of them are due.
 */
static void overlook_due(struct finding *finding)
{
	const struct finding_sample *last = &finding->samples[finding->samples_count - 1];
	bool is_complete = finding->not_due == 0 && last[-1].members == last->members;

	finding_outlook_clear(finding, is_complete ? OUTLOOK_STALLED : OUTLOOK_UNKNOWN);
}

static void note_size(const struct history *history, struct finding *finding)
{
	int64_t now_ms = history->snapshot->asof_ms;

	if (finding->members > finding->peak || finding->peak_ms == SESSION_NO_TIME) {
		finding->peak = finding->members;
		finding->peak_ms = now_ms;
	}
	if (history->is_proof && has_outlook(finding)) {
		finding_outlook_add(finding, now_ms, finding->members + finding->paused);
		finding_outlook_judge(finding);
		if (finding->kind == FINDING_COHORT_STOPPED &&
			finding->outlook == OUTLOOK_GROWING) {
			overlook_due(finding);
		}
	}
	if (!has_outlook(finding)) {
		finding_outlook_clear(finding, OUTLOOK_UNKNOWN);
	}
}

/* True if it was over, or if its sessions have stopped again before it was. */
static bool is_back(const struct finding *finding, const struct finding *before)
{
	return finding_is_over(before) ||
	       (finding->kind == FINDING_COHORT_STOPPED && finding->flaps > before->flaps);
}

/* before: what it continues; NULL: it is new. */
static void note_news(
	const struct history *history, struct finding *finding, const struct finding *before)
{
	bool was_read = history->before && history->before->has_read_all;
	bool was_announced = before && before->is_announced;

	finding->is_announced = was_announced || !finding->is_young;
	if (!finding->is_announced) {
		return;
	}
	if (!was_announced) {
		finding->events |= was_read ? FINDING_EVENT_BEGAN : FINDING_EVENT_FOUND;
		return;
	}
	finding->events |= is_back(finding, before) ? FINDING_EVENT_BACK : 0;
	finding->events |= finding->kind != before->kind ? FINDING_EVENT_UPDATED : 0;
	finding->events |= finding->severity != before->severity ? FINDING_EVENT_SEVERITY : 0;
	finding->events |= finding->outlook != before->outlook ? FINDING_EVENT_OUTLOOK : 0;
}

/* True if the refresh at which it begins shows it. */
static bool is_noticed_at_once(enum finding_kind kind)
{
	return kind == FINDING_PROVIDER_FAILING || kind == FINDING_CLOCK_AHEAD ||
	       kind == FINDING_UNKNOWN_DATA || kind == FINDING_TABLE_TROUBLE;
}

static void begin(const struct history *history, struct finding *finding)
{
	const struct findings *before = history->before;
	int64_t now_ms = history->snapshot->asof_ms;

	finding->number = ++history->list->number;
	finding->found_ms = now_ms;
	if (finding->began_before_ms != SESSION_NO_TIME) {
		return;
	}
	finding->began_before_ms = now_ms;
	if (finding->began_after_ms == SESSION_NO_TIME && before && before->is_complete &&
		before->asof_ms < now_ms && is_noticed_at_once(finding->kind)) {
		finding->began_after_ms = before->asof_ms;
	}
}

/* It has the sessions of a cohort of which some are left: index, FINDING_NO_MATCH for none. */
static void note_again(const struct history *history, struct finding *finding, uint32_t index)
{
	if (index != FINDING_NO_MATCH) {
		finding->flaps = history->before->list[index].flaps + 1;
	}
}

static void narrow(struct finding *finding, const struct finding *by)
{
	if (by->began_after_ms > finding->began_after_ms) {
		finding->began_after_ms = by->began_after_ms;
	}
	if (by->began_before_ms < finding->began_before_ms) {
		finding->began_before_ms = by->began_before_ms;
	}
}

/*
 * For a finding that was not known again by its number. What is known about the beginning stays
 * known; the bracket of a cohort only becomes narrower.
 */
static void keep_beginning(struct finding *finding, const struct finding *before)
{
	bool is_known = before->began_after_ms != SESSION_NO_TIME;

	if (finding->kind == FINDING_COHORT_STOPPED && before->kind == FINDING_COHORT_STOPPED &&
		finding_match_has_common_times(finding, before)) {
		narrow(finding, before);
	} else if (finding->kind != FINDING_COHORT_STOPPED &&
		   (is_known || finding->began_before_ms == SESSION_NO_TIME)) {
		finding->began_after_ms = before->began_after_ms;
		finding->began_before_ms = before->began_before_ms;
	}
}

/* True for those whose members have one cause, so that what is left of them has it, too. */
static bool has_one_cause(enum finding_kind kind)
{
	return kind == FINDING_COHORT_STOPPED || kind == FINDING_USER_BEHIND ||
	       kind == FINDING_PROVIDER_FAILING;
}

/* An incident that shrinks does not become one of fewer services or users. */
static void keep_scope(struct finding *finding, const struct finding *before)
{
	uint32_t apart;

	if (finding->kind != before->kind || !has_one_cause(finding->kind) ||
		finding->members > before->peak || finding->services > before->services) {
		return;
	}
	finding->user_id = before->user_id;
	finding->users = before->users;
	if (finding->services == before->services) {
		return;
	}
	finding->service = before->service;
	finding->services = before->services;
	finding->of = before->of > finding->of ? before->of : finding->of;
	/* The services that it has left are polled. */
	apart = finding->members + finding->not_due + finding->others_behind;
	finding->still_polling = finding->of > apart ? finding->of - apart : 0;
}

static void proceed(const struct history *history, struct finding *finding, uint32_t index)
{
	const struct finding *before = &history->before->list[index];

	if (finding->number != before->number) {
		keep_beginning(finding, before);
	}
	finding->number = before->number;
	finding->found_ms = before->found_ms;
	finding->peak = before->peak;
	finding->peak_ms = before->peak_ms;
	if (finding->members < before->peak) {
		finding->is_whole = before->is_whole;
	}
	keep_scope(finding, before);
	finding->flaps = before->flaps + (before->missed > 0);
	finding->paused = finding_trace_count_paused(history->snapshot, history->before, index);
	if (finding_is_over(before)) {
		return;
	}
	finding->outlook = before->outlook;
	finding->per_minute = before->per_minute;
	finding->left_ms = before->left_ms;
	finding->samples_count = before->samples_count;
	memcpy(finding->samples, before->samples, sizeof(finding->samples));
}

/* --- What is not ----------------------------------------------------------------------------- */

static int64_t at_most(int64_t time_ms, int64_t limit_ms)
{
	return time_ms < limit_ms ? time_ms : limit_ms;
}

/* A finding that the snapshot does not show. Times are in the past even if the clock was set. */
static struct finding miss(const struct history *history, uint32_t index)
{
	int64_t now_ms = history->snapshot->asof_ms;
	struct finding finding = finding_list_copy_blank(&history->before->list[index]);

	finding.still_polling = finding.not_due = finding.few_errors = 0;
	finding.events = 0;
	finding.paused = finding_trace_count_paused(history->snapshot, history->before, index);
	if (finding_is_over(&finding)) {
		finding.ended_ms = at_most(finding.ended_ms, now_ms);
		return finding;
	}
	if (history->is_proof) {
		finding.missed_ms =
			finding.missed++ == 0 ? now_ms : at_most(finding.missed_ms, now_ms);
	}
	if (finding.missed >= 2) {
		finding.ended_ms = finding.missed_ms;
		finding.events = finding.is_announced ? FINDING_EVENT_OVER : 0;
		finding_outlook_clear(&finding, OUTLOOK_OVER);
	}
	return finding;
}

/* Services keep their index; a snapshot from before they were known cannot name them. */
static bool has_service(const struct snapshot *snapshot, const struct finding *finding)
{
	return finding->service == FINDING_NO_SERVICE ||
	       finding->service < snapshot->services_count;
}

/* A finding has the sessions of another one, which is no longer listed. */
static void note_heir(struct finding *successor, const struct finding *before)
{
	if (before->is_announced && successor->is_announced &&
		!(successor->events & FINDING_EVENT_BEGAN)) {
		successor->events |= FINDING_EVENT_UPDATED;
	}
	/* It stopped again while a few of the first time were left. */
	if (before->kind == FINDING_COHORT_STOPPED && successor->kind == before->kind &&
		successor->began_after_ms >= before->began_before_ms) {
		successor->flaps =
			successor->flaps > before->flaps ? successor->flaps : before->flaps + 1;
	}
}

static void add_missing(struct history *history, const struct finding_match *match)
{
	for (uint32_t i = 0; i < history->before->count; i++) {
		uint32_t successor = match->heir_of[i];

		if (match->now_of[i] != FINDING_NO_MATCH) {
			continue;
		}
		if (successor != FINDING_NO_MATCH) {
			note_heir(&history->list->list[successor], &history->before->list[i]);
			continue;
		}
		struct finding finding = miss(history, i);
		bool was_over = finding_is_over(&history->before->list[i]);

		if (!has_service(history->snapshot, &finding)) {
			continue;
		}
		if (!was_over || history->snapshot->asof_ms - finding.ended_ms < FINDING_OVER_MS) {
			finding_list_add_empty(history->list, &finding);
		}
	}
}

/* --- All of it ------------------------------------------------------------------------------- */

void finding_history_apply(
	struct finding_list *list, const struct snapshot *snapshot, const struct findings *before)
{
	size_t count = list->count;
	struct history history = {list, snapshot, before,
		is_read(snapshot) && !list->is_partial &&
			!(before && before->asof_ms == snapshot->asof_ms)};
	struct finding_match match = {0};

	list->number = before ? before->number : 0;
	if (before) {
		match = finding_match_all(list, snapshot, before);
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t index = before ? match.before_of[i] : FINDING_NO_MATCH;

		if (index != FINDING_NO_MATCH) {
			proceed(&history, &list->list[i], index);
		} else {
			begin(&history, &list->list[i]);
			note_again(&history, &list->list[i], before ? match.again_of[i] : index);
		}
		note_size(&history, &list->list[i]);
		note_news(&history, &list->list[i],
			index != FINDING_NO_MATCH ? &before->list[index] : NULL);
	}
	if (before) {
		add_missing(&history, &match);
	}
	finding_match_fini(&match);
}

void finding_history_note_read(struct findings *findings, const struct snapshot *snapshot)
{
	const struct poll_status *status = &snapshot->status;

	findings->is_complete = is_read(snapshot);
	findings->has_read_all = status->swept_mono_ms >= 0 &&
				 !(status->is_reconciling && status->reconciled_mono_ms < 0);
}
