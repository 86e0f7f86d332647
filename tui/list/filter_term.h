/* SPDX-License-Identifier: MIT */
/*
 * One term of a filter, "err>5": how its value is read, by the unit of its field, and whether a
 * session has it. Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_FILTER_TERM_H
#define BEYATOP_FILTER_TERM_H

#include "list/field.h"

#include <stdbool.h>

enum filter_operator {
	/* a colon: contains, of a text; is, of all else */
	FILTER_MATCHES,
	FILTER_IS,
	FILTER_LESS,
	FILTER_AT_MOST,
	FILTER_MORE,
	FILTER_AT_LEAST,
};

struct filter_term {
	/* static; NULL: a word without a field, which userId or serviceType must contain */
	const struct field *field;
	enum filter_operator operator;
	bool is_negated;
	/* of a text: where it begins in the filter's words */
	uint16_t word;
	/* asks for an unknown value */
	bool is_unknown;
	/* of a number */
	double number;
	/* of a state: a bit for each that is asked for */
	unsigned states;
};

/* True when sessions can be filtered by a field; compares: also by < and >. */
bool filter_term_is_field(const struct field *field);
bool filter_term_compares(const struct field *field);

/* True when an operator makes sense for a field. */
bool filter_term_allows(const struct field *field, enum filter_operator operator);

/* Reads the value into the term, whose field and operator are set; false when it is not one. */
MUST_USE bool filter_term_read(struct filter_term *term, const char *value);

/* What a field takes: "a whole number", and an example of it: ">5". Static. */
const char *filter_term_takes(const struct field *field);
const char *filter_term_example(const struct field *field);

/* Whether a session has what the term asks for, its negation aside. word is the term's. */
bool filter_term_holds(const struct filter_term *term, const char *word,
	const struct snapshot *snapshot, const struct session *session);

#endif
