/* SPDX-License-Identifier: MIT */
#include "list/filter_field.h"

#include "base.h"
#include "session.h"
#include "text.h"
#include "units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- What sessions have --------------------------------------------------------------------- */

static const char *user_of(const struct snapshot *snapshot, const struct session *session)
{
	(void)snapshot;
	return session->user_id;
}

static const char *service_of(const struct snapshot *snapshot, const struct session *session)
{
	return snapshot->services[session->service].name;
}

static double errors_of(const struct session *session)
{
	return session->error_count < 0 ? NAN : session->error_count;
}

static double late_of(const struct session *session)
{
	return session->active == ACTIVE_OFF ? NAN
					     : session_lateness(session, session_asof_ms(session));
}

static double age_of(const struct session *session)
{
	int64_t age_ms;

	return session_age(session, session_asof_ms(session), &age_ms) ? (double)age_ms : NAN;
}

static double interval_of(const struct session *session)
{
	return session->interval_ms == 0 ? NAN : session->interval_ms;
}

static unsigned state_of(const struct session *session)
{
	return 1u << session->state;
}

static unsigned active_of(const struct session *session)
{
	return 1u << session->active;
}

/* --- How values are read -------------------------------------------------------------------- */

static bool read_text(struct filter_term *term, const char *value)
{
	(void)term;
	return *value;
}

/* An unknown figure can be asked for, but not be compared. */
static bool read_unknown(struct filter_term *term, const char *value)
{
	term->is_unknown = strcmp(value, "?") == 0;
	return term->is_unknown && (term->relation == FILTER_HAS || term->relation == FILTER_IS);
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

/* The lateness, and the age, of the next read will differ by a little. */
static bool is_equality(const struct filter_term *term)
{
	return term->relation == FILTER_HAS || term->relation == FILTER_IS;
}

static bool read_factor(struct filter_term *term, const char *value)
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
	if (!units_parse_duration(value, &duration_ms)) {
		return false;
	}
	term->number = (double)duration_ms;
	return true;
}

static bool read_age(struct filter_term *term, const char *value)
{
	return read_unknown(term, value) || (!is_equality(term) && read_duration(term, value));
}

/* The state with a letter, in either case; STATE_COUNT when there is none. */
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
			term->set = 1u << state;
			return true;
		}
	}
	for (const char *at = value; *at; at++) {
		int state = state_by_letter(*at);

		if (state == STATE_COUNT) {
			return false;
		}
		term->set |= 1u << state;
	}
	return *value;
}

static bool read_active(struct filter_term *term, const char *value)
{
	static const struct {
		const char *word;
		enum session_active active;
	} words[] = {{"on", ACTIVE_ON}, {"off", ACTIVE_OFF}, {"?", ACTIVE_UNKNOWN}};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (text_equal_ignoring_case(value, words[i].word)) {
			term->set = 1u << words[i].active;
		}
	}
	return term->set != 0;
}

/* --- The fields ----------------------------------------------------------------------------- */

#define BIT(relation) (1u << (relation))
#define EQUAL         (BIT(FILTER_HAS) | BIT(FILTER_IS))
#define COMPARED                                                                                   \
	(EQUAL | BIT(FILTER_LESS) | BIT(FILTER_AT_MOST) | BIT(FILTER_MORE) | BIT(FILTER_AT_LEAST))

static const struct filter_field fields[] = {
	{.name = "user",
		.wants = "a part of the userId after a colon, or all of it after =",
		.relations = EQUAL,
		.read = read_text,
		.text = user_of},
	{.name = "svc",
		.wants = "a part of the serviceType after a colon, or all of it after =",
		.relations = EQUAL,
		.read = read_text,
		.text = service_of},
	{.name = "err",
		.wants = "a whole number, as in err>5, or err:?",
		.relations = COMPARED,
		.read = read_count,
		.figure = errors_of},
	{.name = "late",
		.wants = "more or less than a number of intervals, as in late>3, or late:?",
		.relations = COMPARED,
		.read = read_factor,
		.figure = late_of},
	{.name = "age",
		.wants = "more or less than a time, as in age>10m, or age:?",
		.relations = COMPARED,
		.read = read_age,
		.figure = age_of},
	{.name = "every",
		.wants = "a time, as in every<=30s, or every:?",
		.relations = COMPARED,
		.read = read_duration,
		.figure = interval_of},
	{.name = "state",
		.wants = "letters of C N W F ? . - or a word, as in state:CN or state:late",
		.relations = EQUAL,
		.read = read_state,
		.value = state_of},
	{.name = "act",
		.wants = "on, off or ?, as in act:off",
		.relations = EQUAL,
		.read = read_active,
		.value = active_of},
};

/* A word without a field. */
static const struct filter_field anywhere = {.read = read_text};

const struct filter_field *filter_field_at(size_t index)
{
	return index < ARRAY_LEN(fields) ? &fields[index] : NULL;
}

const struct filter_field *filter_field_anywhere(void)
{
	return &anywhere;
}

bool filter_field_has(const struct filter_field *field, enum filter_relation relation)
{
	return (field->relations & BIT(relation)) != 0;
}

const struct filter_field *filter_field_find(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (strlen(fields[i].name) == length && memcmp(fields[i].name, name, length) == 0) {
			return &fields[i];
		}
	}
	return NULL;
}
