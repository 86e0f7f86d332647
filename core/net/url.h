/* SPDX-License-Identifier: MIT */
/* URLs of servers: a scheme, a host and a port, and nothing else. Any thread. */
#ifndef BEYATOP_URL_H
#define BEYATOP_URL_H

#include "base.h"

#include <stdbool.h>

#define URL_MAX_HOST_BYTES 255

struct url {
	/* "https://" or "http://" */
	const char *scheme;
	/* http */
	bool is_plain;
	/* in lower case; an IPv6 address in brackets */
	char host[URL_MAX_HOST_BYTES + 1];
	/* the scheme's own where none is given */
	unsigned port, standard_port;
};

/*
 * Takes a URL apart; one "/" at its end is allowed. Returns what is wrong with it, to complete
 * "not a usable URL: …", and never a part of the URL, which may hold a password; NULL when nothing
 * is.
 */
MUST_USE const char *url_parse(const char *text, struct url *url);

/* The same of a URL with a path or a query, which are not looked at. */
MUST_USE const char *url_parse_origin(const char *text, struct url *url);

/* 127.0.0.0/8 in full, [::1], localhost and what ends in ".localhost": this machine for sure. */
bool url_is_loopback(const char *host);

/* Loopback, link-local, or where AWS keeps its metadata services: nobody else may see that. */
bool url_is_near(const char *host);

#endif
