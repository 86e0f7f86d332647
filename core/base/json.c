/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include "base/wiped.h"
#include "json_put.h"
#include "text.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* struct json is never defined: a value is a cJSON node. */
static const cJSON *node(const struct json *value)
{
	return (const cJSON *)(const void *)value;
}

static const struct json *value_of(const cJSON *item)
{
	return (const struct json *)(const void *)item;
}

/* The UTF-16 unit that \uXXXX stands for; -1 if no such escape begins there. */
static int32_t read_unit(const char *text, size_t length)
{
	char digits[5] = {0};

	if (length < 6 || text[0] != '\\' || text[1] != 'u') {
		return -1;
	}
	memcpy(digits, text + 2, 4);
	return strspn(digits, "0123456789abcdefABCDEF") == 4 ? (int32_t)strtol(digits, NULL, 16)
							     : -1;
}

static bool is_high(int32_t unit)
{
	return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low(int32_t unit)
{
	return unit >= 0xDC00 && unit <= 0xDFFF;
}

/*
 * Copies the escape or the byte 0xC0 at text in a form that cJSON can parse. Returns the bytes
 * read, and adds those written, which are no more, to *copied. An escaped NUL and half of a
 * surrogate pair become the bytes that json_parse() promises.
 */
static size_t copy_special(const char *text, size_t length, char *copy, size_t *copied)
{
	int32_t unit = read_unit(text, length);
	size_t count = unit >= 0 ? 6 : *text == '\\' && length > 1 ? 2 : 1;

	if (is_high(unit) && is_low(read_unit(text + 6, length - 6))) {
		count = 12;
	} else if (unit == 0 || is_high(unit) || is_low(unit)) {
		*copied += text_encode((uint32_t)unit, copy + *copied);
		return count;
	}
	for (size_t i = 0; i < count; i++) {
		/* Never valid in UTF-8, and must not be mistaken for half of TEXT_NUL. */
		copy[(*copied)++] = text[i] == TEXT_NUL[0] ? '\xFF' : text[i];
	}
	return count;
}

/* Copies a text in a form that cJSON can parse. Returns the bytes written, at most length. */
static size_t copy_text(const char *text, size_t length, char *copy)
{
	size_t copied = 0;

	for (size_t at = 0; at < length;) {
		if (text[at] == '\\' || text[at] == TEXT_NUL[0]) {
			at += copy_special(text + at, length - at, copy, &copied);
		} else {
			copy[copied++] = text[at++];
		}
	}
	return copied;
}

static bool is_blank(const char *text, const char *end)
{
	while (text < end && memchr(" \n\r\t", *text, 4)) {
		text++;
	}
	return text == end;
}

bool json_is_bounded(const char *text, size_t length)
{
	/* A container has one value more than it has commas. */
	size_t values = 1, depth = 0;
	bool is_in_string = false;

	for (size_t i = 0; i < length && values <= JSON_MAX_VALUES && depth <= JSON_MAX_DEPTH;
		i++) {
		char byte = text[i];

		if (byte == '"') {
			is_in_string = !is_in_string;
		} else if (is_in_string) {
			i += byte == '\\';
		} else if (byte == '[' || byte == '{') {
			depth++;
			values++;
		} else if (byte == ']' || byte == '}') {
			depth -= depth > 0;
		} else {
			values += byte == ',';
		}
	}
	return values <= JSON_MAX_VALUES && depth <= JSON_MAX_DEPTH;
}

static void init(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){wiped_malloc, wiped_free});
}

struct json *json_parse(const char *text, size_t length)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	/* A raw NUL is not JSON, and cJSON would end a string at it. */
	if (memchr(text, '\0', length) || !json_is_bounded(text, length)) {
		return NULL;
	}
	pthread_once(&once, init);
	char *copy = base_alloc(length + 1);
	const char *rest = NULL;
	size_t copied = copy_text(text, length, copy);
	cJSON *item = cJSON_ParseWithLengthOpts(copy, copied, &rest, false);

	if (item && !is_blank(rest, copy + copied)) {
		cJSON_Delete(item);
		item = NULL;
	}
	explicit_bzero(copy, length);
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

int64_t json_integer(const struct json *value, int64_t least, int64_t most, int64_t otherwise)
{
	double number = json_number(value, NAN);
	bool is_in_range = number >= (double)least && number <= (double)most;

	return is_in_range && number == floor(number) ? (int64_t)number : otherwise;
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

static void print_scalar(const cJSON *item, struct buf *out)
{
	char *text = cJSON_PrintUnformatted(item);

	if (!text) {
		base_fatal("cJSON cannot print a value");
	}
	buf_puts(out, text);
	cJSON_free(text);
}

/* cJSON would not escape what json_parse() has taken for a NUL or half of a surrogate pair. */
void json_print(const struct json *value, struct buf *out)
{
	bool is_object = json_is_object(value);

	if (json_string(value)) {
		text_put_json(out, json_string(value));
		return;
	}
	if (!is_object && !json_is_array(value)) {
		print_scalar(node(value), out);
		return;
	}
	buf_putc(out, is_object ? '{' : '[');
	for (const struct json *child = json_first(value); child; child = json_next(child)) {
		json_put_comma(out);
		if (is_object) {
			json_put_name(out, json_name(child));
		}
		json_print(child, out);
	}
	buf_putc(out, is_object ? '}' : ']');
}

void json_put_plain(const struct json *value, struct buf *out)
{
	const char *text = json_string(value);

	if (text) {
		buf_puts(out, text);
	} else if (value) {
		json_print(value, out);
	}
}

const char *json_library(void)
{
	return cJSON_Version();
}
