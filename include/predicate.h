/* SPDX-License-Identifier: MIT */
/*
 * The language of filters (list/filter.h) and of conditions (condition.h), which differ only in
 * their operands: fields of a session, or figures.
 *
 *   a b   a and b          both are true
 *   a or b                 one of them is; "and" binds closer
 *   !a    not a            a is false
 *   ( )                    parentheses group
 *   operand:value          also = != < <= > >=; blanks around them do not matter
 *   text   "te xt"         a word alone: where the vocabulary has such
 *   /regex/                in place of a text; \/ is a slash in it
 *
 * Quotes protect blanks, parentheses, operators and the words and, or, not; "" inside them is a
 * quote. Texts and regular expressions ignore case, except after = and !=, which take the whole
 * text as it is. "!=" is "!" with "=". "?" as a value is true of unknown values alone.
 *
 * Parsing allocates only what a regular expression needs; evaluation allocates nothing of its own.
 * One thread at a time.
 */
#ifndef BEYATOP_PREDICATE_H
#define BEYATOP_PREDICATE_H

#include "base.h"
#include "pattern.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PREDICATE_TEXT_SIZE   512
#define PREDICATE_MAX_TERMS   32
#define PREDICATE_MAX_NESTING 16

/* The kind of an operand's values: how they are typed and compared. */
enum predicate_unit {
	/* not an operand */
	PREDICATE_NONE,
	PREDICATE_TEXT,
	/* a whole number */
	PREDICATE_COUNT,
	/* a number, or a percentage of a whole that the vocabulary knows */
	PREDICATE_SHARE,
	/* a number of intervals */
	PREDICATE_RATIO,
	/* milliseconds */
	PREDICATE_DURATION,
	/* 1 on, 0 off */
	PREDICATE_ACTIVE,
	/* enum session_state */
	PREDICATE_STATE,
};

enum predicate_relation {
	/* a colon: "contains" for texts, "is" for everything else */
	PREDICATE_MATCHES,
	PREDICATE_IS,
	PREDICATE_LESS,
	PREDICATE_AT_MOST,
	PREDICATE_MORE,
	PREDICATE_AT_LEAST,
};

/* In this order, for three-valued logic: "and" is the lesser, "or" the greater of two. */
enum predicate_result { PREDICATE_FALSE, PREDICATE_UNKNOWN, PREDICATE_TRUE };

struct predicate_operand {
	/* as typed */
	const char *name;
	enum predicate_unit unit;
	/* it is a little different at every read, so that = and : would never be true */
	bool is_changing;
};

/* "err>5" */
struct predicate_term {
	/* in the vocabulary; PREDICATE_WORD: a word alone */
	size_t operand;
#define PREDICATE_WORD SIZE_MAX
	enum predicate_unit unit;
	enum predicate_relation relation;
	/* of a text: its offset in the predicate's words */
	uint16_t word;
	/* of a text; own; NULL: it is not a regular expression */
	struct pattern *pattern;
	/* "?" */
	bool is_unknown;
	bool is_percent;
	double number;
	/* of states: a bit for each that matches */
	unsigned states;
};

struct predicate;

/* What the terms are about. */
struct predicate_vocabulary {
	/* of an operand in messages: "field" */
	const char *noun;
	/* the operand of a position; its unit may be PREDICATE_NONE; name NULL: after the last */
	struct predicate_operand (*operand)(size_t position);
	/* words may stand alone */
	bool has_words;
	/* what a term, without its negation, is of the subject given to predicate_evaluate() */
	enum predicate_result (*evaluate)(const struct predicate *predicate,
		const struct predicate_term *term, const void *subject);
};

enum predicate_kind { PREDICATE_TERM, PREDICATE_AND, PREDICATE_OR };

struct predicate_node {
	enum predicate_kind kind;
	bool is_negated;
	/* nodes; of a term, left is its position in terms */
	uint8_t left, right;
};

/*
 * {0} is the empty predicate, which is true. It may be moved, but not be copied: it owns its
 * patterns, until predicate_fini().
 */
struct predicate {
	const struct predicate_vocabulary *vocabulary;
	/* as typed */
	char text[PREDICATE_TEXT_SIZE];
	/* the texts, without their quotes, each ended by a NUL; lower case if they ignore case */
	char words[PREDICATE_TEXT_SIZE];
	struct predicate_term terms[PREDICATE_MAX_TERMS];
	/* of the terms; 0: empty */
	size_t count;
	struct predicate_node nodes[2 * PREDICATE_MAX_TERMS];
	size_t nodes_count;
	uint8_t root;
};

/* What is wrong with a text, and where. */
struct predicate_error {
	/* bytes of the text; length is at least 1, so the range may go past the end */
	size_t at, length;
	/* "err takes a whole number, as in err>5" */
	char reason[240];
};

/*
 * Parses a text into *predicate, which has nothing to free; a blank text is the empty predicate. On
 * failure, *predicate is untouched. The vocabulary must outlive it.
 */
MUST_USE bool predicate_parse(struct predicate *predicate,
	const struct predicate_vocabulary *vocabulary, const char *text,
	struct predicate_error *error);
void predicate_fini(struct predicate *predicate);

/* Whether the predicate is true of a subject of its vocabulary. */
enum predicate_result predicate_evaluate(const struct predicate *predicate, const void *subject);

/* --- For vocabularies ----------------------------------------------------------------------- */

/* Whether a text matches a term, which is a word or whose unit is PREDICATE_TEXT. */
bool predicate_matches(
	const struct predicate *predicate, const struct predicate_term *term, const char *text);

/* How a value compares with a term of any other unit; a value that is NAN is unknown. */
enum predicate_result predicate_compare(const struct predicate_term *term, double value);

/* True if operands of the unit have the relation. */
bool predicate_has(enum predicate_unit unit, enum predicate_relation relation);

#endif
