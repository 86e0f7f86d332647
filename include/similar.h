/* SPDX-License-Identifier: MIT */
/* Misspelt words, for "did you mean". Pure functions, any thread. */
#ifndef BEYATOP_SIMILAR_H
#define BEYATOP_SIMILAR_H

#include <stdbool.h>
#include <stddef.h>

/* A word at this distance or more is a different word. */
#define SIMILAR_LIMIT 3

/*
 * How many letters must be inserted, deleted or replaced to make the known word of the first length
 * bytes of name; an abbreviation counts as one wrong letter. SIMILAR_LIMIT or more: it is a
 * different word, as is any word for an empty name.
 */
size_t similar_distance(const char *name, size_t length, const char *known);

/* True if the name is probably a misspelling of the known one. */
bool similar_is(const char *name, size_t length, const char *known);

#endif
