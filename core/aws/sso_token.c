/* SPDX-License-Identifier: MIT */
#include "aws/sso_token.h"

#include "base/json.h"
#include "file.h"
#include "json_put.h"
#include "timestamp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#define MAX_FILE_BYTES    65536
#define REFRESH_BEFORE_MS (5 * 60 * 1000)
#define TIMEOUT_MS        10000

struct cache {
	char *path;
	struct json *document;
	const char *access_token;
	int64_t expiry_ms;
};

/* --- The file ------------------------------------------------------------------------------ */

/*
 * The cache file is named by the SHA-1 of the session's name or start URL. The caller frees the
 * path.
 */
static char *find_path(const struct sso_login *login)
{
	const char *name = login->session ? login->session : login->start_url;
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	struct buf path = {0};

	if (!EVP_Digest(name, strlen(name), hash, &size, EVP_sha1(), NULL)) {
		base_fatal("libcrypto cannot compute SHA-1");
	}
	buf_puts(&path, "~/.aws/sso/cache/");
	for (unsigned i = 0; i < size; i++) {
		buf_printf(&path, "%02x", hash[i]);
	}
	buf_puts(&path, ".json");
	char *expanded = aws_config_expand(buf_text(&path));

	buf_fini(&path);
	return expanded;
}

static const char *member(const struct cache *cache, const char *name)
{
	const char *text = json_string(json_get(cache->document, name));

	return text && *text ? text : NULL;
}

static bool read_time(const struct cache *cache, const char *name, int64_t *time_ms)
{
	struct buf text = {0};

	json_put_plain(json_get(cache->document, name), &text);
	bool is_read = timestamp_parse(buf_text(&text), time_ms, NULL);

	buf_fini(&text);
	return is_read;
}

static bool read_cache(struct aws_client *client, struct cache *cache, struct error *err)
{
	char *text = base_alloc(MAX_FILE_BYTES);
	bool is_read = false;

	if (!aws_client_read_file(client, cache->path, text, MAX_FILE_BYTES)) {
		bool is_missing = errno == ENOENT;

		error_set(err, ERROR_CREDENTIALS, "%s%.200s",
			is_missing ? "there is no login yet" : "cannot read the login in ",
			is_missing ? "" : cache->path);
		goto out;
	}
	cache->document = json_parse(text, strlen(text));
	cache->access_token = member(cache, "accessToken");
	is_read = cache->access_token && read_time(cache, "expiresAt", &cache->expiry_ms);
	if (!is_read) {
		error_set(err, ERROR_CREDENTIALS, "%.200s contains no login", cache->path);
	}
out:
	explicit_bzero(text, MAX_FILE_BYTES);
	free(text);
	return is_read;
}

/* --- Refresh ------------------------------------------------------------------------------- */

static bool can_refresh(
	const struct aws_client *client, const struct sso_login *login, const struct cache *cache)
{
	int64_t end_ms;

	return login->session && member(cache, "refreshToken") && member(cache, "clientId") &&
	       member(cache, "clientSecret") &&
	       read_time(cache, "registrationExpiresAt", &end_ms) &&
	       end_ms > aws_client_now_ms(client);
}

static bool request_token(struct aws_client *client, const struct sso_login *login,
	const struct cache *cache, struct buf *response, struct error *err)
{
	static const char *const headers[] = {"Content-Type: application/json"};
	struct endpoint endpoint;
	struct buf url = {0}, body = {0};
	int status = 0;

	if (!endpoint_resolve_service(ENDPOINT_SSO_OIDC, login->region, client->settings,
		    client->config, &endpoint, err)) {
		return false;
	}
	buf_printf(&url, "%s/token", endpoint.url);
	buf_putc(&body, '{');
	json_put_string(&body, "grantType", "refresh_token");
	json_put_string(&body, "clientId", member(cache, "clientId"));
	json_put_string(&body, "clientSecret", member(cache, "clientSecret"));
	json_put_string(&body, "refreshToken", member(cache, "refreshToken"));
	buf_putc(&body, '}');
	const struct http_request request = {
		.url = buf_text(&url),
		.headers = headers,
		.headers_count = ARRAY_LEN(headers),
		.body = &body,
		.timeout_ms = TIMEOUT_MS,
		.is_sent_once = true, /* a refresh token works only once */
	};
	bool has_response = aws_client_fetch(client, &request, &status, response, err);

	if (!has_response) {
		error_set(err, err->kind, "cannot refresh the login: %s", err->text);
	} else if (status != 200) {
		/* If the service itself fails, the login may still be valid. */
		error_set(err, status >= 500 || status == 429 ? ERROR_SERVICE : ERROR_CREDENTIALS,
			"cannot refresh the login (HTTP %d)", status);
		has_response = false;
	}
	buf_fini(&url);
	buf_fini(&body);
	return has_response;
}

/* Prints the file's content with the new values. */
static void print_cache(const struct cache *cache, const char *access_token, const char *expiry,
	const char *refresh_token, struct buf *out)
{
	buf_putc(out, '{');
	json_put_string(out, "accessToken", access_token);
	json_put_string(out, "expiresAt", expiry);
	json_put_string(out, "refreshToken", refresh_token);
	for (const struct json *old = json_first(cache->document); old; old = json_next(old)) {
		const char *name = json_name(old);

		if (strcmp(name, "accessToken") != 0 && strcmp(name, "expiresAt") != 0 &&
			strcmp(name, "refreshToken") != 0) {
			json_put_name(out, name);
			json_print(old, out);
		}
	}
	buf_putc(out, '}');
}

/* Rejects control characters, because the token becomes an HTTP header. */
static bool copy_token(
	const char *text, const char *place, char token[SSO_TOKEN_SIZE], struct error *err)
{
	if (strlen(text) >= SSO_TOKEN_SIZE || strpbrk(text, "\r\n")) {
		return error_set(err, ERROR_CREDENTIALS, "%.200s contains no usable token", place);
	}
	memcpy(token, text, strlen(text) + 1);
	return true;
}

static bool refresh(struct aws_client *client, const struct sso_login *login,
	const struct cache *cache, char token[SSO_TOKEN_SIZE], struct error *err)
{
	struct buf response = {0}, text = {0};
	char expiry[TIMESTAMP_SIZE];
	bool is_refreshed = false;
	struct json *json = NULL;

	if (!request_token(client, login, cache, &response, err)) {
		goto out;
	}
	json = json_parse(buf_text(&response), response.length);
	const char *access_token = json_string(json_get(json, "accessToken"));
	const char *refresh_token = json_string(json_get(json, "refreshToken"));
	double lifetime_s = json_number(json_get(json, "expiresIn"), 0);

	if (!access_token || !(lifetime_s > 0)) {
		error_set(err, ERROR_CREDENTIALS,
			"cannot refresh the login: the response has no token");
		goto out;
	}
	if (!copy_token(access_token, "the response", token, err)) {
		goto out;
	}
	int64_t lifetime_ms =
		lifetime_s < 1e9 ? (int64_t)(lifetime_s * 1000) : INT64_C(1000000000000);

	timestamp_format(aws_client_now_ms(client) + lifetime_ms, 0, expiry);
	print_cache(cache, access_token, expiry,
		refresh_token ? refresh_token : member(cache, "refreshToken"), &text);
	/* If this fails, only the next refresh is affected. */
	if (file_replace(cache->path, buf_text(&text), text.length, 0600)) {
		file_watch_renew(&client->watch, cache->path);
	}
	is_refreshed = true;
out:
	json_free(json);
	buf_fini(&response);
	buf_fini(&text);
	return is_refreshed;
}

bool sso_token_find(struct aws_client *client, const struct sso_login *login,
	char token[SSO_TOKEN_SIZE], struct error *err)
{
	struct cache cache = {.path = find_path(login)};
	char end[TIMESTAMP_SIZE];
	bool is_found = read_cache(client, &cache, err);

	if (!is_found) {
		goto out;
	}
	int64_t left_ms = cache.expiry_ms - aws_client_now_ms(client);

	if (left_ms < REFRESH_BEFORE_MS && can_refresh(client, login, &cache)) {
		is_found = refresh(client, login, &cache, token, err);
		/* The old token is still valid: use it. */
		if (is_found || left_ms <= 0 || err->kind == ERROR_STOPPED) {
			goto out;
		}
	}
	timestamp_format(cache.expiry_ms, 0, end);
	if (left_ms <= 0) {
		error_set(err, ERROR_CREDENTIALS, "the login expired at %s", end);
		is_found = false;
	} else {
		is_found = copy_token(cache.access_token, cache.path, token, err);
	}
out:
	json_free(cache.document);
	free(cache.path);
	return is_found;
}
