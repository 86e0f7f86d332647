/* SPDX-License-Identifier: MIT */
/*
 * Request bodies: each function appends one as JSON. Source: the pages of the actions in the Amazon
 * DynamoDB API Reference. Pure functions, any thread.
 */
#ifndef BEYATOP_REQUEST_H
#define BEYATOP_REQUEST_H

#include "buf.h"
#include "model/item.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request_read {
	const char *table;
	/* NULL: the base table */
	const char *index;
	/* partition key of the index or base table; NULL: a Scan */
	const char *key_name;
	/* "S" or "N" */
	const char *key_type;
	const char *key_value;
	/* only items after this lastPollAt, from stored_format_print_since(); NULL: all */
	const char *since;
	/* type of lastPollAt in the index: "S" or "N" */
	const char *since_type;
	/* read items up to .since instead of after it */
	bool is_until;
	/* set of enum item_attribute that the index lacks */
	uint32_t absent;
	/* attribute to read in addition; NULL: none */
	const char *shadow;
	/* maximum number of items; 0: a page of 1 MB */
	unsigned limit;
	/* the last page's LastEvaluatedKey as JSON; "": none */
	const char *exclusive_start_key;
};

void request_describe_table(struct buf *out, const char *table);

/* One page of a Query, in order of the sort key, or, without a key, of a Scan. */
void request_read(struct buf *out, const struct request_read *read);

/* GetItem, strongly consistent, with all attributes. */
void request_get_item(struct buf *out, const char *table, const struct item_key *key);

/* GetItem, eventually consistent, of the attributes that lists show and the shadow, if any. */
void request_get_row(
	struct buf *out, const char *table, const struct item_key *key, const char *shadow);

/*
 * BatchGetItem of the attributes that lists show and the shadow, if any. At most 100 keys, without
 * duplicates.
 */
void request_get_items(struct buf *out, const char *table, const struct item_key *keys,
	size_t keys_count, const char *shadow);

/*
 * A Query of the base table: at most limit sessions of a user, with the attributes that lists show.
 */
void request_user(struct buf *out, const char *table, const char *user_id, unsigned limit);

/* The shadow attribute's texts before and after the write; "": missing. */
struct request_shadow {
	const char *name, *type;
	const char *seen, *wanted;
};

struct request_set_active {
	const char *table;
	struct item_key key;
	/* of isActive: "BOOL", "S" or "N" */
	const char *type;
	/* texts in that type */
	const char *seen, *wanted;
	/* shadow to write together with isActive; NULL: none */
	const struct request_shadow *shadow;
};

/* UpdateItem, on condition that the item exists and that isActive and the shadow are unchanged. */
void request_set_active(struct buf *out, const struct request_set_active *set);

#endif
