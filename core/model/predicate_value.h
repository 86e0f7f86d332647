/* SPDX-License-Identifier: MIT */
/* Values of predicates, by the unit of their operand. Pure functions, any thread. */
#ifndef BEYATOP_PREDICATE_VALUE_H
#define BEYATOP_PREDICATE_VALUE_H

#include "predicate.h"

/*
 * Parses a value into the term, whose operand and relation are set. Of a text, only checks that it
 * is not empty. False if the operand does not take it.
 */
MUST_USE bool predicate_value_read(
	struct predicate_term *term, const struct predicate_operand *operand, const char *value);

/* Appends what an operand takes, "err takes a whole number, as in err>5", for a message. */
void predicate_value_explain(const struct predicate_operand *operand, char *text, size_t size);

#endif
