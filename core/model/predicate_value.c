/* SPDX-License-Identifier: MIT */
#include "model/predicate_value.h"

#include "duration.h"
#include "session.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Parsing -------------------------------------------------------------------------------- */

static bool read_text(struct predicate_term *term, const char *value)
{
	(void)term;
	return *value;
}

/* A number of these characters, and the end of the text that follows it. */
static bool read_number(const char *value, const char *allowed, double *number, const char **end)
{
	size_t length = strspn(value, allowed);
	char *number_end;

	*number = strtod(value, &number_end);
	*end = number_end;
	return length > 0 && number_end == value + length;
}

static bool read_count(struct predicate_term *term, const char *value)
{
	const char *end;

	return read_number(value, "0123456789", &term->number, &end) && !*end;
}

static bool read_share(struct predicate_term *term, const char *value)
{
	const char *end;

	if (!read_number(value, "0123456789.", &term->number, &end)) {
		return false;
	}
	term->is_percent = *end == '%';
	return !end[term->is_percent];
}

static bool read_ratio(struct predicate_term *term, const char *value)
{
	const char *end;

	return read_number(value, "0123456789.", &term->number, &end) && !end[*end == 'x'];
}

static bool read_duration(struct predicate_term *term, const char *value)
{
	int64_t duration_ms;

	if (!duration_parse(value, &duration_ms)) {
		return false;
	}
	term->number = (double)duration_ms;
	return true;
}

static bool read_active(struct predicate_term *term, const char *value)
{
	term->number = text_equal_ignoring_case(value, "on");
	return term->number == 1 || text_equal_ignoring_case(value, "off");
}

/* The state of a letter, in either case; STATE_COUNT: none. */
static int state_by_letter(char letter)
{
	char upper = (char)(letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter);
	int state = 0;

	while (state < STATE_COUNT && session_state_info(state)->letter != upper) {
		state++;
	}
	return state;
}

static bool read_state(struct predicate_term *term, const char *value)
{
	for (int state = 0; state < STATE_COUNT; state++) {
		if (text_equal_ignoring_case(value, session_state_info(state)->word) ||
			text_equal_ignoring_case(value, session_state_info(state)->title)) {
			term->states = 1u << state;
			return true;
		}
	}
	for (const char *at = value; *at; at++) {
		int state = state_by_letter(*at);

		if (state == STATE_COUNT) {
			return false;
		}
		term->states |= 1u << state;
	}
	return *value;
}

/* --- Units ---------------------------------------------------------------------------------- */

static const struct {
	bool (*read)(struct predicate_term *term, const char *value);
	/* it has < and > */
	bool is_compared;
	/* "?" stands for an unknown value */
	bool has_unknown;
	const char *takes, *example;
} units[] = {
	[PREDICATE_TEXT] = {read_text, false, false,
		"part of the text after a colon, or all of it after =", ":abc"},
	[PREDICATE_COUNT] = {read_count, true, true, "a whole number", ">5"},
	[PREDICATE_SHARE] = {read_share, true, true, "a number or a percentage", ">5%"},
	[PREDICATE_RATIO] = {read_ratio, true, true, "a number of intervals", ">3"},
	[PREDICATE_DURATION] = {read_duration, true, true, "a time", ">10m"},
	[PREDICATE_ACTIVE] = {read_active, false, true, "on, off or ?", ":off"},
	[PREDICATE_STATE] = {read_state, false, false, "a state, or letters of C N W F ? . -",
		":CN"},
};

static bool is_equality(enum predicate_relation relation)
{
	return relation == PREDICATE_MATCHES || relation == PREDICATE_IS;
}

bool predicate_has(enum predicate_unit unit, enum predicate_relation relation)
{
	return is_equality(relation) || units[unit].is_compared;
}

void predicate_value_explain(const struct predicate_operand *operand, char *text, size_t size)
{
	snprintf(text, size, "%s takes %s%s, as in %s%s", operand->name,
		operand->is_changing ? "< or > and " : "", units[operand->unit].takes,
		operand->name, units[operand->unit].example);
}

bool predicate_value_read(
	struct predicate_term *term, const struct predicate_operand *operand, const char *value)
{
	if (units[term->unit].has_unknown && strcmp(value, "?") == 0) {
		term->is_unknown = true;
		return is_equality(term->relation);
	}
	if (operand->is_changing && is_equality(term->relation)) {
		return false;
	}
	return units[term->unit].read(term, value);
}

/* --- Comparing ------------------------------------------------------------------------------ */

static char lower(char byte)
{
	return (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

/* True if text contains a word, ignoring case; the word is in lower case and not empty. */
static bool contains(const char *text, const char *word)
{
	for (; *text; text++) {
		size_t i = 0;

		while (word[i] && lower(text[i]) == word[i]) {
			i++;
		}
		if (!word[i]) {
			return true;
		}
	}
	return false;
}

bool predicate_matches(
	const struct predicate *predicate, const struct predicate_term *term, const char *text)
{
	const char *word = &predicate->words[term->word];
	bool is_whole = term->relation == PREDICATE_IS;

	if (term->pattern) {
		return is_whole ? pattern_matches_all(term->pattern, text)
				: pattern_matches_part(term->pattern, text);
	}
	return is_whole ? strcmp(text, word) == 0 : contains(text, word);
}

static bool holds(double value, enum predicate_relation relation, double number)
{
	switch (relation) {
	case PREDICATE_MATCHES:
	case PREDICATE_IS:
		return value == number;
	case PREDICATE_LESS:
		return value < number;
	case PREDICATE_AT_MOST:
		return value <= number;
	case PREDICATE_MORE:
		return value > number;
	case PREDICATE_AT_LEAST:
		return value >= number;
	}
	return false;
}

static enum predicate_result result_of(bool is_true)
{
	return is_true ? PREDICATE_TRUE : PREDICATE_FALSE;
}

enum predicate_result predicate_compare(const struct predicate_term *term, double value)
{
	if (term->is_unknown) {
		return result_of(isnan(value));
	}
	if (isnan(value)) {
		return PREDICATE_UNKNOWN;
	}
	if (term->unit == PREDICATE_STATE) {
		return result_of(term->states >> (unsigned)value & 1);
	}
	return result_of(holds(value, term->relation, term->number));
}
