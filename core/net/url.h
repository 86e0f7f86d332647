/* SPDX-License-Identifier: MIT */
/*
 * URLs of servers: scheme, host and port. Stricter than libcurl's curl_url(), which accepts
 * "https:host", decodes "%61", rewrites "127.1" and differs between versions. Any thread.
 */
#ifndef BEYATOP_URL_H
#define BEYATOP_URL_H

#include "buf.h"

#include <stdbool.h>

#define URL_MAX_HOST_BYTES 255

struct url {
	/* "https://" or "http://" */
	const char *scheme;
	/* http */
	bool is_plain;
	/* in lower case; an IPv6 address in brackets */
	char host[URL_MAX_HOST_BYTES + 1];
	/* port is standard_port if the URL has none */
	unsigned port, standard_port;
};

/*
 * Parses a URL without path or query; a trailing "/" is allowed. Returns NULL, or on failure a
 * static text that completes "not a usable URL: …". The text never quotes the URL, which may
 * contain a password.
 */
MUST_USE const char *url_parse(const char *text, struct url *url);

/* Like url_parse(), but ignores a path and query. */
MUST_USE const char *url_parse_origin(const char *text, struct url *url);

/* True for 127.0.0.0/8 in full notation, [::1], localhost and names that end in ".localhost". */
bool url_is_loopback(const char *host);

/* True for loopback, link-local and AWS's metadata addresses, which no proxy may see. */
bool url_is_never_proxied(const char *host);

/* Appends text for a path or query: all bytes but RFC 3986's unreserved ones become %XX. */
void url_put_encoded(struct buf *out, const char *text);

#endif
