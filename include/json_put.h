/* SPDX-License-Identifier: MIT */
/*
 * Writes members of a JSON object to a buffer. The caller appends the braces; each function
 * prepends a comma if needed. Pure functions, any thread.
 */
#ifndef BEYATOP_JSON_PUT_H
#define BEYATOP_JSON_PUT_H

#include "buf.h"

#include <stdbool.h>
#include <stdint.h>

/* A comma, unless the buffer is empty or ends in '{', '[', ':', ',' or a newline. */
void json_put_comma(struct buf *out);

/* Appends "name":, escaped; the caller appends the value. */
void json_put_name(struct buf *out, const char *name);

/* Appends a member; NULL becomes null. Escapes as text_put_json() does. */
void json_put_string(struct buf *out, const char *name, const char *text);
void json_put_integer(struct buf *out, const char *name, int64_t number);
void json_put_bool(struct buf *out, const char *name, bool value);

/* With two decimals; NAN is null. */
void json_put_decimal(struct buf *out, const char *name, double number);

#endif
