/* SPDX-License-Identifier: MIT */
#ifndef BEYATOP_TESTS_PLAY_STEP_H
#define BEYATOP_TESTS_PLAY_STEP_H

/* A row of a table: keys, NULL for none, and what the screen then shows. */
struct play_step {
	const char *keys, *expected;
};

#endif
