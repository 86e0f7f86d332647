/* SPDX-License-Identifier: MIT */
#include "model/predicate_term.h"
#include "model/predicate_value.h"
#include "similar.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define BLANKS    " \t"
#define RELATIONS ":=<>"

/* --- Errors --------------------------------------------------------------------------------- */

bool predicate_term_refuse(
	struct predicate_reader *reader, const char *at, size_t length, const char *format, ...)
{
	va_list args;

	reader->error->at = (size_t)(at - reader->text);
	reader->error->length = length > 0 ? length : 1;
	va_start(args, format);
	vsnprintf(reader->error->reason, sizeof(reader->error->reason), format, args);
	va_end(args);
	return false;
}

const char *predicate_term_noun(const struct predicate_reader *reader)
{
	return reader->predicate.vocabulary->has_words ? "word" : "comparison";
}

/* The operand of that name, and its position; unit PREDICATE_NONE: there is none. */
static struct predicate_operand find_operand(
	const struct predicate_reader *reader, const char *name, size_t length, size_t *position)
{
	const struct predicate_vocabulary *vocabulary = reader->predicate.vocabulary;
	struct predicate_operand operand;

	for (*position = 0; (operand = vocabulary->operand(*position)).name; ++*position) {
		if (operand.unit != PREDICATE_NONE && strlen(operand.name) == length &&
			memcmp(operand.name, name, length) == 0) {
			return operand;
		}
	}
	return operand;
}

/* Lists the operands in names; returns the one that was probably meant, or NULL. */
static const char *list_operands(const struct predicate_reader *reader, const char *name,
	size_t length, char *names, size_t size)
{
	const struct predicate_vocabulary *vocabulary = reader->predicate.vocabulary;
	size_t used = 0, least = SIMILAR_LIMIT;
	struct predicate_operand operand;
	const char *similar = NULL;

	for (size_t i = 0; (operand = vocabulary->operand(i)).name; i++) {
		if (operand.unit == PREDICATE_NONE) {
			continue;
		}
		if (used < size) {
			used += (size_t)snprintf(names + used, size - used, "%s%s",
				used > 0 ? " " : "", operand.name);
		}
		size_t distance = similar_distance(name, length, operand.name);

		if (distance < least) {
			least = distance;
			similar = operand.name;
		}
	}
	return similar;
}

static bool refuse_operand(struct predicate_reader *reader, const char *name, size_t length)
{
	const struct predicate_vocabulary *vocabulary = reader->predicate.vocabulary;
	char names[160] = "";
	const char *similar = list_operands(reader, name, length, names, sizeof(names));
	int shown = (int)(length < 20 ? length : 20);

	if (similar) {
		return predicate_term_refuse(reader, name, length, "no %s %.*s: did you mean %s?",
			vocabulary->noun, shown, name, similar);
	}
	return predicate_term_refuse(reader, name, length, "no %s %.*s: use %s%s", vocabulary->noun,
		shown, name, names, vocabulary->has_words ? ", or quote it" : "");
}

static bool refuse_value(struct predicate_reader *reader, const char *at, const char *end,
	const struct predicate_operand *operand)
{
	char explanation[160];

	predicate_value_explain(operand, explanation, sizeof(explanation));
	return predicate_term_refuse(reader, at, (size_t)(end - at), "%s", explanation);
}

/* --- Words ---------------------------------------------------------------------------------- */

void predicate_term_skip_blanks(struct predicate_reader *reader)
{
	reader->next += strspn(reader->next, BLANKS);
}

bool predicate_term_ends_word(char byte)
{
	return !byte || strchr(BLANKS "()", byte);
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static size_t letters_length(const char *name)
{
	size_t length = 0;

	while (is_letter(name[length])) {
		length++;
	}
	return length;
}

/*
 * Reads ":", "=", "!=", "<", "<=", ">" or ">=" if one comes next. "!=" is "=", negated.
 */
static bool take_relation(const char **at, enum predicate_relation *relation, bool *is_negated)
{
	*is_negated = **at == '!' && (*at)[1] == '=';
	*at += *is_negated;
	if (!**at || !strchr(RELATIONS, **at)) {
		return false;
	}
	char sign = *(*at)++;
	bool has_equal = (sign == '<' || sign == '>') && **at == '=';

	*at += has_equal;
	if (sign == '<') {
		*relation = has_equal ? PREDICATE_AT_MOST : PREDICATE_LESS;
	} else if (sign == '>') {
		*relation = has_equal ? PREDICATE_AT_LEAST : PREDICATE_MORE;
	} else {
		*relation = sign == '=' ? PREDICATE_IS : PREDICATE_MATCHES;
	}
	return true;
}

/* --- Terms ---------------------------------------------------------------------------------- */

/* A term without an operand, at a word of that length. */
static bool take_no_operand(struct predicate_reader *reader, size_t length)
{
	const char *name = reader->next;
	size_t position;

	if (reader->predicate.vocabulary->has_words) {
		return true;
	}
	struct predicate_operand operand = find_operand(reader, name, length, &position);

	if (operand.unit != PREDICATE_NONE) {
		return refuse_value(reader, name, name + length, &operand);
	}
	return length > 0 ? refuse_operand(reader, name, length)
			  : predicate_term_refuse(reader, name, 1, "a comparison is expected here");
}

/* Reads the operand and the relation of a term, if it has them. */
static bool take_operand(struct predicate_reader *reader, struct predicate_term *term,
	struct predicate_operand *operand, bool *is_negated)
{
	const char *name = reader->next, *end;
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789_");
	size_t position;

	*operand = find_operand(reader, name, length, &position);
	if (operand->unit == PREDICATE_NONE && reader->predicate.vocabulary->has_words) {
		/* "u7:x" is a word. */
		length = letters_length(name);
	}
	end = name + length + strspn(name + length, BLANKS);
	if (!take_relation(&end, &term->relation, is_negated)) {
		*operand = (struct predicate_operand){0};
		return take_no_operand(reader, length);
	}
	if (length == 0) {
		return predicate_term_refuse(reader, name, 1, "%c needs a %s before it", *name,
			reader->predicate.vocabulary->noun);
	}
	if (operand->unit == PREDICATE_NONE) {
		return refuse_operand(reader, name, length);
	}
	term->operand = position;
	term->unit = operand->unit;
	reader->next = end;
	return predicate_has(term->unit, term->relation) ||
	       refuse_value(reader, name, end, operand);
}

/* Reads a word up to the next blank or parenthesis outside quotes, and removes its quotes. */
static bool take_word(struct predicate_reader *reader)
{
	char *words = reader->predicate.words;
	const char *quote = NULL;

	for (; *reader->next && (quote || !predicate_term_ends_word(*reader->next));
		reader->next++) {
		if (*reader->next != '"') {
			words[reader->words_used++] = *reader->next;
		} else if (quote && reader->next[1] == '"') {
			words[reader->words_used++] = *reader->next++;
		} else {
			quote = quote ? NULL : reader->next;
		}
	}
	words[reader->words_used++] = '\0';
	if (quote) {
		return predicate_term_refuse(
			reader, quote, strlen(quote), "this quote is not closed");
	}
	return *reader->next != '(' || predicate_term_refuse(reader, reader->next, 1,
					       "quote a text that contains a parenthesis");
}

/* Reads "/regex/", in which "\/" is a slash. */
static bool take_pattern(struct predicate_reader *reader, struct predicate_term *term)
{
	const char *start = reader->next++, *at = reader->next;
	char *words = reader->predicate.words;
	char reason[PATTERN_REASON_SIZE];

	for (; *at && *at != '/'; at++) {
		if (at[0] == '\\' && at[1]) {
			if (at[1] != '/') {
				words[reader->words_used++] = *at;
			}
			at++;
		}
		words[reader->words_used++] = *at;
	}
	words[reader->words_used++] = '\0';
	if (!*at) {
		return predicate_term_refuse(reader, start, (size_t)(at - start),
			"this regular expression is not closed: end it with /, or quote the text");
	}
	reader->next = at + 1;
	if (!predicate_term_ends_word(*reader->next) || *reader->next == '(' || at == start + 1) {
		return predicate_term_refuse(reader, start, (size_t)(reader->next - start),
			at == start + 1 ? "this regular expression is empty"
					: "a space must follow this; \\/ is a slash in it");
	}
	term->pattern = pattern_new(&words[term->word], reason);
	return term->pattern ||
	       predicate_term_refuse(reader, start, (size_t)(reader->next - start), "%s", reason);
}

static void to_lower(char *word)
{
	for (; *word; word++) {
		if (*word >= 'A' && *word <= 'Z') {
			*word = (char)(*word - 'A' + 'a');
		}
	}
}

/* Reads the value of a term whose operand and relation are set. */
static bool take_value(struct predicate_reader *reader, struct predicate_term *term,
	const struct predicate_operand *operand)
{
	const char *start = reader->next;
	char *word = &reader->predicate.words[reader->words_used];

	term->word = (uint16_t)reader->words_used;
	if (term->unit == PREDICATE_TEXT && *start == '/') {
		return take_pattern(reader, term);
	}
	if (!take_word(reader)) {
		return false;
	}
	if (!predicate_value_read(term, operand, word)) {
		return operand->name
			       ? refuse_value(reader, start, reader->next, operand)
			       : predicate_term_refuse(reader, start,
					 (size_t)(reader->next - start), "a word is missing here");
	}
	if (term->relation == PREDICATE_MATCHES) {
		to_lower(word);
	}
	return true;
}

uint8_t predicate_term_add_node(struct predicate_reader *reader, struct predicate_node node)
{
	reader->predicate.nodes[reader->predicate.nodes_count] = node;
	return (uint8_t)reader->predicate.nodes_count++;
}

bool predicate_term_take(struct predicate_reader *reader, uint8_t *node)
{
	struct predicate *predicate = &reader->predicate;
	struct predicate_term term = {.operand = PREDICATE_WORD, .unit = PREDICATE_TEXT};
	struct predicate_operand operand;
	bool is_negated;

	if (predicate->count == PREDICATE_MAX_TERMS) {
		return predicate_term_refuse(reader, reader->next, strlen(reader->next),
			"more than %d %ss", PREDICATE_MAX_TERMS, predicate_term_noun(reader));
	}
	if (!take_operand(reader, &term, &operand, &is_negated)) {
		return false;
	}
	predicate_term_skip_blanks(reader);
	if (!take_value(reader, &term, &operand)) {
		return false;
	}
	*node = predicate_term_add_node(reader, (struct predicate_node){.kind = PREDICATE_TERM,
							.is_negated = is_negated,
							.left = (uint8_t)predicate->count});
	predicate->terms[predicate->count++] = term;
	return true;
}
