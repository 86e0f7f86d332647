/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include "base/wiped.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define JSON_NUL_ESCAPE "\\ufdd0"

/* struct json is never defined: a value is a cJSON node. */
static const cJSON *node(const struct json *value)
{
	return (const cJSON *)(const void *)value;
}

static const struct json *value_of(const cJSON *item)
{
	return (const struct json *)(const void *)item;
}

/*
 * An escaped NUL would cut the string short, and different keys could look the same. Returns a copy
 * with JSON_NUL instead, which the caller frees; NULL if the text has none.
 */
static char *replace_escaped_nuls(const char *text, size_t length)
{
	static const char nul[] = "\\u0000", replacement[] = JSON_NUL_ESCAPE;
	const size_t size = sizeof(nul) - 1;
	char *copy = NULL;
	size_t at = 0;

	/*
	 * Skips each escape with the character that follows, because a backslash may itself be
	 * escaped.
	 */
	for (const char *found; at < length && (found = memchr(text + at, '\\', length - at));
		at += 2) {
		at = (size_t)(found - text);
		if (length - at < size || memcmp(found, nul, size) != 0) {
			continue;
		}
		if (!copy) {
			copy = base_alloc(length);
			memcpy(copy, text, length);
		}
		memcpy(copy + at, replacement, size);
	}
	return copy;
}

static bool is_blank(const char *text, const char *end)
{
	while (text < end && memchr(" \n\r\t", *text, 4)) {
		text++;
	}
	return text == end;
}

static void init(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){wiped_malloc, wiped_free});
}

struct json *json_parse(const char *text, size_t length)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, init);
	char *copy = replace_escaped_nuls(text, length);
	const char *from = copy ? copy : text, *rest = NULL;
	cJSON *item = cJSON_ParseWithLengthOpts(from, length, &rest, false);

	if (item && !is_blank(rest, from + length)) {
		cJSON_Delete(item);
		item = NULL;
	}
	if (copy) {
		explicit_bzero(copy, length);
	}
	free(copy);
	return (struct json *)(void *)item;
}

void json_free(struct json *document)
{
	cJSON_Delete((cJSON *)(void *)document);
}

const struct json *json_get(const struct json *value, const char *name)
{
	return json_is_object(value) ? value_of(cJSON_GetObjectItemCaseSensitive(node(value), name))
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

bool json_is_null(const struct json *value)
{
	return cJSON_IsNull(node(value));
}

const char *json_string(const struct json *value)
{
	return cJSON_GetStringValue(node(value));
}

double json_number(const struct json *value, double otherwise)
{
	bool is_number = cJSON_IsNumber(node(value)) && isfinite(node(value)->valuedouble);

	return is_number ? node(value)->valuedouble : otherwise;
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
		base_fatal("cJSON cannot print a value");
	}
	buf_puts(out, text);
	cJSON_free(text);
}

const char *json_library(void)
{
	return cJSON_Version();
}
