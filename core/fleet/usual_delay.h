/* SPDX-License-Identifier: MIT */
/*
 * How late the polls of a service usually are: what exceeds the interval from poll to poll. Old
 * polls count less and less. Plain data, network thread only.
 */
#ifndef BEYATOP_USUAL_DELAY_H
#define BEYATOP_USUAL_DELAY_H

#include "base.h"
#include "session.h"

#include <stdint.h>

/* Before this many polls nothing is said. */
#define USUAL_DELAY_MIN_POLLS 20

/* Start with {0}. */
struct usual_delay {
	/* how many of the counted polls were that late, see usual_delay.c; NULL: none yet */
	uint16_t *counts;
	/* their sum */
	uint32_t polls;
};

/*
 * Counts the poll between two reads of a session. It counts nothing if there was none, and nothing
 * if there may have been more than one, or one that was not made: from 1.5 intervals on, the two
 * cannot be told apart.
 */
void usual_delay_note(
	struct usual_delay *delay, const struct session *before, const struct session *now);

/*
 * 99 in 100 polls were late by at most this many milliseconds, rounded up to 50 or by a fifth; -1
 * before USUAL_DELAY_MIN_POLLS polls.
 */
int64_t usual_delay_ms(const struct usual_delay *delay);

/* A copy. Free with usual_delay_fini(). */
struct usual_delay usual_delay_clone(const struct usual_delay *delay) MUST_USE;

/* *delay can be used again. */
void usual_delay_fini(struct usual_delay *delay);

#endif
