/* SPDX-License-Identifier: MIT */
#include "credentials.h"

#include "credentials_provider.h"

#include <string.h>

/* In the order in which they are asked. */
static provider_fn *const providers[] = {
	credentials_env_provide,
	credentials_profile_provide,
};

static bool is_set(const char *text)
{
	return text && *text;
}

/* Keys end up in HTTP headers: a line break in one, easily pasted, would be another header. */
static bool copy_part(char *field, size_t size, const char *value, const char *name,
	const char *place, struct error *err)
{
	size_t length = strlen(value);

	for (const char *at = value; *at; at++) {
		if (*at <= ' ' || *at > '~') {
			error_set(err, ERROR_CREDENTIALS,
				"%s in %.200s has a space, a line break or another character that "
				"no key has",
				name, place);
			return false;
		}
	}
	if (length >= size) {
		error_set(err, ERROR_CREDENTIALS, "%s in %.200s is longer than %zu characters",
			name, place, size - 1);
		return false;
	}
	memcpy(field, value, length + 1);
	return true;
}

enum provider_answer credentials_take_parts(
	const struct credentials_parts *parts, struct credentials *credentials, struct error *err)
{
	bool has_id = is_set(parts->id), has_secret = is_set(parts->secret);

	if (!has_id && !has_secret) {
		return PROVIDER_NOT_HERE;
	}
	if (!has_id || !has_secret) {
		error_set(err, ERROR_CREDENTIALS, "%s is set in %.200s, but %s is not",
			has_id ? parts->id_name : parts->secret_name, parts->place,
			has_id ? parts->secret_name : parts->id_name);
		return PROVIDER_FAILED;
	}
	if (!copy_part(credentials->access_key_id, sizeof(credentials->access_key_id), parts->id,
		    parts->id_name, parts->place, err) ||
		!copy_part(credentials->secret_access_key, sizeof(credentials->secret_access_key),
			parts->secret, parts->secret_name, parts->place, err) ||
		!copy_part(credentials->session_token, sizeof(credentials->session_token),
			is_set(parts->token) ? parts->token : "", parts->token_name, parts->place,
			err)) {
		return PROVIDER_FAILED;
	}
	return PROVIDER_FOUND;
}

static void report_none(const struct aws_config *config, struct error *err)
{
	error_set(err, ERROR_CREDENTIALS,
		"no credentials: %s, and profile %.40s has no keys in %.70s or %.70s; set "
		"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run \"aws configure\", or choose a "
		"profile by --profile",
		aws_config_profile_is_explicit(config) ? "--profile rules out the environment"
						       : "AWS_ACCESS_KEY_ID is not set",
		aws_config_profile(config), aws_config_path(config, AWS_CREDENTIALS_FILE),
		aws_config_path(config, AWS_CONFIG_FILE));
}

bool credentials_resolve(
	const struct aws_config *config, struct credentials *credentials, struct error *err)
{
	enum provider_answer answer = PROVIDER_NOT_HERE;
	struct credentials found = {0};

	for (size_t i = 0; i < ARRAY_LEN(providers) && answer == PROVIDER_NOT_HERE; i++) {
		answer = providers[i](config, &found, err);
	}
	if (answer == PROVIDER_FOUND) {
		*credentials = found;
	}
	if (answer == PROVIDER_NOT_HERE) {
		report_none(config, err);
	}
	credentials_wipe(&found);
	return answer == PROVIDER_FOUND;
}

void credentials_wipe(struct credentials *credentials)
{
	explicit_bzero(credentials, sizeof(*credentials));
}
