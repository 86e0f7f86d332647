/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_outlook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_MS 60000.0
/* Older samples say nothing about now. */
#define WINDOW_MS INT64_C(120000)
/* Fewer samples say nothing. */
#define LEAST_SAMPLES 3
/* A change counts half after this time, or after two refreshes if those are longer. */
#define HALF_LIFE_MS 20000.0
/* The rate is measured over at least this time, if it did not change its sign meanwhile. */
#define RATE_MS INT64_C(60000)
/* Changes in one direction prevail if they are this many times those in the other... */
#define PREVAILING 2.0
/* ...but half of that is enough to stay with what was said before. */
#define STAYING 0.5
/*
 * It is stalled if this many sessions, and changes, would have been expected since the last change:
 * sessions recover one by one, or many at a time.
 */
#define EXPECTED_CHANGES 3.0
/* Slower than that, no rate is given. */
#define LEAST_RATE 0.75

/* --- Samples --------------------------------------------------------------------------------- */

static void remove_sample(struct finding *finding, uint32_t at)
{
	finding->samples_count--;
	memmove(&finding->samples[at], &finding->samples[at + 1],
		(finding->samples_count - at) * sizeof(*finding->samples));
}

/* The sample between the first and the last that is missed least. */
static uint32_t find_dispensable(const struct finding *finding)
{
	const struct finding_sample *samples = finding->samples;
	uint32_t best = 1;

	for (uint32_t i = 2; i + 1 < finding->samples_count; i++) {
		if (samples[i + 1].at_ms - samples[i - 1].at_ms <
			samples[best + 1].at_ms - samples[best - 1].at_ms) {
			best = i;
		}
	}
	return best;
}

void finding_outlook_add(struct finding *finding, int64_t at_ms, uint32_t size)
{
	if (finding->samples_count > 0 &&
		finding->samples[finding->samples_count - 1].at_ms >= at_ms) {
		finding->samples_count = 0;
	}
	while (finding->samples_count >= LEAST_SAMPLES &&
		finding->samples[0].at_ms < at_ms - WINDOW_MS) {
		remove_sample(finding, 0);
	}
	if (finding->samples_count == FINDING_SAMPLES) {
		remove_sample(finding, find_dispensable(finding));
	}
	finding->samples[finding->samples_count++] = (struct finding_sample){at_ms, size};
}

/* --- Direction ------------------------------------------------------------------------------- */

/* What the samples show from one to the next. */
struct moves {
	/* how much was added and removed; the more recent, the more it counts */
	double up, down;
	/* how often, and how often neither */
	unsigned ups, downs, none;
	uint32_t largest;
	/* when the size changed last */
	int64_t changed_ms;
};

static int64_t last_ms(const struct finding *finding)
{
	return finding->samples[finding->samples_count - 1].at_ms;
}

static struct moves sum_moves(const struct finding *finding)
{
	const struct finding_sample *samples = finding->samples;
	double spacing_ms =
		(double)(last_ms(finding) - samples[0].at_ms) / (finding->samples_count - 1);
	double half_life_ms = fmax(HALF_LIFE_MS, 2 * spacing_ms);
	struct moves moves = {.largest = samples[0].members, .changed_ms = samples[0].at_ms};

	for (uint32_t i = 1; i < finding->samples_count; i++) {
		double change = (double)samples[i].members - samples[i - 1].members;
		double age_ms = (double)(last_ms(finding) - samples[i].at_ms);
		double weight = exp2(-age_ms / half_life_ms);

		moves.up += change > 0 ? change * weight : 0;
		moves.down += change < 0 ? -change * weight : 0;
		moves.ups += change > 0;
		moves.downs += change < 0;
		moves.none += change == 0;
		moves.changed_ms = change != 0 ? samples[i].at_ms : moves.changed_ms;
		moves.largest =
			samples[i].members > moves.largest ? samples[i].members : moves.largest;
	}
	return moves;
}

/* Where the present direction began: at the last smallest or largest sample. */
static uint32_t find_turn(const struct finding *finding, enum finding_outlook direction)
{
	const struct finding_sample *samples = finding->samples;
	uint32_t turn = 0;

	for (uint32_t i = 1; i < finding->samples_count; i++) {
		bool is_beyond = direction == OUTLOOK_GROWING
					 ? samples[i].members <= samples[turn].members
					 : samples[i].members >= samples[turn].members;

		turn = is_beyond ? i : turn;
	}
	return turn;
}

/*
 * How much may come and go: 3 in 100, and up to two sessions of a small finding. Those that are
 * behind for reasons of their own are others each time, so that their number varies like any that
 * is due to chance.
 */
static double allowance(const struct finding *finding, const struct moves *moves)
{
	double largest = moves->largest;

	return finding->kind == FINDING_SERVICE_LATE ? 3 * sqrt(largest)
						     : fmax(0.03 * largest, fmin(2, 0.1 * largest));
}

/* A change counts if it is large enough, or if every sample goes the same way. */
static bool is_significant(const struct finding *finding, const struct moves *moves,
	enum finding_outlook direction, double share)
{
	uint32_t turn = find_turn(finding, direction);
	double net = fabs((double)finding->samples[finding->samples_count - 1].members -
			  finding->samples[turn].members);
	unsigned with = direction == OUTLOOK_GROWING ? moves->ups : moves->downs;
	unsigned against = direction == OUTLOOK_GROWING ? moves->downs : moves->ups;
	bool is_steady = against == 0 && with >= 2 && (with >= 3 || moves->none == 0) &&
			 finding->kind != FINDING_SERVICE_LATE;

	return net >= allowance(finding, moves) * share || is_steady;
}

/* True if the changes go in that direction; less is needed if they did before. */
static bool goes(
	const struct finding *finding, const struct moves *moves, enum finding_outlook direction)
{
	double share = finding->outlook == direction ? STAYING : 1;
	double with = direction == OUTLOOK_GROWING ? moves->up : moves->down;
	double against = direction == OUTLOOK_GROWING ? moves->down : moves->up;

	return with > 0 && with >= against * PREVAILING * share &&
	       is_significant(finding, moves, direction, share);
}

/* --- Rate ------------------------------------------------------------------------------------ */

/* The first sample of those that the rate is measured from. */
static uint32_t rate_from(const struct finding *finding, enum finding_outlook direction)
{
	const struct finding_sample *samples = finding->samples;
	uint32_t from = find_turn(finding, direction);

	/* It did not change for a while before: a slow change is one step now and then. */
	while (from > 0 && samples[from - 1].members == samples[from].members &&
		last_ms(finding) - samples[from].at_ms < RATE_MS) {
		from--;
	}
	return from;
}

/* Members per minute: the slope of the line that fits the samples best. */
static double measure_rate(const struct finding *finding, uint32_t from)
{
	const struct finding_sample *samples = finding->samples;
	double count = finding->samples_count - from, at = 0, size = 0, above = 0, below = 0;

	for (uint32_t i = from; i < finding->samples_count; i++) {
		at += (double)(samples[i].at_ms - last_ms(finding)) / MINUTE_MS / count;
		size += samples[i].members / count;
	}
	for (uint32_t i = from; i < finding->samples_count; i++) {
		double from_mean = (double)(samples[i].at_ms - last_ms(finding)) / MINUTE_MS - at;

		above += from_mean * (samples[i].members - size);
		below += from_mean * from_mean;
	}
	return below > 0 ? above / below : 0;
}

double finding_outlook_round(double figure)
{
	static const double steps[] = {1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100};
	double unit = 1, best = steps[0];

	for (; figure >= 100; figure /= 10) {
		unit *= 10;
	}
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (fabs(log(figure / steps[i])) < fabs(log(figure / best))) {
			best = steps[i];
		}
	}
	return best * unit;
}

/* A duration that people would say. */
static int64_t round_left_ms(double minutes)
{
	static const double steps[] = {0.5, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180,
		240, 360, 480, 720, 1440};
	double best = steps[0];

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (fabs(log(minutes / steps[i])) < fabs(log(minutes / best))) {
			best = steps[i];
		}
	}
	return minutes <= 1.5 * steps[ARRAY_LEN(steps) - 1] ? (int64_t)(best * MINUTE_MS) : -1;
}

/* Keeps the rate that was said before while it is about right. */
static double say_rate(double rate, double before)
{
	if (rate < LEAST_RATE) {
		return NAN;
	}
	return before >= rate * 0.7 && before <= rate * 1.4 ? before : finding_outlook_round(rate);
}

/* True if it has not changed for longer than it would at that rate. */
static bool has_stopped(const struct finding *finding, const struct moves *moves, double rate)
{
	double still_ms = (double)(last_ms(finding) - moves->changed_ms);
	double changing_ms = (double)(moves->changed_ms - finding->samples[0].at_ms);

	return rate * still_ms / MINUTE_MS >= EXPECTED_CHANGES &&
	       still_ms * (moves->ups + moves->downs) >= EXPECTED_CHANGES * changing_ms;
}

/* --- All of it ------------------------------------------------------------------------------- */

void finding_outlook_clear(struct finding *finding, enum finding_outlook outlook)
{
	finding->outlook = outlook;
	finding->per_minute = NAN;
	finding->left_ms = -1;
}

void finding_outlook_judge(struct finding *finding)
{
	if (finding->samples_count < LEAST_SAMPLES) {
		finding_outlook_clear(finding, OUTLOOK_UNKNOWN);
		return;
	}
	struct moves moves = sum_moves(finding);
	enum finding_outlook outlook = goes(finding, &moves, OUTLOOK_GROWING) ? OUTLOOK_GROWING
				       : goes(finding, &moves, OUTLOOK_RECOVERING)
					       ? OUTLOOK_RECOVERING
					       : OUTLOOK_STALLED;
	double before = outlook == finding->outlook ? finding->per_minute : NAN;

	if (outlook == OUTLOOK_STALLED) {
		finding_outlook_clear(finding, outlook);
		return;
	}
	double rate = fabs(measure_rate(finding, rate_from(finding, outlook)));

	if (has_stopped(finding, &moves, rate)) {
		finding_outlook_clear(finding, OUTLOOK_STALLED);
		return;
	}
	finding_outlook_clear(finding, outlook);
	finding->per_minute = say_rate(rate, before);
	if (outlook == OUTLOOK_RECOVERING && rate > 0) {
		finding->left_ms = round_left_ms(fmax(finding->members, 1) / rate);
	}
}
