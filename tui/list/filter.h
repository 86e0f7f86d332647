/* SPDX-License-Identifier: MIT */
/*
 * Filters, on the screen and in --filter: the language of predicate.h about sessions. Operands are
 * the fields of list/field.h that have a value; a word alone is looked for in userId and
 * serviceType.
 *
 *   user:text  svc:text    the field contains it; user=text, svc=text: it is exactly that
 *   err>5  every<=30s      a number
 *   late>3  age>10m        a number that changes all the time, which = and : do not take
 *   err:?                  the number is unknown; comparisons with an unknown one are false
 *   state:C  state:CNW  state:late    one of these state letters, or a state's name
 *   act:on  act:off  act:?
 *
 * One thread at a time.
 */
#ifndef BEYATOP_FILTER_H
#define BEYATOP_FILTER_H

#include "list/field.h"
#include "predicate.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>

/* What may stand before a word without a blank. */
#define FILTER_PREFIXES "!("

/* Its operands are in the order of field_sessions. */
extern const struct predicate_vocabulary filter_vocabulary;

/* Parses a filter, as predicate_parse(). The caller frees it with predicate_fini(). */
MUST_USE bool filter_parse(
	struct predicate *filter, const char *text, struct predicate_error *error);

/* True if a session of the snapshot passes. Ages are as of the read of its row. */
bool filter_passes(const struct predicate *filter, const struct snapshot *snapshot,
	const struct session *session);

/* The user whose sessions alone can pass, as with user=X; NULL: any user's. Borrowed. */
const char *filter_only_user(const struct predicate *filter);

/* True if a term selects a state by its letter or name, as state:N does. */
bool filter_selects_state(const struct predicate *filter, enum session_state state);

/* An example for the help, "err>5" and what it means; NULL after the last. Static. */
struct filter_example {
	const char *text, *meaning;
};
const struct filter_example *filter_example(size_t index);

#endif
