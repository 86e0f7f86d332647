/* SPDX-License-Identifier: MIT */
#include "condition.h"

#include <math.h>
#include <stdio.h>

struct subject {
	const struct summary *summary;
	bool knows_never_polled;
};

static struct predicate_operand operand_of(size_t figure)
{
	static const enum predicate_unit units[] = {
		[SUMMARY_COUNT] = PREDICATE_SHARE,
		[SUMMARY_INTERVALS] = PREDICATE_RATIO,
		[SUMMARY_AGE_MS] = PREDICATE_DURATION,
	};

	if (figure >= FIGURE_COUNT) {
		return (struct predicate_operand){0};
	}
	const struct summary_figure_info *info = summary_figure_info((enum summary_figure)figure);

	return (struct predicate_operand){.name = info->word, .unit = units[info->unit]};
}

/* Without active sessions, lateness and ages compare as 0 rather than as unknown. */
static bool counts_as_zero(const struct predicate_term *term, const struct summary *summary)
{
	return term->unit != PREDICATE_SHARE && summary->active == 0;
}

static double value_of(const struct predicate_term *term, const struct subject *subject)
{
	const struct summary *summary = subject->summary;
	double value = counts_as_zero(term, summary)
			       ? 0
			       : summary_figure(summary, (enum summary_figure)term->operand,
					 subject->knows_never_polled);

	if (!term->is_percent || isnan(value)) {
		return value;
	}
	/* 0 of 0 is 0 %, not NAN. */
	return value > 0 ? 100 * value / summary->active : 0;
}

static enum predicate_result evaluate(
	const struct predicate *condition, const struct predicate_term *term, const void *subject)
{
	(void)condition;
	return predicate_compare(term, value_of(term, subject));
}

static const struct predicate_vocabulary vocabulary = {
	.noun = "figure",
	.operand = operand_of,
	.evaluate = evaluate,
};

bool condition_parse(struct predicate *condition, const char *text, struct predicate_error *error)
{
	struct predicate parsed;

	if (!predicate_parse(&parsed, &vocabulary, text, error)) {
		return false;
	}
	if (parsed.count == 0) {
		*error = (struct predicate_error){.length = 1};
		snprintf(error->reason, sizeof(error->reason), "a comparison is missing here");
		return false;
	}
	*condition = parsed;
	return true;
}

enum predicate_result condition_evaluate(
	const struct predicate *condition, const struct summary *summary, bool knows_never_polled)
{
	return predicate_evaluate(condition, &(struct subject){summary, knows_never_polled});
}
