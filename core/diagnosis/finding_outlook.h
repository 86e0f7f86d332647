/* SPDX-License-Identifier: MIT */
/*
 * How a finding develops: whether it grows, recovers or is stalled, how fast, and how long it will
 * take, from its sizes at the last refreshes. Pure functions, any thread.
 */
#ifndef BEYATOP_FINDING_OUTLOOK_H
#define BEYATOP_FINDING_OUTLOOK_H

#include "finding.h"

/*
 * Adds the size at server time at_ms, which is that of a complete refresh. Keeps those of about two
 * minutes, at least three. If the clock was set back, it forgets the others.
 */
void finding_outlook_add(struct finding *finding, int64_t at_ms, uint32_t size);

/*
 * Sets .outlook, .per_minute and .left_ms from the samples; the outlook and rate that are there are
 * those of the refresh before, which are kept unless the samples clearly differ.
 */
void finding_outlook_judge(struct finding *finding);

/* Sets what is unknown, or over. */
void finding_outlook_clear(struct finding *finding, enum finding_outlook outlook);

/* Rounds to a figure that claims no more precision than it has: 1, 2, 3, 4, 5, 7, 10, 15, 20, 30...
 */
double finding_outlook_round(double figure);

#endif
