/* SPDX-License-Identifier: MIT */
#include "diagnosis.h"

#include "summary.h"

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

static struct service_summary services[] = {{.name = "a"}, {.name = "b"}};
static struct snapshot snapshot;
static const struct settings settings = {.limits = SESSION_THRESHOLDS_DEFAULT};

/* Of sessions of two services, without some; free by release(). */
static const struct diagnosis *diagnose_with(const struct settings *by,
	const struct session *sessions, size_t count, const uint32_t *left_out,
	size_t left_out_count)
{
	snapshot = (struct snapshot){
		.asof_ms = ASOF_MS,
		.sessions = sessions,
		.sessions_count = count,
		.services = services,
		.services_count = ARRAY_LEN(services),
	};
	summary_fill(sessions, count, services, ARRAY_LEN(services), &snapshot.totals);
	snapshot.diagnosis = diagnosis_new(&snapshot, by);
	return left_out_count > 0 ? diagnosis_without(snapshot.diagnosis, left_out, left_out_count)
				  : snapshot.diagnosis;
}

static const struct diagnosis *diagnose_without(const struct session *sessions, size_t count,
	const uint32_t *left_out, size_t left_out_count)
{
	return diagnose_with(&settings, sessions, count, left_out, left_out_count);
}

static const struct diagnosis *diagnose(const struct session *sessions, size_t count)
{
	return diagnose_without(sessions, count, NULL, 0);
}

static void release(const struct diagnosis *diagnosis)
{
	if (diagnosis != snapshot.diagnosis) {
		diagnosis_free((struct diagnosis *)(uintptr_t)diagnosis);
	}
	diagnosis_free((struct diagnosis *)(uintptr_t)snapshot.diagnosis);
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

	(void)state;
	const struct diagnosis *diagnosis = diagnose(sessions, ARRAY_LEN(sessions));

	assert_int_equal(diagnosis->late, 5);
	assert_int_equal(diagnosis->histogram.before, 1);
	assert_int_equal(diagnosis->histogram.first_minute, (ASOF_MS - 57 * MINUTE_MS) / MINUTE_MS);
	assert_int_equal(diagnosis->histogram.minutes[56], 2);
	assert_int_equal(diagnosis->histogram.minutes[55], 1);
	assert_int_equal(diagnosis->histogram.minutes[0], 1);
	assert_int_equal(diagnosis->services[0].late, 4);
	assert_int_equal(diagnosis->services[1].late, 1);
	assert_int_equal(diagnosis->services[1].max_errors, 50);
	release(diagnosis);
}

static void test_worst_services(void **state)
{
	const struct session sessions[] = {
		polled_before(5 * SECOND_MS, 0, 0),
		polled_before(5 * SECOND_MS, 1, 4),
		polled_before(500 * SECOND_MS, 0, 0),
	};
	static const size_t worst_counts[] = {0, 0, 1, 2};
	static const uint32_t critical[] = {2};

	(void)state;
	for (size_t count = 0; count <= ARRAY_LEN(sessions); count++) {
		const struct diagnosis *diagnosis = diagnose(sessions, count);

		assert_int_equal(diagnosis->worst_services_count, worst_counts[count]);
		if (count == 2) {
			assert_int_equal(diagnosis->worst_services[0], 1);
		}
		if (count == 3) {
			assert_int_equal(diagnosis->worst_services[0], 0);
			assert_int_equal(diagnosis->worst_services[1], 1);
		}
		release(diagnosis);
	}
	const struct diagnosis *diagnosis = diagnose_without(sessions, 3, critical, 1);

	assert_int_equal(diagnosis->worst_services_count, 1);
	assert_int_equal(diagnosis->worst_services[0], 1);
	release(diagnosis);
}

/* --- Random fleets against plain loops ------------------------------------------------------ */

#define FLEET_MAX 90

/* Each service has its own thresholds; sessions have many intervals. */
static const struct settings_service own_limits[] = {
	{.service = "b", .limits = {1.5, 3, 2, 4, 1000, 5000}},
};
static const struct settings mixed = {.limits = SESSION_THRESHOLDS_DEFAULT,
	.own_services = own_limits,
	.own_services_count = ARRAY_LEN(own_limits)};

static uint32_t chance(uint32_t below)
{
	static uint64_t random = 7;

	random = random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random >> 33) % below;
}

static struct session any_session(void)
{
	static const uint32_t intervals_ms[] = {1000, 20000, 60000, 300000, 0};
	struct session session = polled_before(0, chance(2), chance(3) ? 0 : (int32_t)chance(14));

	session.interval_ms = intervals_ms[chance(ARRAY_LEN(intervals_ms))];
	/* Many stop within the same few minutes, some long before, some poll on. */
	session.polled_at_ms -= chance(3) ? (int64_t)chance(300) * SECOND_MS
					  : (int64_t)chance(5000) * SECOND_MS - MINUTE_MS;
	if (chance(12) == 0) {
		session.polled_at_ms = SESSION_NO_TIME;
	}
	session.active = (uint8_t)(chance(9) ? ACTIVE_ON : chance(3));
	session.state = (uint8_t)session_state_at(
		&session, settings_limits(&mixed, services[session.service].name), ASOF_MS);
	return session;
}

/* Sessions, and which of them are left out. */
struct any_fleet {
	struct session sessions[FLEET_MAX];
	bool is_left_out[FLEET_MAX];
	size_t count;
	uint32_t left_out[FLEET_MAX];
	size_t left_out_count;
};

static void make_any_fleet(struct any_fleet *fleet)
{
	uint32_t one_in = 1 + chance(6);

	*fleet = (struct any_fleet){.count = chance(FLEET_MAX)};
	for (uint32_t i = 0; i < fleet->count; i++) {
		fleet->sessions[i] = any_session();
		fleet->is_left_out[i] = chance(2) && chance(one_in) == 0;
		if (fleet->is_left_out[i]) {
			fleet->left_out[fleet->left_out_count++] = i;
		}
	}
}

/* By the definition, not by the state. */
static bool is_late(const struct session *session)
{
	const struct session_thresholds *own =
		settings_limits(&mixed, services[session->service].name);

	if (session->active != ACTIVE_ON || session->polled_at_ms == SESSION_NO_TIME ||
		session->interval_ms == 0) {
		return false;
	}
	int64_t age_ms = ASOF_MS - session->polled_at_ms;

	return (double)age_ms >= own->late * (double)session->interval_ms &&
	       age_ms - session->interval_ms > own->grace_ms;
}

static bool is_counted(const struct any_fleet *fleet, size_t row, uint32_t service)
{
	return fleet->sessions[row].service == service && !fleet->is_left_out[row];
}

static void assert_service(
	const struct diagnosis *diagnosis, const struct any_fleet *fleet, uint32_t service)
{
	const struct diagnosis_service *found = &diagnosis->services[service];
	uint32_t late = 0, max_errors = 0;
	int64_t since_ms = INT64_MAX;

	for (size_t i = 0; i < fleet->count; i++) {
		const struct session *session = &fleet->sessions[i];

		if (!is_counted(fleet, i, service)) {
			continue;
		}
		late += is_late(session);
		if (is_late(session) && session->polled_at_ms < since_ms) {
			since_ms = session->polled_at_ms;
		}
		if (session->active == ACTIVE_ON && session->error_count > (int32_t)max_errors &&
			session_state_info(session->state)->severity > 0) {
			max_errors = (uint32_t)session->error_count;
		}
	}
	assert_int_equal(found->late, late);
	assert_int_equal(found->late_since_ms, late > 0 ? since_ms : SESSION_NO_TIME);
	assert_int_equal(found->max_errors, max_errors);
}

/* Of a service, or of all for UINT32_MAX. */
static void assert_summary(
	const struct summary *summary, const struct any_fleet *fleet, uint32_t service)
{
	uint32_t states[STATE_COUNT] = {0}, erroring = 0, sessions = 0, acknowledged = 0;
	uint32_t sum;
	double worst_late = NAN;

	for (size_t i = 0; i < fleet->count; i++) {
		const struct session *session = &fleet->sessions[i];
		bool is_unhealthy = session_state_info(session->state)->severity > 0;

		if (service != UINT32_MAX && session->service != service) {
			continue;
		}
		sessions++;
		erroring += !fleet->is_left_out[i] && session->error_count > 0 &&
			    session->active != ACTIVE_OFF;
		if (fleet->is_left_out[i] && is_unhealthy) {
			acknowledged++;
			continue;
		}
		states[session->state]++;
		if (session->active == ACTIVE_ON) {
			worst_late = fmax(worst_late, session_lateness(session, ASOF_MS));
		}
	}
	assert_int_equal(summary->sessions, sessions);
	assert_int_equal(summary->erroring, erroring);
	assert_int_equal(summary->acknowledged, acknowledged);
	sum = summary->acknowledged;
	for (int i = 0; i < STATE_COUNT; i++) {
		sum += summary->states[i];
	}
	assert_int_equal(sum, summary->sessions);
	assert_memory_equal(summary->states, states, sizeof(states));
	assert_true(isnan(worst_late) ? isnan(summary->worst_late)
				      : fabs(summary->worst_late - worst_late) < 1e-9);
}

static void assert_histogram(const struct histogram *histogram, const struct any_fleet *fleet)
{
	struct histogram wanted = {.first_minute = (ASOF_MS - 57 * MINUTE_MS) / MINUTE_MS};

	for (size_t i = 0; i < fleet->count; i++) {
		int64_t minute = fleet->sessions[i].polled_at_ms / MINUTE_MS - wanted.first_minute;

		if (!fleet->is_left_out[i] && is_late(&fleet->sessions[i])) {
			(*(minute < 0 ? &wanted.before : &wanted.minutes[minute]))++;
		}
	}
	assert_memory_equal(histogram, &wanted, sizeof(wanted));
}

static void test_random_fleets(void **state)
{
	struct any_fleet fleet;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		make_any_fleet(&fleet);
		const struct diagnosis *diagnosis = diagnose_with(
			&mixed, fleet.sessions, fleet.count, fleet.left_out, fleet.left_out_count);
		uint32_t late = 0;

		for (uint32_t i = 0; i < ARRAY_LEN(services); i++) {
			assert_service(diagnosis, &fleet, i);
			assert_summary(&diagnosis->summaries[i], &fleet, i);
			late += diagnosis->services[i].late;
		}
		assert_summary(&diagnosis->totals, &fleet, UINT32_MAX);
		assert_histogram(&diagnosis->histogram, &fleet);
		assert_int_equal(diagnosis->late, late);
		release(diagnosis);
	}
}

/* Moves the sessions that pass to the front, with rows[] saying where they came from. */
static size_t keep_some(struct any_fleet *fleet, bool *passes, uint32_t *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < fleet->count; i++) {
		passes[i] = rand() % 3 > 0;
		if (passes[i]) {
			rows[count] = (uint32_t)i;
			fleet->sessions[count++] = fleet->sessions[i];
		}
	}
	return count;
}

/* The diagnosis of those that pass is that of a fleet which has no others. */
static void test_selected(void **state)
{
	(void)state;
	for (int round = 0; round < 500; round++) {
		struct any_fleet fleet, some;
		bool passes[ARRAY_LEN(fleet.sessions)];
		uint32_t rows[ARRAY_LEN(fleet.sessions)];

		make_any_fleet(&fleet);
		some = fleet;
		some.count = keep_some(&some, passes, rows);
		const struct diagnosis *whole =
			diagnose_with(&mixed, fleet.sessions, fleet.count, NULL, 0);
		struct diagnosis *selected = diagnosis_select(&snapshot, &mixed, passes);

		release(whole);
		const struct diagnosis *alone =
			diagnose_with(&mixed, some.sessions, some.count, NULL, 0);

		assert_memory_equal(&selected->totals, &alone->totals, sizeof(alone->totals));
		assert_memory_equal(
			&selected->histogram, &alone->histogram, sizeof(alone->histogram));
		assert_int_equal(selected->late, alone->late);
		assert_int_equal(selected->worst_services_count, alone->worst_services_count);
		for (size_t i = 0; i < ARRAY_LEN(services); i++) {
			const struct diagnosis_service *service = &alone->services[i];

			assert_memory_equal(&selected->summaries[i], &alone->summaries[i],
				sizeof(alone->summaries[i]));
			assert_int_equal(
				selected->services[i].unhealthy_count, service->unhealthy_count);
			for (uint32_t j = 0; j < service->unhealthy_count; j++) {
				assert_int_equal(selected->services[i].unhealthy[j],
					rows[service->unhealthy[j]]);
			}
		}
		diagnosis_free(selected);
		release(alone);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_minutes),
		cmocka_unit_test(test_worst_services),
		cmocka_unit_test(test_random_fleets),
		cmocka_unit_test(test_selected),
	};

	return cmocka_run_group_tests_name("diagnosis", tests, NULL, NULL);
}
