/* SPDX-License-Identifier: MIT */
/*
 * The table behind the server: its items in the order of its key and of each index. Not locked.
 */
#ifndef BEYATOP_TESTS_SERVER_TABLE_H
#define BEYATOP_TESTS_SERVER_TABLE_H

#include "buf.h"
#include "server/server.h"
#include "server/server_item.h"
#include "server/server_list.h"
#include "server/server_sign.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct server_table {
	const char *name;
	enum server_form form;
	enum server_projection projection;
	double read_capacity;
	bool exists;
	enum server_index_status indexes[SERVER_SOURCE_COUNT];
	struct server_names names;
	/* has what all items of server_table_put() have in common */
	struct server_item *common;
	struct server_list *lists[SERVER_SOURCE_COUNT];
	/* the sum of the items' sizes */
	size_t bytes[SERVER_SOURCE_COUNT];
};

void server_table_init(struct server_table *table, const struct server_settings *settings);
void server_table_fini(struct server_table *table);

void server_table_put(struct server_table *table, const struct server_session *session);

/* Makes an item of the draft, whose key is valid, and replaces the item with that key, if any. */
void server_table_put_item(struct server_table *table, const struct server_draft *draft);

/* False with the refusal if the draft's key, or that of an index, is of the wrong type. */
MUST_USE bool server_table_check(const struct server_table *table, const struct server_draft *draft,
	struct server_refusal *refusal);

/* The item; NULL: there is none. */
struct server_item *server_table_find(
	const struct server_table *table, const char *user_id, const char *service);

/* Removes it from the lists and frees it. */
void server_table_remove(struct server_table *table, struct server_item *item);

/* What the indexes project from now on. */
void server_table_set_projection(struct server_table *table, enum server_projection projection);

/* Whether the active index is keyed by the shadow attribute. */
bool server_table_has_shadow(const struct server_table *table);

/* The name of a source as requests have it; NULL for the table. */
const char *server_table_source_name(enum server_source source);

/* The attributes that a source is partitioned and sorted by. */
enum server_attribute server_table_partition(
	const struct server_table *table, enum server_source source);
enum server_attribute server_table_sort(enum server_source source);

/* The type of the partition key: "S" or "N". */
const char *server_table_partition_type(
	const struct server_table *table, enum server_source source);

/* The attributes of the keys of a source, which include those of the table. */
uint64_t server_table_keys(const struct server_table *table, enum server_source source);

/* What a source holds of each item: attributes and bytes. */
uint64_t server_table_projected(const struct server_table *table, enum server_source source);
size_t server_table_bytes(const struct server_table *table, const struct server_item *item,
	enum server_source source);

/* Appends the response to DescribeTable. */
void server_table_describe(const struct server_table *table, struct buf *out);

#endif
