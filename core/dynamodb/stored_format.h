/* SPDX-License-Identifier: MIT */
/*
 * How the programs that write to the table spell what they store, learned from its items: the form
 * of lastPollAt, and the values of a shadow of isActive. DynamoDB's index keys cannot be BOOL, so
 * tables that store isActive as BOOL key their active index by another attribute, its shadow: "yes"
 * beside true, and "no" or nothing at all beside false. Network thread only.
 */
#ifndef BEYATOP_STORED_FORMAT_H
#define BEYATOP_STORED_FORMAT_H

#include "base/json.h"
#include "dynamodb/item.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORED_FORMAT_NAME_SIZE  256 /* of an attribute's name, with the NUL */
#define STORED_FORMAT_TEXT_SIZE  64  /* of a value that we can write */
#define STORED_FORMAT_SINCE_SIZE 32
#define STORED_FORMAT_MAX_TEXTS  4

/* A value of the shadow. */
struct stored_format_text {
	/* "": the attribute is missing */
	char text[STORED_FORMAT_TEXT_SIZE];
	/* number of items that have it; 0: assumed */
	uint64_t seen;
};

/* The shadow's values in active sessions, or in paused ones. */
struct stored_format_side {
	struct stored_format_text texts[STORED_FORMAT_MAX_TEXTS];
	size_t count;
	/* there are more values, or longer ones */
	bool is_cut;
};

/* Start with {0}. */
struct stored_format {
	/* the table's own encodings of isActive, borrowed; NULL: none */
	const struct own_encodings *own;
	/* set of enum item_time_form */
	unsigned poll_forms;
	/* name of the attribute; "": the table has none */
	char shadow[STORED_FORMAT_NAME_SIZE];
	/* "S" or "N" */
	char shadow_type[2];
	struct stored_format_side on, off;
};

/* Names the shadow; "": none. Forgets the values when it is another one than before. */
void stored_format_set_shadow(
	struct stored_format *stored_format, const char *name, const char *type);

/* Learns from an item. shows_shadow: the read would have shown the shadow. */
void stored_format_learn(struct stored_format *stored_format, const struct json *json,
	const struct item *item, bool shows_shadow);

/* Assumes the meaning of a value that was found in the shadow's index, from how it is spelled. */
void stored_format_assume(
	struct stored_format *stored_format, enum session_active active, const char *text);

/*
 * Puts the key values under which the shadow's index has active (or paused) sessions into keys,
 * which has room for STORED_FORMAT_MAX_TEXTS; returns how many. 0: unknown, or none are in the
 * index. When only the other state's are known: their counterparts in a usual pair. A value that
 * both states have counts as ACTIVE_ON's. Borrowed until the next change.
 */
size_t stored_format_keys(
	const struct stored_format *stored_format, enum session_active active, const char **keys);

/* True when every session is in the shadow's index: one that is no longer in it is gone. */
bool stored_format_is_dense(const struct stored_format *stored_format);

/* Why sessions may be missing from the shadow's index, for people; "" when none are, or when there
 * is no shadow. */
void stored_format_explain_gaps(
	const struct stored_format *stored_format, const char *index, char *why, size_t size);

/*
 * Sets *text to what to write into the shadow with that state; "": remove it. False while that is
 * unknown: no such session was seen, or they do not agree.
 */
bool stored_format_find(
	const struct stored_format *stored_format, enum session_active active, const char **text);

/* Why isActive cannot be written, for people; "" when it can. */
void stored_format_explain_refusal(
	const struct stored_format *stored_format, char *why, size_t size);

/* True when lastPollAt, in the forms seen so far, sorts by time. */
bool stored_format_sorts_by_time(const struct stored_format *stored_format);

/*
 * The greatest lastPollAt, of type "S" or "N", that is not after time_ms in any form seen so far:
 * all sessions polled after time_ms sort after it.
 */
void stored_format_print_since(const struct stored_format *stored_format, const char *type,
	int64_t time_ms, char text[STORED_FORMAT_SINCE_SIZE]);

#endif
