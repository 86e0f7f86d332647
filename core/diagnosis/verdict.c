/* SPDX-License-Identifier: MIT */
/* The verdict: one sentence about the whole fleet. */
#include "diagnosis/finding_time.h"
#include "diagnosis/finding_weight.h"
#include "finding.h"
#include "number.h"

#include <math.h>

/* Findings that one phrase of the verdict counts together. */
enum phrase {
	PHRASE_BEHIND,
	PHRASE_FAILING,
	PHRASE_NEVER,
	PHRASE_AHEAD,
	PHRASE_UNKNOWN,
	PHRASE_PAUSED,
	PHRASE_RESUMED,
	PHRASE_COUNT
};

static const char *const phrases[PHRASE_COUNT] = {"behind", "failing", "never polled",
	"with lastPollAt ahead", "unreadable", "paused by others", "resumed by others"};

static enum phrase phrase_of(enum finding_kind kind)
{
	switch (kind) {
	case FINDING_COHORT_STOPPED:
	case FINDING_SERVICE_LATE:
	case FINDING_USER_BEHIND:
		return PHRASE_BEHIND;
	case FINDING_PROVIDER_FAILING:
		return PHRASE_FAILING;
	case FINDING_NEVER_POLLED:
		return PHRASE_NEVER;
	case FINDING_CLOCK_AHEAD:
		return PHRASE_AHEAD;
	case FINDING_UNKNOWN_DATA:
		return PHRASE_UNKNOWN;
	case FINDING_MASS_PAUSE:
		return PHRASE_PAUSED;
	case FINDING_MASS_RESUME:
		return PHRASE_RESUMED;
	case FINDING_TABLE_TROUBLE:
	case FINDING_KIND_COUNT:
		break;
	}
	return PHRASE_COUNT;
}

struct count {
	/* old: of findings that are, although the first is not */
	uint32_t members, old;
	/* the first finding among them, which matters most; NULL: none */
	const struct finding *first;
};

struct counts {
	struct count by_phrase[PHRASE_COUNT];
	/* findings that have members */
	uint32_t findings;
	/* the first, which matters most; NULL: none */
	const struct finding *first, *trouble;
	/* of the worst; SEVERITY_COUNT: none */
	enum finding_severity severity;
};

static void count_finding(struct count *count, const struct finding *finding, int64_t now_ms)
{
	count->first = count->first ? count->first : finding;
	if (finding_weight_is_old(finding, now_ms) &&
		!finding_weight_is_old(count->first, now_ms)) {
		count->old += finding->members;
	} else {
		count->members += finding->members;
	}
}

static struct counts count_findings(const struct findings *findings)
{
	struct counts counts = {.severity = SEVERITY_COUNT};

	for (size_t i = 0; i < findings->current; i++) {
		const struct finding *finding = &findings->list[i];
		enum phrase phrase = phrase_of(finding->kind);

		if (phrase == PHRASE_COUNT) {
			counts.trouble = finding;
			continue;
		}
		if (finding->members == 0) {
			continue; /* all are acknowledged, or the last refresh did not show it */
		}
		count_finding(&counts.by_phrase[phrase], finding, findings->asof_ms);
		counts.first = counts.first ? counts.first : finding;
		counts.severity =
			finding->severity < counts.severity ? finding->severity : counts.severity;
		counts.findings++;
	}
	return counts;
}

/*
 * " since 08:05:58Z", and of which finding: " (slack since 08:05:58Z)", or if there are others,
 * " (slack: 20 since 08:05:58Z)".
 */
static void put_since(
	struct buf *out, const struct snapshot *snapshot, const struct count *count, bool is_named)
{
	const struct finding *first = count->first;
	bool is_part = first->members < count->members;

	if (first->began_after_ms == SESSION_NO_TIME || phrase_of(first->kind) > PHRASE_FAILING) {
		return;
	}
	buf_puts(out, is_named || is_part ? " (" : "");
	if (is_named) {
		finding_put_scope(out, snapshot, first);
		buf_puts(out, is_part ? ": " : "");
	}
	if (is_part) {
		number_put_count(out, first->members);
	}
	finding_time_put_since(out, first, snapshot->asof_ms);
	buf_puts(out, is_named || is_part ? ")" : "");
}

/* Three phrases or more are short, for a line of 80 columns: only the first has a time, no name. */
static void put_phrases(
	struct buf *out, const struct snapshot *snapshot, const struct counts *counts)
{
	size_t total = 0, put = 0;

	for (int i = 0; i < PHRASE_COUNT; i++) {
		total += counts->by_phrase[i].members > 0;
	}
	for (int i = 0; i < PHRASE_COUNT; i++) {
		const struct count *count = &counts->by_phrase[i];

		if (count->members == 0) {
			continue;
		}
		buf_puts(out, put > 0 ? ", " : "");
		number_put_count(out, count->members);
		if (put == 0 && total < 3) {
			buf_puts(out, count->members == 1 ? " session" : " sessions");
		}
		buf_printf(out, " %s", phrases[i]);
		if (put == 0 || total < 3) {
			put_since(out, snapshot, count, total < 3);
		}
		if (count->old > 0) {
			buf_puts(out, ", ");
			number_put_count(out, count->old);
			buf_puts(out, " older");
		}
		put++;
	}
}

static void put_incidents(
	struct buf *out, const struct snapshot *snapshot, const struct counts *counts)
{
	if (counts->findings == 1) {
		finding_put_scope(out, snapshot, counts->first);
		buf_puts(out, ": ");
		finding_put_stable_fact(out, snapshot, counts->first);
		return;
	}
	buf_printf(out, "%u incidents: ", counts->findings);
	put_phrases(out, snapshot, counts);
}

static void put_well(struct buf *out, const struct snapshot *snapshot, const struct summary *totals)
{
	uint32_t on_time = totals->states[STATE_ON_TIME];

	if (totals->sessions == 0) {
		buf_puts(out, "The table has no sessions");
		return;
	}
	if (on_time > 0) {
		buf_puts(out, !snapshot_has_all(snapshot) ? "So far, all "
			      : totals->acknowledged > 0  ? "All other "
							  : "All ");
		number_put_count(out, on_time);
		buf_puts(out, " sessions are on time");
	} else {
		buf_puts(out, "No session is active");
	}
	if (totals->erroring > 0) {
		buf_puts(out, ", ");
		number_put_count(out, totals->erroring);
		buf_puts(out, totals->erroring == 1 ? " has errors" : " have errors");
	}
	if (totals->paused > 0) {
		buf_puts(out, ", ");
		number_put_count(out, totals->paused);
		buf_puts(out, " paused");
	}
	if (totals->acknowledged > 0) {
		buf_puts(out, ", ");
		number_put_count(out, totals->acknowledged);
		buf_puts(out, " acknowledged");
	}
}

static void put_overdue(struct buf *out, const struct findings *findings)
{
	number_put_count(out, findings->overdue);
	buf_puts(out, findings->overdue == 1 ? " session overdue" : " sessions overdue");
	if (!isnan(findings->overdue_worst_late)) {
		char worst[NUMBER_SIZE];

		number_format_late(findings->overdue_worst_late, worst);
		buf_printf(out, ", worst %s", worst);
	}
}

/* Before everything has been read once. */
static void put_reading(
	struct buf *out, const struct findings *findings, const struct summary *totals)
{
	uint32_t unhealthy = totals->states[STATE_CRITICAL] + totals->states[STATE_LATE];

	buf_puts(out, "Reading the table");
	if (totals->sessions == 0) {
		return;
	}
	buf_puts(out, ": ");
	number_put_count(out, totals->sessions);
	buf_puts(out, totals->sessions == 1 ? " session" : " sessions");
	if (findings->overdue > 0) {
		buf_puts(out, ", ");
		number_put_count(out, findings->overdue);
		buf_puts(out, " behind");
	}
	if (unhealthy > 0) {
		buf_puts(out, ", ");
		number_put_count(out, unhealthy);
		buf_puts(out, " late or critical");
	}
	buf_puts(out, " so far");
}

/* Reading fails: what is known is as old as the last read. */
static void put_failure(
	struct buf *out, const struct snapshot *snapshot, const struct counts *counts)
{
	if (snapshot->asof_ms == 0) {
		buf_printf(out, "The table cannot be read: %s", snapshot->error.text);
		return;
	}
	buf_puts(out, "No data since ");
	finding_time_put(out, snapshot->asof_ms, snapshot->asof_ms);
	buf_printf(out, ": %s", snapshot->error.text);
	if (counts->findings > 0) {
		buf_puts(out, "; until then ");
		put_incidents(out, snapshot, counts);
	}
}

enum finding_severity finding_put_verdict(struct buf *out, const struct snapshot *snapshot,
	const struct findings *findings, const struct summary *totals)
{
	const struct counts counts = count_findings(findings);
	enum finding_severity severity = SEVERITY_COUNT;

	if (snapshot->error.kind != ERROR_NONE) {
		put_failure(out, snapshot, &counts);
		severity = counts.trouble ? counts.trouble->severity : SEVERITY_WARNING;
	} else if (findings->is_partial) {
		put_reading(out, findings, totals);
	} else if (counts.findings > 0) {
		put_incidents(out, snapshot, &counts);
	} else if (findings->overdue > 0) {
		put_overdue(out, findings);
		severity = SEVERITY_INFO;
	} else {
		put_well(out, snapshot, totals);
		severity = counts.trouble ? counts.trouble->severity : SEVERITY_COUNT;
	}
	severity = counts.severity < severity ? counts.severity : severity;
	if (counts.trouble && snapshot->error.kind == ERROR_NONE &&
		counts.trouble->severity < SEVERITY_INFO) {
		buf_printf(out, "; %s", counts.trouble->detail);
	}
	buf_putc(out, '.');
	return severity;
}
