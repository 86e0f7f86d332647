/* SPDX-License-Identifier: MIT */
/* What a finding is, and its words. How findings develop is in tests/scenario. */
#include "finding.h"

#include "diagnosis.h"
#include "diagnosis/finding_weight.h"
#include "kit/rounds.h"
#include "peers.h"
#include "summary.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ASOF_MS   INT64_C(1790070432000) /* 2026-09-22T09:47:12Z */
#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)

enum { SERVICES = 4, SESSIONS = 400 };

static const struct settings settings = {.limits = SESSION_THRESHOLDS_DEFAULT};

/* A fleet that is made session by session, and its snapshot. */
struct stage {
	struct service_summary services[SERVICES];
	struct session sessions[SESSIONS];
	char users[SESSIONS][16];
	struct snapshot snapshot;
	struct findings *findings;
};

static void begin(struct stage *stage)
{
	static const char *const names[SERVICES] = {"slack", "gmail", "github", "notion"};

	*stage = (struct stage){0};
	for (int i = 0; i < SERVICES; i++) {
		stage->services[i].name = names[i];
	}
	stage->snapshot = (struct snapshot){.asof_ms = ASOF_MS,
		.asof_mono_ms = 10 * MINUTE_MS,
		.sessions = stage->sessions,
		.services = stage->services,
		.services_count = SERVICES,
		.status = {.source = SOURCE_ACTIVE_INDEX,
			.is_complete = true,
			.swept_mono_ms = 0,
			.reconciled_mono_ms = 3 * MINUTE_MS}};
}

/* An active session, last polled age_ms ago. Returns it, to be changed. */
static struct session *add(
	struct stage *stage, uint32_t service, int user, int64_t interval_s, int64_t age_s)
{
	size_t row = stage->snapshot.sessions_count++;
	struct session *session = &stage->sessions[row];

	snprintf(stage->users[row], sizeof(stage->users[row]), "u-%d", user);
	*session = (struct session){.user_id = stage->users[row],
		.polled_at_ms = ASOF_MS - age_s * SECOND_MS,
		.created_at_s = (uint32_t)(ASOF_MS / 1000 - 86400),
		.asof_s = (uint32_t)(ASOF_MS / 1000),
		.interval_ms = (uint32_t)(interval_s * SECOND_MS),
		.service = service,
		.active = ACTIVE_ON};
	return session;
}

/* Sessions that are on time: of users from 1000 on. */
static void add_healthy(struct stage *stage, uint32_t service, int count)
{
	for (int i = 0; i < count; i++) {
		add(stage, service, 1000 + i, 60, 1 + i * 59 / count);
	}
}

/* Sessions with intervals of 20 to 120 s that stopped that long ago; their polls were spread. */
static void add_stopped(struct stage *stage, uint32_t service, int count, int64_t ago_s)
{
	static const int64_t intervals_s[] = {20, 60, 120, 30};

	for (int i = 0; i < count; i++) {
		int64_t interval_s = intervals_s[i % 4];

		add(stage, service, i, interval_s, ago_s + 1 + i * 7 % (interval_s - 2));
	}
}

static const struct findings *find(struct stage *stage)
{
	struct snapshot *snapshot = &stage->snapshot;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		struct session *session = &stage->sessions[i];

		session->state = (uint8_t)session_state_at(session, &settings.limits, ASOF_MS);
	}
	summary_fill(snapshot->sessions, snapshot->sessions_count, stage->services, SERVICES,
		&snapshot->totals);
	snapshot->diagnosis = diagnosis_new(snapshot, &settings);
	snapshot->findings = stage->findings = findings_new(snapshot, NULL);
	return stage->findings;
}

static void end(struct stage *stage)
{
	findings_free(stage->findings);
	diagnosis_free((struct diagnosis *)(uintptr_t)stage->snapshot.diagnosis);
}

static void assert_words(const struct stage *stage, const struct finding *finding, const char *fact,
	const char *evidence)
{
	struct buf text = {0};

	finding_put_scope(&text, &stage->snapshot, finding);
	buf_puts(&text, ": ");
	finding_put_fact(&text, &stage->snapshot, finding);
	assert_string_equal(buf_text(&text), fact);
	buf_clear(&text);
	finding_put_evidence(&text, &stage->snapshot, finding);
	assert_string_equal(buf_text(&text), evidence);
	buf_fini(&text);
}

static void assert_conclusion(
	const struct stage *stage, const struct session *session, const char *words)
{
	struct buf text = {0};

	peers_append_conclusion(&text, stage->snapshot.diagnosis, session, NULL);
	assert_string_equal(buf_text(&text), words);
	buf_fini(&text);
}

static void assert_verdict(
	const struct stage *stage, enum finding_severity severity, const char *words)
{
	struct buf text = {0};

	assert_int_equal(finding_put_verdict(
				 &text, &stage->snapshot, stage->findings, &stage->snapshot.totals),
		severity);
	assert_string_equal(buf_text(&text), words);
	buf_fini(&text);
}

/* The only current finding. */
static const struct finding *only(const struct findings *findings, enum finding_kind kind)
{
	assert_int_equal(findings->current, 1);
	assert_int_equal(findings->list[0].kind, kind);
	return &findings->list[0];
}

/* --- Each kind ------------------------------------------------------------------------------- */

static void test_all_is_well(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 60);
	add_healthy(&stage, 1, 40);
	add(&stage, 2, 7, 20, 3600)->active = ACTIVE_OFF;
	assert_int_equal(find(&stage)->current, 0);
	assert_int_equal(stage.findings->overdue, 0);
	assert_verdict(&stage, SEVERITY_COUNT, "All 100 sessions are on time, 1 paused.");
	end(&stage);
}

/* A session past its due time is no finding yet, but all is not well. */
static void test_overdue(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 60);
	add(&stage, 0, 1, 60, 80);
	add(&stage, 0, 2, 60, 70);
	assert_int_equal(find(&stage)->current, 0);
	assert_int_equal(stage.findings->overdue, 1);
	assert_verdict(&stage, SEVERITY_INFO, "1 session overdue, worst 1.3x.");
	end(&stage);
}

static void test_cohort(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 53);
	add_stopped(&stage, 0, 20, 240);
	/* Not polled since, and not due yet: 300 s. */
	add(&stage, 0, 30, 300, 242);
	add(&stage, 0, 31, 300, 250);
	const struct finding *cohort = only(find(&stage), FINDING_COHORT_STOPPED);

	assert_int_equal(cohort->members, 20);
	assert_int_equal(cohort->of, 75);
	assert_int_equal(cohort->users, 20);
	assert_int_equal(cohort->service, 0);
	assert_int_equal(cohort->still_polling, 53);
	assert_int_equal(cohort->not_due, 2);
	assert_int_equal(cohort->others_behind, 0);
	assert_int_equal(cohort->severity, SEVERITY_CRITICAL);
	assert_true(cohort->began_after_ms < ASOF_MS - 240 * SECOND_MS);
	assert_true(cohort->began_before_ms >= ASOF_MS - 240 * SECOND_MS);
	assert_words(&stage, cohort, "slack: 20 of 75 stopped between 09:43:11Z and 09:43:21Z",
		"53 still polling, 2 more due by 09:48:10Z. Likely one worker or shard.");
	assert_verdict(&stage, SEVERITY_CRITICAL,
		"slack: 20 of 75 stopped between 09:43:11Z and 09:43:21Z.");
	end(&stage);
}

/* The second due time has passed, the grace period has not: too early to be late. */
/* Sessions that were never polled, or whose interval is not known, are not behind. */
static void test_cohort_beside_unknown(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 50);
	add_stopped(&stage, 0, 20, 240);
	add(&stage, 0, 40, 60, 0)->polled_at_ms = SESSION_NO_TIME;
	add(&stage, 0, 41, 0, 300);
	const struct findings *findings = find(&stage);

	assert_int_equal(findings->list[0].kind, FINDING_COHORT_STOPPED);
	assert_int_equal(findings->list[0].others_behind, 0);
	assert_words(&stage, &findings->list[0],
		"slack: 20 of 72 stopped between 09:43:11Z and 09:43:21Z",
		"50 still polling. Likely one worker or shard.");
	end(&stage);
}

static void test_young_cohort(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 40);
	for (int i = 0; i < 6; i++) {
		add(&stage, 0, i, 20, 41 + i);
	}
	const struct finding *cohort = only(find(&stage), FINDING_COHORT_STOPPED);

	assert_true(cohort->is_young);
	assert_int_equal(cohort->late + cohort->critical, 0);
	assert_words(&stage, cohort,
		"slack: 6 of 46 overdue, stopped between 09:46:31Z and 09:46:48Z",
		"17 still polling, 23 more due by 09:47:46Z. Likely one worker or shard.");
	end(&stage);
}

static void test_whole_service(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 1, 30);
	add_stopped(&stage, 0, 20, 300);
	assert_words(&stage, only(find(&stage), FINDING_COHORT_STOPPED),
		"slack: all 20 stopped between 09:42:11Z and 09:42:21Z",
		"None still polling. Likely its poller or the service itself.");
	end(&stage);
}

/* One instant, one cause: one finding. A single late session elsewhere is not part of it. */
static void test_several_services(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	for (uint32_t i = 0; i < 3; i++) {
		add_healthy(&stage, i, 40);
	}
	add_stopped(&stage, 0, 20, 240);
	add_stopped(&stage, 1, 12, 240);
	add(&stage, 2, 90, 60, 3000);
	const struct findings *findings = find(&stage);

	assert_int_equal(findings->current, 2);
	assert_int_equal(findings->list[0].service, FINDING_NO_SERVICE);
	assert_int_equal(findings->list[0].services, 2);
	assert_int_equal(findings->list[0].members, 32);
	assert_int_equal(findings->list[0].of, 112);
	assert_words(&stage, &findings->list[0],
		"2 services: 32 of 112 stopped between 09:43:11Z and 09:43:21Z",
		"80 still polling. Likely a shared cause.");
	assert_int_equal(findings->list[1].service, 2);
	assert_words(&stage, &findings->list[1], "github: only u-90 behind since 08:57:12Z",
		"The other 40 are fine. Last polled 50.0x its interval ago.");
	assert_verdict(&stage, SEVERITY_CRITICAL,
		"2 incidents: 33 sessions behind (2 services: 32 since 09:43:11Z).");
	end(&stage);
}

/* What began in the last hours and is large comes before few that are critical, and old ones. */
static void test_order(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	for (uint32_t i = 0; i < 3; i++) {
		add_healthy(&stage, i, 40);
	}
	add_stopped(&stage, 0, 20, 70);
	add_stopped(&stage, 1, 4, 1800);
	add_stopped(&stage, 2, 60, 200000);
	const struct findings *findings = find(&stage);

	assert_int_equal(findings->current, 3);
	assert_int_equal(findings->list[0].service, 0);
	assert_true(findings->list[0].severity > findings->list[1].severity);
	assert_int_equal(findings->list[1].service, 2);
	assert_int_equal(findings->list[2].service, 1);
	assert_verdict(&stage, SEVERITY_CRITICAL,
		"3 incidents: 19 sessions behind (slack: 15 since 09:46:01Z), 60 older.");
	end(&stage);
}

static void test_user(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	for (uint32_t i = 0; i < SERVICES; i++) {
		add_healthy(&stage, i, 40);
		add(&stage, i, 7, i == 3 ? 900 : 60, 400 + 5 * i);
	}
	const struct finding *user = only(find(&stage), FINDING_USER_BEHIND);

	assert_string_equal(user->user_id, "u-7");
	assert_int_equal(user->members, 3);
	assert_int_equal(user->of, 4);
	assert_int_equal(user->users, 1);
	assert_words(&stage, user, "user u-7: 3 of its 4 sessions behind since 09:40:22Z",
		"1 more due by 09:55:17Z. The other 120 in its services are fine. "
		"Likely the account or its credentials.");
	assert_conclusion(&stage, &stage.sessions[user->rows[0]],
		"3 of the 4 sessions of this user are behind: likely the account");
	end(&stage);
}

/* A user with one session that is on time is not the cause. */
static void test_user_with_a_healthy_session(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	for (uint32_t i = 0; i < SERVICES; i++) {
		add_healthy(&stage, i, 40);
		add(&stage, i, 7, 60, i == 3 ? 20 : 400 + 50 * i);
	}
	const struct findings *findings = find(&stage);

	assert_int_equal(findings->current, 1);
	assert_int_equal(findings->list[0].kind, FINDING_SERVICE_LATE);
	end(&stage);
}

static void test_provider(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 2, 69);
	for (int i = 0; i < 27; i++) {
		/* The errors began 600 s ago. */
		add(&stage, 2, i, 60, 5 + i)->error_count = (595 - i) / 60 + 1;
	}
	const struct finding *failing = only(find(&stage), FINDING_PROVIDER_FAILING);

	assert_int_equal(failing->members, 27);
	assert_int_equal(failing->failing, 27);
	assert_int_equal(failing->errors, 27 * 10);
	assert_true(failing->began_after_ms < ASOF_MS - 600 * SECOND_MS);
	assert_true(failing->began_before_ms >= ASOF_MS - 600 * SECOND_MS);
	assert_words(&stage, failing,
		"github: 27 of 96 failing since 09:36Z, up to 10 in a row, still polled",
		"270 errors in total. Likely its API or credentials.");
	end(&stage);
}

static void test_one_failing(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 1, 95);
	add(&stage, 1, 123, 60, 10)->error_count = 12;
	assert_words(&stage, only(find(&stage), FINDING_PROVIDER_FAILING),
		"gmail: only u-123 failing since 09:33Z, 12 in a row, still polled",
		"The other 95 are fine. Likely the account or its credentials.");
	end(&stage);
}

/* Errors of sessions whose interval is not known do not tell since when they fail. */
static void test_failing_without_interval(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 1, 95);
	for (int i = 0; i < 4; i++) {
		add(&stage, 1, i, 0, 10 + i)->error_count = 12;
	}
	const struct finding *failing = only(find(&stage), FINDING_PROVIDER_FAILING);

	assert_int_equal(failing->members, 4);
	assert_int_equal(failing->began_after_ms, SESSION_NO_TIME);
	assert_int_equal(failing->began_before_ms, ASOF_MS);
	assert_words(&stage, failing, "gmail: 4 of 99 failing, up to 12 in a row, still polled",
		"48 errors in total. Likely its API or credentials.");
	end(&stage);
}

static void test_never_polled(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 40);
	add_healthy(&stage, 1, 40);
	for (int i = 0; i < 5; i++) {
		add(&stage, (uint32_t)i % 2, i, 60, 0)->polled_at_ms = SESSION_NO_TIME;
	}
	const struct finding *never = only(find(&stage), FINDING_NEVER_POLLED);

	assert_int_equal(never->began_after_ms, ASOF_MS - 86400 * SECOND_MS);
	assert_words(&stage, never, "2 services: 5 of 85 never polled",
		"Table scanned 7m ago. Likely not assigned to a worker.");
	end(&stage);
	stage.snapshot.status.reconciled_mono_ms = -1;
	assert_words(&stage, only(find(&stage), FINDING_NEVER_POLLED),
		"2 services: 5 of 85 never polled",
		"More may follow: the table has not been scanned yet. "
		"Likely not assigned to a worker.");
	end(&stage);
}

static void test_clock(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 40);
	add_healthy(&stage, 1, 60); /* not counted: all of them are in slack */
	add(&stage, 0, 1, 60, -42);
	add(&stage, 0, 2, 60, -12);
	const struct finding *ahead = only(find(&stage), FINDING_CLOCK_AHEAD);

	assert_int_equal(ahead->offset_ms, 42 * SECOND_MS);
	assert_words(&stage, ahead, "slack: lastPollAt at least 42s ahead in 2 of 42",
		"Likely a writer's fast clock, which hides lateness.");
	struct finding settled = *ahead;

	settled.found_ms -= 3 * MINUTE_MS;
	assert_words(&stage, &settled, "slack: lastPollAt about 42s ahead in 2 of 42",
		"Likely a writer's fast clock, which hides lateness.");
	end(&stage);
}

static void test_unknown(void **state)
{
	static const char *const forms[UNREADABLE_FORMS] = {"", "lastPollAt S \"99/99/9999\"",
		"isActive M", "", "", "", "", "", "", "", "", "", "", "", "", ""};
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 40);
	for (int i = 0; i < 3; i++) {
		struct session *session = add(&stage, 0, i, 60, 0);

		session->unreadable = i == 2 ? 2 : 1;
		session->flags = SESSION_BAD_POLLED;
	}
	stage.snapshot.unreadable = forms;
	assert_words(&stage, only(find(&stage), FINDING_UNKNOWN_DATA),
		"slack: 3 with missing or unreadable attributes",
		"Most often lastPollAt S \"99/99/9999\".");
	end(&stage);
}

static void test_table(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 40);
	(void)error_set(&stage.snapshot.error, ERROR_DENIED, "IAM does not allow dynamodb:Query");
	const struct finding *table = only(find(&stage), FINDING_TABLE_TROUBLE);

	assert_int_equal(table->members, 0);
	assert_int_equal(table->severity, SEVERITY_CRITICAL);
	assert_words(&stage, table, "table: IAM does not allow dynamodb:Query", "");
	assert_verdict(&stage, SEVERITY_CRITICAL,
		"No data since 09:47:12Z: IAM does not allow dynamodb:Query.");
	end(&stage);
}

/* Nothing is concluded from what has not been read. */
static void test_before_everything_was_read(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 53);
	add_stopped(&stage, 0, 20, 240);
	stage.snapshot.status.swept_mono_ms = -1;
	assert_int_equal(find(&stage)->current, 0);
	assert_true(stage.findings->is_partial);
	assert_verdict(&stage, SEVERITY_COUNT,
		"Reading the table: 73 sessions, 20 behind, 20 late or critical so far.");
	end(&stage);
}

/* --- Which cause ----------------------------------------------------------------------------- */

/* An outage of whole services is not one of hundreds of users. */
static void test_outage_is_not_its_users(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	for (uint32_t i = 0; i < 3; i++) {
		add_stopped(&stage, i, 50, 200);
	}
	const struct finding *outage = only(find(&stage), FINDING_COHORT_STOPPED);

	assert_int_equal(outage->members, 150);
	assert_int_equal(outage->of, 150);
	end(&stage);
}

/* Polled at three times their interval, their last polls are spread evenly. */
static void test_slow_service(void **state)
{
	static const int64_t intervals_s[] = {20, 60, 120, 30};
	struct stage stage;

	(void)state;
	begin(&stage);
	for (int i = 0; i < 90; i++) {
		int64_t interval_s = intervals_s[i % 4];

		add(&stage, 0, i, interval_s, 1 + i * 37 % (3 * interval_s - 1));
	}
	const struct finding *late = only(find(&stage), FINDING_SERVICE_LATE);

	assert_int_equal(late->service, 0);
	assert_true(late->members > 40);
	end(&stage);
}

/* Sessions that died at different times in the same hours are no cohort. */
static void test_deaths_over_hours(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 100);
	for (int i = 0; i < 8; i++) {
		add(&stage, 0, i, 60, 900 + i * i * 200);
	}
	const struct finding *late = only(find(&stage), FINDING_SERVICE_LATE);

	assert_int_equal(late->members, 8);
	assert_words(&stage, late,
		"slack: 8 of 108 dead since 06:48:52Z, the latest since 09:32:12Z", "");
	end(&stage);
}

/* Three of a hundred may be a coincidence; nothing is said that they could contradict. */
static void test_too_few_for_a_cohort(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 97);
	add_stopped(&stage, 0, 3, 250);
	const struct finding *late = only(find(&stage), FINDING_SERVICE_LATE);

	assert_true(late->is_simultaneous);
	assert_words(&stage, late, "slack: 3 of 100 behind since 09:43:01Z",
		"Worst: 12.5x its interval.");
	end(&stage);
}

/* No poller skips four beats: what has lasted that long is no coincidence. */
static void test_few_that_last(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 97);
	add_stopped(&stage, 0, 3, 900);
	assert_int_equal(only(find(&stage), FINDING_COHORT_STOPPED)->members, 3);
	end(&stage);
}

/* Fourteen that share an instant, but eight others were polled since and are overdue again. */
static void test_polled_again_and_overdue_again(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 70);
	for (int i = 0; i < 14; i++) {
		add(&stage, 0, i, 60, 150 + 2 * i);
	}
	for (int i = 14; i < 22; i++) {
		add(&stage, 0, i, 60, 80 + 4 * (i - 14));
	}
	const struct finding *late = only(find(&stage), FINDING_SERVICE_LATE);

	assert_int_equal(late->members, 22);
	end(&stage);
}

/* Among many stragglers, some user has two of them. */
static void test_user_of_two_stragglers(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 150);
	add_healthy(&stage, 1, 150);
	for (int i = 0; i < 4; i++) {
		add(&stage, 0, i, 60, 125 + 11 * i);
		add(&stage, 1, 3 + i, 60, 130 + 11 * i);
	}
	const struct findings *findings = find(&stage);

	for (size_t i = 0; i < findings->current; i++) {
		assert_int_equal(findings->list[i].kind, FINDING_SERVICE_LATE);
	}
	end(&stage);
}

/* --- Selections ------------------------------------------------------------------------------ */

static void test_acknowledged(void **state)
{
	struct stage stage;
	uint32_t acked[20];

	(void)state;
	begin(&stage);
	add_healthy(&stage, 0, 53);
	add_stopped(&stage, 0, 20, 240);
	find(&stage);
	for (uint32_t i = 0; i < 20; i++) {
		acked[i] = 53 + i;
	}
	struct findings *some = findings_select(&stage.snapshot, NULL, acked, 5);

	assert_int_equal(some->list[0].members, 15);
	assert_int_equal(some->list[0].acked, 5);
	assert_int_equal(some->list[0].users, 15);
	findings_free(some);
	struct findings *none = findings_select(&stage.snapshot, NULL, acked, 20);
	struct summary totals = stage.snapshot.totals;
	struct buf text = {0};

	totals.acknowledged = 20;
	totals.states[STATE_CRITICAL] = totals.states[STATE_LATE] = 0;
	assert_int_equal(none->list[0].members, 0);
	assert_int_equal(none->list[0].acked, 20);
	assert_int_equal(none->overdue, 0);
	assert_int_equal(
		finding_put_verdict(&text, &stage.snapshot, none, &totals), SEVERITY_COUNT);
	assert_string_equal(buf_text(&text), "All other 53 sessions are on time, 20 acknowledged.");
	buf_fini(&text);
	findings_free(none);
	end(&stage);
}

/* Those that are acknowledged are not among the others, nor taken off the others. */
static void test_acknowledged_of_a_user(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	/* So that two of all sessions are no coincidence. */
	add_healthy(&stage, 3, 200);
	add(&stage, 0, 7, 60, 400);
	add(&stage, 1, 7, 60, 405);
	add_healthy(&stage, 1, 100);
	add_healthy(&stage, 0, 1);
	(void)only(find(&stage), FINDING_USER_BEHIND);
	struct findings *first = findings_select(&stage.snapshot, NULL, (const uint32_t[]){200}, 1);
	struct findings *second =
		findings_select(&stage.snapshot, NULL, (const uint32_t[]){201}, 1);

	assert_words(&stage, &first->list[0],
		"user u-7: all 2 of its sessions behind since 09:40:27Z",
		"The other 100 in its services are fine. Likely the account or its credentials.");
	assert_words(&stage, &second->list[0],
		"user u-7: all 2 of its sessions behind since 09:40:27Z",
		"The other 1 in its services is fine. Likely the account or its credentials.");
	findings_free(first);
	findings_free(second);
	end(&stage);
}

/* --- Random fleets --------------------------------------------------------------------------- */

/* seed: 0 when all fleets have passed */
static uint64_t random_state, seed;

static uint32_t chance(uint32_t below)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random_state >> 33) % below;
}

/* What was done to a fleet: when some sessions of a service stopped. */
struct truth {
	uint32_t service;
	int64_t stopped_ms;
};

static struct truth add_random(struct stage *stage)
{
	static const int64_t intervals_s[] = {20, 30, 60, 120};
	struct truth truth = {chance(SERVICES), ASOF_MS - (150 + chance(3000)) * SECOND_MS};
	uint32_t users = 20 + chance(200), stopped = 8 + chance(20);
	int count = 100 + (int)chance(SESSIONS - 100);

	for (int i = 0; i < count; i++) {
		int64_t interval_s = intervals_s[chance(4)];
		struct session *session = add(stage, chance(SERVICES), (int)chance(users),
			interval_s, 1 + chance((uint32_t)interval_s));
		int64_t into_ms = 1 + chance((uint32_t)session->interval_ms);

		if (session->service == truth.service && stopped > 0) {
			session->polled_at_ms = truth.stopped_ms - into_ms;
			stopped--;
		} else if (session->service != truth.service && chance(40) == 0) {
			/* In that service, one might seem to have stopped with them. */
			session->polled_at_ms -= (int64_t)chance(20000) * SECOND_MS;
		} else if (chance(40) == 0) {
			session->error_count = (int32_t)chance(20);
		} else if (chance(80) == 0) {
			session->polled_at_ms = chance(2) ? SESSION_NO_TIME : ASOF_MS + MINUTE_MS;
		} else if (chance(60) == 0) {
			session->active = (uint8_t)chance(3);
		}
	}
	return truth;
}

/* Counts over the members as a plain loop does. */
static void assert_counts(const struct stage *stage, const struct finding *finding)
{
	uint32_t critical = 0, late = 0, failing = 0, services = 0;
	bool has[SERVICES] = {false};
	uint64_t errors = 0;

	for (uint32_t i = 0; i < finding->members; i++) {
		const struct session *session = &stage->sessions[finding->rows[i]];

		assert_true(i == 0 || finding->rows[i] > finding->rows[i - 1]);
		critical += session->state == STATE_CRITICAL;
		late += session->state == STATE_LATE;
		failing += session->error_count >= settings.limits.errors_late;
		errors += session->error_count > 0 ? (uint32_t)session->error_count : 0;
		services += !has[session->service];
		has[session->service] = true;
	}
	assert_int_equal(finding->critical, critical);
	assert_int_equal(finding->late, late);
	assert_int_equal(finding->failing, failing);
	assert_int_equal(finding->errors, errors);
	assert_int_equal(finding->services, services);
	assert_true(finding->of == 0 || finding->members <= finding->of);
}

static bool is_member(const struct finding *finding, uint32_t row)
{
	for (uint32_t i = 0; i < finding->members; i++) {
		if (finding->rows[i] == row) {
			return true;
		}
	}
	return false;
}

/*
 * Members, still polling, not due and others behind are the active sessions of its services whose
 * last poll and interval are known.
 */
static void assert_cohort(const struct stage *stage, const struct finding *finding)
{
	bool has[SERVICES] = {false};
	uint32_t active = 0, known = 0, polling = 0;

	for (uint32_t i = 0; i < finding->members; i++) {
		has[stage->sessions[finding->rows[i]].service] = true;
	}
	for (uint32_t i = 0; i < stage->snapshot.sessions_count; i++) {
		const struct session *session = &stage->sessions[i];
		int64_t overdue_ms = session->interval_ms / 4;

		if (!has[session->service] || session->active != ACTIVE_ON) {
			continue;
		}
		active++;
		known += session->polled_at_ms != SESSION_NO_TIME && session->interval_ms > 0;
		overdue_ms = overdue_ms < 5000 ? 5000 : overdue_ms;
		polling += !is_member(finding, i) && session->polled_at_ms != SESSION_NO_TIME &&
			   session->polled_at_ms >= finding->began_before_ms &&
			   ASOF_MS - session->polled_at_ms <= session->interval_ms + overdue_ms;
	}
	assert_int_equal(finding->of, active);
	assert_int_equal(finding->still_polling, polling);
	assert_int_equal(finding->members + finding->still_polling + finding->not_due +
				 finding->others_behind,
		known);
}

static void assert_fleet(const struct stage *stage, const struct truth *truth)
{
	bool is_taken[SESSIONS] = {false};
	bool has_cohort = false;

	for (size_t i = 0; i < stage->findings->current; i++) {
		const struct finding *finding = &stage->findings->list[i];

		assert_counts(stage, finding);
		assert_true(i == 0 || finding_weight_compare(&finding[-1], finding, ASOF_MS) <= 0);
		for (uint32_t j = 0; j < finding->members; j++) {
			assert_false(is_taken[finding->rows[j]]);
			is_taken[finding->rows[j]] = true;
		}
		if (finding->kind == FINDING_COHORT_STOPPED) {
			assert_cohort(stage, finding);
			has_cohort |= finding->began_after_ms < truth->stopped_ms &&
				      truth->stopped_ms <= finding->began_before_ms;
		}
	}
	assert_true(has_cohort);
	for (uint32_t i = 0; i < stage->snapshot.sessions_count; i++) {
		assert_true(is_taken[i] || !session_is_unhealthy(&stage->sessions[i]));
	}
}

static void test_random_fleets(void **state)
{
	static struct stage stage;

	(void)state;
	for (seed = 1; seed <= (uint64_t)rounds(1000); seed++) {
		random_state = seed;
		begin(&stage);
		struct truth truth = add_random(&stage);

		find(&stage);
		assert_fleet(&stage, &truth);
		end(&stage);
	}
	seed = 0;
}

static int print_seed(void **state)
{
	(void)state;
	if (seed > 0) {
		print_message("# seed %llu\n", (unsigned long long)seed);
	}
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_is_well),
		cmocka_unit_test(test_overdue),
		cmocka_unit_test(test_cohort),
		cmocka_unit_test(test_cohort_beside_unknown),
		cmocka_unit_test(test_young_cohort),
		cmocka_unit_test(test_whole_service),
		cmocka_unit_test(test_several_services),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_user),
		cmocka_unit_test(test_user_with_a_healthy_session),
		cmocka_unit_test(test_provider),
		cmocka_unit_test(test_one_failing),
		cmocka_unit_test(test_failing_without_interval),
		cmocka_unit_test(test_never_polled),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_before_everything_was_read),
		cmocka_unit_test(test_outage_is_not_its_users),
		cmocka_unit_test(test_slow_service),
		cmocka_unit_test(test_deaths_over_hours),
		cmocka_unit_test(test_too_few_for_a_cohort),
		cmocka_unit_test(test_few_that_last),
		cmocka_unit_test(test_polled_again_and_overdue_again),
		cmocka_unit_test(test_user_of_two_stragglers),
		cmocka_unit_test(test_acknowledged),
		cmocka_unit_test(test_acknowledged_of_a_user),
		cmocka_unit_test_teardown(test_random_fleets, print_seed),
	};

	return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
