/* SPDX-License-Identifier: MIT */
/* When findings began, and by how much a clock is ahead. */
#include "base.h"
#include "diagnosis/drafts.h"

#include <math.h>
#include <stdlib.h>

/* An error older than this tells nothing about when the errors began. */
#define MOST_ERRORS_MS (INT64_C(400) * 86400000)

static void set_began(struct finding *finding, const struct bracket *bracket)
{
	finding->began_after_ms = bracket->after_ms;
	finding->began_before_ms = bracket->before_ms;
}

/*
 * Found by this refresh, so it began after the one before; unknown for the first refresh. What goes
 * on keeps its beginning.
 */
static void set_found(const struct drafts *drafts, struct draft *draft)
{
	if (draft->before || !drafts->before || drafts->before->is_partial) {
		return;
	}
	draft->finding.began_after_ms = drafts->before->asof_ms;
	draft->finding.began_before_ms = drafts->snapshot->asof_ms;
}

/* --- Errors ---------------------------------------------------------------------------------- */

/*
 * The session has failed at each poll since; each may have been late as usual. Nothing is known
 * without an interval.
 */
static struct bracket failing_since(const struct snapshot *snapshot, const struct session *session)
{
	int64_t polls_ms = (int64_t)session->error_count * session->interval_ms;

	if (session->polled_at_ms == SESSION_NO_TIME || polls_ms == 0 ||
		polls_ms > MOST_ERRORS_MS) {
		return (struct bracket){SESSION_NO_TIME, SESSION_NO_TIME};
	}
	int64_t delays_ms = session->error_count * suspects_delay_ms(snapshot, session);

	return (struct bracket){session->polled_at_ms - polls_ms - delays_ms,
		session->polled_at_ms - polls_ms + session->interval_ms};
}

/* The brackets of each draft's failing members, one draft after the other; where each ends. */
static struct bracket *gather_errors(const struct drafts *drafts, size_t *ends)
{
	struct bracket *brackets =
		base_realloc(NULL, drafts->suspects.count + 1, sizeof(*brackets));
	size_t begin = 0;

	for (size_t i = 0; i < drafts->count; i++) {
		ends[i] = begin;
		begin += drafts->list[i].finding.members;
	}
	for (size_t i = 0; i < drafts->suspects.count; i++) {
		const struct suspect *suspect = &drafts->suspects.list[i];
		const struct session *session = &drafts->snapshot->sessions[suspect->row];

		if (suspect->owner == SUSPECT_FREE || !suspect->is_failing) {
			continue;
		}
		struct bracket since = failing_since(drafts->snapshot, session);

		if (since.after_ms != SESSION_NO_TIME) {
			brackets[ends[suspect->owner]++] = since;
		}
	}
	return brackets;
}

/* What goes on keeps its beginning, which later errors may tell more exactly. */
static void narrow_failing(struct draft *draft, const struct bracket *brackets, size_t count)
{
	struct stop_window window = stop_window_find(brackets, count);
	struct bracket began = {draft->finding.began_after_ms, draft->finding.began_before_ms};

	if (window.brackets == 0) {
		return;
	}
	if (!draft->before) {
		began = window.bracket;
	} else if (began.after_ms != SESSION_NO_TIME && bracket_overlaps(&began, &window.bracket)) {
		bracket_narrow(&began, &window.bracket);
	}
	set_began(&draft->finding, &began);
}

static void set_failing(const struct drafts *drafts)
{
	size_t *ends = base_calloc(drafts->count + 1, sizeof(*ends));
	struct bracket *brackets = gather_errors(drafts, ends);
	size_t begin = 0;

	for (size_t i = 0; i < drafts->count; i++) {
		struct finding *finding = &drafts->list[i].finding;

		if (finding->kind == FINDING_PROVIDER_FAILING) {
			narrow_failing(&drafts->list[i], brackets + begin, ends[i] - begin);
		}
		begin += finding->members;
	}
	free(brackets);
	free(ends);
}

/* --- Sessions that are behind, one by one ----------------------------------------------------- */

static struct draft *late_draft_of(const struct drafts *drafts, const struct suspect *suspect)
{
	struct draft *draft = suspect->owner == SUSPECT_FREE ? NULL : &drafts->list[suspect->owner];
	bool is_late = draft && draft->finding.kind == FINDING_SERVICE_LATE;

	return is_late && suspect->is_overdue ? draft : NULL;
}

/*
 * It began when the member stopped that is behind for the longest time, or when all may have
 * stopped. A slow service polls each now and then, so that its beginning would move.
 */
static void set_late_beginning(struct draft *draft)
{
	struct finding *finding = &draft->finding;
	bool is_slow = draft->before && finding_is_slow(draft->before);

	finding->is_simultaneous = draft->shared.after_ms < draft->shared.before_ms;
	if (finding->is_simultaneous) {
		draft->first = draft->shared;
	} else if (finding->is_dead) {
		finding->latest_ms = draft->shared.after_ms;
	}
	if (!is_slow || draft->first.after_ms < finding->began_after_ms) {
		set_began(finding, &draft->first);
	}
}

static void set_late(const struct drafts *drafts)
{
	for (size_t i = 0; i < drafts->suspects.count; i++) {
		const struct suspect *suspect = &drafts->suspects.list[i];
		struct draft *draft = late_draft_of(drafts, suspect);

		if (!draft) {
			continue;
		}
		bool is_first = !draft->has_times;

		if (is_first || suspect->stopped.after_ms < draft->first.after_ms) {
			draft->first = suspect->stopped;
		}
		if (is_first) {
			draft->shared = suspect->stopped;
		} else {
			bracket_narrow(&draft->shared, &suspect->stopped);
		}
		draft->has_times = true;
	}
	for (size_t i = 0; i < drafts->count; i++) {
		if (drafts->list[i].has_times) {
			set_late_beginning(&drafts->list[i]);
		}
	}
}

/* --- Sessions without a usable lastPollAt ---------------------------------------------------- */

/* They should have been polled within an interval of their creation. */
static void add_never_polled(struct finding *finding, const struct session *session)
{
	int64_t created_ms = session_created_at_ms(session);

	if (created_ms != SESSION_NO_TIME && (finding->began_after_ms == SESSION_NO_TIME ||
						     created_ms < finding->began_after_ms)) {
		finding->began_after_ms = created_ms;
		finding->began_before_ms = created_ms + session->interval_ms;
	}
}

/* The last poll was at most now, so the clock is ahead by at least that much. */
static void add_ahead(struct finding *finding, const struct session *session)
{
	int64_t age_ms;

	if (session_age(session, session_asof_ms(session), &age_ms) && age_ms < 0 &&
		age_ms > -INT64_MAX && -age_ms > finding->offset_ms) {
		finding->offset_ms = -age_ms;
	}
}

void drafts_set_began(struct drafts *drafts)
{
	for (size_t i = 0; i < drafts->count; i++) {
		struct draft *draft = &drafts->list[i];

		if (draft->finding.kind == FINDING_NEVER_POLLED) {
			draft->finding.began_after_ms = draft->finding.began_before_ms =
				SESSION_NO_TIME;
		} else if (draft->finding.kind == FINDING_CLOCK_AHEAD ||
			   draft->finding.kind == FINDING_UNKNOWN_DATA) {
			set_found(drafts, draft);
		}
		/* The largest value seen is the closest. */
		if (draft->finding.kind == FINDING_CLOCK_AHEAD && draft->before) {
			draft->finding.offset_ms = draft->before->offset_ms;
		}
	}
	for (size_t i = 0; i < drafts->suspects.count; i++) {
		const struct suspect *suspect = &drafts->suspects.list[i];
		const struct session *session = &drafts->snapshot->sessions[suspect->row];

		if (suspect->owner == SUSPECT_FREE) {
			continue;
		}
		struct finding *finding = &drafts->list[suspect->owner].finding;

		if (finding->kind == FINDING_NEVER_POLLED) {
			add_never_polled(finding, session);
		} else if (finding->kind == FINDING_CLOCK_AHEAD) {
			add_ahead(finding, session);
		}
	}
	set_late(drafts);
	set_failing(drafts);
}
