/* SPDX-License-Identifier: MIT */
/*
 * The filter language, on the screen and in --filter: terms separated by blanks, all of which must
 * be true. Fields are those of list/field.h whose unit has operators in filter_term.c.
 *
 *   text                   userId or serviceType contains it, ignoring case
 *   user:text  svc:text    the field contains it; user=text, svc=text: it is exactly that
 *   err>5  every<=30s      a number, by < <= > >= = and : which is =
 *   late>3  age>10m        a number that changes all the time, by < <= > >=
 *   err:?                  the number is unknown; comparisons with an unknown one are false
 *   state:C  state:CNW  state:late    one of these state letters, or a state's name
 *   act:on  act:off  act:?
 *   !term                  the term is false
 *
 * "Quotes" protect blanks and operators; "" inside them is a quote. Plain data and pure
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

/* {0} is the empty filter, which every session passes. May be copied. */
struct filter {
	/* as typed */
	char text[FILTER_TEXT_SIZE];
	/* the values, without their quotes, each ended by a NUL */
	char words[FILTER_TEXT_SIZE];
	struct filter_term terms[FILTER_MAX_TERMS];
	size_t count;
};

/* What is wrong with a filter's text, and where. */
struct filter_error {
	/* bytes of the text; length is at least 1, so the range may go past the end */
	size_t at, length;
	/* "err takes a whole number, as in err>5" */
	char reason[160];
};

/* Parses a filter; a blank text is the empty filter. On failure, *filter is untouched. */
MUST_USE bool filter_parse(struct filter *filter, const char *text, struct filter_error *error);

/* True if a session of the snapshot passes. Ages are as of the read of its row. */
bool filter_passes(const struct filter *filter, const struct snapshot *snapshot,
	const struct session *session);

/* The user of a term user=X, whose sessions alone can pass; NULL: there is none. Borrowed. */
const char *filter_only_user(const struct filter *filter);

/* True if a term selects a state by its letter or name, as state:N does. */
bool filter_selects_state(const struct filter *filter, enum session_state state);

/* An example for the help, "err>5" and what it means; NULL after the last. Static. */
struct filter_example {
	const char *text, *meaning;
};
const struct filter_example *filter_example(size_t index);

#endif
