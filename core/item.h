/* SPDX-License-Identifier: MIT */
/*
 * DynamoDB items into our rows. Items are other people's data: any attribute
 * may be missing, of the wrong type or absurd, and still gives a row. Network
 * thread only.
 */
#ifndef BEYATOP_ITEM_H
#define BEYATOP_ITEM_H

#include "arena.h"
#include "json.h"
#include "session.h"
#include "snapshot.h"

#include <stdbool.h>

struct item_row {
	const char *user_id, *service; /* borrowed from the JSON document */
	struct session session;        /* user_id, service, state and asof_ms are not set */
};

/* False when the item has no readable key, which no item of a table lacks. */
MUST_USE bool item_decode(const struct json *item, struct item_row *row);

/* The type descriptor of an attribute value and its text where it is a scalar, else NULL. */
const char *item_value(const struct json *value, const char **text);

/* The item's attributes, by name, as a flat tree in the arena; sets nodes and bytes. */
void item_flatten(const struct json *item, struct arena *arena, struct item_detail *detail);

#endif
