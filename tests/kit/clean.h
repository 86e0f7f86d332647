/* SPDX-License-Identifier: MIT */
/* Whether what a program sends to a terminal is its own. Pure functions. */
#ifndef BEYATOP_TESTS_CLEAN_H
#define BEYATOP_TESTS_CLEAN_H

#include "buf.h"

#include <stddef.h>

/*
 * The first byte that is neither a letter that text_sanitize() would leave alone, nor part of a
 * control sequence that moves, erases, colours, or sets a mode; the title and what --alert
 * sends count only when they begin as ours do. The length, when all is clean.
 */
size_t clean_length(const struct buf *bytes);

#endif
