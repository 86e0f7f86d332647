/* SPDX-License-Identifier: MIT */
/*
 * The bodies of the requests that we send. Each function appends one JSON
 * document. Shapes: the actions' pages in the Amazon DynamoDB API Reference.
 */
#ifndef BEYATOP_REQUEST_H
#define BEYATOP_REQUEST_H

#include "buf.h"

struct request_read {
	const char *table;
	const char *index;           /* NULL: the base table, read by a Scan */
	const char *key_name;        /* partition key of the index */
	const char *key_type;        /* "S" or "N" */
	const char *key_value;
	unsigned limit;              /* items to evaluate; 0: a page of 1 MB */
	const char *exclusive_start_key; /* JSON text of the last page's LastEvaluatedKey; "" */
};

void request_describe_table(struct buf *out, const char *table);

/* One page of a Query (oldest lastPollAt first) or, without an index, of a Scan. */
void request_read(struct buf *out, const struct request_read *read);

/* Strongly consistent. */
void request_get_item(
	struct buf *out, const char *table, const char *user_id, const char *service);

struct request_set_active {
	const char *table, *user_id, *service;
	const char *type;         /* of isActive: "BOOL", "S" or "N" */
	const char *seen, *wanted; /* texts in that type */
};

/* Conditional on the item's existence and on isActive being what was seen. */
void request_set_active(struct buf *out, const struct request_set_active *set);

#endif
