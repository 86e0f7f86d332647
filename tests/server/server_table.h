/* SPDX-License-Identifier: MIT */
/*
 * The table behind the server: its items in the order of its key and of each index, and how an
 * item is written. Not locked.
 */
#ifndef BEYATOP_TESTS_SERVER_TABLE_H
#define BEYATOP_TESTS_SERVER_TABLE_H

#include "buf.h"
#include "server/server.h"
#include "server/server_list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The attributes of an item; a set of them is a mask of their bits. */
enum server_attribute {
	ATTRIBUTE_USER_ID,
	ATTRIBUTE_SERVICE,
	ATTRIBUTE_SESSION_ID,
	ATTRIBUTE_WEBHOOK,
	ATTRIBUTE_ACTIVE,
	ATTRIBUTE_SHADOW,
	ATTRIBUTE_INTERVAL,
	ATTRIBUTE_CREATED_AT,
	ATTRIBUTE_POLLED_AT,
	ATTRIBUTE_ERRORS,
	ATTRIBUTE_STATE,
	ATTRIBUTE_COUNT
};
#define ATTRIBUTE_ALL ((1u << ATTRIBUTE_COUNT) - 1)

/* An attribute value of a scalar type. */
struct server_value {
	/* "S", "N" or "BOOL"; "": the attribute is missing */
	char type[5];
	char text[11];
};

struct server_item {
	const char *user_id, *service;
	char polled_at[33];
	struct server_value active, shadow;
	int32_t error_count;
	int64_t interval_ms;
	/* by DynamoDB's rules, with all attributes */
	uint32_t bytes;
	/* what an index of keys holds */
	uint32_t keys_bytes;
	/* what an index of some attributes holds */
	uint32_t some_bytes;
};

struct server_table {
	const char *name;
	enum server_form form;
	enum server_projection projection;
	double read_capacity;
	bool exists;
	enum server_index_status indexes[SERVER_SOURCE_COUNT];
	struct server_list *lists[SERVER_SOURCE_COUNT];
};

void server_table_init(struct server_table *table, const struct server_settings *settings);
void server_table_fini(struct server_table *table);

void server_table_put(struct server_table *table, const struct server_session *session);

/* The item; NULL. Change it only between the two functions below. */
struct server_item *server_table_find(
	const struct server_table *table, const char *user_id, const char *service);

/* Removes an item from the sorted lists before it is changed, and inserts it again afterwards. */
void server_table_take_out(struct server_table *table, struct server_item *item);
void server_table_put_back(struct server_table *table, struct server_item *item);

/* Removes it from the lists and frees it. */
void server_table_remove(struct server_table *table, struct server_item *item);

/* Whether the active index is keyed by the shadow attribute. */
bool server_table_has_shadow(const struct server_table *table);

/* The name of a source as requests have it; NULL for the table. */
const char *server_table_source_name(enum server_source source);

/* The attribute that an index is partitioned by. */
enum server_attribute server_table_partition(
	const struct server_table *table, enum server_source index);

/* The item's value of it, for S and N; NULL when the item is not in the index. */
const char *server_table_partition_value(
	const struct server_table *table, const struct server_item *item, enum server_source index);

/* "S" or "N". */
const char *server_table_partition_type(const struct server_table *table, enum server_source index);

/* What a source holds of each item: attributes and bytes. */
unsigned server_table_projected(const struct server_table *table, enum server_source source);
size_t server_table_bytes(const struct server_table *table, const struct server_item *item,
	enum server_source source);

const char *server_table_attribute_name(enum server_attribute attribute);

/* -1 when there is none of that name. */
int server_table_attribute(const char *name);

bool server_table_has(const struct server_item *item, enum server_attribute attribute);

/* Appends {"userId":{"S":"u"},…}: those of the attributes that the item has. */
void server_table_print(const struct server_item *item, unsigned attributes, struct buf *out);

/* Appends the response to DescribeTable. */
void server_table_describe(const struct server_table *table, struct buf *out);

#endif
