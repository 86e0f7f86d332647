/* SPDX-License-Identifier: MIT */
#include "list/filter.h"

#include "base.h"
#include "list/filter_field.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct filter_example examples[] = {
	{"text", "in userId or serviceType"},
	{"user:x svc:y", "in the one; user=x is exactly x"},
	{"err>5 every<=30s", "with < <= > >= = and :"},
	{"late>3 age>10m", "intervals late, time since the poll"},
	{"err:? late:? age:?", "unknown; no comparison holds then"},
	{"state:CN state:late", "one of the letters, or a word"},
	{"act:on act:off", "isActive"},
	{"!word", "what does not hold"},
	{"\"a b\"", "with blanks and signs; \"\" is a quote"},
	{"err>5 !svc:slack", "both: words are joined by and"},
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
	struct filter_fault *fault;
};

PRINTF_LIKE(4, 5)
static bool refuse(struct reader *reader, const char *at, size_t length, const char *format, ...)
{
	va_list args;

	reader->fault->at = (size_t)(at - reader->text);
	reader->fault->length = length > 0 ? length : 1;
	va_start(args, format);
	vsnprintf(reader->fault->reason, sizeof(reader->fault->reason), format, args);
	va_end(args);
	return false;
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Takes ":", "=", "<", "<=", ">" or ">=". */
static enum filter_relation take_relation(struct reader *reader)
{
	char sign = *reader->next++;
	bool has_equal = (sign == '<' || sign == '>') && *reader->next == '=';

	reader->next += has_equal;
	if (sign == '<') {
		return has_equal ? FILTER_AT_MOST : FILTER_LESS;
	}
	if (sign == '>') {
		return has_equal ? FILTER_AT_LEAST : FILTER_MORE;
	}
	return sign == '=' ? FILTER_IS : FILTER_HAS;
}

/* Takes the field and the relation in front of a value, where there are any. */
static bool take_field(struct reader *reader, struct filter_term *term)
{
	const char *name = reader->next;
	size_t length = 0;

	term->field = filter_field_anywhere();
	while (is_letter(name[length])) {
		length++;
	}
	if (!name[length] || !strchr(":=<>", name[length])) {
		return true;
	}
	term->field = filter_field_find(name, length);
	if (length == 0) {
		return refuse(reader, name, 1, "%c wants a field before it, as in err>5", *name);
	}
	if (!term->field) {
		return refuse(reader, name, length,
			"no field %.*s: there are user svc err late age every state act; or put it "
			"in quotes",
			(int)(length < 20 ? length : 20), name);
	}
	reader->next += length;
	term->relation = take_relation(reader);
	if (!filter_field_has(term->field, term->relation)) {
		return refuse(reader, name, (size_t)(reader->next - name), "%s wants %s",
			term->field->name, term->field->wants);
	}
	return true;
}

/* Takes a value up to the next blank outside quotes, as a word without them. */
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
	struct filter_term term = {.relation = FILTER_HAS};
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

	if (!term.field->read(&term, word)) {
		return term.field->name
			       ? refuse(reader, value, (size_t)(reader->next - value),
					 "%s wants %s", term.field->name, term.field->wants)
			       : refuse(reader, start, (size_t)(reader->next - start),
					 "a word is missing here");
	}
	if (term.relation == FILTER_HAS) {
		to_lower(word);
	}
	reader->filter.terms[reader->filter.count++] = term;
	return true;
}

bool filter_parse(struct filter *filter, const char *text, struct filter_fault *fault)
{
	struct reader reader = {.text = text, .next = text, .fault = fault};

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

/* --- Passing -------------------------------------------------------------------------------- */

static char lower(char byte)
{
	return (char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

/* Does text contain a word, which is in lower case and not empty? */
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

/* No comparison holds for what is not a number. */
static bool compares(const struct filter_term *term, double figure)
{
	if (term->is_unknown) {
		return isnan(figure);
	}
	switch (term->relation) {
	case FILTER_HAS:
	case FILTER_IS:
		return figure == term->number;
	case FILTER_LESS:
		return figure < term->number;
	case FILTER_AT_MOST:
		return figure <= term->number;
	case FILTER_MORE:
		return figure > term->number;
	case FILTER_AT_LEAST:
		return figure >= term->number;
	}
	return false;
}

static bool holds(const struct filter *filter, const struct filter_term *term,
	const struct snapshot *snapshot, const struct session *session)
{
	const struct filter_field *field = term->field;
	const char *word = &filter->words[term->word];

	if (field->value) {
		return (field->value(session) & term->set) != 0;
	}
	if (field->figure) {
		return compares(term, field->figure(session));
	}
	if (!field->text) {
		return contains(session->user_id, word) ||
		       contains(snapshot->services[session->service].name, word);
	}
	const char *text = field->text(snapshot, session);

	return term->relation == FILTER_IS ? strcmp(text, word) == 0 : contains(text, word);
}

bool filter_passes(
	const struct filter *filter, const struct snapshot *snapshot, const struct session *session)
{
	for (size_t i = 0; i < filter->count; i++) {
		const struct filter_term *term = &filter->terms[i];

		if (holds(filter, term, snapshot, session) == term->is_negated) {
			return false;
		}
	}
	return true;
}
