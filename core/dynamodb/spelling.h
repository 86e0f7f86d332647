/* SPDX-License-Identifier: MIT */
/*
 * How a table's writers spell what they store, learned from its items: the form of lastPollAt, and
 * the values of a shadow of isActive. DynamoDB's index keys cannot be BOOL, so tables that
 * keep isActive as BOOL key their active index by another attribute that shadows it: "yes" beside
 * true, and "no" or nothing at all beside false. Network thread only.
 */
#ifndef BEYATOP_SPELLING_H
#define BEYATOP_SPELLING_H

#include "base/json.h"
#include "dynamodb/item.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPELLING_NAME_SIZE  256 /* of a key's name, with the NUL */
#define SPELLING_TEXT_SIZE  64  /* of a value that we would write */
#define SPELLING_SINCE_SIZE 32
#define SPELLING_MAX_TEXTS  4

/* A value of the shadow. */
struct spelling_text {
	/* "": the attribute is missing */
	char text[SPELLING_TEXT_SIZE];
	/* in so many items; 0: only assumed */
	uint64_t seen;
};

/* Its values in the sessions of one state of isActive. */
struct spelling_side {
	struct spelling_text texts[SPELLING_MAX_TEXTS];
	size_t count;
	/* there are more, or longer ones */
	bool is_cut;
};

/* Start with {0}. */
struct spelling {
	/* of isActive, borrowed; NULL: none */
	const struct own_encodings *own;
	/* set of enum item_time_form */
	unsigned poll_forms;
	/* attribute; "": the table has none */
	char shadow[SPELLING_NAME_SIZE];
	/* "S" or "N" */
	char shadow_type[2];
	struct spelling_side on, off;
};

/* Names the shadow, "" for none. Another one than before starts anew. */
void spelling_set_shadow(struct spelling *spelling, const char *name, const char *type);

/* An item was read; shows_shadow tells that the read would have shown the shadow. */
void spelling_learn(struct spelling *spelling, const struct json *item, const struct item *row,
	bool shows_shadow);

/* The shadow's index has such a value, which by its spelling stands for that state. */
void spelling_assume(struct spelling *spelling, enum session_active active, const char *text);

/*
 * The values by which the shadow's index holds sessions of that state, into keys, which has room
 * for SPELLING_MAX_TEXTS; returns their number. 0: unknown, or there are none in it. Where
 * only the other state is known, by a usual spelling, its counterpart. A value that both states
 * have is ACTIVE_ON's alone: no key is listed for both. Borrowed until the next change.
 */
size_t spelling_keys(
	const struct spelling *spelling, enum session_active active, const char **keys);

/* True when the shadow's index has sessions of either state: one that is in it no more is gone. */
bool spelling_is_dense(const struct spelling *spelling);

/*
 * Why that index does not hold every session, or may not: a sentence for people; "" when it does,
 * or there is no shadow.
 */
void spelling_doubt(const struct spelling *spelling, const char *index, char *why, size_t size);

/*
 * What to write into the shadow for that state; *text is "" for removing it. False while it is
 * not known: no session of the state was seen, or they do not agree.
 */
bool spelling_find(const struct spelling *spelling, enum session_active active, const char **text);

/* Why isActive cannot be written, as a sentence for people; "" when it can. */
void spelling_refuse(const struct spelling *spelling, char *why_not, size_t size);

/* True when in the form that all items have had so far, lastPollAt sorts as the times do. */
bool spelling_sorts_by_time(const struct spelling *spelling);

/*
 * The greatest lastPollAt, in type "S" or "N", that is surely not after time_ms in any form seen so
 * far, so that what was polled after time_ms sorts after it.
 */
void spelling_format_since(const struct spelling *spelling, const char *type, int64_t time_ms,
	char text[SPELLING_SINCE_SIZE]);

#endif
