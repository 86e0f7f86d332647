/* SPDX-License-Identifier: MIT */
#include "condition.h"

#include "duration.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORD_BYTES 40

/* "<=" must come before "<", its prefix. */
static const struct {
	const char *sign;
	enum condition_relation relation;
} relations[] = {
	{"<=", CONDITION_AT_MOST},
	{">=", CONDITION_AT_LEAST},
	{"!=", CONDITION_NOT_EQUAL},
	{"<", CONDITION_LESS},
	{">", CONDITION_MORE},
	{"=", CONDITION_EQUAL},
};

/* --- Parsing ------------------------------------------------------------------------------- */

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* Copies a run of the given letters and advances past it. False if it is empty or too long. */
static bool take_word(const char **at, const char *letters, char word[MAX_WORD_BYTES])
{
	*at = skip_blanks(*at);
	size_t length = strspn(*at, letters);

	if (length == 0 || length >= MAX_WORD_BYTES) {
		return false;
	}
	memcpy(word, *at, length);
	word[length] = '\0';
	*at = skip_blanks(*at + length);
	return true;
}

static bool find_figure(const char *word, enum summary_figure *figure)
{
	for (unsigned i = 0; i < FIGURE_COUNT; i++) {
		if (strcmp(summary_figure_info(i)->word, word) == 0) {
			*figure = i;
			return true;
		}
	}
	return false;
}

static bool take_relation(const char **at, enum condition_relation *relation)
{
	for (size_t i = 0; i < ARRAY_LEN(relations); i++) {
		size_t length = strlen(relations[i].sign);

		if (strncmp(*at, relations[i].sign, length) == 0) {
			*relation = relations[i].relation;
			*at += length;
			return true;
		}
	}
	return false;
}

static bool parse_age(const char *text, double *number)
{
	int64_t age_ms;

	if (!duration_parse(text, &age_ms)) {
		return false;
	}
	*number = (double)age_ms;
	return true;
}

/* Accepts digits and a point only; strtod() accepts more. */
static bool parse_number(const char *text, double *number)
{
	char *end;

	*number = strtod(text, &end);
	return text[strspn(text, "0123456789.")] == '\0' && end != text && *end == '\0';
}

static bool take_number(const char **at, struct condition_term *term)
{
	char text[MAX_WORD_BYTES];

	if (!take_word(at, "0123456789.abcdefghijklmnopqrstuvwxyz%", text)) {
		return false;
	}
	enum summary_unit unit = summary_figure_info(term->figure)->unit;
	size_t length = strlen(text);

	term->is_percent = unit == SUMMARY_COUNT && text[length - 1] == '%';
	if (term->is_percent) {
		text[length - 1] = '\0';
	}
	return unit == SUMMARY_AGE_MS ? parse_age(text, &term->number)
				      : parse_number(text, &term->number);
}

static bool take_term(const char **at, struct condition_term *term)
{
	char word[MAX_WORD_BYTES];

	return take_word(at, "abcdefghijklmnopqrstuvwxyz_0123456789", word) &&
	       find_figure(word, &term->figure) && take_relation(at, &term->relation) &&
	       take_number(at, term);
}

bool condition_parse(struct condition *condition, const char *text)
{
	struct condition read = {0};
	bool is_alternative = true;

	for (;;) {
		if (read.count == CONDITION_MAX_TERMS) {
			return false;
		}
		struct condition_term *term = &read.terms[read.count++];
		char word[MAX_WORD_BYTES];

		if (!take_term(&text, term)) {
			return false;
		}
		term->begins_alternative = is_alternative;
		if (!*text) {
			break;
		}
		if (!take_word(&text, "andor", word)) {
			return false;
		}
		is_alternative = strcmp(word, "or") == 0;
		if (!is_alternative && strcmp(word, "and") != 0) {
			return false;
		}
	}
	*condition = read;
	return true;
}

/* --- Evaluating ---------------------------------------------------------------------------- */

static double value_of(
	const struct condition_term *term, const struct summary *summary, bool knows_never_polled)
{
	double value = summary_figure(summary, term->figure, knows_never_polled);

	if (!term->is_percent || isnan(value)) {
		return value;
	}
	/* 0 of 0 is 0 %, not NAN. */
	return value > 0 ? 100 * value / summary->active : 0;
}

static bool holds(double value, enum condition_relation relation, double number)
{
	switch (relation) {
	case CONDITION_LESS:
		return value < number;
	case CONDITION_AT_MOST:
		return value <= number;
	case CONDITION_MORE:
		return value > number;
	case CONDITION_AT_LEAST:
		return value >= number;
	case CONDITION_EQUAL:
		return value == number;
	case CONDITION_NOT_EQUAL:
		return value != number;
	}
	return false;
}

/* Without active sessions, lateness and ages compare as 0 rather than as unknown. */
static bool counts_as_zero(const struct condition_term *term, const struct summary *summary)
{
	return summary_figure_info(term->figure)->unit != SUMMARY_COUNT && summary->active == 0;
}

static enum condition_result evaluate_term(
	const struct condition_term *term, const struct summary *summary, bool knows_never_polled)
{
	double value =
		counts_as_zero(term, summary) ? 0 : value_of(term, summary, knows_never_polled);

	if (isnan(value)) {
		return CONDITION_UNKNOWN;
	}
	return holds(value, term->relation, term->number) ? CONDITION_TRUE : CONDITION_FALSE;
}

/* Three-valued logic: the minimum of terms joined by "and", the maximum of alternatives. */
enum condition_result condition_evaluate(
	const struct condition *condition, const struct summary *summary, bool knows_never_polled)
{
	enum condition_result result = CONDITION_FALSE, all = CONDITION_TRUE;

	for (size_t i = 0; i < condition->count; i++) {
		const struct condition_term *term = &condition->terms[i];
		enum condition_result one = evaluate_term(term, summary, knows_never_polled);
		bool is_first = term->begins_alternative;

		all = is_first || one < all ? one : all;
		bool is_last =
			i + 1 == condition->count || condition->terms[i + 1].begins_alternative;

		result = is_last && all > result ? all : result;
	}
	return result;
}
