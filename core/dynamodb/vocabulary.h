/* SPDX-License-Identifier: MIT */
/*
 * How a table's writers spell what they store, learned from its items: the form of lastPollAt, and
 * the values of a shadow of isActive. DynamoDB's index keys cannot be BOOL, so tables that
 * keep isActive as BOOL key their active index by another attribute that shadows it: "yes" beside
 * true, and "no" or nothing at all beside false. Network thread only.
 */
#ifndef BEYATOP_VOCABULARY_H
#define BEYATOP_VOCABULARY_H

#include "base/json.h"
#include "dynamodb/item.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VOCABULARY_NAME_SIZE  256 /* of a key's name, with the NUL */
#define VOCABULARY_TEXT_SIZE  64  /* of a value that we would write */
#define VOCABULARY_SINCE_SIZE 32
#define VOCABULARY_MAX_TEXTS  4

/* A value of the shadow. */
struct vocabulary_text {
	/* "": the attribute is missing */
	char text[VOCABULARY_TEXT_SIZE];
	/* in so many items; 0: only assumed */
	uint64_t seen;
};

/* Its values in the sessions of one state of isActive. */
struct vocabulary_side {
	struct vocabulary_text texts[VOCABULARY_MAX_TEXTS];
	size_t count;
	/* there are more, or longer ones */
	bool is_cut;
};

/* Start with {0}. */
struct vocabulary {
	/* of isActive, borrowed; NULL: none */
	const struct session_spellings *own;
	/* set of enum item_time_form */
	unsigned poll_forms;
	/* attribute; "": the table has none */
	char shadow[VOCABULARY_NAME_SIZE];
	/* "S" or "N" */
	char shadow_type[2];
	struct vocabulary_side on, off;
};

/* Names the shadow, "" for none. Another one than before starts anew. */
void vocabulary_set_shadow(struct vocabulary *vocabulary, const char *name, const char *type);

/* An item was read; shows_shadow tells that the read would have shown the shadow. */
void vocabulary_learn(struct vocabulary *vocabulary, const struct json *item,
	const struct item_row *row, bool shows_shadow);

/* The shadow's index has such a value, which by its spelling stands for that state. */
void vocabulary_assume(struct vocabulary *vocabulary, enum session_active active, const char *text);

/*
 * The values by which the shadow's index holds sessions of that state, into keys, which has room
 * for VOCABULARY_MAX_TEXTS; returns their number. 0: unknown, or there are none in it. Where
 * only the other state is known, by a usual spelling, its counterpart. A value that both states
 * have is ACTIVE_ON's alone: no key is listed for both. Borrowed until the next change.
 */
size_t vocabulary_keys(
	const struct vocabulary *vocabulary, enum session_active active, const char **keys);

/* True when the shadow's index has sessions of either state: one that is in it no more is gone. */
bool vocabulary_is_dense(const struct vocabulary *vocabulary);

/*
 * Why that index does not hold every session, or may not: a sentence for people; "" when it does,
 * or there is no shadow.
 */
void vocabulary_doubt(
	const struct vocabulary *vocabulary, const char *index, char *why, size_t size);

/*
 * What to write into the shadow for that state; *text is "" for removing it. False while it is
 * not known: no session of the state was seen, or they do not agree.
 */
bool vocabulary_find(
	const struct vocabulary *vocabulary, enum session_active active, const char **text);

/* Why isActive cannot be written, as a sentence for people; "" when it can. */
void vocabulary_refuse(const struct vocabulary *vocabulary, char *why_not, size_t size);

/* True when in the form that all items have had so far, lastPollAt sorts as the times do. */
bool vocabulary_sorts_by_time(const struct vocabulary *vocabulary);

/*
 * The greatest lastPollAt, in type "S" or "N", that is surely not after time_ms in any form seen so
 * far, so that what was polled after time_ms sorts after it.
 */
void vocabulary_format_since(const struct vocabulary *vocabulary, const char *type, int64_t time_ms,
	char text[VOCABULARY_SINCE_SIZE]);

#endif
