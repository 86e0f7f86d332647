/* SPDX-License-Identifier: MIT */
/*
 * Decodes items of the table from DynamoDB's JSON. Any attribute may be missing, of the wrong type
 * or out of range: the item still becomes a session as long as its key is readable. Network thread
 * only.
 */
#ifndef BEYATOP_ITEM_H
#define BEYATOP_ITEM_H

#include "base/arena.h"
#include "base/json.h"
#include "buf.h"
#include "model/item.h"
#include "session.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stdint.h>

/* Attribute names, indexed by the bit number of enum item_attribute. */
#define ITEM_ATTRIBUTES 4
extern const char *const item_attribute_names[ITEM_ATTRIBUTES];

/*
 * Decodes an item. absent is the set of enum item_attribute that the index may not project: if one
 * of these is not in the JSON, it is unknown rather than missing. For own see
 * session_decode_active(). False if the key is unreadable.
 */
MUST_USE bool item_decode(const struct json *json, const struct own_encodings *own, uint32_t absent,
	struct item *item);

/* The type descriptor of an attribute value; sets *text for a scalar, else NULL. */
const char *item_value(const struct json *value, const char **text);

/* Appends an attribute value: {"S":"text"}, {"BOOL":true}. */
void item_put_value(struct buf *out, const char *type, const char *text);

/* True if the attribute has that type and text; text "" means that it must be missing. */
bool item_has_value(const struct json *json, const char *name, const char *type, const char *text);

/* Describes isActive with its type for messages: S "false", or missing. Sanitised. */
void item_describe_active(const struct json *json, char *text, size_t size);

/*
 * Sets detail's bytes and nodes: the item's attributes sorted by name, as a flat tree in the arena.
 */
void item_flatten(const struct json *json, struct arena *arena, struct item_detail *detail);

#endif
