/* SPDX-License-Identifier: MIT */
#include "view/advice.h"

#include "list/rounded.h"
#include "units.h"

#include <string.h>

static void append_count(struct buf *out, uint64_t count)
{
	char text[UNITS_TEXT_SIZE];

	units_format_count(count, text);
	buf_puts(out, text);
}

static void append_share(struct buf *out, uint32_t count, uint32_t out_of)
{
	append_count(out, count);
	buf_puts(out, " of ");
	append_count(out, out_of);
}

void advice_append_stopped(
	struct buf *out, const struct cohort *cohort, uint32_t out_of, int64_t asof_ms)
{
	int64_t span_ms = cohort->last_ms - cohort->first_ms;
	int64_t span_s = span_ms / 1000 + (span_ms % 1000 > 0);
	char span[UNITS_TEXT_SIZE], clock[UNITS_TEXT_SIZE];

	if (out_of > 0) {
		append_share(out, cohort->sessions, out_of);
	} else {
		append_count(out, cohort->sessions);
	}
	units_format_interval(span_s > 0 ? span_s * 1000 : 1000, span);
	units_format_clock(cohort->first_ms, asof_ms, clock);
	buf_printf(out, " stopped within %s of %s", span, clock);
	if (cohort->acked > 0) {
		buf_puts(out, ", ");
		append_count(out, cohort->acked);
		buf_puts(out, " acknowledged");
	}
}

/* What a service is judged by. */
struct subject {
	const struct ui *ui;
	const char *service;
	/* without those that are acknowledged */
	const struct summary *summary;
	const struct diagnosis_service *diagnosis;
	/* other services that stopped with it */
	size_t companions;
};

static size_t count_companions(const struct ui *ui, size_t service)
{
	const struct diagnosis_service *services = ui_diagnosis(ui)->services;
	size_t count = 0;

	for (size_t i = 0; i < ui->snapshot->services_count; i++) {
		count += i != service &&
			 cohort_is_simultaneous(&services[service].cohort, &services[i].cohort);
	}
	return count;
}

static struct subject subject_of(const struct ui *ui, size_t service)
{
	return (struct subject){
		.ui = ui,
		.service = ui->snapshot->services[service].name,
		.summary = ui_summary(ui, &ui->snapshot->services[service]),
		.diagnosis = &ui_diagnosis(ui)->services[service],
		.companions = count_companions(ui, service),
	};
}

/* A cohort explains a service only if it is most of what is late there. */
static bool is_explained(const struct diagnosis_service *service)
{
	const struct cohort *cohort = &service->cohort;

	return cohort->sessions > 0 && (cohort->sessions - cohort->acked) * 2 >= service->late;
}

static void say_stopped(const struct subject *subject, struct buf *out)
{
	const struct cohort *cohort = &subject->diagnosis->cohort;
	uint32_t active = subject->summary->active;
	uint32_t late = subject->diagnosis->late + cohort->acked;
	uint32_t run_on = active > late ? active - late : 0;

	advice_append_stopped(out, cohort, active, subject->ui->snapshot->asof_ms);
	if (subject->companions > 0) {
		buf_printf(out, ", %zu more service%s with it: what do they share?",
			subject->companions, subject->companions == 1 ? "" : "s");
	} else if (run_on == 0) {
		buf_puts(out, ", none runs on: its poller, or the service itself?");
	} else {
		buf_puts(out, ", ");
		append_count(out, run_on);
		buf_puts(out, run_on == 1 ? " runs on" : " run on");
		buf_puts(out, ": one worker or shard?");
	}
}

static void say_late(const struct subject *subject, struct buf *out)
{
	char worst[UNITS_TEXT_SIZE];

	units_format_late(subject->summary->worst_late, worst);
	append_share(out, subject->diagnosis->late, subject->summary->active);
	buf_printf(out, " behind, the worst %s, %s", worst,
		subject->diagnosis->late > 1 ? "in no one step: too slow?" : "alone.");
}

/* Late or critical ones that are so for nothing but their errors. */
static uint32_t ill_by_errors(const struct subject *subject)
{
	uint32_t ill =
		subject->summary->states[STATE_CRITICAL] + subject->summary->states[STATE_LATE];

	return ill > subject->diagnosis->late ? ill - subject->diagnosis->late : 0;
}

static void say_errors(const struct subject *subject, struct buf *out)
{
	append_share(out, subject->summary->erroring, subject->summary->sessions);
	buf_puts(out, " err, up to ");
	append_count(out, subject->diagnosis->max_errors);
	buf_puts(out, " times in a row, but are polled: its API or its credentials?");
	if (subject->diagnosis->late > 0) {
		buf_putc(out, ' ');
		append_count(out, subject->diagnosis->late);
		buf_puts(out, " behind besides.");
	}
}

static void say_unpolled(const struct subject *subject, struct buf *out)
{
	append_count(out, subject->summary->states[STATE_NEVER_POLLED]);
	buf_puts(out, " never polled since created: does any worker know of them?");
}

static void say_future(const struct subject *subject, struct buf *out)
{
	append_count(out, subject->summary->states[STATE_FUTURE]);
	buf_puts(out, " polled in the future: a writer's clock is wrong.");
}

static void say_unknown(const struct subject *subject, struct buf *out)
{
	append_count(out, subject->summary->states[STATE_UNKNOWN]);
	buf_puts(out, " cannot be judged: an attribute is missing or unreadable.");
}

/* What explains most of it. */
static void say_what_is_wrong(const struct subject *subject, struct buf *out)
{
	const struct summary *summary = subject->summary;

	if (ill_by_errors(subject) > subject->diagnosis->late) {
		say_errors(subject, out);
	} else if (is_explained(subject->diagnosis)) {
		say_stopped(subject, out);
	} else if (subject->diagnosis->late > 0) {
		say_late(subject, out);
	} else if (summary->states[STATE_NEVER_POLLED] > 0) {
		say_unpolled(subject, out);
	} else if (summary->states[STATE_FUTURE] > 0) {
		say_future(subject, out);
	} else {
		say_unknown(subject, out);
	}
}

void advice_append_finding(const struct ui *ui, size_t service, struct buf *out)
{
	struct subject subject = subject_of(ui, service);

	say_what_is_wrong(&subject, out);
}

static enum role say_all_is_well(const struct ui *ui, struct buf *out)
{
	const struct summary *totals = ui_totals(ui);

	if (!ui->snapshot->status.is_complete) {
		buf_puts(out, "Nothing is wrong in what was read so far.");
		return ROLE_DIM;
	}
	buf_puts(out, "All is well: ");
	append_count(out, totals->states[STATE_ON_TIME]);
	buf_puts(out, " on time, ");
	append_count(out, totals->paused);
	buf_puts(out, " paused.");
	return ROLE_DIM;
}

static enum role say_look_first(const struct ui *ui, struct buf *out)
{
	const struct diagnosis *diagnosis = ui_diagnosis(ui);

	if (ui->snapshot->totals.sessions == 0) {
		return ROLE_DIM;
	}
	if (diagnosis->worst_services_count == 0) {
		return say_all_is_well(ui, out);
	}
	struct subject subject = subject_of(ui, diagnosis->worst_services[0]);

	buf_puts(out, "Look first: ");
	buf_puts(out, subject.service);
	buf_puts(out, ". ");
	say_what_is_wrong(&subject, out);
	return ROLE_TITLE;
}

/* What is counted as unknown because it was not read. */
static enum role say_unfilled(const struct ui *ui, struct buf *out)
{
	uint32_t unfilled = ui->snapshot->status.unfilled;
	char count[UNITS_TEXT_SIZE];

	if (unfilled > 0) {
		rounded_format_count(unfilled, count);
		buf_printf(out, "%s session%s read in part only so far: unknown until then.", count,
			unfilled == 1 ? " is" : "s are");
	}
	return ROLE_DIM;
}

/* What is not counted because it is in no index. */
static void say_unindexed(const struct ui *ui, struct buf *out)
{
	const struct poll_status *status = &ui->snapshot->status;
	char gap[UNITS_TEXT_SIZE];

	if (status->is_reconciling) {
		buf_puts(out, "? Never polled sessions are in no index: a Scan looks for them.");
	} else if (*status->reconcile_refusal) {
		buf_puts(out, "? Never polled ones are not counted: ");
		buf_puts(out, status->reconcile_refusal);
	} else if (status->unindexed > 0) {
		rounded_format_count((double)status->unindexed, gap);
		buf_printf(out,
			"? About %s session%s in no index: never polled? (:reconcile looks)", gap,
			status->unindexed == 1 ? " is" : "s are");
	} else {
		buf_puts(out, "? Never polled sessions are in no index: :reconcile counts them.");
	}
}

/* The same after a Scan: those found are in no index, and how old that is. */
static void say_reconciled(const struct ui *ui, struct buf *out)
{
	const struct poll_status *status = &ui->snapshot->status;
	uint32_t count = ui->snapshot->totals.states[STATE_NEVER_POLLED];
	char age[UNITS_TEXT_SIZE];

	if (count == 0 || status->source == SOURCE_SCAN) {
		return;
	}
	rounded_format_age(ui->now_mono_ms - status->reconciled_mono_ms, 60000, age);
	append_count(out, count);
	buf_printf(
		out, " never polled and in no index (scanned %s ago; :reconcile looks again)", age);
}

static enum role say_never_polled(const struct ui *ui, struct buf *out)
{
	if (!snapshot_knows_never_polled(ui->snapshot)) {
		say_unindexed(ui, out);
	} else {
		say_reconciled(ui, out);
	}
	return ROLE_DIM;
}

void advice_make_notes(const struct ui *ui, struct advice_notes *notes)
{
	static enum role (*const makers[])(const struct ui *ui, struct buf *out) = {
		say_look_first, say_unfilled, say_never_polled};

	_Static_assert(ARRAY_LEN(makers) <= ADVICE_MAX_NOTES, "room for all");

	*notes = (struct advice_notes){0};
	for (size_t i = 0; i < ARRAY_LEN(makers); i++) {
		struct advice_note *note = &notes->list[notes->count];

		note->role = makers[i](ui, &note->text);
		notes->count += note->text.length > 0;
	}
}

void advice_free_notes(struct advice_notes *notes)
{
	for (size_t i = 0; i < notes->count; i++) {
		buf_fini(&notes->list[i].text);
	}
	notes->count = 0;
}

/* What ails it is its errors, and not its age. */
static bool is_by_errors(const struct ui *ui, const struct session *session)
{
	const char *service = ui->snapshot->services[session->service].name;

	return session->error_count > 0 && session_state_info(session->state)->severity > 0 &&
	       !session_is_late(session, settings_limits(ui->settings, service));
}

void advice_service(const struct ui *ui, const struct session *session, struct buf *out)
{
	struct subject subject = subject_of(ui, session->service);
	bool has_stopped = cohort_has(&subject.diagnosis->cohort, session);

	if (is_by_errors(ui, session)) {
		append_share(out, subject.summary->erroring, subject.summary->sessions);
		buf_puts(out, " err");
	} else {
		append_share(out,
			has_stopped ? subject.diagnosis->cohort.sessions : subject.diagnosis->late,
			subject.summary->active);
		buf_puts(out, has_stopped ? " stopped together with it" : " behind");
	}
}

void advice_fleet(const struct ui *ui, const struct session *session, struct buf *out)
{
	struct subject subject = subject_of(ui, session->service);

	if (is_by_errors(ui, session)) {
		append_count(out, ui_totals(ui)->erroring - subject.summary->erroring);
		buf_puts(out, " err in other services");
		return;
	}
	append_count(out, ui_diagnosis(ui)->late - subject.diagnosis->late);
	if (cohort_has(&subject.diagnosis->cohort, session) && subject.companions > 0) {
		buf_printf(out, " behind elsewhere, %zu service%s stopped too", subject.companions,
			subject.companions == 1 ? "" : "s");
	} else {
		buf_puts(out, " behind in other services");
	}
}

/* Of the same user's active ones: how many there are, and how many are ill. */
static void count_others(const struct ui *ui, uint32_t *active, uint32_t *ill)
{
	const struct item_detail *item = ui_item(ui);

	*active = *ill = 0;
	for (size_t i = 0; item && item->has_others && i < item->others_count; i++) {
		const struct session *other = &item->others[i].session;

		*active += other->active != ACTIVE_OFF;
		*ill += session_state_info(other->state)->severity > 0;
	}
}

/* More than one in twenty is no accident. */
static bool is_common(uint32_t count, uint32_t out_of)
{
	return count > 2 && (uint64_t)count * 20 > out_of;
}

void advice_conclusion(const struct ui *ui, const struct session *session, struct buf *out)
{
	struct subject subject = subject_of(ui, session->service);
	uint32_t active, ill;

	count_others(ui, &active, &ill);
	if (session_state_info(session->state)->severity <= 0) {
		buf_puts(out, session->state == STATE_PAUSED ? "it is paused" : "this one is well");
	} else if (cohort_has(&subject.diagnosis->cohort, session)) {
		buf_puts(out, subject.companions > 0
				      ? "several services stopped: what do they share?"
				      : "stopped together: a worker or shard?");
	} else if (active > 0 && ill == active) {
		buf_puts(out, "all of this user's are ill: the account?");
	} else if (is_by_errors(ui, session) &&
		   is_common(subject.summary->erroring, subject.summary->active)) {
		buf_puts(out, "others of the service err too: its API?");
	} else if (subject.diagnosis->late * 2 > subject.summary->active) {
		buf_puts(out, "most of the service: its poller or its API?");
	} else {
		buf_puts(out, "just this one, as far as the table tells");
	}
}
