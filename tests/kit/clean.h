/* SPDX-License-Identifier: MIT */
/* Checks that a program sends a terminal only sequences of its own. Pure functions. */
#ifndef BEYATOP_TESTS_CLEAN_H
#define BEYATOP_TESTS_CLEAN_H

#include "buf.h"

#include <stddef.h>

/*
 * The offset of the first byte that is neither text that text_sanitize() leaves unchanged, nor part
 * of a control sequence that moves, erases, colors or sets a mode; titles and notifications count
 * only if they begin like beyatop's. The length if everything is clean.
 */
size_t clean_length(const struct buf *bytes);

#endif
