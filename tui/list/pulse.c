/* SPDX-License-Identifier: MIT */
#include "list/pulse.h"

#include <math.h>
#include <stdbool.h>

/* The fleet's polls per second at each sample, the newest first. */
struct rates {
	double per_second[SERVICE_SAMPLES_KEPT];
	int64_t at_ms[SERVICE_SAMPLES_KEPT];
	size_t count;
};

/* All services are sampled together, but one that came later has fewer samples. */
static void add_service(const struct service_summary *service, struct rates *rates)
{
	for (size_t i = 0; i < service->samples_count; i++) {
		const struct service_sample *sample =
			&service->samples[service->samples_count - 1 - i];

		if (i == rates->count) {
			rates->at_ms[i] = sample->at_ms;
			rates->per_second[i] = NAN;
			rates->count++;
		}
		if (sample->at_ms == rates->at_ms[i] && !isnan(sample->poll_rate)) {
			rates->per_second[i] =
				sample->poll_rate +
				(isnan(rates->per_second[i]) ? 0 : rates->per_second[i]);
		}
	}
}

static int64_t round_up(int64_t number, int64_t to)
{
	return (number + to - 1) / to * to;
}

/*
 * Which beat comes first, counted since the Unix epoch. There is room for those to come: the last
 * one that is over is at least most_beats - PULSE_STEP after it, once there have been so many.
 */
static int64_t find_first(const struct rates *rates, int64_t beat_ms, int64_t most_beats)
{
	int64_t newest = rates->at_ms[0] / beat_ms, first = newest - most_beats;
	/* Of the oldest beat, some samples may have been dropped. */
	int64_t oldest = rates->at_ms[rates->count - 1] / beat_ms;

	if (rates->count == SERVICE_SAMPLES_KEPT) {
		oldest = round_up(oldest + 1, PULSE_STEP);
	}
	first = first > oldest ? round_up(first, PULSE_STEP) : oldest;
	return first < newest ? first : newest;
}

static void add_beat(const struct rates *rates, int64_t beat, int64_t beat_ms, struct pulse *pulse)
{
	bool is_over = beat < rates->at_ms[0] / beat_ms;
	double sum = 0, per_minute;
	size_t count = 0;

	for (size_t i = 0; i < rates->count; i++) {
		if (is_over && rates->at_ms[i] / beat_ms == beat && !isnan(rates->per_second[i])) {
			sum += rates->per_second[i];
			count++;
		}
	}
	per_minute = count > 0 ? sum / (double)count * 60 : NAN;
	pulse->at_ms[pulse->count] = beat * beat_ms;
	pulse->beats[pulse->count++] = per_minute;
	pulse->known += count > 0;
	pulse->highest = fmax(pulse->highest, per_minute);
}

void pulse_make(const struct snapshot *snapshot, size_t most_beats, struct pulse *pulse)
{
	struct rates rates = {.count = 0};
	const int64_t beat_ms = snapshot->status.interval_ms * PULSE_TICKS;

	*pulse = (struct pulse){.count = 0};
	for (size_t i = 0; i < snapshot->services_count; i++) {
		add_service(&snapshot->services[i], &rates);
	}
	if (rates.count == 0 || beat_ms <= 0 || most_beats == 0) {
		return;
	}
	most_beats = most_beats < PULSE_MAX_BEATS ? most_beats : PULSE_MAX_BEATS;
	int64_t first = find_first(&rates, beat_ms, (int64_t)most_beats);

	for (size_t i = 0; i < most_beats; i++) {
		add_beat(&rates, first + (int64_t)i, beat_ms, pulse);
	}
}
