/* SPDX-License-Identifier: MIT */
#include "endpoint.h"

#include "text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_HOST_BYTES 255
#define MAX_URL_BYTES  300

static const struct scheme {
	const char *prefix;
	unsigned port;
	bool is_plain;
} schemes[] = {
	{"https://", 443, false},
	{"http://", 80, true},
};

/* The parts of AWS have their own domains; all other regions are below amazonaws.com. */
static const struct {
	const char *region_prefix, *domain;
} partitions[] = {
	{"cn-", "amazonaws.com.cn"},
	{"eusc-", "amazonaws.eu"},
	{"us-iso-", "c2s.ic.gov"},
	{"us-isob-", "sc2s.sgov.gov"},
	{"", "amazonaws.com"},
};

struct url {
	const struct scheme *scheme;
	char host[MAX_HOST_BYTES + 1]; /* in lower case; IPv6 in brackets */
	unsigned port;
};

/* --- URLs ---------------------------------------------------------------------------------- */

static const struct scheme *find_scheme(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (strncmp(text, schemes[i].prefix, strlen(schemes[i].prefix)) == 0) {
			return &schemes[i];
		}
	}
	return NULL;
}

static bool is_ipv6(const char *host)
{
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN];
	size_t length = strlen(host);

	if (length < 2 || length - 2 >= sizeof(text) || host[0] != '[' || host[length - 1] != ']') {
		return false;
	}
	memcpy(text, host + 1, length - 2);
	text[length - 2] = '\0';
	return inet_pton(AF_INET6, text, &address) == 1;
}

static bool is_host(const char *host)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

	return is_ipv6(host) || (*host && *host != '.' && !strstr(host, "..") &&
					host[strspn(host, allowed)] == '\0');
}

static bool is_loopback(const char *host)
{
	static const char domain[] = ".localhost";
	struct in_addr address;
	size_t length = strlen(host);

	if (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0) {
		return true;
	}
	if (length > strlen(domain) && strcmp(host + length - strlen(domain), domain) == 0) {
		return true;
	}
	/* Strictly four numbers: "127.example.com" is a name like any other. */
	return inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
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
	size_t host_length = bracket ? (size_t)(bracket - text) + 1 : strcspn(text, ":/");

	if (host_length > MAX_HOST_BYTES) {
		return false;
	}
	memcpy(url->host, text, host_length);
	url->host[host_length] = '\0';
	url->port = url->scheme->port;
	return is_host(url->host) &&
	       parse_port(text + host_length, length - host_length, &url->port);
}

/* Returns what is wrong with the text, NULL when nothing is. */
static const char *parse_url(const char *text, struct url *url)
{
	char buffer[MAX_URL_BYTES + 1], *at = buffer;
	size_t length = strlen(text);

	if (length > MAX_URL_BYTES) {
		return "it is too long";
	}
	for (size_t i = 0; i <= length; i++) {
		buffer[i] =
			text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
	}
	url->scheme = find_scheme(at);
	if (!url->scheme) {
		return "it must begin with https:// or http://";
	}
	at += strlen(url->scheme->prefix);
	length = strcspn(at, "/?#");
	if (memchr(at, '@', length)) {
		return "it must not have a user name or a password";
	}
	if (at[length] && strcmp(at + length, "/") != 0) {
		return "it must end after the host and port: no path, no query";
	}
	if (!parse_authority(at, length, url)) {
		return "what follows the scheme must be a host, or a host and a port of 1 to 65535";
	}
	return NULL;
}

/* --- Where they are set -------------------------------------------------------------------- */

static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static bool ignores_configured_urls(const struct aws_config *config)
{
	const char *value = environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");

	if (!value) {
		value = aws_config_get(config, "ignore_configured_endpoint_urls");
	}
	return value && text_equal_ignoring_case(value, "true");
}

/* NULL: nowhere. *origin is who says so, for messages. */
static const char *find_url(
	const struct settings *settings, const struct aws_config *config, const char **origin)
{
	static const char *const variables[] = {"AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"};
	const char *services = aws_config_get(config, "services"), *url = NULL;

	*origin = "--endpoint-url";
	if (settings->endpoint_url) {
		return settings->endpoint_url;
	}
	if (ignores_configured_urls(config)) {
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		*origin = variables[i];
		if (environment(variables[i])) {
			return environment(variables[i]);
		}
	}
	*origin = "endpoint_url in the AWS config file";
	if (services) {
		url = aws_config_get_in(config, "services", services, "dynamodb.endpoint_url");
	}
	return url ? url : aws_config_get(config, "endpoint_url");
}

static const char *find_region(const struct settings *settings, const struct aws_config *config)
{
	if (settings->region) {
		return settings->region;
	}
	if (environment("AWS_REGION")) {
		return environment("AWS_REGION");
	}
	if (environment("AWS_DEFAULT_REGION")) {
		return environment("AWS_DEFAULT_REGION");
	}
	return aws_config_get(config, "region");
}

/* --- Putting it together ------------------------------------------------------------------- */

/* The region becomes part of a host name. */
static bool set_region(const char *region, struct endpoint *endpoint, struct error *err)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	if (!*region || *region == '-' || region[strspn(region, allowed)] ||
		strlen(region) >= sizeof(endpoint->region)) {
		error_set(err, ERROR_CONFIG,
			"\"%.64s\" is not a region: expected lower-case letters, digits and \"-\", "
			"as in eu-west-1",
			region);
		return false;
	}
	snprintf(endpoint->region, sizeof(endpoint->region), "%s", region);
	return true;
}

static void set_standard_url(struct endpoint *endpoint)
{
	size_t i = 0;

	while (strncmp(endpoint->region, partitions[i].region_prefix,
		       strlen(partitions[i].region_prefix)) != 0) {
		i++;
	}
	snprintf(endpoint->host, sizeof(endpoint->host), "dynamodb.%s.%s", endpoint->region,
		partitions[i].domain);
	snprintf(endpoint->url, sizeof(endpoint->url), "https://%s", endpoint->host);
}

static void set_custom_url(const struct url *url, struct endpoint *endpoint)
{
	endpoint->is_custom = true;
	snprintf(endpoint->host, sizeof(endpoint->host), "%s", url->host);
	if (url->port != url->scheme->port) {
		snprintf(endpoint->host, sizeof(endpoint->host), "%s:%u", url->host, url->port);
	}
	snprintf(endpoint->url, sizeof(endpoint->url), "%s%s", url->scheme->prefix, endpoint->host);
}

static bool check_url(
	const char *text, const char *origin, bool allow_http, struct url *url, struct error *err)
{
	const char *problem = parse_url(text, url);

	if (problem) {
		error_set(err, ERROR_CONFIG, "%s: not a usable URL: %s", origin, problem);
		return false;
	}
	if (url->scheme->is_plain && !is_loopback(url->host) && !allow_http) {
		error_set(err, ERROR_CONFIG,
			"%s: http to %.100s would send the data unencrypted; use https, or allow "
			"it "
			"by --allow-http",
			origin, url->host);
		return false;
	}
	return true;
}

bool endpoint_resolve(const struct settings *settings, const struct aws_config *config,
	struct endpoint *endpoint, struct error *err)
{
	const char *origin, *text = find_url(settings, config, &origin);
	const char *region = find_region(settings, config);
	struct endpoint resolved = {0};
	struct url url = {0};

	if (text && !check_url(text, origin, settings->allow_http, &url, err)) {
		return false;
	}
	if (!region && text && is_loopback(url.host)) {
		region = "us-east-1";
	}
	if (!region) {
		error_set(err, ERROR_CONFIG,
			"no region: give --region, set AWS_REGION, or set region for profile %.64s "
			"in %.160s",
			aws_config_profile(config), aws_config_path(config, AWS_CONFIG_FILE));
		return false;
	}
	if (!set_region(region, &resolved, err)) {
		return false;
	}
	if (text) {
		set_custom_url(&url, &resolved);
	} else {
		set_standard_url(&resolved);
	}
	*endpoint = resolved;
	return true;
}
