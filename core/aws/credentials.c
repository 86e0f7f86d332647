/* SPDX-License-Identifier: MIT */
#include "aws/credentials.h"

#include "timestamp.h"

#include <stdio.h>
#include <string.h>

void credentials_wipe(struct credentials *credentials)
{
	explicit_bzero(credentials, sizeof(*credentials));
}

bool credentials_are_equal(const struct credentials *a, const struct credentials *b)
{
	return strcmp(a->access_key_id, b->access_key_id) == 0 &&
	       strcmp(a->secret_access_key, b->secret_access_key) == 0 &&
	       strcmp(a->session_token, b->session_token) == 0;
}

void credentials_copy_account(const char *arn, char account[CREDENTIALS_ACCOUNT_SIZE])
{
	const char *at = arn;

	for (int colons = 0; at && colons < 4; colons++) {
		at = strchr(at, ':');
		at = at ? at + 1 : NULL;
	}
	bool has_account = at && strspn(at, "0123456789") == 12;

	snprintf(account, CREDENTIALS_ACCOUNT_SIZE, "%s", has_account ? at : "");
}

static bool is_set(const char *text)
{
	return text && *text;
}

/*
 * Rejects control characters, because the parts become HTTP headers: a pasted newline would start
 * another header.
 */
static bool copy_part(char *field, size_t size, const char *value, const char *name,
	const char *place, struct error *err)
{
	size_t length = strlen(value);

	for (const char *at = value; *at; at++) {
		if (*at <= ' ' || *at > '~') {
			return error_set(err, ERROR_CREDENTIALS,
				"%s in %.200s contains a space, a newline or another character "
				"that is not allowed there",
				name, place);
		}
	}
	if (length >= size) {
		return error_set(err, ERROR_CREDENTIALS,
			"%s in %.200s is longer than %zu characters", name, place, size - 1);
	}
	memcpy(field, value, length + 1);
	return true;
}

static bool copy_parts(
	const struct credentials_parts *parts, struct credentials *credentials, struct error *err)
{
	const struct {
		char *field;
		size_t size;
		const char *value, *name;
	} copies[] = {
		{credentials->access_key_id, sizeof(credentials->access_key_id), parts->id,
			parts->id_name},
		{credentials->secret_access_key, sizeof(credentials->secret_access_key),
			parts->secret, parts->secret_name},
		{credentials->session_token, sizeof(credentials->session_token),
			is_set(parts->token) ? parts->token : "", parts->token_name},
	};

	for (size_t i = 0; i < ARRAY_LEN(copies); i++) {
		if (!copy_part(copies[i].field, copies[i].size, copies[i].value, copies[i].name,
			    parts->place, err)) {
			return false;
		}
	}
	return true;
}

bool credentials_set(
	struct credentials *credentials, const struct credentials_parts *parts, struct error *err)
{
	bool has_id = is_set(parts->id), has_secret = is_set(parts->secret);

	if (!has_id && !has_secret) {
		return error_set(
			err, ERROR_CREDENTIALS, "%.200s has no %s", parts->place, parts->id_name);
	}
	if (!has_id || !has_secret) {
		return error_set(err, ERROR_CREDENTIALS, "%s is set in %.200s, but %s is not",
			has_id ? parts->id_name : parts->secret_name, parts->place,
			has_id ? parts->secret_name : parts->id_name);
	}
	if (!copy_parts(parts, credentials, err)) {
		return false;
	}
	if (!is_set(parts->expiry) ||
		timestamp_parse(parts->expiry, &credentials->expiry_ms, NULL)) {
		return true;
	}
	credentials->has_odd_expiry = strpbrk(parts->expiry, "0123456789");
	return credentials->has_odd_expiry ||
	       error_set(err, ERROR_CREDENTIALS, "%s in %.200s is not a time", parts->expiry_name,
		       parts->place);
}

bool credentials_check_expiry(
	const struct credentials *credentials, int64_t now_ms, const char *place, struct error *err)
{
	char time[TIMESTAMP_SIZE];

	if (credentials->expiry_ms == 0 || credentials->expiry_ms > now_ms) {
		return true;
	}
	timestamp_format(credentials->expiry_ms, 0, time);
	return error_set(
		err, ERROR_CREDENTIALS, "the credentials from %.200s expired at %s", place, time);
}
