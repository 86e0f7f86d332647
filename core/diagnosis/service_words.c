/* SPDX-License-Identifier: MIT */
#include "service_words.h"

#include "duration.h"
#include "number.h"
#include "timestamp.h"

static void append_share(struct buf *out, uint32_t count, uint32_t out_of)
{
	number_put_count(out, count);
	buf_puts(out, " of ");
	number_put_count(out, out_of);
}

void service_words_append_cohort(
	struct buf *out, const struct cohort *cohort, uint32_t out_of, int64_t asof_ms)
{
	int64_t span_ms = cohort->last_ms - cohort->first_ms;
	int64_t span_s = span_ms / 1000 + (span_ms % 1000 > 0);
	char span[DURATION_SIZE], clock[TIMESTAMP_SIZE];

	if (out_of > 0) {
		append_share(out, cohort->sessions, out_of);
	} else {
		number_put_count(out, cohort->sessions);
	}
	duration_format_setting(span_s > 0 ? span_s * 1000 : 1000, span);
	timestamp_format_short(cohort->first_ms, asof_ms, clock);
	buf_printf(out, " stopped within %s of %s", span, clock);
	if (cohort->acked > 0) {
		buf_puts(out, ", ");
		number_put_count(out, cohort->acked);
		buf_puts(out, " acknowledged");
	}
}

static void append_stopped(struct buf *out, const struct diagnosis *diagnosis, size_t index)
{
	const struct diagnosis_service *service = &diagnosis->services[index];
	uint32_t active = diagnosis->summaries[index].active;
	uint32_t late = service->late + service->cohort.acked;
	uint32_t polling = active > late ? active - late : 0;
	uint32_t companions = service->companions;

	service_words_append_cohort(out, &service->cohort, active, diagnosis->snapshot->asof_ms);
	if (late > service->cohort.sessions) {
		buf_puts(out, ", ");
		number_put_count(out, late - service->cohort.sessions);
		buf_puts(out, " more behind");
	}
	if (companions > 0) {
		buf_printf(out, ", as did %u other service%s. Likely a shared cause.", companions,
			companions == 1 ? "" : "s");
	} else if (polling == 0) {
		buf_puts(out, ", none still polling. Likely its poller or the service itself.");
	} else {
		buf_puts(out, ", ");
		number_put_count(out, polling);
		buf_puts(out, " still polling. Likely one worker or shard.");
	}
}

static void append_late(struct buf *out, const struct diagnosis *diagnosis, size_t index)
{
	const struct diagnosis_service *service = &diagnosis->services[index];
	const struct summary *summary = &diagnosis->summaries[index];
	char worst[NUMBER_SIZE];

	number_format_late(summary->worst_late, worst);
	append_share(out, service->late, summary->active);
	buf_printf(out, " behind, the worst %s%s", worst,
		service->late > 1 ? ", stopped at different times. Overloaded?" : ".");
}

/* Number of sessions that are late or critical only by their errors. */
static uint32_t count_failing(const struct diagnosis *diagnosis, size_t index)
{
	const uint32_t *states = diagnosis->summaries[index].states;
	uint32_t late = diagnosis->services[index].late;
	uint32_t late_or_failing = states[STATE_CRITICAL] + states[STATE_LATE];

	return late_or_failing > late ? late_or_failing - late : 0;
}

static void append_errors(struct buf *out, const struct diagnosis *diagnosis, size_t index)
{
	const struct diagnosis_service *service = &diagnosis->services[index];
	const struct summary *summary = &diagnosis->summaries[index];

	append_share(out, summary->erroring, summary->sessions - summary->paused);
	buf_puts(out, " have errors, up to ");
	number_put_count(out, service->max_errors);
	buf_puts(out, " in a row, but are still polled. Likely its API or credentials.");
	if (service->late > 0) {
		buf_putc(out, ' ');
		number_put_count(out, service->late);
		buf_puts(out, service->late == 1 ? " is behind." : " are behind.");
	}
}

/* What could not be read, and in how many sessions, so that its writer can be found. */
static void append_unreadable(struct buf *out, const struct snapshot *snapshot, uint32_t service)
{
	uint32_t counts[UNREADABLE_FORMS];
	uint32_t most = snapshot_count_unreadable(snapshot, service, counts);

	if (most == 0) {
		buf_puts(out, " in an unknown state: an attribute is missing or unreadable.");
		return;
	}
	buf_printf(out, " in an unknown state: %s cannot be read (", snapshot->unreadable[most]);
	number_put_count(out, counts[most]);
	buf_puts(out, counts[most] == 1 ? " session)." : " sessions).");
}

/* Services without any late or failing session. */
static void append_other(struct buf *out, const struct diagnosis *diagnosis, size_t index)
{
	const uint32_t *states = diagnosis->summaries[index].states;

	if (states[STATE_NEVER_POLLED] > 0) {
		number_put_count(out, states[STATE_NEVER_POLLED]);
		buf_puts(out, " never polled since creation: does any worker know about them?");
	} else if (states[STATE_FUTURE] > 0) {
		number_put_count(out, states[STATE_FUTURE]);
		buf_puts(out, " with lastPollAt in the future: a writer's clock is wrong.");
	} else {
		number_put_count(out, states[STATE_UNKNOWN]);
		append_unreadable(out, diagnosis->snapshot, (uint32_t)index);
	}
}

/* A cohort explains a service only if it has at least half of the service's late sessions. */
static bool is_explained_by_cohort(const struct diagnosis_service *service)
{
	const struct cohort *cohort = &service->cohort;

	return cohort->sessions > 0 && (cohort->sessions - cohort->acked) * 2 >= service->late;
}

void service_words_append_service(struct buf *out, const struct diagnosis *diagnosis, size_t index)
{
	const struct diagnosis_service *service = &diagnosis->services[index];

	/* Choose the cause that explains most of the sessions. */
	if (count_failing(diagnosis, index) > service->late) {
		append_errors(out, diagnosis, index);
	} else if (is_explained_by_cohort(service)) {
		append_stopped(out, diagnosis, index);
	} else if (service->late > 0) {
		append_late(out, diagnosis, index);
	} else {
		append_other(out, diagnosis, index);
	}
}

static void append_no_problems(struct buf *out, const struct diagnosis *diagnosis)
{
	if (!diagnosis->snapshot->status.is_complete) {
		buf_puts(out, "No problems in what has been read so far.");
		return;
	}
	buf_puts(out, "No problems: ");
	number_put_count(out, diagnosis->totals.states[STATE_ON_TIME]);
	buf_puts(out, " on time, ");
	number_put_count(out, diagnosis->totals.paused);
	buf_puts(out, " paused.");
}

bool service_words_append_first(struct buf *out, const struct diagnosis *diagnosis)
{
	if (diagnosis->totals.sessions == 0) {
		return false;
	}
	if (diagnosis->worst_services_count == 0) {
		append_no_problems(out, diagnosis);
		return false;
	}
	size_t worst = diagnosis->worst_services[0];

	buf_printf(out, "Look first at %s: ", diagnosis->snapshot->services[worst].name);
	service_words_append_service(out, diagnosis, worst);
	return true;
}
