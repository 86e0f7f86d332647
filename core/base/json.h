/* SPDX-License-Identifier: MIT */
/*
 * Parsing and printing JSON; the only module that uses cJSON. Accessors return NULL or the default
 * if the value is of another type. Any thread; each document one thread at a time.
 */
#ifndef BEYATOP_JSON_H
#define BEYATOP_JSON_H

#include "base.h"
#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;

/*
 * Limits of a document. A page of 1 MB can have 55,000 of the smallest items, whose key takes 19
 * bytes, with 5 values each; an item of 400 kB can have 200,000 members of 2 values each. DynamoDB
 * nests 32 levels, each of which is 2 in JSON.
 */
#define JSON_MAX_VALUES 500000
#define JSON_MAX_DEPTH  100

/*
 * NULL if the text is not exactly one JSON document or not json_is_bounded(). Strings end at a NUL,
 * so "\u0000" in one becomes TEXT_NUL; half of a surrogate pair, which is not a character, becomes
 * bytes that are not UTF-8: see text_is_utf8(). json_print() and text_put_json() write both as
 * escapes again.
 */
struct json *json_parse(const char *text, size_t length) MUST_USE;

/*
 * False if the text has more values or nests deeper than json_parse() accepts: a few kB of gzip can
 * be millions of values, each of which takes about 100 bytes.
 */
bool json_is_bounded(const char *text, size_t length);

/* Zeroes its memory first, because it may have held secrets. NULL is allowed. */
void json_free(struct json *document);

/* The member of that exact name; NULL if there is none or the value is not an object. Borrowed. */
const struct json *json_get(const struct json *value, const char *name);

/* The first child of an object or array, and the next sibling; NULL at the end. Borrowed. */
const struct json *json_first(const struct json *value);
const struct json *json_next(const struct json *value);

/* The name of an object's member; NULL for an array's element. */
const char *json_name(const struct json *value);

bool json_is_object(const struct json *value);
bool json_is_array(const struct json *value);
bool json_is_null(const struct json *value);

/* The text of a string; NULL for anything else. Borrowed. */
const char *json_string(const struct json *value);

/* The value of a number; otherwise if it is not a number or overflows a double. */
double json_number(const struct json *value, double otherwise);

/*
 * The value of a whole number between least and most, which must not be beyond 2^53; otherwise if
 * it is anything else. Needed because converting a double that is out of range is undefined.
 */
int64_t json_integer(const struct json *value, int64_t least, int64_t most, int64_t otherwise);

/* 1 or 0 for true and false, -1 for anything else. */
int json_bool(const struct json *value);

/* Members of an object or elements of an array; 0 for anything else. */
size_t json_count(const struct json *value);

/* Appends the value as compact JSON text. */
void json_print(const struct json *value, struct buf *out);

/* Appends the text of a string, or any other value as json_print() does; nothing for NULL. */
void json_put_plain(const struct json *value, struct buf *out);

/* The version of cJSON; static. Any thread. */
const char *json_library(void);

#endif
