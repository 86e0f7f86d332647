/* SPDX-License-Identifier: MIT */
#include "list/survey.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ASOF_MS   INT64_C(1790070432000) /* 2026-09-22T09:47:12Z */
#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)

static const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;

static struct session polled_before(int64_t age_ms, uint32_t service, int32_t errors)
{
	struct session session = {
		.user_id = "u",
		.polled_at_ms = ASOF_MS - age_ms,
		.asof_s = (uint32_t)(ASOF_MS / 1000),
		.interval_ms = 20000,
		.error_count = errors,
		.service = service,
		.active = ACTIVE_ON,
	};

	session.state = (uint8_t)session_state_at(&session, &limits, ASOF_MS);
	return session;
}

static struct acks acks;

/* Surveys sessions of two services. */
static void take(struct survey *survey, const struct session *sessions, size_t count)
{
	static struct service_summary services[] = {{.name = "a"}, {.name = "b"}};
	struct snapshot snapshot = {
		.asof_ms = ASOF_MS,
		.sessions = sessions,
		.sessions_count = count,
		.services = services,
		.services_count = 2,
	};

	memset(services[0].summary.states, 0, sizeof(services[0].summary.states));
	memset(services[1].summary.states, 0, sizeof(services[1].summary.states));
	for (size_t i = 0; i < count; i++) {
		services[sessions[i].service].summary.states[sessions[i].state]++;
	}
	const struct settings settings = {.limits = limits};
	struct counted counted = {0};

	counted_take(&counted, &snapshot, &acks, ASOF_MS);
	survey_take(survey, &snapshot, &settings, &counted);
	counted_fini(&counted);
}

static void test_minutes(void **state)
{
	const struct session sessions[] = {
		polled_before(59 * SECOND_MS, 0, 0),  /* the minute before: 09:46:13 */
		polled_before(72 * SECOND_MS, 0, 0),  /* 09:46:00 */
		polled_before(73 * SECOND_MS, 0, 0),  /* 09:45:59 */
		polled_before(57 * MINUTE_MS, 0, 0),  /* the first of the sixty: 08:50:12 */
		polled_before(58 * MINUTE_MS, 1, 0),  /* before them */
		polled_before(5 * SECOND_MS, 1, 50),  /* critical, but not by its age */
		polled_before(5 * SECOND_MS, 1, 0),   /* well */
		polled_before(-90 * SECOND_MS, 1, 0), /* in the future, which is not late */
	};
	struct survey survey = {0};

	(void)state;
	take(&survey, sessions, ARRAY_LEN(sessions));
	assert_int_equal(survey.late, 5);
	assert_int_equal(survey.late_before, 1);
	assert_int_equal(survey.first_minute, (ASOF_MS - 57 * MINUTE_MS) / MINUTE_MS);
	assert_int_equal(survey.minutes[56], 2);
	assert_int_equal(survey.minutes[55], 1);
	assert_int_equal(survey.minutes[0], 1);
	assert_int_equal(survey.services[0].late, 4);
	assert_int_equal(survey.services[1].late, 1);
	assert_int_equal(survey.services[1].max_errors, 50);
	survey_fini(&survey);
}

static void test_cohorts(void **state)
{
	const int64_t first_ms = 300 * SECOND_MS;
	const struct session sessions[] = {
		/* Of two that overlap, the larger: from 281 s to 261 s ago. */
		polled_before(first_ms, 0, 0),
		polled_before(first_ms - 19 * SECOND_MS, 0, 0),
		polled_before(first_ms - 39 * SECOND_MS, 0, 0),
		polled_before(first_ms - 20 * SECOND_MS, 0, 0),
		polled_before(first_ms - 38 * SECOND_MS, 0, 0),
		polled_before(3 * first_ms, 0, 0),
		/* Two are none. */
		polled_before(first_ms, 1, 0),
		polled_before(first_ms, 1, 0),
	};
	struct survey survey = {0};

	(void)state;
	take(&survey, sessions, ARRAY_LEN(sessions));
	const struct cohort *cohort = &survey.services[0].cohort;

	assert_int_equal(cohort->sessions, 4);
	assert_int_equal(cohort->first_ms, ASOF_MS - first_ms + 19 * SECOND_MS);
	assert_int_equal(cohort->last_ms, ASOF_MS - first_ms + 39 * SECOND_MS);
	assert_true(cohort_has(cohort, &sessions[2]));
	assert_false(cohort_has(cohort, &sessions[0]));
	assert_int_equal(survey.services[1].cohort.sessions, 0);
	assert_false(cohort_is_simultaneous(cohort, &survey.services[1].cohort));
	survey_fini(&survey);
}

/* Acknowledging some of a cohort changes neither its size nor when it stopped. */
static void test_acked_stay_in_their_cohort(void **state)
{
	const int64_t stopped_ms = 300 * SECOND_MS;
	struct session sessions[] = {
		polled_before(stopped_ms + 2 * SECOND_MS, 0, 0), polled_before(stopped_ms, 0, 0),
		polled_before(stopped_ms, 0, 0), polled_before(stopped_ms - 3 * SECOND_MS, 0, 0),
		polled_before(stopped_ms - 30 * SECOND_MS, 0, 0), /* late, but not of it */
		polled_before(5 * SECOND_MS, 0, 0),               /* well */
	};
	static const char *const acked[] = {"first", "apart", "well"};
	struct survey survey = {0};

	(void)state;
	acks_set_scope(&acks, "here");
	sessions[0].user_id = acked[0];
	sessions[4].user_id = acked[1];
	sessions[5].user_id = acked[2];
	for (size_t i = 0; i < ARRAY_LEN(acked); i++) {
		const struct session_id id = {.service = "a", .user_id = acked[i]};

		acks_give(&acks, &id, ASOF_MS + MINUTE_MS, "", ASOF_MS);
	}
	take(&survey, sessions, ARRAY_LEN(sessions));
	const struct cohort *cohort = &survey.services[0].cohort;

	assert_int_equal(cohort->sessions, 4);
	assert_int_equal(cohort->acked, 1);
	assert_int_equal(cohort->first_ms, ASOF_MS - stopped_ms - 2 * SECOND_MS);
	assert_int_equal(cohort->last_ms, ASOF_MS - stopped_ms + 3 * SECOND_MS);
	assert_int_equal(survey.services[0].late, 3);
	survey_fini(&survey);
	acks_fini(&acks);
	acks = (struct acks){0};
}

/* What a naive loop finds, for many sets of times; some absurd. */
static void test_cohorts_against_all_pairs(void **state)
{
	struct session sessions[40];
	uint64_t random = 1;

	(void)state;
	for (int round = 0; round < 300; round++) {
		size_t count = (size_t)round % ARRAY_LEN(sessions);
		struct survey survey = {0};
		uint32_t most = 0;

		for (size_t i = 0; i < count; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			int64_t age_ms = MINUTE_MS + (int64_t)(random >> 33) % (200 * SECOND_MS);

			sessions[i] = polled_before(age_ms, 0, 0);
			if (random >> 60 == 0) {
				sessions[i].polled_at_ms = INT64_MIN + 1 + age_ms;
			}
		}
		take(&survey, sessions, count);
		for (size_t i = 0; i < count; i++) {
			uint32_t together = 0;

			for (size_t j = 0; j < count; j++) {
				uint64_t gap_ms = (uint64_t)sessions[j].polled_at_ms -
						  (uint64_t)sessions[i].polled_at_ms;

				together += sessions[j].polled_at_ms >= sessions[i].polled_at_ms &&
					    gap_ms <= COHORT_SPAN_MS;
			}
			most = together > most ? together : most;
		}
		assert_int_equal(
			survey.services[0].cohort.sessions, most >= COHORT_MIN_SESSIONS ? most : 0);
		survey_fini(&survey);
	}
}

static void test_together(void **state)
{
	const struct cohort a = {5, 0, ASOF_MS, ASOF_MS + 1}, none = {0, 0, ASOF_MS, ASOF_MS},
			    b = {3, 0, ASOF_MS - COHORT_SPAN_MS, ASOF_MS},
			    c = {3, 0, ASOF_MS + COHORT_SPAN_MS + 1, ASOF_MS + 90000};

	(void)state;
	assert_true(cohort_is_simultaneous(&a, &b));
	assert_true(cohort_is_simultaneous(&b, &a));
	assert_false(cohort_is_simultaneous(&a, &c));
	assert_false(cohort_is_simultaneous(&c, &a));
	assert_false(cohort_is_simultaneous(&a, &none));
}

static void test_worst_service(void **state)
{
	struct session sessions[] = {
		polled_before(5 * SECOND_MS, 0, 0), polled_before(5 * SECOND_MS, 1, 4)};
	struct survey survey = {0};

	(void)state;
	take(&survey, sessions, 2);
	assert_int_equal(survey.worst_service, 1);
	take(&survey, sessions, 1);
	assert_int_equal(survey.worst_service, SURVEY_NO_SERVICE);
	take(&survey, sessions, 0);
	assert_int_equal(survey.worst_service, SURVEY_NO_SERVICE);
	survey_fini(&survey);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_minutes),
		cmocka_unit_test(test_cohorts),
		cmocka_unit_test(test_cohorts_against_all_pairs),
		cmocka_unit_test(test_acked_stay_in_their_cohort),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_worst_service),
	};

	return cmocka_run_group_tests_name("survey", tests, NULL, NULL);
}
