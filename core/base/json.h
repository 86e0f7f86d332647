/* SPDX-License-Identifier: MIT */
/*
 * JSON in and out. The only module that knows the parser (cJSON), which never
 * shows: a document is opaque, and asking a value for what it is not gives
 * NULL or the default instead of an error. Any thread, a document one at a time.
 */
#ifndef BEYATOP_JSON_H
#define BEYATOP_JSON_H

#include "base.h"
#include "buf.h"

#include <stdbool.h>
#include <stddef.h>

struct json;

/* Stands for a NUL inside a text: U+FDD0, which Unicode gives to no character. */
#define JSON_NUL "\xEF\xB7\x90"

/*
 * NULL when the text is not one JSON document, or nests deeper than the parser allows (1,000).
 * Texts end at a NUL, so one inside, "\u0000", becomes JSON_NUL.
 */
struct json *json_parse(const char *text, size_t length) MUST_USE;
void json_free(struct json *document);

/* As json_free(), and zeroes its texts before. */
void json_free_secret(struct json *document);

/* The member of an object, exact case; NULL when it is not an object or has none. Borrowed. */
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

/* A number's value, else the default, also where it is too large for a double. */
double json_number(const struct json *value, double otherwise);

/* 1 or 0 for true and false, -1 for anything else. */
int json_bool(const struct json *value);

/* Members of an object or elements of an array; 0 for anything else. */
size_t json_count(const struct json *value);

/* Appends the value as compact JSON text. */
void json_print(const struct json *value, struct buf *out);

/* The version of cJSON; static. Any thread. */
const char *json_library(void);

#endif
