/* SPDX-License-Identifier: MIT */
/* Numbers to and from text, the same in every locale. Pure functions, any thread. */
#ifndef BEYATOP_NUMBER_H
#define BEYATOP_NUMBER_H

#include "base.h"
#include "buf.h"

#include <stdbool.h>
#include <stdint.h>

/* Room for any number as text. */
#define NUMBER_SIZE 40

/*
 * Reads a decimal number: sign, digits, fraction and exponent, with blanks around it. Overflows to
 * infinity. False, with *number unchanged, for anything else: hexadecimal, "nan", "12 errors".
 */
MUST_USE bool number_parse(const char *text, double *number);

/*
 * Lateness in at most 5 columns: "1.0x", "18.2x", "410x", "12kx"; rounded down. "?" for NaN and
 * infinity, "0.0x" if negative.
 */
void number_format_late(double late, char text[NUMBER_SIZE]);

/* Two decimals: "18.20", "-0.50"; "" for NaN, infinity and numbers over 1e15. */
void number_format_decimal(double number, char text[NUMBER_SIZE]);

/* "4,818". */
void number_format_count(uint64_t count, char text[NUMBER_SIZE]);
void number_put_count(struct buf *out, uint64_t count);

#endif
