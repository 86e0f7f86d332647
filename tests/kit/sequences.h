/* SPDX-License-Identifier: MIT */
/* What terminals send besides plain characters, and which key it is. */
#ifndef BEYATOP_TESTS_SEQUENCES_H
#define BEYATOP_TESTS_SEQUENCES_H

#include <stddef.h>

struct sequence_case {
	/* who sends it, for what */
	const char *name;
	const char *bytes;
	/* enum key; KEY_NONE: it must do nothing */
	int key;
};

extern const struct sequence_case sequence_cases[];
extern const size_t sequence_cases_count;

#endif
