/* SPDX-License-Identifier: MIT */
/*
 * Conditions for --wait-until, --warn-if, --crit-if and :watch, in the language of predicate.h:
 * "critical>0 or late>5%". The operands are the words of the figures (SUMMARY_FIGURES). A count may
 * also be compared with a percentage of the active sessions, an age with a duration ("5m"). Pure
 * functions, any thread.
 */
#ifndef BEYATOP_CONDITION_H
#define BEYATOP_CONDITION_H

#include "predicate.h"
#include "summary.h"

#include <stdbool.h>

/*
 * As predicate_parse(), but an empty condition is an error. Nothing has to be freed: no figure is a
 * text.
 */
MUST_USE bool condition_parse(
	struct predicate *condition, const char *text, struct predicate_error *error);

/*
 * Returns PREDICATE_UNKNOWN when an unknown figure could change the result. knows_never_polled is
 * as for summary_figure().
 */
enum predicate_result condition_evaluate(
	const struct predicate *condition, const struct summary *summary, bool knows_never_polled);

#endif
