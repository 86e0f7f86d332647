/* SPDX-License-Identifier: MIT */
#include "list/filter.h"

#include "base.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct filter_example examples[] = {
	{"text", "userId or serviceType contains text"},
	{"user:x svc:y", "contains x or y; user=x: exactly x"},
	{"err>5 every<=30s", "also < >= = and : (same as =)"},
	{"late>3 age>10m", "late in intervals; time since the last poll"},
	{"err:? late:? age:?", "unknown values, which no comparison matches"},
	{"state:CN state:late", "any of these letters, or one state by name"},
	{"act:on act:off", "isActive true, or false"},
	{"!word", "word must not match"},
	{"\"a b\"", "text with spaces or < > =; \"\" is a quote"},
	{"err>5 !svc:slack", "both must match"},
};

const struct filter_example *filter_example(size_t index)
{
	return index < ARRAY_LEN(examples) ? &examples[index] : NULL;
}

/* --- Reading -------------------------------------------------------------------------------- */

struct reader {
	const char *text, *next;
	struct filter filter;
	/* bytes of filter.words */
	size_t used;
	struct filter_error *error;
};

PRINTF_LIKE(4, 5)
static bool refuse(struct reader *reader, const char *at, size_t length, const char *format, ...)
{
	va_list args;

	reader->error->at = (size_t)(at - reader->text);
	reader->error->length = length > 0 ? length : 1;
	va_start(args, format);
	vsnprintf(reader->error->reason, sizeof(reader->error->reason), format, args);
	va_end(args);
	return false;
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Reads ":", "=", "<", "<=", ">" or ">=". */
static enum filter_operator take_operator(struct reader *reader)
{
	char first = *reader->next++;
	bool has_equal = (first == '<' || first == '>') && *reader->next == '=';

	reader->next += has_equal;
	if (first == '<') {
		return has_equal ? FILTER_AT_MOST : FILTER_LESS;
	}
	if (first == '>') {
		return has_equal ? FILTER_AT_LEAST : FILTER_MORE;
	}
	return first == '=' ? FILTER_IS : FILTER_MATCHES;
}

/* Rejects an unknown field; the reason lists the known ones. */
static bool reject_field(struct reader *reader, const char *name, size_t length)
{
	char fields[80];
	size_t used = 0;

	for (size_t i = 0; i < field_sessions.count && used < sizeof(fields); i++) {
		const struct field *field = &field_sessions.fields[i];

		if (filter_term_is_field(field)) {
			used += (size_t)snprintf(fields + used, sizeof(fields) - used, "%s%s",
				used > 0 ? " " : "", field->name);
		}
	}
	return refuse(reader, name, length, "no field %.*s: use %s, or quote it",
		(int)(length < 20 ? length : 20), name, fields);
}

static bool reject_value(
	struct reader *reader, const char *at, size_t length, const struct field *field)
{
	return refuse(reader, at, length, "%s takes %s, as in %s%s", field->name,
		filter_term_takes(field), field->name, filter_term_example(field));
}

/* Reads the field and the operator before a value, if any. */
static bool take_field(struct reader *reader, struct filter_term *term)
{
	const char *name = reader->next;
	size_t length = 0;

	while (is_letter(name[length])) {
		length++;
	}
	if (!name[length] || !strchr(":=<>", name[length])) {
		return true;
	}
	if (length == 0) {
		return refuse(reader, name, 1, "%c needs a field before it, as in err>5", *name);
	}
	term->field = field_find(&field_sessions, name, length);
	if (!term->field || !filter_term_is_field(term->field)) {
		return reject_field(reader, name, length);
	}
	reader->next += length;
	term->operator= take_operator(reader);
	return filter_term_allows(term->field, term->operator) ||
	       reject_value(reader, name, (size_t)(reader->next - name), term->field);
}

/* Reads a value, up to the next blank outside quotes, and removes its quotes. */
static bool take_value(struct reader *reader, struct filter_term *term)
{
	char *words = reader->filter.words;
	const char *quote = NULL;

	term->word = (uint16_t)reader->used;
	for (; *reader->next && (quote || *reader->next != ' '); reader->next++) {
		if (*reader->next != '"') {
			words[reader->used++] = *reader->next;
		} else if (quote && reader->next[1] == '"') {
			words[reader->used++] = *reader->next++;
		} else {
			quote = quote ? NULL : reader->next;
		}
	}
	words[reader->used++] = '\0';
	return !quote || refuse(reader, quote, strlen(quote), "this quote is not closed");
}

static void to_lower(char *word)
{
	for (; *word; word++) {
		if (*word >= 'A' && *word <= 'Z') {
			*word = (char)(*word - 'A' + 'a');
		}
	}
}

static bool take_term(struct reader *reader)
{
	struct filter_term term = {.operator= FILTER_MATCHES };
	const char *start = reader->next;

	if (reader->filter.count == FILTER_MAX_TERMS) {
		return refuse(reader, start, strlen(start), "more than %d words", FILTER_MAX_TERMS);
	}
	term.is_negated = *start == '!';
	reader->next += term.is_negated;
	if (!take_field(reader, &term)) {
		return false;
	}
	const char *value = reader->next;

	if (!take_value(reader, &term)) {
		return false;
	}
	char *word = &reader->filter.words[term.word];

	if (!filter_term_read(&term, word)) {
		return term.field ? reject_value(reader, value, (size_t)(reader->next - value),
					    term.field)
				  : refuse(reader, start, (size_t)(reader->next - start),
					    "a word is missing here");
	}
	if (term.operator== FILTER_MATCHES) {
		to_lower(word);
	}
	reader->filter.terms[reader->filter.count++] = term;
	return true;
}

bool filter_parse(struct filter *filter, const char *text, struct filter_error *error)
{
	struct reader reader = {.text = text, .next = text, .error = error};

	if (strlen(text) >= sizeof(filter->text)) {
		return refuse(&reader, text + sizeof(filter->text) - 1, 1, "longer than %zu bytes",
			sizeof(filter->text) - 1);
	}
	for (;;) {
		reader.next += strspn(reader.next, " ");
		if (!*reader.next) {
			break;
		}
		if (!take_term(&reader)) {
			return false;
		}
	}
	strcpy(reader.filter.text, text);
	*filter = reader.filter;
	return true;
}

bool filter_passes(
	const struct filter *filter, const struct snapshot *snapshot, const struct session *session)
{
	for (size_t i = 0; i < filter->count; i++) {
		const struct filter_term *term = &filter->terms[i];

		const char *word = &filter->words[term->word];

		if (filter_term_holds(term, word, snapshot, session) == term->is_negated) {
			return false;
		}
	}
	return true;
}

const char *filter_only_user(const struct filter *filter)
{
	for (size_t i = 0; i < filter->count; i++) {
		const struct filter_term *term = &filter->terms[i];

		if (term->operator== FILTER_IS && !term->is_negated && term->field &&
			strcmp(term->field->name, "user") == 0) {
			return &filter->words[term->word];
		}
	}
	return NULL;
}

bool filter_selects_state(const struct filter *filter, enum session_state state)
{
	for (size_t i = 0; i < filter->count; i++) {
		const struct filter_term *term = &filter->terms[i];

		if (!term->is_negated && (term->states >> state & 1)) {
			return true;
		}
	}
	return false;
}
