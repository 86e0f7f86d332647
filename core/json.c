/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <cjson/cJSON.h>

/* struct json is never defined: a value is a cJSON node under another name. */
static const cJSON *node(const struct json *value)
{
	return (const cJSON *)(const void *)value;
}

static const struct json *value_of(const cJSON *item)
{
	return (const struct json *)(const void *)item;
}

struct json *json_parse(const char *text, size_t length)
{
	const char *end = NULL;
	cJSON *item = cJSON_ParseWithLengthOpts(text, length, &end, false);
	if (!item) {
		return NULL;
	}
	for (; end < text + length; end++) {
		if (*end != ' ' && *end != '\n' && *end != '\r' && *end != '\t') {
			cJSON_Delete(item);
			return NULL;
		}
	}
	return (struct json *)(void *)item;
}

void json_free(struct json *document)
{
	cJSON_Delete((cJSON *)(void *)document);
}

const struct json *json_get(const struct json *value, const char *name)
{
	return json_is_object(value)
		? value_of(cJSON_GetObjectItemCaseSensitive(node(value), name))
		: NULL;
}

const struct json *json_first(const struct json *value)
{
	return json_is_object(value) || json_is_array(value) ? value_of(node(value)->child) : NULL;
}

const struct json *json_next(const struct json *value)
{
	return value ? value_of(node(value)->next) : NULL;
}

const char *json_name(const struct json *value)
{
	return value ? node(value)->string : NULL;
}

bool json_is_object(const struct json *value)
{
	return cJSON_IsObject(node(value));
}

bool json_is_array(const struct json *value)
{
	return cJSON_IsArray(node(value));
}

const char *json_string(const struct json *value)
{
	return cJSON_GetStringValue(node(value));
}

double json_number(const struct json *value, double otherwise)
{
	return cJSON_IsNumber(node(value)) ? node(value)->valuedouble : otherwise;
}

int json_bool(const struct json *value)
{
	return cJSON_IsBool(node(value)) ? cJSON_IsTrue(node(value)) : -1;
}

size_t json_count(const struct json *value)
{
	size_t count = 0;
	for (const struct json *child = json_first(value); child; child = json_next(child)) {
		count++;
	}
	return count;
}

void json_print(const struct json *value, struct buf *out)
{
	char *text = cJSON_PrintUnformatted(node(value));
	if (!text) {
		base_fatal("out of memory");
	}
	buf_puts(out, text);
	cJSON_free(text);
}
