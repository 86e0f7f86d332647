/* SPDX-License-Identifier: MIT */
/* Fewer bytes for the same screen. Pure functions, any thread. */
#ifndef BEYATOP_COMPACT_H
#define BEYATOP_COMPACT_H

#include "buf.h"

/*
 * Appends what curses has written for a terminal of the ANSI family, without sequences that have no
 * effect: it selects ASCII whenever it changes attributes, in case it was drawing lines with
 * another set, which we never do; and it restores the default colours just before it resets all
 * attributes. Sequences that set attributes become one, which does not reset what is not set. See
 * "SGR" and "SCS" in ECMA-48 and XTerm Control Sequences.
 */
void compact_append(struct buf *out, const struct buf *written);

#endif
