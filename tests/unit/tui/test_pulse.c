/* SPDX-License-Identifier: MIT */
#include "list/pulse.h"

#include "base.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define INTERVAL_MS INT64_C(15000)
#define BEAT_MS     (INTERVAL_MS * PULSE_TICKS)
#define START_MS    (INT64_C(28000000) * BEAT_MS)

/* Two services, one of which came later; each polls once per second and sample. */
struct fleet {
	struct service_sample samples[2][SERVICE_SAMPLES_KEPT];
	struct service_summary services[3];
	struct snapshot snapshot;
};

static void add_samples(struct fleet *fleet, size_t service, size_t count, size_t newest)
{
	for (size_t i = 0; i < count; i++) {
		fleet->samples[service][i] = (struct service_sample){
			.at_ms = START_MS + (int64_t)(newest + 1 - count + i) * INTERVAL_MS,
			.poll_rate = 1,
		};
	}
	fleet->services[service] = (struct service_summary){
		.samples = fleet->samples[service], .samples_count = count};
}

static void fill(struct fleet *fleet, size_t ticks, size_t late_by)
{
	*fleet = (struct fleet){.snapshot.services = fleet->services,
		.snapshot.services_count = 3,
		.snapshot.status.interval_ms = INTERVAL_MS};
	size_t kept = ticks < SERVICE_SAMPLES_KEPT ? ticks : SERVICE_SAMPLES_KEPT;

	add_samples(fleet, 0, kept - late_by, ticks - 1);
	add_samples(fleet, 1, kept, ticks - 1);
	if (ticks <= SERVICE_SAMPLES_KEPT) {
		fleet->samples[1][0].poll_rate = NAN;
	}
}

static void services_add_up(void **state)
{
	struct fleet fleet;
	struct pulse pulse;

	(void)state;
	fill(&fleet, 13, 8);
	pulse_make(&fleet.snapshot, PULSE_MAX_BEATS, &pulse);
	assert_int_equal(pulse.count, PULSE_MAX_BEATS);
	assert_int_equal(pulse.at_ms[0], START_MS);
	assert_int_equal(pulse.at_ms[2], START_MS + 2 * BEAT_MS);
	/* the first sample has no rate; the second service comes in with the ninth */
	assert_true(fabs(pulse.beats[0] - 60) < 0.001);
	assert_true(fabs(pulse.beats[1] - 60) < 0.001);
	assert_true(fabs(pulse.beats[2] - 120) < 0.001);
	assert_int_equal(pulse.known, 3);
	assert_true(fabs(pulse.highest - 120) < 0.001);
	/* not over yet, and to come */
	assert_true(isnan(pulse.beats[3]));
	assert_true(isnan(pulse.beats[PULSE_MAX_BEATS - 1]));
}

/* However many samples there are, each beat keeps its time, and whole steps leave at once. */
static void beats_stay_in_place(void **state)
{
	static const size_t widths[] = {1, 15, 29, PULSE_MAX_BEATS, 1000};
	struct fleet fleet;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		int64_t first_ms = START_MS;
		size_t most = widths[i] < PULSE_MAX_BEATS ? widths[i] : PULSE_MAX_BEATS;

		for (size_t ticks = 1; ticks < 400; ticks++) {
			int64_t over_ms = START_MS + (int64_t)((ticks - 1) / PULSE_TICKS) * BEAT_MS;
			struct pulse pulse;

			fill(&fleet, ticks, 0);
			pulse_make(&fleet.snapshot, widths[i], &pulse);
			assert_int_equal(pulse.count, most);
			assert_true(pulse.at_ms[0] >= first_ms);
			if (pulse.at_ms[0] > first_ms && most > PULSE_STEP) {
				assert_int_equal(pulse.at_ms[0] / BEAT_MS % PULSE_STEP, 0);
				assert_true(pulse.known + PULSE_STEP + 2 > most);
			}
			first_ms = pulse.at_ms[0];
			/* whatever is over is known, and nothing else */
			for (size_t j = 0; j < most; j++) {
				assert_int_equal(!isnan(pulse.beats[j]), pulse.at_ms[j] < over_ms);
			}
		}
	}
}

static void nothing_is_known_at_first(void **state)
{
	struct snapshot empty = {.status.interval_ms = INTERVAL_MS};
	struct fleet fleet;
	struct pulse pulse;

	(void)state;
	pulse_make(&empty, 10, &pulse);
	assert_int_equal(pulse.count, 0);
	fill(&fleet, 4, 0);
	pulse_make(&fleet.snapshot, 0, &pulse);
	assert_int_equal(pulse.count, 0);
	fleet.snapshot.status.interval_ms = 0;
	pulse_make(&fleet.snapshot, 10, &pulse);
	assert_int_equal(pulse.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(services_add_up),
		cmocka_unit_test(beats_stay_in_place),
		cmocka_unit_test(nothing_is_known_at_first),
	};

	return cmocka_run_group_tests_name("pulse", tests, NULL, NULL);
}
