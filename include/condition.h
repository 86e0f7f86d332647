/* SPDX-License-Identifier: MIT */
/*
 * Conditions for --wait-until, --warn-if and --crit-if: "critical>0 or late>5%". Comparisons joined
 * by "and" or "or"; "and" binds closer. The left side is the word of a figure (SUMMARY_FIGURES),
 * the right side a number. A count may also be compared with a percentage of the active sessions,
 * an age with a duration ("5m"). Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_CONDITION_H
#define BEYATOP_CONDITION_H

#include "base.h"
#include "summary.h"

#include <stdbool.h>
#include <stddef.h>

#define CONDITION_MAX_TERMS 16

enum condition_relation {
	CONDITION_LESS,
	CONDITION_AT_MOST,
	CONDITION_MORE,
	CONDITION_AT_LEAST,
	CONDITION_EQUAL,
	CONDITION_NOT_EQUAL
};

struct condition_term {
	enum summary_figure figure;
	enum condition_relation relation;
	double number;
	bool is_percent;
	/* first term of an alternative: the very first, or after an "or" */
	bool begins_alternative;
};

struct condition {
	struct condition_term terms[CONDITION_MAX_TERMS];
	size_t count;
};

enum condition_result { CONDITION_FALSE, CONDITION_UNKNOWN, CONDITION_TRUE };

/* False when the text is not a condition or has too many terms; *condition is then untouched. */
MUST_USE bool condition_parse(struct condition *condition, const char *text);

/*
 * Returns CONDITION_UNKNOWN when an unknown figure could change the result. knows_never_polled is
 * as for summary_figure().
 */
enum condition_result condition_evaluate(
	const struct condition *condition, const struct summary *summary, bool knows_never_polled);

#endif
