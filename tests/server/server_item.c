/* SPDX-License-Identifier: MIT */
#include "server/server_item.h"

#include "model/schema.h"
#include "server/server.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* --- Names ---------------------------------------------------------------------------------- */

static const char *const known_names[ATTRIBUTE_KNOWN] = {
	[ATTRIBUTE_USER_ID] = SCHEMA_USER_ID,
	[ATTRIBUTE_SERVICE] = SCHEMA_SERVICE,
	[ATTRIBUTE_POLLED_AT] = SCHEMA_LAST_POLL_AT,
	[ATTRIBUTE_ACTIVE] = SCHEMA_ACTIVE,
	[ATTRIBUTE_SHADOW] = SERVER_SHADOW,
	[ATTRIBUTE_INTERVAL] = SCHEMA_INTERVAL,
	[ATTRIBUTE_ERRORS] = SCHEMA_ERRORS,
	[ATTRIBUTE_SESSION_ID] = "sessionId",
	[ATTRIBUTE_WEBHOOK] = "webhookUrl",
	[ATTRIBUTE_CREATED_AT] = SCHEMA_CREATED_AT,
	[ATTRIBUTE_STATE] = "serviceState",
};

int server_names_find(const struct server_names *names, const char *name)
{
	for (unsigned i = 0; i < names->count; i++) {
		if (strcmp(names->names[i], name) == 0) {
			return (int)i;
		}
	}
	return -1;
}

/* -1 when there is no room for another. */
static int find_or_add(struct server_names *names, const char *name)
{
	int found = server_names_find(names, name);

	if (found >= 0 || names->count == SERVER_MAX_ATTRIBUTES) {
		return found;
	}
	names->names[names->count] = base_strdup(name);
	return (int)names->count++;
}

void server_names_init(struct server_names *names)
{
	names->count = 0;
	for (size_t i = 0; i < ATTRIBUTE_KNOWN; i++) {
		names->names[names->count++] = base_strdup(known_names[i]);
	}
}

void server_names_fini(struct server_names *names)
{
	for (unsigned i = 0; i < names->count; i++) {
		free(names->names[i]);
	}
}

/* --- Values --------------------------------------------------------------------------------- */

static const char *const types[] = {"S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"};

static int type_number(const char *type)
{
	for (size_t i = 0; type && i < ARRAY_LEN(types); i++) {
		if (strcmp(types[i], type) == 0) {
			return (int)i;
		}
	}
	return -1;
}

/* S, N or B, which are strings in JSON. */
static bool is_string(const char *type)
{
	return !type[1] && strchr("SNB", type[0]);
}

struct server_value server_value_scalar(const struct json *value)
{
	const struct json *inner = json_first(value);
	const char *type = json_name(inner), *text = json_string(inner);

	if (!type || is_string(type) != (text != NULL)) {
		return (struct server_value){0};
	}
	if (!text && json_bool(inner) >= 0) {
		text = json_bool(inner) ? "true" : "false";
	}
	return text ? (struct server_value){type, text} : (struct server_value){0};
}

static bool read_value(const struct json *json, struct arena *texts, struct server_value *value)
{
	const struct json *inner = json_first(json);

	*value = server_value_scalar(json);
	if (!value->type && (json_first(inner) || json_is_object(inner) || json_is_array(inner))) {
		struct buf text = {0};

		json_print(inner, &text);
		*value = (struct server_value){
			json_name(inner), arena_strdup(texts, buf_text(&text))};
		buf_fini(&text);
	}
	return json_count(json) == 1 && type_number(value->type) >= 0;
}

bool server_draft_read(struct server_draft *draft, struct server_names *names,
	const struct json *attributes, struct arena *texts, const char **name)
{
	for (const struct json *at = json_first(attributes); at; at = json_next(at)) {
		int attribute = find_or_add(names, json_name(at));

		if (attribute < 0 || !read_value(at, texts, &draft->values[attribute])) {
			*name = json_name(at);
			return false;
		}
	}
	return true;
}

static size_t string_bytes(const char *type, const char *text)
{
	size_t length = strlen(text);

	return type[0] == 'N' ? length / 2 + 1 : type[0] == 'B' ? length / 4 * 3 : length;
}

/* The size of a value whose JSON is {type: json}. */
static size_t json_bytes(const char *type, const struct json *json)
{
	if (json_string(json)) {
		return string_bytes(type, json_string(json));
	}
	bool is_nested = strcmp(type, "M") == 0 || strcmp(type, "L") == 0;
	size_t bytes = is_nested ? 3 : json_bool(json) >= 0 ? 1 : 0;

	for (const struct json *at = json_first(json); at; at = json_next(at)) {
		const struct json *inner = is_nested ? json_first(at) : at;

		bytes += is_nested + (json_name(at) ? strlen(json_name(at)) : 0) +
			 json_bytes(is_nested && json_name(inner) ? json_name(inner) : type, inner);
	}
	return bytes;
}

static size_t value_bytes(const struct server_value *value)
{
	if (is_string(value->type)) {
		return string_bytes(value->type, value->text);
	}
	struct json *json = json_parse(value->text, strlen(value->text));
	size_t bytes = json ? json_bytes(value->type, json) : 1;

	json_free(json);
	return bytes;
}

static void print_value(const struct server_value *value, struct buf *out)
{
	buf_puts(out, "{\"");
	buf_puts(out, value->type);
	buf_puts(out, "\":");
	if (is_string(value->type)) {
		text_put_json(out, value->text);
	} else {
		buf_puts(out, value->text);
	}
	buf_putc(out, '}');
}

/* --- Items ---------------------------------------------------------------------------------- */

/* Takes the value at *at and moves on; false at the item's end. */
static bool next_value(
	const struct server_item *item, size_t *at, unsigned *attribute, struct server_value *value)
{
	if (*at == item->packed_bytes) {
		return false;
	}
	const char *packed = item->packed + *at;

	*attribute = (unsigned char)packed[0];
	*value = (struct server_value){types[(unsigned char)packed[1]], packed + 2};
	*at += 2 + strlen(value->text) + 1;
	return true;
}

/* Whether the draft has every value of the item, loaded from it. */
static bool has_all(const struct server_draft *draft, const struct server_item *item)
{
	struct server_value value;
	unsigned attribute;

	for (size_t at = 0; next_value(item, &at, &attribute, &value);) {
		if (draft->values[attribute].text != value.text) {
			return false;
		}
	}
	return true;
}

/* Copies the values to packed, or only adds up their bytes when it is NULL. */
static size_t pack(const struct server_draft *draft, const struct server_item *base, char *packed)
{
	size_t total = 0;

	for (unsigned i = 0; i < SERVER_MAX_ATTRIBUTES; i++) {
		const struct server_value *value = &draft->values[i];

		if (!value->type || (base && server_item_get(base, i).type)) {
			continue;
		}
		size_t text_size = strlen(value->text) + 1;

		if (packed) {
			packed[total] = (char)i;
			packed[total + 1] = (char)type_number(value->type);
			memcpy(packed + total + 2, value->text, text_size);
		}
		total += 2 + text_size;
	}
	return total;
}

static void note_sorted(struct server_item *item)
{
	struct server_value value;
	unsigned attribute;

	for (size_t at = 0; next_value(item, &at, &attribute, &value);) {
		if (attribute < ATTRIBUTE_SORTED && value.text - item->packed <= UINT16_MAX) {
			item->sorted[attribute] = (uint16_t)(value.text - item->packed);
		}
	}
}

struct server_item *server_item_new(const struct server_names *names,
	const struct server_draft *draft, const struct server_item *base)
{
	if (base && !has_all(draft, base)) {
		base = NULL;
	}
	size_t packed_bytes = pack(draft, base, NULL);
	struct server_item *item = base_alloc(sizeof(*item) + packed_bytes);

	*item = (struct server_item){.base = base, .packed_bytes = (uint32_t)packed_bytes};
	pack(draft, base, item->packed);
	note_sorted(item);
	item->bytes = (uint32_t)server_item_bytes(item, names, ATTRIBUTE_ALL);
	return item;
}

void server_item_load(const struct server_item *item, struct server_draft *draft)
{
	*draft = (struct server_draft){0};
	for (; item; item = item->base) {
		struct server_value value;
		unsigned attribute;

		for (size_t at = 0; next_value(item, &at, &attribute, &value);) {
			draft->values[attribute] = value;
		}
	}
}

struct server_value server_item_get(const struct server_item *item, unsigned attribute)
{
	if (item && attribute < ATTRIBUTE_SORTED && item->sorted[attribute]) {
		const char *packed = item->packed + item->sorted[attribute];

		return (struct server_value){types[(unsigned char)packed[-1]], packed};
	}
	for (; item; item = item->base) {
		struct server_value value;
		unsigned number = 0;

		for (size_t at = 0;
			number <= attribute && next_value(item, &at, &number, &value);) {
			if (number == attribute) {
				return value;
			}
		}
	}
	return (struct server_value){0};
}

size_t server_item_bytes(
	const struct server_item *item, const struct server_names *names, uint64_t attributes)
{
	size_t bytes = 0;

	for (; item; item = item->base) {
		struct server_value value;
		unsigned number;

		if (attributes == ATTRIBUTE_ALL && item->bytes) {
			return bytes + item->bytes;
		}
		for (size_t at = 0; next_value(item, &at, &number, &value);) {
			if (attributes & ATTRIBUTE_BIT(number)) {
				bytes += strlen(names->names[number]) + value_bytes(&value);
			}
		}
	}
	return bytes;
}

void server_item_print(const struct server_item *item, const struct server_names *names,
	uint64_t attributes, struct buf *out)
{
	char before = '{';

	for (; item; item = item->base) {
		struct server_value value;
		unsigned number;

		for (size_t at = 0; next_value(item, &at, &number, &value);) {
			if (attributes & ATTRIBUTE_BIT(number)) {
				buf_putc(out, before);
				text_put_json(out, names->names[number]);
				buf_putc(out, ':');
				print_value(&value, out);
				before = ',';
			}
		}
	}
	buf_puts(out, before == '{' ? "{}" : "}");
}
