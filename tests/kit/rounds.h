/* SPDX-License-Identifier: MIT */
/*
 * How often a test repeats its random steps: the usual number, times BEYATOP_ROUNDS if that is set.
 * make test-all sets it to 10.
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
