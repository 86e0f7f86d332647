/* SPDX-License-Identifier: MIT */
#include "fleet/usual_delay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Delays are counted in steps that grow by a fifth, so that few are needed: step 0 is up to
 * FIRST_MS, the last one has everything from about an hour on.
 */
#define STEPS    64
#define FIRST_MS 50
#define GROWTH   1.2
/* At this many polls all counts are halved. */
#define POLLS_KEPT 4000
/* Share of the polls that may be later. */
#define LATER_SHARE 0.01

/* The upper end of a step. */
static int64_t end_of(size_t step)
{
	return (int64_t)ceil(FIRST_MS * pow(GROWTH, (double)step));
}

static size_t step_of(int64_t delay_ms)
{
	if (delay_ms <= FIRST_MS) {
		return 0;
	}
	size_t step = (size_t)ceil(log((double)delay_ms / FIRST_MS) / log(GROWTH));

	return step < STEPS ? step : STEPS - 1;
}

static void halve(struct usual_delay *delay)
{
	delay->polls = 0;
	for (size_t i = 0; i < STEPS; i++) {
		delay->counts[i] /= 2;
		delay->polls += delay->counts[i];
	}
}

void usual_delay_note(
	struct usual_delay *delay, const struct session *before, const struct session *now)
{
	if (before->polled_at_ms == SESSION_NO_TIME || now->polled_at_ms <= before->polled_at_ms ||
		now->interval_ms == 0 || now->interval_ms != before->interval_ms) {
		return;
	}
	/* Unsigned, because a table may have any two times. */
	uint64_t apart_ms = (uint64_t)now->polled_at_ms - (uint64_t)before->polled_at_ms;
	uint64_t interval_ms = now->interval_ms;

	if (apart_ms >= interval_ms + interval_ms / 2) {
		return;
	}
	if (!delay->counts) {
		delay->counts = base_calloc(STEPS, sizeof(*delay->counts));
	}
	delay->counts[step_of((int64_t)apart_ms - (int64_t)interval_ms)]++;
	if (++delay->polls >= POLLS_KEPT) {
		halve(delay);
	}
}

int64_t usual_delay_ms(const struct usual_delay *delay)
{
	size_t step = STEPS - 1;
	double later = 0;

	if (delay->polls < USUAL_DELAY_MIN_POLLS) {
		return -1;
	}
	while (step > 0 && (later += delay->counts[step]) <= delay->polls * LATER_SHARE) {
		step--;
	}
	return end_of(step);
}

struct usual_delay usual_delay_clone(const struct usual_delay *delay)
{
	struct usual_delay clone = {.polls = delay->polls};

	if (delay->counts) {
		clone.counts = base_calloc(STEPS, sizeof(*clone.counts));
		memcpy(clone.counts, delay->counts, STEPS * sizeof(*clone.counts));
	}
	return clone;
}

void usual_delay_fini(struct usual_delay *delay)
{
	free(delay->counts);
	*delay = (struct usual_delay){0};
}
