/* SPDX-License-Identifier: MIT */
/*
 * One term of a filter, "err>5": parsing its value, by the unit of its field, and matching a
 * session against it. Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_FILTER_TERM_H
#define BEYATOP_FILTER_TERM_H

#include "list/field.h"

#include <stdbool.h>

enum filter_operator {
	/* a colon: "contains" for texts, "is" for everything else */
	FILTER_MATCHES,
	FILTER_IS,
	FILTER_LESS,
	FILTER_AT_MOST,
	FILTER_MORE,
	FILTER_AT_LEAST,
};

struct filter_term {
	/* static; NULL: a bare word, which userId or serviceType must contain */
	const struct field *field;
	enum filter_operator operator;
	bool is_negated;
	/* of a text: its offset in the filter's words */
	uint16_t word;
	/* "?": matches unknown values */
	bool is_unknown;
	/* of a number */
	double number;
	/* of states: a bit for each that matches */
	unsigned states;
};

/* True if a field can be filtered by, and if that includes < and >. */
bool filter_term_is_field(const struct field *field);
bool filter_term_compares(const struct field *field);

/* True if a field has an operator. */
bool filter_term_allows(const struct field *field, enum filter_operator operator);

/* Parses the value into the term, whose field and operator are set. False if it is invalid. */
MUST_USE bool filter_term_read(struct filter_term *term, const char *value);

/* The kind of value that a field takes, "a whole number", and an example, ">5". Static. */
const char *filter_term_takes(const struct field *field);
const char *filter_term_example(const struct field *field);

/* True if a session matches the term, ignoring its negation. word is the term's text. */
bool filter_term_holds(const struct filter_term *term, const char *word,
	const struct snapshot *snapshot, const struct session *session);

#endif
