/* SPDX-License-Identifier: MIT */
/*
 * The language in which sessions are looked for, on the screen and by --filter. Words with blanks
 * between them, all of which must hold:
 *
 *   text                   userId or serviceType contains it, whatever the case
 *   user:text  svc:text    the one contains it; user=text, svc=text: is exactly it
 *   err>5  every<=30s      a figure, by < <= > >= = and : which is =
 *   late>3  age>10m        a figure that is never quite equal, by < <= > >=
 *   err:?                  the figure is unknown; no comparison holds for an unknown one
 *   state:C  state:CNW  state:late    one of these letters, or a word
 *   act:on  act:off  act:?
 *   !word                  the word does not hold
 *
 * "Quotes" keep blanks and signs together, "" is a quote inside them. Plain data and pure
 * functions, any thread.
 */
#ifndef BEYATOP_FILTER_H
#define BEYATOP_FILTER_H

#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILTER_TEXT_SIZE 128
#define FILTER_MAX_TERMS 24

enum filter_relation {
	/* a colon: contains, of a text; is, of all else */
	FILTER_HAS,
	FILTER_IS,
	FILTER_LESS,
	FILTER_AT_MOST,
	FILTER_MORE,
	FILTER_AT_LEAST,
};

struct filter_term {
	/* static */
	const struct filter_field *field;
	enum filter_relation relation;
	bool is_negated;
	/* asks for an unknown value */
	bool is_unknown;
	/* of a text: where it begins in words[] */
	uint16_t word;
	/* of a figure */
	double number;
	/* of a field with few values: a bit for each that is asked for */
	unsigned set;
};

/* Start with {0}, which every session passes. May be copied. */
struct filter {
	/* as it was written */
	char text[FILTER_TEXT_SIZE];
	/* without quotes, each ended by a NUL */
	char words[FILTER_TEXT_SIZE];
	struct filter_term terms[FILTER_MAX_TERMS];
	size_t count;
};

/* What is wrong with a text, and where in it. */
struct filter_fault {
	/* bytes of the text; length is at least 1, perhaps behind the end */
	size_t at, length;
	/* "err wants a whole number, as in err>5" */
	char reason[160];
};

/* Reads a filter from text; a blank one lets all pass. On failure *filter is untouched. */
MUST_USE bool filter_parse(struct filter *filter, const char *text, struct filter_fault *fault);

/* True when a session of the snapshot passes. Ages are those of its row. */
bool filter_passes(const struct filter *filter, const struct snapshot *snapshot,
	const struct session *session);

/* One line of the language for the help, "err>5" and what it means; NULL after the last. Static. */
struct filter_example {
	const char *text, *meaning;
};
const struct filter_example *filter_example(size_t index);

#endif
