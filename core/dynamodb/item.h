/* SPDX-License-Identifier: MIT */
/*
 * DynamoDB items into our rows. Items are other people's data: any attribute
 * may be missing, of the wrong type or absurd, and still gives a row. Network
 * thread only.
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

/* Their names, by the position of the bit. */
#define ITEM_ATTRIBUTES 4
extern const char *const item_attribute_names[ITEM_ATTRIBUTES];

/*
 * absent is the set of enum item_attribute that the index has not: what the item lacks of them
 * is unknown instead of missing. own: see session_decode_active(). False when the item has no
 * readable key, which no item of a table lacks.
 */
MUST_USE bool item_decode(const struct json *item, const struct own_encodings *own, uint32_t absent,
	struct item *row);

/* The type descriptor of an attribute value and its text where it is a scalar, else NULL. */
const char *item_value(const struct json *value, const char **text);

/* Appends an attribute value: {"S":"text"}, {"BOOL":true}. */
void item_put_value(struct buf *out, const char *type, const char *text);

/* True when the attribute has that type and text; "" stands for a missing one. */
bool item_has_value(const struct json *item, const char *name, const char *type, const char *text);

/* isActive with its type, for people: S "false", or missing. Sanitised. */
void item_describe_active(const struct json *item, char *text, size_t size);

/* The item's attributes, by name, as a flat tree in the arena; sets nodes and bytes. */
void item_flatten(const struct json *item, struct arena *arena, struct item_detail *detail);

#endif
