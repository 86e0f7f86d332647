/* SPDX-License-Identifier: MIT */
/*
 * A small fleet of known contents: each state once at least, its numbers the same for as long as a
 * test takes.
 */
#ifndef BEYATOP_TESTS_FIXTURE_H
#define BEYATOP_TESTS_FIXTURE_H

#include "base.h"
#include "kit/scratch.h"

static const struct scratch_item fixture_items[] = {
	{"u-dead", "slack", true, false, HOUR_MS, 20 * SECOND_MS, 27},
	{"u-slow", "slack", true, false, 3 * HOUR_MS, HOUR_MS, 0},
	{"u-fine", "slack", true, false, MINUTE_MS, HOUR_MS, 0},
	{"u-good", "github", true, false, MINUTE_MS, HOUR_MS, 0},
	{"u-off", "github", false, false, 2 * HOUR_MS, MINUTE_MS, 0},
	{"u-ahead", "github", true, false, -HOUR_MS, HOUR_MS, 0},
	{"u-odd", "github", true, true, MINUTE_MS, HOUR_MS, 0},
	{"u-new", "gmail", true, false, NEVER_MS, MINUTE_MS, 0},
	{"u-shaky", "gmail", true, false, MINUTE_MS, HOUR_MS, 2},
};

/* Makes a table with these items. End by scratch_close(). */
static inline void fixture_open(struct scratch *scratch, enum form form)
{
	scratch_open(scratch, form);
	for (size_t i = 0; i < ARRAY_LEN(fixture_items); i++)
		scratch_put(scratch, &fixture_items[i]);
}

#endif
