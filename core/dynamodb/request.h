/* SPDX-License-Identifier: MIT */
/*
 * The bodies of the requests that we send. Each function appends one JSON
 * document. Shapes: the actions' pages in the Amazon DynamoDB API Reference.
 */
#ifndef BEYATOP_REQUEST_H
#define BEYATOP_REQUEST_H

#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request_read {
	const char *table;
	/* NULL: the base table, read by a Scan */
	const char *index;
	/* partition key of the index */
	const char *key_name;
	/* "S" or "N" */
	const char *key_type;
	const char *key_value;
	/* Only what an index has after this lastPollAt: spelling_format_since(). NULL: all. */
	const char *since;
	/* of lastPollAt in the index: "S" or "N" */
	const char *since_type;
	/* what it has up to .since, and not after it */
	bool is_until;
	/* set of enum item_attribute that the index has not */
	uint32_t absent;
	/* to be shown too; NULL: none */
	const char *shadow;
	/* items to evaluate; 0: a page of 1 MB */
	unsigned limit;
	/* JSON text of the last page's LastEvaluatedKey; "" */
	const char *exclusive_start_key;
};

void request_describe_table(struct buf *out, const char *table);

/* One page of a Query (oldest lastPollAt first) or, without an index, of a Scan. */
void request_read(struct buf *out, const struct request_read *read);

struct request_key {
	const char *user_id, *service;
};

/* Strongly consistent, with all attributes. */
void request_get_item(struct buf *out, const char *table, const struct request_key *key);

/* BatchGetItem of what a list shows, and of the shadow, if any. At most 100 keys, each once. */
void request_get_items(struct buf *out, const char *table, const struct request_key *keys,
	size_t keys_count, const char *shadow);

/* What a list shows of the user's sessions, at most limit, from the base table. */
void request_user(struct buf *out, const char *table, const char *user_id, unsigned limit);

/* Texts of the shadow; "": it is missing. */
struct request_shadow {
	const char *name, *type;
	const char *seen, *wanted;
};

struct request_set_active {
	const char *table;
	struct request_key key;
	/* of isActive: "BOOL", "S" or "N" */
	const char *type;
	/* texts in that type */
	const char *seen, *wanted;
	/* written along; NULL: none */
	const struct request_shadow *shadow;
};

/* Conditional on the item's existence and on isActive, and the shadow, being what was seen. */
void request_set_active(struct buf *out, const struct request_set_active *set);

#endif
