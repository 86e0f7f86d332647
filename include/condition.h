/* SPDX-License-Identifier: MIT */
/*
 * Conditions on what is counted: "critical>0 or late>5%", for --wait-until, --warn-if and
 * --crit-if. Comparisons with "and" or "or" between them, of which "and" binds closer. On the left
 * a word of the outputs, CONDITION_WORDS. On the right a number, of a count also a share of the
 * active sessions in percent, of an age a time. Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_CONDITION_H
#define BEYATOP_CONDITION_H

#include "base.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>

#define CONDITION_MAX_TERMS 16

/* The words that it knows, for messages. */
#define CONDITION_WORDS                                                                            \
	"sessions, active, paused, critical, late, never_polled, future, unknown, on_time, "       \
	"erroring, worst_late, p50_age, p95_age"

enum condition_relation {
	CONDITION_LESS,
	CONDITION_AT_MOST,
	CONDITION_MORE,
	CONDITION_AT_LEAST,
	CONDITION_EQUAL,
	CONDITION_NOT_EQUAL
};

struct condition_term {
	/* static */
	const struct condition_field *field;
	enum condition_relation relation;
	double number;
	bool is_percent;
	/* it stands behind an "or" */
	bool begins_alternative;
};

struct condition {
	struct condition_term terms[CONDITION_MAX_TERMS];
	size_t count;
};

enum condition_answer { CONDITION_FALSE, CONDITION_UNKNOWN, CONDITION_TRUE };

/* False when the text is no condition, or one of more terms; *condition is then untouched. */
MUST_USE bool condition_parse(struct condition *condition, const char *text);

/*
 * What is unknown leaves the answer unknown only where it could change it. knows_never_polled is
 * false while sessions without lastPollAt were not looked for.
 */
enum condition_answer condition_answer(
	const struct condition *condition, const struct summary *summary, bool knows_never_polled);

#endif
