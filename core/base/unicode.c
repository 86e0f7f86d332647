/* SPDX-License-Identifier: MIT */
#include "base/unicode.h"

#include "base.h"

#include <stddef.h>

/* Inclusive; may contain unassigned code points. */
struct unicode_range {
	uint32_t first, last;
};

#include "base/unicode_tables.h"

static bool contains(const struct unicode_range *ranges, size_t count, uint32_t code_point)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code_point > ranges[middle].last) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < count && code_point >= ranges[low].first;
}

bool unicode_is_unsafe(uint32_t code_point)
{
	bool is_noncharacter = (code_point & 0xFFFE) == 0xFFFE;

	return is_noncharacter || contains(unsafe, ARRAY_LEN(unsafe), code_point);
}

bool unicode_is_combining(uint32_t code_point)
{
	return contains(combining, ARRAY_LEN(combining), code_point);
}

bool unicode_is_wide(uint32_t code_point)
{
	return contains(wide, ARRAY_LEN(wide), code_point);
}
