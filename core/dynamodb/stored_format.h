/* SPDX-License-Identifier: MIT */
/*
 * The formats that the table's writers use, learned from its items: the form of lastPollAt, and the
 * values of the shadow of isActive. Index keys cannot be BOOL, so a table that stores isActive as
 * BOOL needs another attribute as the key of its active index: the shadow. It is, for example,
 * "yes" if isActive is true, and "no" or missing if it is false. Network thread only.
 */
#ifndef BEYATOP_STORED_FORMAT_H
#define BEYATOP_STORED_FORMAT_H

#include "base/json.h"
#include "dynamodb/item.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORED_FORMAT_NAME_SIZE  256 /* attribute name including the NUL */
#define STORED_FORMAT_TEXT_SIZE  64  /* value that we can write, including the NUL */
#define STORED_FORMAT_SINCE_SIZE 40
#define STORED_FORMAT_MAX_TEXTS  4

/* A value of the shadow. */
struct stored_format_text {
	/* "" stands for a missing attribute */
	char text[STORED_FORMAT_TEXT_SIZE];
	/* number of items seen with it; 0: assumed */
	uint64_t seen;
};

/* The shadow's values in sessions of one state: active or paused. */
struct stored_format_values {
	struct stored_format_text texts[STORED_FORMAT_MAX_TEXTS];
	size_t count;
	/* some values were too many or too long to keep */
	bool is_cut;
};

/* Start with {0}. */
struct stored_format {
	/* encodings from --active-value and --paused-value, borrowed; NULL: none */
	const struct own_encodings *own;
	/*
	 * forms of lastPollAt seen so far, as text and as a number: sets of 1 << an index into
	 * timestamp_forms. An index only has those of the type of its key
	 */
	uint32_t poll_texts, poll_numbers;
	/* name of the shadow attribute; "": the table has none */
	char shadow[STORED_FORMAT_NAME_SIZE];
	/* "S" or "N" */
	char shadow_type[2];
	struct stored_format_values on, off;
};

/* Sets the name and type of the shadow; name "": none. Forgets the values if the name changes. */
void stored_format_set_shadow(
	struct stored_format *stored_format, const char *name, const char *type);

/* Learns from an item. shows_shadow: the read included the shadow. */
void stored_format_learn(struct stored_format *stored_format, const struct json *json,
	const struct item *item, bool shows_shadow);

/* Assumes that sessions with this value of the shadow are in that state. */
void stored_format_assume(
	struct stored_format *stored_format, enum session_active active, const char *text);

/*
 * Sets keys, which has room for STORED_FORMAT_MAX_TEXTS, to the key values of active (or paused)
 * sessions in the shadow's index; returns how many. 0 if unknown or if none are in the index. If
 * only the other state's values are known, returns their counterparts in the usual pairs. A value
 * that both states have counts as active. Borrowed until the next change.
 */
size_t stored_format_keys(
	const struct stored_format *stored_format, enum session_active active, const char **keys);

/*
 * True if every session is in the shadow's index, so that one that is no longer in it was deleted.
 */
bool stored_format_is_dense(const struct stored_format *stored_format);

/*
 * Explains to the user why sessions may be missing from the shadow's index; "" if none are or if
 * there is no shadow.
 */
void stored_format_explain_gaps(
	const struct stored_format *stored_format, const char *index, char *why, size_t size);

/*
 * Sets *text to the value to write into the shadow for that state; "": remove the attribute. False
 * if it is unknown, because no such session has been seen or they do not agree.
 */
bool stored_format_find(
	const struct stored_format *stored_format, enum session_active active, const char **text);

/* Explains to the user why isActive cannot be written; "" if it can. */
void stored_format_explain_refusal(
	const struct stored_format *stored_format, char *why, size_t size);

/* True if lastPollAt, in the forms seen so far, sorts by time. */
bool stored_format_sorts_by_time(const struct stored_format *stored_format);

/*
 * Formats a lastPollAt, of type "S" or "N", that sorts before all later than time_ms in every form
 * seen so far: in one form that sorts by time, time_ms itself.
 */
void stored_format_print_since(const struct stored_format *stored_format, const char *type,
	int64_t time_ms, char text[STORED_FORMAT_SINCE_SIZE]);

#endif
