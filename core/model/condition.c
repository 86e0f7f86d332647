/* SPDX-License-Identifier: MIT */
#include "condition.h"

#include "summary.h"
#include "units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORD_BYTES 40

enum unit { COUNT, INTERVALS, AGE };

struct condition_field {
	const char *name;
	enum unit unit;
	bool is_state;
	/* enum session_state, else enum summary_figure */
	unsigned figure;
};

static const struct condition_field fields[] = {
	{"sessions", COUNT, false, SUMMARY_SESSIONS},
	{"active", COUNT, false, SUMMARY_ACTIVE},
	{"paused", COUNT, false, SUMMARY_PAUSED},
	{"critical", COUNT, true, STATE_CRITICAL},
	{"late", COUNT, true, STATE_LATE},
	{"never_polled", COUNT, true, STATE_NEVER_POLLED},
	{"future", COUNT, true, STATE_FUTURE},
	{"unknown", COUNT, true, STATE_UNKNOWN},
	{"on_time", COUNT, true, STATE_ON_TIME},
	{"erroring", COUNT, false, SUMMARY_ERRORING},
	{"worst_late", INTERVALS, false, SUMMARY_WORST_LATE},
	{"p50_age", AGE, false, SUMMARY_P50_AGE},
	{"p95_age", AGE, false, SUMMARY_P95_AGE},
};

/* The longer ones first, for "<" is the beginning of "<=". */
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

/* --- Reading ------------------------------------------------------------------------------- */

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* Copies what consists of these letters, and moves past it; false when it is nothing, or too long.
 */
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

static const struct condition_field *find_field(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (strcmp(fields[i].name, name) == 0) {
			return &fields[i];
		}
	}
	return NULL;
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

	if (!units_parse_duration(text, &age_ms)) {
		return false;
	}
	*number = (double)age_ms;
	return true;
}

/* Digits and a point; strtod() would take more. */
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
	size_t length = strlen(text);

	term->is_percent = term->field->unit == COUNT && text[length - 1] == '%';
	if (term->is_percent) {
		text[length - 1] = '\0';
	}
	return term->field->unit == AGE ? parse_age(text, &term->number)
					: parse_number(text, &term->number);
}

static bool take_term(const char **at, struct condition_term *term)
{
	char name[MAX_WORD_BYTES];

	if (!take_word(at, "abcdefghijklmnopqrstuvwxyz_0123456789", name)) {
		return false;
	}
	term->field = find_field(name);
	return term->field && take_relation(at, &term->relation) && take_number(at, term);
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

/* --- Answering ----------------------------------------------------------------------------- */

static double figure_of(
	const struct condition_term *term, const struct summary *summary, bool knows_never_polled)
{
	const struct condition_field *field = term->field;

	if (field->is_state && field->figure == STATE_NEVER_POLLED && !knows_never_polled) {
		return NAN;
	}
	double figure = field->is_state ? summary->states[field->figure]
					: summary_figure(summary, field->figure);

	if (!term->is_percent) {
		return figure;
	}
	/* Of none nothing is any share. */
	return figure > 0 ? 100 * figure / summary->active : 0;
}

static bool holds(double figure, enum condition_relation relation, double number)
{
	switch (relation) {
	case CONDITION_LESS:
		return figure < number;
	case CONDITION_AT_MOST:
		return figure <= number;
	case CONDITION_MORE:
		return figure > number;
	case CONDITION_AT_LEAST:
		return figure >= number;
	case CONDITION_EQUAL:
		return figure == number;
	case CONDITION_NOT_EQUAL:
		return figure != number;
	}
	return false;
}

/* Where nobody is active nobody is late, and no age is too old. */
static bool is_vacuous(const struct condition_term *term, const struct summary *summary)
{
	return term->field->unit != COUNT && summary->active == 0;
}

static enum condition_answer ask(
	const struct condition_term *term, const struct summary *summary, bool knows_never_polled)
{
	double figure =
		is_vacuous(term, summary) ? 0 : figure_of(term, summary, knows_never_polled);

	if (isnan(figure)) {
		return CONDITION_UNKNOWN;
	}
	return holds(figure, term->relation, term->number) ? CONDITION_TRUE : CONDITION_FALSE;
}

/* The least certain of what all must hold, and the surest of the alternatives. */
enum condition_answer condition_answer(
	const struct condition *condition, const struct summary *summary, bool knows_never_polled)
{
	enum condition_answer surest = CONDITION_FALSE, all = CONDITION_TRUE;

	for (size_t i = 0; i < condition->count; i++) {
		const struct condition_term *term = &condition->terms[i];
		enum condition_answer answer = ask(term, summary, knows_never_polled);
		bool is_first = term->begins_alternative;

		all = is_first || answer < all ? answer : all;
		bool is_last =
			i + 1 == condition->count || condition->terms[i + 1].begins_alternative;

		surest = is_last && all > surest ? all : surest;
	}
	return surest;
}
