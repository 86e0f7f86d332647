/* SPDX-License-Identifier: MIT */
/*
 * What the Unicode Character Database (14.0) says about a code point, as far as
 * printing it needs. Pure functions, any thread.
 */
#ifndef BEYATOP_UNICODE_H
#define BEYATOP_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * True for what is invisible, steers the terminal or the text's direction, or is
 * drawn in as many ways as there are terminals: C0, DEL, C1, everything of general
 * category Cf or Default_Ignorable, line and paragraph separators, noncharacters,
 * and the halves of flags and skin tones.
 */
bool unicode_is_unsafe(uint32_t code_point);

/* Combining marks, and the jamo that join the one before: no column of their own. */
bool unicode_is_combining(uint32_t code_point);

/* East_Asian_Width W or F: two columns. */
bool unicode_is_wide(uint32_t code_point);

#endif
