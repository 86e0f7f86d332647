/* SPDX-License-Identifier: MIT */
/*
 * The items of the server's table: attributes of any name and type. An item is one block of memory
 * and never changes; an update replaces it. Sizes follow "Item sizes and formats" in the DynamoDB
 * Developer Guide. Not locked.
 */
#ifndef BEYATOP_TESTS_SERVER_ITEM_H
#define BEYATOP_TESTS_SERVER_ITEM_H

#include "base/arena.h"
#include "base/json.h"
#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names of attributes are numbers here, so that a set of attributes is a mask of 64 bits. */
#define SERVER_MAX_ATTRIBUTES 64
#define ATTRIBUTE_ALL         UINT64_MAX
#define ATTRIBUTE_BIT(number) (UINT64_C(1) << (number))

/* Those that the server knows, first the ones that lists are sorted by; others follow as they come.
 */
enum server_attribute {
	ATTRIBUTE_USER_ID,
	ATTRIBUTE_SERVICE,
	ATTRIBUTE_POLLED_AT,
	ATTRIBUTE_ACTIVE,
	ATTRIBUTE_SHADOW,
	ATTRIBUTE_SORTED,
	ATTRIBUTE_INTERVAL = ATTRIBUTE_SORTED,
	ATTRIBUTE_ERRORS,
	ATTRIBUTE_SESSION_ID,
	ATTRIBUTE_WEBHOOK,
	ATTRIBUTE_CREATED_AT,
	ATTRIBUTE_STATE,
	ATTRIBUTE_KNOWN
};

struct server_names {
	/* owned */
	char *names[SERVER_MAX_ATTRIBUTES];
	unsigned count;
};

void server_names_init(struct server_names *names);
void server_names_fini(struct server_names *names);

/* The number of the name; -1 if no item has had it. */
int server_names_find(const struct server_names *names, const char *name);

/* An attribute value. Borrowed. */
struct server_value {
	/* "S", "N", "BOOL", "M"; NULL: no value */
	const char *type;
	/* S, N and B as they are, everything else as JSON */
	const char *text;
};

/* The value in {"S":"text"}, of a scalar type; else no value. */
struct server_value server_value_scalar(const struct json *value);

/* The attributes of an item that is to be made, by number. Values are borrowed. */
struct server_draft {
	struct server_value values[SERVER_MAX_ATTRIBUTES];
};

/*
 * Sets the draft's values from {"userId":{"S":"u"},...}; the arena holds what the JSON does not.
 * False if a value is malformed or there are too many names; *name is the attribute then.
 */
MUST_USE bool server_draft_read(struct server_draft *draft, struct server_names *names,
	const struct json *attributes, struct arena *texts, const char **name);

struct server_item {
	/* has the attributes that are not in packed; shared by many items; NULL: none */
	const struct server_item *base;
	/* by DynamoDB's rules, with all attributes */
	uint32_t bytes;
	uint32_t packed_bytes;
	/* where in packed those are that lists are sorted by; 0: to be looked for */
	uint16_t sorted[ATTRIBUTE_SORTED];
	/* for each value: its number, its type, its text and a NUL */
	char packed[];
};

/*
 * Makes an item of the draft; free it with free(). If the draft has all values of base, loaded from
 * there, the item shares them, and base must outlive it.
 */
struct server_item *server_item_new(const struct server_names *names,
	const struct server_draft *draft, const struct server_item *base) MUST_USE;

/* Sets the draft's values to the item's, which must outlive it. */
void server_item_load(const struct server_item *item, struct server_draft *draft);

/* The value of an attribute, if it has one. Borrowed from the item. */
struct server_value server_item_get(const struct server_item *item, unsigned attribute);

/* The size of those of the attributes that the item has. */
size_t server_item_bytes(
	const struct server_item *item, const struct server_names *names, uint64_t attributes);

/* Appends {"userId":{"S":"u"},...}: those of the attributes that the item has. */
void server_item_print(const struct server_item *item, const struct server_names *names,
	uint64_t attributes, struct buf *out);

#endif
