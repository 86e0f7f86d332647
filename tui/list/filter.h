/* SPDX-License-Identifier: MIT */
/*
 * The language of filters, on the screen and of --filter: terms with blanks between them, all of
 * which must hold. The fields are those of list/field.h whose unit can be filtered by.
 *
 *   text                   userId or serviceType contains it, ignoring case
 *   user:text  svc:text    the field contains it; user=text, svc=text: it is exactly that
 *   err>5  every<=30s      a number, by < <= > >= = and : which is =
 *   late>3  age>10m        a number that is never quite equal, by < <= > >=
 *   err:?                  the number is unknown; no comparison holds for an unknown one
 *   state:C  state:CNW  state:late    one of these letters, or a state's name
 *   act:on  act:off  act:?
 *   !term                  the term does not hold
 *
 * "Quotes" keep blanks and signs together, "" is a quote inside them. Plain data and pure
 * functions, any thread.
 */
#ifndef BEYATOP_FILTER_H
#define BEYATOP_FILTER_H

#include "list/filter_term.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>

#define FILTER_TEXT_SIZE 128
#define FILTER_MAX_TERMS 24

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
struct filter_error {
	/* bytes of the text; length is at least 1, perhaps past the end */
	size_t at, length;
	/* "err takes a whole number, as in err>5" */
	char reason[160];
};

/* Reads a filter from text; a blank one lets all pass. On failure *filter is untouched. */
MUST_USE bool filter_parse(struct filter *filter, const char *text, struct filter_error *error);

/* True when a session of the snapshot passes. Ages are those of its row. */
bool filter_passes(const struct filter *filter, const struct snapshot *snapshot,
	const struct session *session);

/* One line of the language for the help, "err>5" and what it means; NULL after the last. Static. */
struct filter_example {
	const char *text, *meaning;
};
const struct filter_example *filter_example(size_t index);

#endif
