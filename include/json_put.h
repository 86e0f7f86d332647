/* SPDX-License-Identifier: MIT */
/*
 * Writes JSON into a buffer: call these between a '{' and a '}' that the caller appends. Each
 * member puts a comma in front of itself where one is needed. Pure functions, any thread.
 */
#ifndef BEYATOP_JSON_PUT_H
#define BEYATOP_JSON_PUT_H

#include "buf.h"

#include <stdbool.h>
#include <stdint.h>

/* A comma, unless the buffer is empty or ends in '{', '[', ':', ',' or a newline. */
void json_put_comma(struct buf *out);

/* "name": for a value that the caller appends. The name is escaped. */
void json_put_name(struct buf *out, const char *name);

/* A whole member. A text of NULL is null; for its escapes see text_put_json(). */
void json_put_string(struct buf *out, const char *name, const char *text);
void json_put_integer(struct buf *out, const char *name, int64_t number);
void json_put_bool(struct buf *out, const char *name, bool value);
void json_put_null(struct buf *out, const char *name);

/* With two decimals; NAN is null. */
void json_put_decimal(struct buf *out, const char *name, double number);

#endif
