/* SPDX-License-Identifier: MIT */
/* JSON with ' for ", which is easier to read in C. */
#ifndef BEYATOP_TESTS_QUOTED_H
#define BEYATOP_TESTS_QUOTED_H

#include "base/json.h"
#include "buf.h"

#include <string.h>

/* The text with " instead of '; free it by buf_fini(). */
static inline struct buf quoted_text(const char *text)
{
	struct buf out = {0};

	buf_puts(&out, text);
	for (char *at = out.data; (at = strchr(at, '\'')) != NULL;) {
		*at = '"';
	}
	return out;
}

/* Parses such a text; ends the program if it is not JSON. Free by json_free(). */
static inline struct json *quoted_json(const char *text)
{
	struct buf whole = quoted_text(text);
	struct json *document = json_parse(whole.data, whole.length);

	if (!document) {
		base_fatal("this is no JSON: %s", text);
	}
	buf_fini(&whole);
	return document;
}

#endif
