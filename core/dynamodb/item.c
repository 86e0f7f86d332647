/* SPDX-License-Identifier: MIT */
#include "dynamodb/item.h"

#include "json_put.h"
#include "model/schema.h"
#include "model/session_edit.h"
#include "number.h"
#include "text.h"
#include "timestamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const item_attribute_names[ITEM_ATTRIBUTES] = {
	SCHEMA_ACTIVE,
	SCHEMA_INTERVAL,
	SCHEMA_CREATED_AT,
	SCHEMA_ERRORS,
};

/* The type descriptors from the API reference, AttributeValue. */
static const char *const types[] = {
	"S",
	"N",
	"BOOL",
	"NULL",
	"M",
	"L",
	"SS",
	"NS",
	"BS",
	"B",
};

const char *item_value(const struct json *value, const char **text)
{
	const struct json *inner = json_is_object(value) ? json_first(value) : NULL;

	*text = json_string(inner);
	if (!*text && json_bool(inner) >= 0) {
		*text = json_bool(inner) ? "true" : "false";
	}
	for (size_t i = 0; inner && i < ARRAY_LEN(types); i++) {
		if (strcmp(types[i], json_name(inner)) == 0) {
			return types[i];
		}
	}
	return NULL;
}

void item_put_value(struct buf *out, const char *type, const char *text)
{
	buf_putc(out, '{');
	json_put_name(out, type);
	if (strcmp(type, "BOOL") == 0) {
		buf_puts(out, text);
	} else {
		text_put_json(out, text);
	}
	buf_putc(out, '}');
}

bool item_has_value(const struct json *json, const char *name, const char *type, const char *text)
{
	const char *found_text;
	const struct json *value = json_get(json, name);
	const char *found_type = item_value(value, &found_text);

	if (!value) {
		return !text[0];
	}
	return found_type && found_text && strcmp(found_type, type) == 0 &&
	       strcmp(found_text, text) == 0;
}

void item_describe_active(const struct json *json, char *text, size_t size)
{
	const char *value;
	const char *type = item_value(json_get(json, SCHEMA_ACTIVE), &value);

	if (!type) {
		snprintf(text, size, "missing");
		return;
	}
	char printable[40];

	text_sanitize(value ? value : "", printable, sizeof(printable));
	snprintf(text, size, "%s \"%s\"", type, printable);
}

/* The text of a scalar of the given type; NULL if it is missing or of another type. */
static const char *text_of(const struct json *json, const char *name, const char *type)
{
	const char *text;
	const char *found = item_value(json_get(json, name), &text);

	return found && strcmp(found, type) == 0 ? text : NULL;
}

/* Also true for an empty string, which some writers use for no value. */
static bool is_missing(const struct json *json, const char *name)
{
	const char *text;
	const char *type = item_value(json_get(json, name), &text);

	return !json_get(json, name) ||
	       (type && (strcmp(type, "NULL") == 0 || (strcmp(type, "S") == 0 && text && !*text)));
}

/* Some writers store numbers as strings. */
static bool read_number(const struct json *json, const char *name, double *number)
{
	const char *text = text_of(json, name, "N");

	text = text ? text : text_of(json, name, "S");
	return text && number_parse(text, number);
}

/* Keeps the form of the first attribute that is there but unreadable. */
static void note_unreadable(const struct json *json, const char *name, struct item *item)
{
	const char *text;
	const char *type = item_value(json_get(json, name), &text);
	char shape[ITEM_UNREADABLE_SIZE / 2];

	if (item->unreadable[0]) {
		return;
	}
	if (!type || !text) {
		snprintf(item->unreadable, sizeof(item->unreadable), "%s of type %s", name,
			type ? type : "?");
		return;
	}
	/* The words for active are few and not secret; of other values, only the form matters. */
	if (strcmp(name, SCHEMA_ACTIVE) == 0) {
		text_sanitize(text, shape, sizeof(shape));
	} else {
		text_shape(text, shape, sizeof(shape));
	}
	snprintf(item->unreadable, sizeof(item->unreadable), "%s %s \"%s\"", name, type, shape);
}

/* False if it is present but unreadable. */
static bool read_time(const struct json *json, const char *name, struct timestamp *timestamp)
{
	const char *text = text_of(json, name, "S"), *number = text_of(json, name, "N");

	*timestamp = (struct timestamp){.ms = SESSION_NO_TIME};
	if (is_missing(json, name)) {
		return true;
	}
	return (text || number) && timestamp_read(text ? text : number, !text, timestamp);
}

static void decode_times(const struct json *json, struct item *item)
{
	struct session *session = &item->session;
	struct timestamp polled, created;

	if (!read_time(json, SCHEMA_LAST_POLL_AT, &polled)) {
		session->flags |= SESSION_BAD_POLLED;
		note_unreadable(json, SCHEMA_LAST_POLL_AT, item);
	}
	session->polled_at_ms = polled.ms;
	session->polled_digits = polled.fraction_digits & 3;
	item->polled_form = polled.ms == SESSION_NO_TIME ? 0 : 1u << polled.form;
	item->polled_is_number = text_of(json, SCHEMA_LAST_POLL_AT, "N");
	(void)read_time(json, SCHEMA_CREATED_AT, &created);
	session_set_created_at(session, created.ms);
}

/* Drops fractions, and clamps to the range; an interval of 0 counts as none. */
static void decode_numbers(const struct json *json, struct item *item)
{
	struct session *session = &item->session;
	double interval_ms = 0, errors = -1;

	if (!is_missing(json, SCHEMA_INTERVAL) &&
		(!read_number(json, SCHEMA_INTERVAL, &interval_ms) || interval_ms < 1)) {
		session->flags |= SESSION_BAD_INTERVAL;
		note_unreadable(json, SCHEMA_INTERVAL, item);
		interval_ms = 0;
	}
	session->interval_ms = interval_ms < UINT32_MAX ? (uint32_t)interval_ms : UINT32_MAX;
	if (!is_missing(json, SCHEMA_ERRORS)) {
		if (read_number(json, SCHEMA_ERRORS, &errors)) {
			errors = errors < 0 ? 0 : errors;
		} else {
			session->flags |= SESSION_BAD_ERRORS;
			note_unreadable(json, SCHEMA_ERRORS, item);
		}
	}
	session->error_count = errors < INT32_MAX ? (int32_t)errors : INT32_MAX;
}

static void decode_active(
	const struct json *json, const struct own_encodings *own, struct item *item)
{
	struct session *session = &item->session;
	const char *text;
	const char *type = item_value(json_get(json, SCHEMA_ACTIVE), &text);

	session->active = (uint8_t)session_decode_active(own, type, text, &session->encoding);
	if (session->active == ACTIVE_UNKNOWN && !is_missing(json, SCHEMA_ACTIVE)) {
		note_unreadable(json, SCHEMA_ACTIVE, item);
	}
}

/* The attributes in absent that the JSON does not have. */
static uint32_t find_absent(const struct json *json, uint32_t absent)
{
	for (size_t i = 0; absent && i < ITEM_ATTRIBUTES; i++) {
		if (json_get(json, item_attribute_names[i])) {
			absent &= ~(1u << i);
		}
	}
	return absent;
}

/* DynamoDB allows 2,048 bytes. A NUL is one of them there, but two here: see TEXT_NUL. */
#define MAX_KEY_BYTES (2 * 2048)

/* A key that is not UTF-8 could not be sent back, and DynamoDB has no empty keys. */
static bool is_key(const char *text)
{
	return text && *text && strlen(text) <= MAX_KEY_BYTES && text_is_utf8(text);
}

bool item_decode(const struct json *json, const struct own_encodings *own, uint32_t absent,
	struct item *item)
{
	memset(item, 0, sizeof(*item));
	item->user_id = text_of(json, SCHEMA_USER_ID, "S");
	item->service = text_of(json, SCHEMA_SERVICE, "S");
	if (!is_key(item->user_id) || !is_key(item->service)) {
		return false;
	}
	decode_active(json, own, item);
	decode_times(json, item);
	decode_numbers(json, item);
	item->absent = find_absent(json, absent);
	return true;
}

/* A growing array of nodes. It is copied to the arena when complete. */
struct flattening {
	struct arena *arena;
	struct item_node *nodes;
	size_t count, capacity, bytes;
};

static size_t add_node(struct flattening *flat, int depth, const char *name)
{
	flat->nodes = base_grow(flat->nodes, flat->count, &flat->capacity, sizeof(*flat->nodes));
	flat->nodes[flat->count] = (struct item_node){
		.depth = depth, .name = arena_strdup(flat->arena, name), .type = "?", .text = ""};
	return flat->count++;
}

/*
 * Sizes follow "DynamoDB item sizes and formats" in the Developer Guide. That of a number is an
 * estimate.
 */
static size_t scalar_bytes(const char *type, const char *text)
{
	size_t length = strlen(text);

	switch (type[0]) {
	case 'N':
		return strcmp(type, "NULL") == 0 ? 1 : length / 2 + 1;
	case 'B':
		return strcmp(type, "BOOL") == 0 ? 1 : length * 3 / 4;
	default:
		return length;
	}
}

static int compare_names(const void *a, const void *b)
{
	const struct json *const *left = a, *const *right = b;

	return strcmp(json_name(*left), json_name(*right));
}

/*
 * The members of an object sorted by name, or the elements of an array in order. The caller frees
 * the array. Members are sorted because some servers change their order with each response.
 */
static const struct json **sort_children(const struct json *container, size_t *count)
{
	*count = json_count(container);
	const struct json **children = base_alloc((*count + 1) * sizeof(*children));
	size_t at = 0;

	for (const struct json *child = json_first(container); child; child = json_next(child)) {
		children[at++] = child;
	}
	if (json_is_object(container)) {
		qsort(children, *count, sizeof(*children), compare_names);
	}
	return children;
}

static void flatten_value(
	struct flattening *flat, int depth, const char *name, const struct json *value);

/* Elements of a set are bare strings, all of the same type. */
static void flatten_element(
	struct flattening *flat, int depth, const char *name, const char *type, const char *text)
{
	size_t at = add_node(flat, depth, name);

	flat->nodes[at].type = type[0] == 'N' ? "N" : type[0] == 'B' ? "B" : "S";
	flat->nodes[at].text = arena_strdup(flat->arena, text ? text : "");
	flat->bytes += scalar_bytes(flat->nodes[at].type, flat->nodes[at].text);
}

static void flatten_children(
	struct flattening *flat, size_t parent, const char *type, const struct json *container)
{
	int depth = flat->nodes[parent].depth + 1;
	bool is_set = type[1] == 'S';
	size_t count;
	const struct json **children = sort_children(container, &count);

	for (size_t i = 0; i < count; i++) {
		char place[24];

		snprintf(place, sizeof(place), "[%zu]", i);
		const char *name = json_name(children[i]) ? json_name(children[i]) : place;

		flat->bytes += name == place ? 0 : strlen(name);
		if (is_set) {
			flatten_element(flat, depth, name, type, json_string(children[i]));
		} else {
			flatten_value(flat, depth, name, children[i]);
		}
	}
	free(children);
	flat->bytes += 3 + count;
	flat->nodes[parent].children = (uint32_t)count;
	flat->nodes[parent].descendants = (uint32_t)(flat->count - parent - 1);
}

static void flatten_value(
	struct flattening *flat, int depth, const char *name, const struct json *value)
{
	size_t at = add_node(flat, depth, name);
	const char *text;
	const char *type = item_value(value, &text);
	const struct json *inner = json_first(value);

	if (!type) {
		return;
	}
	flat->nodes[at].type = type;
	if (json_is_object(inner) || json_is_array(inner)) {
		flatten_children(flat, at, type, inner);
		return;
	}
	flat->nodes[at].text = arena_strdup(flat->arena, text ? text : "");
	flat->bytes += scalar_bytes(type, flat->nodes[at].text);
}

void item_flatten(const struct json *json, struct arena *arena, struct item_detail *detail)
{
	struct flattening flat = {.arena = arena};
	size_t count;
	const struct json **attributes = sort_children(json_is_object(json) ? json : NULL, &count);

	for (size_t i = 0; i < count; i++) {
		flat.bytes += strlen(json_name(attributes[i]));
		flatten_value(&flat, 0, json_name(attributes[i]), attributes[i]);
	}
	free(attributes);
	struct item_node *nodes = arena_alloc(arena, flat.count * sizeof(*nodes) + 1);

	if (flat.count > 0) {
		memcpy(nodes, flat.nodes, flat.count * sizeof(*nodes));
	}
	free(flat.nodes);
	detail->nodes = nodes;
	detail->nodes_count = flat.count;
	detail->bytes = flat.bytes;
}
