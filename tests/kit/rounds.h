/* SPDX-License-Identifier: MIT */
/*
 * How often a test repeats what it does at random: as often as usual, or BEYATOP_ROUNDS times as
 * often. make test-all sets it to 10.
 */
#ifndef BEYATOP_TESTS_ROUNDS_H
#define BEYATOP_TESTS_ROUNDS_H

#include <stdlib.h>

static inline long rounds_factor(void)
{
	const char *text = getenv("BEYATOP_ROUNDS");
	long factor = text ? strtol(text, NULL, 10) : 1;

	return factor > 1 ? factor : 1;
}

static inline long rounds(long usual)
{
	return usual * rounds_factor();
}

#endif
