/* SPDX-License-Identifier: MIT */
#include "runbook_url.h"

#include "base.h"

#include <string.h>

static const char scheme[] = "https://";

/* Letters, digits and what RFC 3986 allows in a URL; a "%" must be followed by two digits. */
static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			      "-._~:/?#[]@!$&'()*+,;=%";
static const char hex_digits[] = "0123456789ABCDEFabcdef";

struct placeholder {
	/* with its braces */
	const char *text;
	/* of its member in struct runbook_subject */
	size_t offset;
};

static const struct placeholder placeholders[] = {
#define PLACEHOLDER(name) {"{" #name "}", offsetof(struct runbook_subject, name)},
	RUNBOOK_PLACEHOLDERS(PLACEHOLDER)
#undef PLACEHOLDER
};

/* The placeholder at the start of a text; NULL: none. */
static const struct placeholder *find_placeholder(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
		if (strncmp(text, placeholders[i].text, strlen(placeholders[i].text)) == 0) {
			return &placeholders[i];
		}
	}
	return NULL;
}

/* The host must be as written: whoever writes to the table must not choose where a link leads. */
static bool has_host(const char *text)
{
	size_t length = strcspn(text, "/?#");

	return length > 0 && strcspn(text, "{@%") >= length;
}

bool runbook_url_is_valid(const char *text)
{
	if (strncmp(text, scheme, strlen(scheme)) != 0 || !has_host(text + strlen(scheme))) {
		return false;
	}
	while (*text) {
		const struct placeholder *placeholder = find_placeholder(text);

		if (!placeholder && (!strchr(allowed, *text) ||
					    (*text == '%' && strspn(text + 1, hex_digits) < 2))) {
			return false;
		}
		text += placeholder ? strlen(placeholder->text) : 1;
	}
	return true;
}

/* Percent-encodes everything but the unreserved characters of RFC 3986. */
static void put_encoded(struct buf *out, const char *text)
{
	for (; text && *text; text++) {
		bool is_unreserved = (*text >= 'a' && *text <= 'z') ||
				     (*text >= 'A' && *text <= 'Z') ||
				     (*text >= '0' && *text <= '9') || strchr("-._~", *text);

		if (is_unreserved) {
			buf_putc(out, *text);
		} else {
			buf_printf(out, "%%%02X", (unsigned char)*text);
		}
	}
}

void runbook_url_put(struct buf *out, const char *text, const struct runbook_subject *subject)
{
	while (*text) {
		const struct placeholder *placeholder = find_placeholder(text);

		if (placeholder) {
			const char *const *value =
				(const void *)((const char *)subject + placeholder->offset);

			put_encoded(out, *value);
			text += strlen(placeholder->text);
		} else {
			buf_putc(out, *text++);
		}
	}
}
