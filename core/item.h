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
#include <stdint.h>

/* The attributes of a list that an index may leave out; keys are in every index. */
enum item_attribute {
	ITEM_ACTIVE = 1 << 0,
	ITEM_INTERVAL = 1 << 1,
	ITEM_CREATED = 1 << 2,
	ITEM_ERRORS = 1 << 3,
	ITEM_ALL = (1 << 4) - 1,
};

/* Their names, by the position of the bit. */
#define ITEM_ATTRIBUTES 4
extern const char *const item_attribute_names[ITEM_ATTRIBUTES];

/* How a lastPollAt is written. */
enum item_time_form {
	ITEM_TIME_UTC = 1 << 0,     /* "2024-01-15T10:35:00Z": the texts sort as the times do */
	ITEM_TIME_OTHER = 1 << 1,   /* text with an offset, or otherwise not sorting by time */
	ITEM_TIME_SECONDS = 1 << 2, /* number since the Unix epoch */
	ITEM_TIME_MS = 1 << 3,
};

struct item_row {
	const char *user_id, *service; /* borrowed from the JSON document */
	struct session session;        /* user_id, service, state and asof_ms are not set */
	uint32_t absent; /* set of enum item_attribute: unknown, for the read left it out */
	uint32_t
		asked; /* for the reader to say: the request's number, see fleet_ask(); 0: the newest */
	uint8_t polled_form; /* enum item_time_form; 0: lastPollAt is missing or unreadable */
};

/*
 * absent is the set of enum item_attribute that the index has not: what the item lacks of them
 * is unknown instead of missing. own: see session_decode_active(). False when the item has no readable key, which no item of a
 * table lacks.
 */
MUST_USE bool item_decode(const struct json *item, const struct session_spellings *own,
	uint32_t absent, struct item_row *row);

/* The type descriptor of an attribute value and its text where it is a scalar, else NULL. */
const char *item_value(const struct json *value, const char **text);

/* True when the attribute has that type and text; "" stands for a missing one. */
bool item_has_value(const struct json *item, const char *name, const char *type, const char *text);

/* isActive with its type, for people: S "false", or missing. Sanitised. */
void item_describe_active(const struct json *item, char *text, size_t size);

/* The item's attributes, by name, as a flat tree in the arena; sets nodes and bytes. */
void item_flatten(const struct json *item, struct arena *arena, struct item_detail *detail);

#endif
