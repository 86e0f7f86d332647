/* SPDX-License-Identifier: MIT */
#include "net/proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_ENTRY_BYTES 300

static const char separators[] = ", \t";

/* An IPv4 or IPv6 address. */
struct address {
	int family;
	unsigned char bytes[16];
	/* 32 or 128 */
	unsigned bits;
};

/* Accepts IPv6 with and without brackets. */
static bool parse_address(const char *text, struct address *address)
{
	char bare[INET6_ADDRSTRLEN];
	size_t length = strlen(text);
	bool is_bracketed = length > 2 && text[0] == '[' && text[length - 1] == ']';

	snprintf(bare, sizeof(bare), "%.*s", (int)(is_bracketed ? length - 2 : length),
		text + (is_bracketed ? 1 : 0));
	*address = (struct address){.family = AF_INET, .bits = 32};
	if (!is_bracketed && inet_pton(AF_INET, bare, address->bytes) == 1) {
		return true;
	}
	*address = (struct address){.family = AF_INET6, .bits = 128};
	return inet_pton(AF_INET6, bare, address->bytes) == 1;
}

static bool share_prefix(const struct address *one, const struct address *other, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (one->family != other->family || memcmp(one->bytes, other->bytes, whole) != 0) {
		return false;
	}
	return rest == 0 || (one->bytes[whole] ^ other->bytes[whole]) >> (8 - rest) == 0;
}

/* entry is "10.0.0.0/8" or a single address. */
static bool is_in_network(char *entry, const struct address *host)
{
	struct address network;
	char *slash = strchr(entry, '/');
	unsigned bits = 0;

	if (slash) {
		*slash = '\0';
		if (!slash[1] || strlen(slash + 1) > 3 ||
			slash[1 + strspn(slash + 1, "0123456789")]) {
			return false;
		}
		bits = (unsigned)strtoul(slash + 1, NULL, 10);
	}
	if (!parse_address(entry, &network)) {
		return false;
	}
	return share_prefix(&network, host, slash && bits < network.bits ? bits : network.bits);
}

/* "example.com" and ".example.com" match the host itself and its subdomains. */
static bool is_in_domain(const char *entry, const char *host)
{
	size_t length, host_length = strlen(host);

	entry += strspn(entry, ".");
	length = strlen(entry);
	return length > 0 && host_length >= length &&
	       strcasecmp(host + host_length - length, entry) == 0 &&
	       (host_length == length || host[host_length - length - 1] == '.');
}

/* Cuts the port off a name or bracketed address; false if it is not the URL's port. */
static bool cut_port(char *entry, unsigned port)
{
	char *colon = strrchr(entry, ':');

	if (!colon || (entry[0] != '[' && strchr(entry, ':') != colon) || strchr(colon, ']')) {
		return true; /* no port: a name or an IPv6 address */
	}
	*colon = '\0';
	return strtoul(colon + 1, NULL, 10) == port;
}

static bool entry_has(char *entry, const struct url *url)
{
	struct address host;

	if (strcmp(entry, "*") == 0) {
		return true;
	}
	if (!cut_port(entry, url->port)) {
		return false;
	}
	return parse_address(url->host, &host) ? is_in_network(entry, &host)
					       : is_in_domain(entry, url->host);
}

bool proxy_list_has(const char *list, const struct url *url)
{
	char entry[MAX_ENTRY_BYTES];

	for (const char *at = list; *at; at += strcspn(at, separators)) {
		at += strspn(at, separators);
		size_t length = strcspn(at, separators);

		if (length == 0 || length >= sizeof(entry)) {
			continue;
		}
		memcpy(entry, at, length);
		entry[length] = '\0';
		if (entry_has(entry, url)) {
			return true;
		}
	}
	return false;
}

/* The first variable that is set and not empty. */
static const char *first_set(const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = getenv(names[i]);

		if (value && *value) {
			return value;
		}
	}
	return NULL;
}

const char *proxy_find(const char *text)
{
	static const char *const secure[] = {
		"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
	static const char *const plain[] = {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"};
	static const char *const except[] = {"no_proxy", "NO_PROXY"};
	const char *list = first_set(except, ARRAY_LEN(except));
	struct url url;

	if (url_parse_origin(text, &url) || url_is_never_proxied(url.host) ||
		(list && proxy_list_has(list, &url))) {
		return NULL;
	}
	return first_set(url.is_plain ? plain : secure, ARRAY_LEN(plain));
}
