/* SPDX-License-Identifier: MIT */
#include "fleet/incidents.h"

#include "fleet/population.h"
#include "fleet/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SESSIONS 800

static void fill(struct population *population, uint64_t seed, const char *incidents)
{
	unsigned set;
	struct error err;

	assert_true(incidents_parse(incidents, &set, &err));
	population_init(population, SESSIONS, seed, FORM_S, false);
	incidents_apply(population, set);
	population_settle(population);
}

static size_t count(const struct population *population, bool (*is_counted)(const struct member *))
{
	size_t found = 0;

	for (size_t i = 0; i < population->count; i++) {
		found += is_counted(&population->members[i]);
	}
	return found;
}

/* Everything about the sessions after some time of polling, as requests. */
static void describe(uint64_t seed, struct buf *out)
{
	struct population population;
	const struct stage stage = {"t", INT64_C(1700000000000), 1};

	fill(&population, seed, "all");
	for (size_t i = 0; i < population.count; i++) {
		member_advance(&population.members[i], 10 * MINUTE_MS);
		wire_put_request(&stage, &population.members[i], out);
	}
	population_fini(&population);
}

static void test_seed_decides_everything(void **state)
{
	struct buf one = {0}, same = {0}, other = {0};

	(void)state;
	describe(7, &one);
	describe(7, &same);
	describe(8, &other);
	assert_string_equal(buf_text(&one), buf_text(&same));
	assert_string_not_equal(buf_text(&one), buf_text(&other));
	buf_fini(&one);
	buf_fini(&same);
	buf_fini(&other);
}

static void test_keys_are_unique(void **state)
{
	struct population population;

	(void)state;
	fill(&population, 1, "all");
	for (size_t i = 0; i < population.count; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct member *a = &population.members[i];
			const struct member *b = &population.members[j];

			assert_false(
				a->service == b->service && strcmp(a->user_id, b->user_id) == 0);
		}
	}
	population_fini(&population);
}

static bool is_late(const struct member *member)
{
	return member->is_active && member->polled_ms < -5 * member->interval_ms;
}

static bool was_never_polled(const struct member *member)
{
	return !member->was_polled;
}

static bool is_failing(const struct member *member)
{
	return member->is_active && member->error_count >= 3;
}

static void test_all_are_healthy_without_incidents(void **state)
{
	struct population population;

	(void)state;
	fill(&population, 1, "none");
	assert_int_equal(count(&population, is_late), 0);
	assert_int_equal(count(&population, was_never_polled), 0);
	assert_int_equal(count(&population, is_failing), 0);
	population_fini(&population);
}

static void test_worker_stops_a_cohort(void **state)
{
	struct population population;
	int64_t first_ms = 0, last_ms = -DAY_MS;

	(void)state;
	fill(&population, 1, "worker");
	for (size_t i = 0; i < population.count; i++) {
		const struct member *member = &population.members[i];

		if (!is_late(member)) {
			continue;
		}
		assert_string_equal(member->service->name, "slack");
		first_ms = member->polled_ms < first_ms ? member->polled_ms : first_ms;
		last_ms = member->polled_ms > last_ms ? member->polled_ms : last_ms;
	}
	assert_int_equal(count(&population, is_late), 12);
	assert_true(last_ms - first_ms <= 22 * SECOND_MS);
	population_fini(&population);
}

static void test_worker_comes_back(void **state)
{
	struct population population;

	(void)state;
	fill(&population, 1, "worker");
	for (size_t i = 0; i < population.count; i++) {
		struct member *member = &population.members[i];

		member_advance(member, 20 * MINUTE_MS);
		member->polled_ms -= 20 * MINUTE_MS;
	}
	assert_int_equal(count(&population, is_late), 0);
	population_fini(&population);
}

static void test_six_were_never_polled(void **state)
{
	struct population population;

	(void)state;
	fill(&population, 1, "never-polled");
	assert_int_equal(count(&population, was_never_polled), 6);
	for (size_t i = 0; i < population.count; i++) {
		if (!population.members[i].was_polled) {
			assert_false(member_advance(&population.members[i], DAY_MS));
		}
	}
	population_fini(&population);
}

static void test_provider_fails(void **state)
{
	struct population population;

	(void)state;
	fill(&population, 1, "provider");
	assert_true(count(&population, is_failing) > 15);
	assert_int_equal(count(&population, is_late), 0);
	population_fini(&population);
}

static void test_small_fleets_do(void **state)
{
	(void)state;
	for (size_t size = 0; size < 40; size++) {
		struct population population;

		population_init(&population, size, size, FORM_S, true);
		incidents_apply_flaws(&population);
		incidents_apply(&population, ~0u);
		population_settle(&population);
		assert_int_equal(population.count, size);
		population_fini(&population);
	}
}

static void test_unknown_incident_is_named(void **state)
{
	unsigned set = 5;
	struct error err = {0};

	(void)state;
	assert_false(incidents_parse("worker,flood", &set, &err));
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.text, "'flood'"));
	assert_int_equal(set, 5);
	assert_false(incidents_parse("", &set, &err));
	assert_true(incidents_parse("clock,worker", &set, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seed_decides_everything),
		cmocka_unit_test(test_keys_are_unique),
		cmocka_unit_test(test_all_are_healthy_without_incidents),
		cmocka_unit_test(test_worker_stops_a_cohort),
		cmocka_unit_test(test_worker_comes_back),
		cmocka_unit_test(test_six_were_never_polled),
		cmocka_unit_test(test_provider_fails),
		cmocka_unit_test(test_small_fleets_do),
		cmocka_unit_test(test_unknown_incident_is_named),
	};

	return cmocka_run_group_tests_name("population", tests, NULL, NULL);
}
