/* SPDX-License-Identifier: MIT */
#include "predicate.h"

#include "model/predicate_term.h"

#include <string.h>
#include <strings.h>

/* --- Parsing -------------------------------------------------------------------------------- */

static bool refuse_missing(struct predicate_reader *reader)
{
	const char *noun = predicate_term_noun(reader);

	return reader->joint ? predicate_term_refuse(reader, reader->joint, reader->joint_length,
				       "a %s is missing after %.*s", noun,
				       (int)reader->joint_length, reader->joint)
			     : predicate_term_refuse(
				       reader, reader->next, 1, "a %s is missing here", noun);
}

/* The length of the word "and", "or" or "not" if it comes next, else 0. */
static size_t peek_keyword(const struct predicate_reader *reader, const char *keyword)
{
	size_t length = strlen(keyword);

	return strncasecmp(reader->next, keyword, length) == 0 &&
			       predicate_term_ends_word(reader->next[length])
		       ? length
		       : 0;
}

/* Moves past what joins or negates terms: one must follow it. */
static bool take_joint(struct predicate_reader *reader, size_t length)
{
	if (length > 0) {
		reader->joint = reader->next;
		reader->joint_length = length;
		reader->next += length;
		predicate_term_skip_blanks(reader);
	}
	return length > 0;
}

static bool take_alternatives(struct predicate_reader *reader, uint8_t *node);

static bool take_group(struct predicate_reader *reader, uint8_t *node)
{
	const char *start = reader->next;

	if (++reader->nesting > PREDICATE_MAX_NESTING) {
		return predicate_term_refuse(reader, start, 1,
			"more than %d parentheses inside each other", PREDICATE_MAX_NESTING);
	}
	(void)take_joint(reader, 1);
	if (!take_alternatives(reader, node)) {
		return false;
	}
	if (*reader->next != ')') {
		return predicate_term_refuse(reader, start, 1, "this parenthesis is not closed");
	}
	reader->nesting--;
	reader->next++;
	return true;
}

/* "!a", "not a", "(a)" or "a" */
static bool take_factor(struct predicate_reader *reader, uint8_t *node)
{
	bool is_negated = false;
	size_t length;

	while (take_joint(reader, *reader->next == '!' ? (size_t)1 : peek_keyword(reader, "not"))) {
		is_negated = !is_negated;
	}
	if (!*reader->next || *reader->next == ')') {
		return refuse_missing(reader);
	}
	length = peek_keyword(reader, "and") + peek_keyword(reader, "or");
	if (length > 0) {
		return predicate_term_refuse(reader, reader->next, length,
			"a %s is missing before %.*s", predicate_term_noun(reader), (int)length,
			reader->next);
	}
	if (*reader->next == '(' ? !take_group(reader, node) : !predicate_term_take(reader, node)) {
		return false;
	}
	reader->predicate.nodes[*node].is_negated ^= is_negated;
	predicate_term_skip_blanks(reader);
	return true;
}

/* "a b", "a and b" */
static bool take_all(struct predicate_reader *reader, uint8_t *node)
{
	uint8_t right = 0;

	*node = 0;
	if (!take_factor(reader, node)) {
		return false;
	}
	while (*reader->next && *reader->next != ')' && !peek_keyword(reader, "or")) {
		(void)take_joint(reader, peek_keyword(reader, "and"));
		if (!take_factor(reader, &right)) {
			return false;
		}
		*node = predicate_term_add_node(
			reader, (struct predicate_node){
					.kind = PREDICATE_AND, .left = *node, .right = right});
	}
	return true;
}

/* "a or b" */
static bool take_alternatives(struct predicate_reader *reader, uint8_t *node)
{
	uint8_t right = 0;

	if (!take_all(reader, node)) {
		return false;
	}
	while (take_joint(reader, peek_keyword(reader, "or"))) {
		if (!take_all(reader, &right)) {
			return false;
		}
		*node = predicate_term_add_node(
			reader, (struct predicate_node){
					.kind = PREDICATE_OR, .left = *node, .right = right});
	}
	return true;
}

static bool take_everything(struct predicate_reader *reader)
{
	predicate_term_skip_blanks(reader);
	if (!*reader->next) {
		return true;
	}
	if (!take_alternatives(reader, &reader->predicate.root)) {
		return false;
	}
	return !*reader->next ||
	       predicate_term_refuse(reader, reader->next, 1, "no parenthesis is open here");
}

bool predicate_parse(struct predicate *predicate, const struct predicate_vocabulary *vocabulary,
	const char *text, struct predicate_error *error)
{
	struct predicate_reader reader = {.text = text,
		.next = text,
		.predicate = {.vocabulary = vocabulary},
		.error = error};

	if (strlen(text) >= sizeof(predicate->text)) {
		return predicate_term_refuse(&reader, text + sizeof(predicate->text) - 1, 1,
			"longer than %zu bytes", sizeof(predicate->text) - 1);
	}
	if (!take_everything(&reader)) {
		predicate_fini(&reader.predicate);
		return false;
	}
	strcpy(reader.predicate.text, text);
	*predicate = reader.predicate;
	return true;
}

void predicate_fini(struct predicate *predicate)
{
	for (size_t i = 0; i < predicate->count; i++) {
		pattern_free(predicate->terms[i].pattern);
	}
	*predicate = (struct predicate){0};
}

/* --- Evaluating ----------------------------------------------------------------------------- */

static enum predicate_result evaluate(
	const struct predicate *predicate, uint8_t at, const void *subject);

/* Stops at the result that decides: false for "and", true for "or". */
static enum predicate_result join(const struct predicate *predicate,
	const struct predicate_node *node, enum predicate_result decides, const void *subject)
{
	enum predicate_result left = evaluate(predicate, node->left, subject), right;

	if (left == decides) {
		return left;
	}
	right = evaluate(predicate, node->right, subject);
	return left == PREDICATE_UNKNOWN && right != decides ? left : right;
}

static enum predicate_result evaluate(
	const struct predicate *predicate, uint8_t at, const void *subject)
{
	const struct predicate_node *node = &predicate->nodes[at];
	enum predicate_result result = PREDICATE_TRUE;

	switch (node->kind) {
	case PREDICATE_TERM:
		result = predicate->vocabulary->evaluate(
			predicate, &predicate->terms[node->left], subject);
		break;
	case PREDICATE_AND:
		result = join(predicate, node, PREDICATE_FALSE, subject);
		break;
	case PREDICATE_OR:
		result = join(predicate, node, PREDICATE_TRUE, subject);
		break;
	}
	return node->is_negated ? PREDICATE_TRUE - result : result;
}

enum predicate_result predicate_evaluate(const struct predicate *predicate, const void *subject)
{
	return predicate->count > 0 ? evaluate(predicate, predicate->root, subject)
				    : PREDICATE_TRUE;
}
