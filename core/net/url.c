/* SPDX-License-Identifier: MIT */
#include "net/url.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define MAX_URL_BYTES 300

static const struct scheme {
	const char *prefix;
	unsigned port;
	bool is_plain;
} schemes[] = {
	{"https://", 443, false},
	{"http://", 80, true},
};

static const struct scheme *find_scheme(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (strncmp(text, schemes[i].prefix, strlen(schemes[i].prefix)) == 0) {
			return &schemes[i];
		}
	}
	return NULL;
}

/* "[::1]" */
static bool parse_ipv6(const char *host, struct in6_addr *address)
{
	char text[INET6_ADDRSTRLEN];
	size_t length = strlen(host);

	if (length < 2 || length - 2 >= sizeof(text) || host[0] != '[' || host[length - 1] != ']') {
		return false;
	}
	memcpy(text, host + 1, length - 2);
	text[length - 2] = '\0';
	return inet_pton(AF_INET6, text, address) == 1;
}

static bool is_host(const char *host)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
	struct in6_addr address;

	return parse_ipv6(host, &address) || (*host && *host != '.' && !strstr(host, "..") &&
						     host[strspn(host, allowed)] == '\0');
}

/* ":8000" or nothing. */
static bool parse_port(const char *text, size_t length, unsigned *port)
{
	unsigned number = 0;

	if (length == 0) {
		return true;
	}
	if (text[0] != ':' || length < 2 || length > 6) {
		return false;
	}
	for (size_t i = 1; i < length; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return false;
		}
		number = 10 * number + (unsigned)(text[i] - '0');
	}
	*port = number;
	return number > 0 && number <= 65535;
}

static bool parse_authority(const char *text, size_t length, struct url *url)
{
	const char *bracket = *text == '[' ? memchr(text, ']', length) : NULL;
	size_t host_length = bracket ? (size_t)(bracket - text) + 1 : strcspn(text, ":/?#");

	if (host_length > URL_MAX_HOST_BYTES) {
		return false;
	}
	memcpy(url->host, text, host_length);
	url->host[host_length] = '\0';
	url->port = url->standard_port;
	return is_host(url->host) &&
	       parse_port(text + host_length, length - host_length, &url->port);
}

/* Sets *rest to what follows host and port. */
static const char *parse(const char *text, struct url *url, const char **rest)
{
	char lowered[MAX_URL_BYTES + 1];
	size_t prefix_length, length;

	for (length = 0; length < MAX_URL_BYTES && text[length]; length++) {
		char c = text[length];

		lowered[length] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	lowered[length] = '\0';
	const struct scheme *scheme = find_scheme(lowered);

	if (!scheme) {
		return "it must begin with https:// or http://";
	}
	*url = (struct url){.scheme = scheme->prefix,
		.is_plain = scheme->is_plain,
		.standard_port = scheme->port};
	prefix_length = strlen(scheme->prefix);
	length = strcspn(lowered + prefix_length, "/?#");
	if (memchr(lowered + prefix_length, '@', length)) {
		return "it must not contain a user name or a password";
	}
	if (!parse_authority(lowered + prefix_length, length, url)) {
		return "after the scheme it must have a host, and may have a port from 1 to 65535";
	}
	*rest = text + prefix_length + length;
	return NULL;
}

const char *url_parse(const char *text, struct url *url)
{
	const char *rest = "", *problem;

	if (strlen(text) > MAX_URL_BYTES) {
		return "it is too long";
	}
	problem = parse(text, url, &rest);
	if (!problem && *rest && strcmp(rest, "/") != 0) {
		problem = "it must end after the host and port (no path, no query)";
	}
	return problem;
}

const char *url_parse_origin(const char *text, struct url *url)
{
	const char *rest;

	return parse(text, url, &rest);
}

/* Accepts four numbers only, because "127.example.com" is a name. */
static bool is_ipv4_in(const char *host, unsigned network, unsigned bits)
{
	struct in_addr address;

	return inet_pton(AF_INET, host, &address) == 1 &&
	       (ntohl(address.s_addr) ^ network) >> (32 - bits) == 0;
}

bool url_is_loopback(const char *host)
{
	static const char domain[] = ".localhost";
	size_t length = strlen(host);

	if (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0) {
		return true;
	}
	if (length > strlen(domain) && strcmp(host + length - strlen(domain), domain) == 0) {
		return true;
	}
	return is_ipv4_in(host, 127u << 24, 8);
}

bool url_is_never_proxied(const char *host)
{
	static const unsigned char metadata_network[] = {0xFD, 0x00, 0x0E, 0xC2};
	struct in6_addr address;

	if (url_is_loopback(host) || is_ipv4_in(host, (169u << 24) | (254u << 16), 16)) {
		return true;
	}
	return parse_ipv6(host, &address) &&
	       (IN6_IS_ADDR_LINKLOCAL(&address) ||
		       memcmp(&address, metadata_network, sizeof(metadata_network)) == 0);
}

void url_put_encoded(struct buf *out, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_.~";

	for (; *text; text++) {
		if (strchr(plain, *text)) {
			buf_putc(out, *text);
		} else {
			buf_printf(out, "%%%02X", (unsigned char)*text);
		}
	}
}
