/* SPDX-License-Identifier: MIT */
/*
 * Items of the table, from DynamoDB's JSON. Any attribute may be missing, of the wrong type or
 * absurd: an item still becomes a session as long as its key is readable. Network thread only.
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

/* The names of enum item_attribute, by the position of the bit. */
#define ITEM_ATTRIBUTES 4
extern const char *const item_attribute_names[ITEM_ATTRIBUTES];

/*
 * absent is the set of enum item_attribute that the index may lack: those that are not in the JSON
 * are unknown, all others missing. own: see session_decode_active(). False when the key cannot be
 * read.
 */
MUST_USE bool item_decode(const struct json *json, const struct own_encodings *own, uint32_t absent,
	struct item *item);

/* The type descriptor of an attribute value; sets *text for a scalar, else NULL. */
const char *item_value(const struct json *value, const char **text);

/* Appends an attribute value: {"S":"text"}, {"BOOL":true}. */
void item_put_value(struct buf *out, const char *type, const char *text);

/* True when the attribute has that type and text; a text of "" means that it is missing. */
bool item_has_value(const struct json *json, const char *name, const char *type, const char *text);

/* isActive with its type, for messages: S "false", or missing. Sanitised. */
void item_describe_active(const struct json *json, char *text, size_t size);

/* Sets detail's nodes, in the arena, and bytes: the item's attributes by name, as a flat tree. */
void item_flatten(const struct json *json, struct arena *arena, struct item_detail *detail);

#endif
