/* SPDX-License-Identifier: MIT */
/*
 * The parser of predicates, in two halves: predicate.c knows and, or, not and parentheses,
 * predicate_term.c what stands between them.
 */
#ifndef BEYATOP_PREDICATE_TERM_H
#define BEYATOP_PREDICATE_TERM_H

#include "predicate.h"

struct predicate_reader {
	const char *text, *next;
	struct predicate predicate;
	/* bytes of predicate.words */
	size_t words_used;
	unsigned nesting;
	/* the "(", "!" or "or" after which a term must follow; NULL: the beginning of the text */
	const char *joint;
	size_t joint_length;
	struct predicate_error *error;
};

/* Fills the error: that is what is wrong with length bytes of the text. Returns false. */
bool predicate_term_refuse(struct predicate_reader *reader, const char *at, size_t length,
	const char *format, ...) PRINTF_LIKE(4, 5);

/* What stands alone, in messages: "word" or "comparison"; static. */
const char *predicate_term_noun(const struct predicate_reader *reader);

void predicate_term_skip_blanks(struct predicate_reader *reader);

/* True if a word ends at this byte: a blank, a parenthesis, or the end. */
bool predicate_term_ends_word(char byte);

/* Reads a term, "err>5", which begins here, and adds its node. */
MUST_USE bool predicate_term_take(struct predicate_reader *reader, uint8_t *node);

uint8_t predicate_term_add_node(struct predicate_reader *reader, struct predicate_node node);

#endif
