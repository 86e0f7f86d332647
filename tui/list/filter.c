/* SPDX-License-Identifier: MIT */
#include "list/filter.h"

#include <math.h>
#include <string.h>

static const struct filter_example examples[] = {
	{"text", "userId or serviceType contains text"},
	{"user:x svc:y", "contains x or y; user=x: exactly x"},
	{"/^u-[0-9]+$/ user:/x$/", "regular expression (POSIX extended)"},
	{"err>5 every<=30s", "also < >= != = and : (same as =)"},
	{"late>3 age>10m", "late in intervals; time since the last poll"},
	{"err:? late:? age:?", "unknown values, which no comparison matches"},
	{"state:CN state:late", "any of these letters, or one state by name"},
	{"act:on act:off", "isActive true, or false"},
	{"err>5 svc:slack", "both must match, as with and"},
	{"err>5 or late>3", "one must match; and binds closer than or"},
	{"!word  not svc:slack", "sessions that do not match"},
	{"(a or b) and not (c)", "parentheses group conditions"},
	{"\"a b\" \"or\"", "quotes protect spaces, < > = ( ), and or not"},
};

const struct filter_example *filter_example(size_t index)
{
	return index < ARRAY_LEN(examples) ? &examples[index] : NULL;
}

/* --- The vocabulary ------------------------------------------------------------------------- */

struct subject {
	const struct snapshot *snapshot;
	const struct session *session;
};

static struct predicate_operand operand_of(size_t position)
{
	static const struct {
		enum predicate_unit unit;
		bool is_changing;
	} units[] = {
		[FIELD_TEXT] = {PREDICATE_TEXT, false},
		[FIELD_COUNT] = {PREDICATE_COUNT, false},
		[FIELD_RATIO] = {PREDICATE_RATIO, true},
		[FIELD_AGE] = {PREDICATE_DURATION, true},
		[FIELD_INTERVAL] = {PREDICATE_DURATION, false},
		[FIELD_ACTIVE] = {PREDICATE_ACTIVE, false},
		[FIELD_STATE] = {PREDICATE_STATE, false},
	};

	if (position >= field_sessions.count) {
		return (struct predicate_operand){0};
	}
	const struct field *field = &field_sessions.fields[position];
	enum field_unit unit = field->unit < ARRAY_LEN(units) ? field->unit : FIELD_DRAWN;

	return (struct predicate_operand){.name = field->name,
		.unit = units[unit].unit,
		.is_changing = units[unit].is_changing};
}

static bool text_matches(const struct predicate *filter, const struct predicate_term *term,
	const struct subject *subject)
{
	const struct session *session = subject->session;
	const struct snapshot *snapshot = subject->snapshot;

	if (term->operand == PREDICATE_WORD) {
		return predicate_matches(filter, term, session->user_id) ||
		       predicate_matches(filter, term, snapshot->services[session->service].name);
	}
	return predicate_matches(
		filter, term, field_sessions.fields[term->operand].text(snapshot, session));
}

/* Two-valued: what is unknown does not pass. */
static enum predicate_result evaluate(
	const struct predicate *filter, const struct predicate_term *term, const void *context)
{
	const struct subject *subject = context;

	if (term->unit == PREDICATE_TEXT) {
		return text_matches(filter, term, subject) ? PREDICATE_TRUE : PREDICATE_FALSE;
	}
	double value = field_session_value(&field_sessions.fields[term->operand], subject->session);
	enum predicate_result result = predicate_compare(term, isfinite(value) ? value : NAN);

	return result == PREDICATE_UNKNOWN ? PREDICATE_FALSE : result;
}

const struct predicate_vocabulary filter_vocabulary = {
	.noun = "field",
	.operand = operand_of,
	.has_words = true,
	.evaluate = evaluate,
};

bool filter_parse(struct predicate *filter, const char *text, struct predicate_error *error)
{
	return predicate_parse(filter, &filter_vocabulary, text, error);
}

bool filter_passes(const struct predicate *filter, const struct snapshot *snapshot,
	const struct session *session)
{
	return predicate_evaluate(filter, &(struct subject){snapshot, session}) == PREDICATE_TRUE;
}

/* --- What a report need not read ------------------------------------------------------------ */

static bool is_user(const struct predicate_term *term)
{
	return term->operand != PREDICATE_WORD && term->relation == PREDICATE_IS &&
	       !term->pattern && strcmp(field_sessions.fields[term->operand].name, "user") == 0;
}

/* not (a or b) is not a and not b: so a negation is passed down, and turns each "or" into "and". */
static const char *only_user(const struct predicate *filter, uint8_t at, bool is_negated)
{
	const struct predicate_node *node = &filter->nodes[at];

	is_negated ^= node->is_negated;
	if (node->kind == PREDICATE_TERM) {
		const struct predicate_term *term = &filter->terms[node->left];

		return is_user(term) && !is_negated ? &filter->words[term->word] : NULL;
	}
	const char *left = only_user(filter, node->left, is_negated);
	const char *right = only_user(filter, node->right, is_negated);

	if ((node->kind == PREDICATE_AND) != is_negated) {
		return left ? left : right;
	}
	return left && right && strcmp(left, right) == 0 ? left : NULL;
}

const char *filter_only_user(const struct predicate *filter)
{
	return filter->count > 0 ? only_user(filter, filter->root, false) : NULL;
}

static bool selects_state(const struct predicate *filter, uint8_t at, bool is_negated, unsigned bit)
{
	const struct predicate_node *node = &filter->nodes[at];

	is_negated ^= node->is_negated;
	if (node->kind == PREDICATE_TERM) {
		return !is_negated && (filter->terms[node->left].states & bit);
	}
	return selects_state(filter, node->left, is_negated, bit) ||
	       selects_state(filter, node->right, is_negated, bit);
}

bool filter_selects_state(const struct predicate *filter, enum session_state state)
{
	return filter->count > 0 && selects_state(filter, filter->root, false, 1u << state);
}
