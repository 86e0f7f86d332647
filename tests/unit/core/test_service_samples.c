/* SPDX-License-Identifier: MIT */
#include "fleet/service_samples.h"

#include "kit/fleet_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void test_ring(void **state)
{
	(void)state;
	static const size_t counts[] = {0, 1, SERVICE_SAMPLES_KEPT - 1, SERVICE_SAMPLES_KEPT,
		SERVICE_SAMPLES_KEPT + 1, SERVICE_SAMPLES_KEPT * (size_t)2,
		SERVICE_SAMPLES_KEPT * (size_t)2 + 7};

	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		struct service_samples history = {0};

		for (size_t k = 1; k <= counts[i]; k++) {
			service_samples_add(
				&history, &(struct service_sample){.at_ms = (int64_t)k});
		}
		struct arena arena = {0};
		struct service_summary service = {0};

		service_samples_copy(&history, &arena, &service);
		service_samples_fini(&history);
		size_t kept = counts[i] < SERVICE_SAMPLES_KEPT ? counts[i] : SERVICE_SAMPLES_KEPT;

		assert_int_equal(service.samples_count, kept);
		for (size_t k = 0; k < kept; k++) {
			assert_int_equal(service.samples[k].at_ms, counts[i] - kept + 1 + k);
		}
		arena_fini(&arena);
	}
}

/* The newest sample of "gmail", of which there are so many. */
static struct service_sample newest(struct fleet *fleet, size_t expected_count)
{
	struct snapshot *snapshot = publish(fleet);
	const struct service_summary *service = &snapshot->services[0];

	assert_string_equal(service->name, "gmail");
	assert_int_equal(service->samples_count, expected_count);
	struct service_sample sample = service->samples[expected_count - 1];

	snapshot_free(snapshot);
	return sample;
}

static void test_late_share(void **state)
{
	struct fleet *fleet = *state;
	struct item paused = item_of("paused", NOW - 900 * SECOND);

	paused.session.active = ACTIVE_OFF;
	fleet_put(fleet, &paused, NOW);
	fleet_sample(fleet, NOW);
	assert_true(isnan(newest(fleet, 1).late_share));

	put(fleet, "on time", NOW, NOW);
	put(fleet, "late", NOW - 60 * SECOND, NOW);
	put(fleet, "critical", NOW - 600 * SECOND, NOW);
	struct item never = item_of("never", SESSION_NO_TIME);

	fleet_put(fleet, &never, NOW);
	/* Critical by its errors, but polled in time: not late. */
	struct item failing = item_of("failing", NOW);

	failing.session.error_count = 50;
	fleet_put(fleet, &failing, NOW);
	fleet_sample(fleet, NOW + SECOND);
	assert_true(newest(fleet, 2).late_share == 0.4F);
	assert_int_equal(newest(fleet, 2).at_ms, NOW + SECOND);

	put(fleet, "late", NOW, NOW);
	put(fleet, "critical", NOW, NOW);
	fleet_sample(fleet, NOW + 2 * SECOND);
	assert_true(newest(fleet, 3).late_share == 0);
	assert_int_equal(newest(fleet, 3).at_ms, NOW + 2 * SECOND);
}

static void test_poll_rate(void **state)
{
	struct fleet *fleet = *state;

	put(fleet, "u", NOW, NOW);
	put(fleet, "v", NOW, NOW);
	fleet_sample(fleet, NOW);
	assert_true(isnan(newest(fleet, 1).poll_rate));
	/* One was polled, one read again, one is new, one read from an index that is behind. */
	put(fleet, "u", NOW + 5 * SECOND, NOW + 10 * SECOND);
	put(fleet, "v", NOW, NOW + 10 * SECOND);
	put(fleet, "w", NOW + 9 * SECOND, NOW + 10 * SECOND);
	put(fleet, "w", NOW + 8 * SECOND, NOW + 10 * SECOND);
	fleet_sample(fleet, NOW + 10 * SECOND);
	assert_true(newest(fleet, 2).poll_rate == 0.1F);
	/* Each poll counts once. */
	fleet_sample(fleet, NOW + 20 * SECOND);
	assert_true(newest(fleet, 3).poll_rate == 0);
	/* One sample per instant, and no rate after the clock was set back. */
	fleet_sample(fleet, NOW + 20 * SECOND);
	assert_true(newest(fleet, 3).poll_rate == 0);
	fleet_sample(fleet, NOW - 600 * SECOND);
	assert_true(isnan(newest(fleet, 4).poll_rate));
	put(fleet, "u", NOW + 15 * SECOND, NOW + 30 * SECOND);
	fleet_sample(fleet, NOW - 599 * SECOND);
	assert_true(newest(fleet, 5).poll_rate == 1);
}

/* A service has samples from when it was first seen. */
static void test_services_apart(void **state)
{
	struct fleet *fleet = *state;

	put(fleet, "u", NOW, NOW);
	fleet_sample(fleet, NOW);
	struct item other = item_of("u", NOW);

	other.service = "slack";
	fleet_put(fleet, &other, NOW);
	other.session.polled_at_ms += SECOND;
	fleet_put(fleet, &other, NOW);
	fleet_sample(fleet, NOW + SECOND);
	struct snapshot *snapshot = publish(fleet);

	close_fleet(state);
	*state = NULL;
	assert_int_equal(snapshot->services[0].samples_count, 2);
	assert_int_equal(snapshot->services[1].samples_count, 1);
	assert_true(snapshot->services[0].samples[1].poll_rate == 0);
	assert_true(snapshot->services[1].samples[0].poll_rate == 1);
	snapshot_free(snapshot);
}

#define FLEET_TEST(function) cmocka_unit_test_setup_teardown(function, open_fleet, close_fleet)

int main(void)
{
	const struct CMUnitTest history[] = {
		cmocka_unit_test(test_ring),
		FLEET_TEST(test_late_share),
		FLEET_TEST(test_poll_rate),
		FLEET_TEST(test_services_apart),
	};

	return cmocka_run_group_tests(history, NULL, NULL);
}
