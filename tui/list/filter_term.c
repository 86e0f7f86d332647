/* SPDX-License-Identifier: MIT */
#include "list/filter_term.h"

#include "base.h"
#include "duration.h"
#include "session.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- Parsing values -------------------------------------------------------------------------- */

static bool read_text(struct filter_term *term, const char *value)
{
	(void)term;
	return *value;
}

/* "?" matches an unknown value; < and > do not take it. */
static bool read_unknown(struct filter_term *term, const char *value)
{
	term->is_unknown = strcmp(value, "?") == 0;
	return term->is_unknown && (term->operator== FILTER_MATCHES || term->operator== FILTER_IS);
}

static bool read_number(const char *value, const char *allowed, double *number)
{
	char *end;
	size_t length = strspn(value, allowed);

	*number = strtod(value, &end);
	return length > 0 && end == value + length && (*end == '\0' || strcmp(end, "x") == 0);
}

static bool read_count(struct filter_term *term, const char *value)
{
	return read_unknown(term, value) ||
	       (read_number(value, "0123456789", &term->number) && strchr(value, 'x') == NULL);
}

static bool is_equality(const struct filter_term *term)
{
	return term->operator== FILTER_MATCHES || term->operator== FILTER_IS;
}

/* Lateness and age differ a little at every read, so "=" would never be true. */
static bool read_ratio(struct filter_term *term, const char *value)
{
	return read_unknown(term, value) ||
	       (!is_equality(term) && read_number(value, "0123456789.", &term->number));
}

static bool read_duration(struct filter_term *term, const char *value)
{
	int64_t duration_ms;

	if (read_unknown(term, value)) {
		return true;
	}
	if (!duration_parse(value, &duration_ms)) {
		return false;
	}
	term->number = (double)duration_ms;
	return true;
}

static bool read_age(struct filter_term *term, const char *value)
{
	return read_unknown(term, value) || (!is_equality(term) && read_duration(term, value));
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

static bool read_state(struct filter_term *term, const char *value)
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

static bool read_active(struct filter_term *term, const char *value)
{
	term->number = text_equal_ignoring_case(value, "on");
	term->is_unknown = strcmp(value, "?") == 0;
	return term->is_unknown || term->number == 1 || text_equal_ignoring_case(value, "off");
}

/* --- Units ---------------------------------------------------------------------------------- */

#define BIT(operator) (1u << (operator))
#define EQUAL         (BIT(FILTER_MATCHES) | BIT(FILTER_IS))
#define COMPARED                                                                                   \
	(EQUAL | BIT(FILTER_LESS) | BIT(FILTER_AT_MOST) | BIT(FILTER_MORE) | BIT(FILTER_AT_LEAST))

/* Fields of a unit without .read cannot be filtered by. */
static const struct {
	bool (*read)(struct filter_term *term, const char *value);
	/* a bit for each that the unit has */
	unsigned operators;
	const char *takes, *example;
} units[] = {
	[FIELD_TEXT] = {read_text, EQUAL,
		"part of the text after a colon, or all of it after =", ":abc"},
	[FIELD_COUNT] = {read_count, COMPARED, "a whole number", ">5"},
	[FIELD_RATIO] = {read_ratio, COMPARED, "< or > and a number of intervals", ">3"},
	[FIELD_AGE] = {read_age, COMPARED, "< or > and a time", ">10m"},
	[FIELD_INTERVAL] = {read_duration, COMPARED, "a time", "<=30s"},
	[FIELD_ACTIVE] = {read_active, EQUAL, "on, off or ?", ":off"},
	[FIELD_STATE] = {read_state, EQUAL, "a state, or letters of C N W F ? . -", ":CN"},
};

bool filter_term_is_field(const struct field *field)
{
	return field->unit < ARRAY_LEN(units) && units[field->unit].read;
}

bool filter_term_allows(const struct field *field, enum filter_operator operator)
{
	return (units[field->unit].operators & BIT(operator)) != 0;
}

bool filter_term_compares(const struct field *field)
{
	return filter_term_allows(field, FILTER_MORE);
}

const char *filter_term_takes(const struct field *field)
{
	return units[field->unit].takes;
}

const char *filter_term_example(const struct field *field)
{
	return units[field->unit].example;
}

bool filter_term_read(struct filter_term *term, const char *value)
{
	return term->field ? units[term->field->unit].read(term, value) : read_text(term, value);
}

/* --- Matching sessions ----------------------------------------------------------------------- */

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

/* Comparisons with an unknown value (NAN) are false. */
static bool compares(const struct filter_term *term, double value)
{
	if (term->is_unknown || !isfinite(value)) {
		return term->is_unknown && !isfinite(value);
	}
	switch (term->operator) {
	case FILTER_MATCHES:
	case FILTER_IS:
		return value == term->number;
	case FILTER_LESS:
		return value < term->number;
	case FILTER_AT_MOST:
		return value <= term->number;
	case FILTER_MORE:
		return value > term->number;
	case FILTER_AT_LEAST:
		return value >= term->number;
	}
	return false;
}

bool filter_term_holds(const struct filter_term *term, const char *word,
	const struct snapshot *snapshot, const struct session *session)
{
	const struct field *field = term->field;

	if (!field) {
		return contains(session->user_id, word) ||
		       contains(snapshot->services[session->service].name, word);
	}
	if (field->unit == FIELD_TEXT) {
		const char *text = field->text(snapshot, session);

		return term->operator== FILTER_IS ? strcmp(text, word) == 0 : contains(text, word);
	}
	double value = field_session_value(field, session);

	return field->unit == FIELD_STATE ? (term->states >> (unsigned)value & 1) != 0
					  : compares(term, value);
}
