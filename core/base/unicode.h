/* SPDX-License-Identifier: MIT */
/*
 * Properties of code points that matter for printing them. unicode_tables.py generates the tables
 * from the Unicode Character Database; they do not depend on the locale or the C library. Pure
 * functions, any thread.
 */
#ifndef BEYATOP_UNICODE_H
#define BEYATOP_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * True for what is invisible, controls the terminal or the direction of text, or is drawn
 * differently by every terminal: C0, DEL, C1, general category Cf, Default_Ignorable_Code_Point,
 * line and paragraph separators, noncharacters, and the halves of flags and skin tones.
 */
bool unicode_is_unsafe(uint32_t code_point);

/*
 * True for code points that take no column: combining marks and Hangul jamo that join the one
 * before.
 */
bool unicode_is_combining(uint32_t code_point);

/* East_Asian_Width W or F: two columns. */
bool unicode_is_wide(uint32_t code_point);

#endif
