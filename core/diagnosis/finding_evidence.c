/* SPDX-License-Identifier: MIT */
/* What supports a finding, and the likely cause. */
#include "diagnosis/finding_size.h"
#include "diagnosis/finding_time.h"
#include "duration.h"
#include "finding.h"
#include "number.h"

#include <string.h>

#define MINUTE_MS INT64_C(60000)

static void put_still_polling(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	size_t length = out->length;
	/* It was there before the others stopped, too: that they did says nothing about it. */
	bool is_among = finding->others_behind > finding->members + finding->acked;

	if (finding->still_polling > 0) {
		number_put_count(out, finding->still_polling);
		buf_puts(out, finding->is_whole ? " polled since then" : " still polling");
	} else if (!is_among) {
		buf_puts(out, "None still polling");
	}
	if (finding->not_due > 0) {
		buf_puts(out, out->length > length ? ", " : "");
		number_put_count(out, finding->not_due);
		buf_puts(out, " more due by ");
		finding_time_put(out, finding->not_due_until_ms, snapshot->asof_ms);
	}
	if (finding->others_behind > 0) {
		buf_puts(out, out->length > length ? ", " : "");
		number_put_count(out, finding->others_behind);
		buf_puts(out, finding->others_behind == 1 ? " other behind" : " others behind");
	}
	buf_puts(out, ". ");
}

static const char *stopped_cause(const struct finding *finding)
{
	if (finding->service == FINDING_NO_SERVICE) {
		return "Likely a shared cause.";
	}
	return finding->is_whole ? "Likely its poller or the service itself."
				 : "Likely one worker or shard.";
}

static void put_stopped_evidence(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	put_still_polling(out, snapshot, finding);
	buf_puts(out, stopped_cause(finding));
}

/* Active sessions of the services that its members are in, without its own. */
static uint32_t count_others(const struct snapshot *snapshot, const struct finding *finding)
{
	uint32_t others = 0;

	if (finding->service != FINDING_NO_SERVICE) {
		return snapshot->services[finding->service].summary.active - finding->members -
		       finding->acked;
	}
	/* A user has one session in a service. The rows of acknowledged ones are not known. */
	for (uint32_t i = 0; i < finding->members; i++) {
		uint32_t service = snapshot->sessions[finding->rows[i]].service;

		others += snapshot->services[service].summary.active - 1;
	}
	return others;
}

/* What the other sessions of its services do. Nothing is said of what has not been read. */
static void put_others(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	uint32_t others = count_others(snapshot, finding);

	/* Where most are fine, that is the news: the rest may well have findings of their own. */
	if (finding->others_behind > 0 && finding->others_behind < others / 4 &&
		snapshot_has_all(snapshot)) {
		number_put_count(out, others - finding->others_behind);
		buf_puts(out, " of ");
		number_put_count(out, others);
		buf_puts(out, " others are fine. ");
	} else if (finding->others_behind > 0) {
		number_put_count(out, finding->others_behind);
		buf_puts(out, " of ");
		number_put_count(out, others);
		buf_puts(out, finding->others_behind == 1 ? " others is behind or failing, too. "
							  : " others are behind or failing, too. ");
	} else if (snapshot_has_all(snapshot) && others > 0) {
		buf_puts(out, "The other ");
		number_put_count(out, others);
		buf_puts(out, finding->service == FINDING_NO_SERVICE ? " in its services" : "");
		buf_puts(out, others == 1 ? " is fine. " : " are fine. ");
	}
}

static void put_user_evidence(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	if (finding->not_due > 0) {
		number_put_count(out, finding->not_due);
		buf_puts(out, " more due by ");
		finding_time_put(out, finding->not_due_until_ms, snapshot->asof_ms);
		buf_puts(out, ". ");
	}
	put_others(out, snapshot, finding);
	buf_puts(out, "Likely the account or its credentials.");
}

static void put_late_evidence(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	char worst[NUMBER_SIZE];

	number_format_late(finding->worst_late, worst);
	if (finding_size_is_single(finding)) {
		put_others(out, snapshot, finding);
		buf_printf(out, "Last polled %s its interval ago.", worst);
	} else if (!finding->is_dead) {
		buf_printf(out, "Worst: %s its interval%s", worst,
			finding_is_slow(finding) ? ". Still polled, but too slowly: overloaded?"
						 : ".");
	}
}

static void put_failing_evidence(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	if (!finding_size_is_single(finding)) {
		number_put_count(out, finding->errors);
		buf_puts(out, " errors in total. ");
	}
	if (finding->few_errors > 0) {
		number_put_count(out, finding->few_errors);
		buf_puts(out, finding->few_errors == 1 ? " more has" : " more have");
		buf_puts(out, " fewer errors. ");
	}
	if (finding->service == FINDING_NO_SERVICE || finding_size_is_single(finding)) {
		put_others(out, snapshot, finding);
		buf_puts(out, "Likely the account or its credentials.");
	} else {
		buf_puts(out, "Likely its API or credentials.");
	}
}

static void put_never_evidence(struct buf *out, const struct snapshot *snapshot)
{
	const struct poll_status *status = &snapshot->status;
	char age[DURATION_SIZE];

	if (!snapshot_knows_never_polled(snapshot)) {
		buf_puts(out, "More may follow: the table has not been scanned yet. ");
	} else if (!poll_source_is_table(status->source)) {
		duration_format_setting((snapshot->asof_mono_ms - status->reconciled_mono_ms) /
						MINUTE_MS * MINUTE_MS,
			age);
		buf_printf(out, "Table scanned %s ago. ", strcmp(age, "0s") == 0 ? "<1m" : age);
	}
	buf_puts(out, "Likely not assigned to a worker.");
}

/* What is known about its end: "Ended at 08:19:20Z after 13m. 3 were paused." */
static void put_end(struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	char text[DURATION_SIZE];

	buf_puts(out, "Ended at ");
	finding_time_put(out, finding->ended_ms, snapshot->asof_ms);
	if (finding->began_before_ms != SESSION_NO_TIME) {
		finding_time_format_rounded(finding->ended_ms - finding->began_before_ms, text);
		buf_printf(out, " after %s", text);
	}
	buf_putc(out, '.');
	if (finding->paused > 0) {
		buf_putc(out, ' ');
		number_put_count(out, finding->paused);
		buf_puts(out, finding->paused == 1 ? " was paused." : " were paused.");
	}
}

/* Of an incident without members: figures about them would be about nothing. */
static void put_last_cause(struct buf *out, const struct finding *finding)
{
	if (finding->kind == FINDING_COHORT_STOPPED) {
		buf_puts(out, finding_is_over(finding) ? " " : "");
		buf_puts(out, stopped_cause(finding));
	}
}

void finding_put_evidence(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding)
{
	if (finding_is_over(finding)) {
		put_end(out, snapshot, finding);
	}
	if (finding_is_over(finding) || finding_size_is_missed(finding)) {
		put_last_cause(out, finding);
		return;
	}
	switch (finding->kind) {
	case FINDING_COHORT_STOPPED:
		put_stopped_evidence(out, snapshot, finding);
		break;
	case FINDING_SERVICE_LATE:
		put_late_evidence(out, snapshot, finding);
		break;
	case FINDING_PROVIDER_FAILING:
		put_failing_evidence(out, snapshot, finding);
		break;
	case FINDING_USER_BEHIND:
		put_user_evidence(out, snapshot, finding);
		break;
	case FINDING_NEVER_POLLED:
		put_never_evidence(out, snapshot);
		break;
	case FINDING_CLOCK_AHEAD:
		buf_puts(out, "Likely a writer's fast clock, which hides lateness.");
		break;
	case FINDING_UNKNOWN_DATA:
		if (*finding->detail) {
			buf_printf(out, "Most often %s.", finding->detail);
		}
		break;
	case FINDING_MASS_PAUSE:
	case FINDING_MASS_RESUME:
	case FINDING_TABLE_TROUBLE:
	case FINDING_KIND_COUNT:
		break;
	}
}
