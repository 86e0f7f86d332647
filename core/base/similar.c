/* SPDX-License-Identifier: MIT */
#include "similar.h"

#include "base.h"

#include <stdint.h>
#include <string.h>

#define MAX_WORD 40

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein distance. SIZE_MAX for a much longer word. */
static size_t distance(const char *a, size_t a_length, const char *b)
{
	size_t row[MAX_WORD], b_length = strlen(b);

	if (b_length >= ARRAY_LEN(row) || a_length >= b_length + SIMILAR_LIMIT) {
		return SIZE_MAX;
	}
	for (size_t j = 0; j <= b_length; j++) {
		row[j] = j;
	}
	for (size_t i = 1; i <= a_length; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = min_size(change, min_size(row[j], row[j - 1]) + 1);
		}
	}
	return row[b_length];
}

size_t similar_distance(const char *name, size_t length, const char *known)
{
	if (length == 0 || !*known) {
		return SIZE_MAX;
	}
	return strncmp(known, name, length) == 0 ? 1 : distance(name, length, known);
}

bool similar_is(const char *name, size_t length, const char *known)
{
	return similar_distance(name, length, known) < SIMILAR_LIMIT;
}
