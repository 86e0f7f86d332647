/* SPDX-License-Identifier: MIT */
#include "json_put.h"

#include "number.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

void json_put_comma(struct buf *out)
{
	if (out->length > 0 && !strchr("{[:,\n", out->data[out->length - 1])) {
		buf_putc(out, ',');
	}
}

void json_put_name(struct buf *out, const char *name)
{
	json_put_comma(out);
	text_put_json(out, name);
	buf_putc(out, ':');
}

void json_put_string(struct buf *out, const char *name, const char *text)
{
	json_put_name(out, name);
	if (text) {
		text_put_json(out, text);
	} else {
		buf_puts(out, "null");
	}
}

void json_put_integer(struct buf *out, const char *name, int64_t number)
{
	json_put_name(out, name);
	buf_printf(out, "%" PRId64, number);
}

void json_put_bool(struct buf *out, const char *name, bool value)
{
	json_put_name(out, name);
	buf_puts(out, value ? "true" : "false");
}

void json_put_decimal(struct buf *out, const char *name, double number)
{
	char text[NUMBER_SIZE];

	number_format_decimal(number, text);
	json_put_name(out, name);
	buf_puts(out, *text ? text : "null");
}
