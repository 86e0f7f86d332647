/* SPDX-License-Identifier: MIT */
#include "aws/credentials.h"

#include "aws/credentials_chain.h"
#include "aws/credentials_provider.h"
#include "text.h"
#include "units.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In the order in which they are asked, which is that of the AWS CLI. */
static const struct provider {
	const char *name;
	provider_fn *provide;
	/* a source_profile may have it */
	bool is_of_profile;
	/* it is nothing but AWS_* variables: --profile rules it out */
	bool is_variables;
	/* its name as a credential_source; NULL: it cannot be one */
	const char *source;
} providers[] = {
	{"environment", credentials_env_provide, false, true, "Environment"},
	{"role", credentials_role_provide, true, false, NULL},
	{"web identity", credentials_web_provide, true, false, NULL},
	{"single sign-on", credentials_sso_provide, true, false, NULL},
	{"credentials file", credentials_shared_provide, true, false, NULL},
	{"process", credentials_process_provide, true, false, NULL},
	{"config file", credentials_config_provide, true, false, NULL},
	{"container", credentials_container_provide, false, false, "EcsContainer"},
	{"instance", credentials_instance_provide, false, false, "Ec2InstanceMetadata"},
};

/* --- Asking -------------------------------------------------------------------------------- */

/* "environment: AWS_ACCESS_KEY_ID is not set", deeper for the keys that a role needs. */
static void note(const struct provider_ask *ask, const char *name, const char *text)
{
	struct buf *tried = &ask->resolver->tried;

	for (const struct provider_ask *up = ask->for_role; up; up = up->for_role) {
		buf_puts(tried, "  ");
	}
	buf_printf(tried, "%s: %s\n", name, text);
}

static enum provider_answer ask_one(const struct provider_ask *ask, const struct provider *provider,
	struct credentials *credentials, struct error *err)
{
	if (provider->is_variables && !ask->uses_environment) {
		note(ask, provider->name, "not asked, because a profile was named");
		return PROVIDER_NOT_HERE;
	}
	enum provider_answer answer = provider->provide(ask, credentials, err);

	if (answer == PROVIDER_FOUND) {
		credentials->provider = provider->name;
		snprintf(credentials->profile, sizeof(credentials->profile), "%s",
			provider->is_of_profile ? ask->profile : "");
	} else {
		credentials_wipe(credentials);
	}
	note(ask, provider->name, answer == PROVIDER_FOUND ? credentials->source : err->text);
	return answer;
}

static enum provider_answer ask_all(
	const struct provider_ask *ask, struct credentials *credentials, struct error *err)
{
	for (size_t i = 0; i < ARRAY_LEN(providers); i++) {
		if (ask->for_role && !providers[i].is_of_profile) {
			continue;
		}
		enum provider_answer answer = ask_one(ask, &providers[i], credentials, err);

		if (answer != PROVIDER_NOT_HERE) {
			return answer;
		}
	}
	return PROVIDER_NOT_HERE;
}

/* The reasons of all, as far as they fit: for a line on the screen. */
static void report_none(const struct resolver *resolver, struct error *err)
{
	const struct aws_config *config = resolver->config;
	char first[120];
	size_t length = strcspn(buf_text(&resolver->tried), "\n");

	snprintf(first, sizeof(first), "%.*s", (int)length, buf_text(&resolver->tried));
	error_set(err, ERROR_CREDENTIALS,
		"no credentials: %s; profile %.40s has no keys, role, single sign-on or process in "
		"%.70s or %.70s; no container or instance gives any. Run \"aws configure\", log "
		"in, or "
		"choose a profile by --profile",
		first, aws_config_profile(config), aws_config_path(config, AWS_CREDENTIALS_FILE),
		aws_config_path(config, AWS_CONFIG_FILE));
}

bool credentials_find(struct resolver *resolver, struct credentials *credentials, struct error *err)
{
	const struct provider_ask ask = {
		.resolver = resolver,
		.profile = aws_config_profile(resolver->config),
		.uses_environment = !aws_config_profile_is_explicit(resolver->config),
	};
	struct credentials found = {0};

	error_clear(err);
	enum provider_answer answer = ask_all(&ask, &found, err);

	if (answer == PROVIDER_FOUND) {
		*credentials = found;
	} else if (answer == PROVIDER_NOT_HERE) {
		report_none(resolver, err);
	}
	credentials_wipe(&found);
	return answer == PROVIDER_FOUND;
}

/* --- For roles ----------------------------------------------------------------------------- */

/* A profile may be its own source when it has keys of its own. */
static bool is_loop(const struct provider_ask *ask, const char *profile, bool has_keys)
{
	for (const struct provider_ask *up = ask; up; up = up->for_role) {
		if (strcmp(up->profile, profile) == 0) {
			return up != ask || !has_keys;
		}
	}
	return false;
}

enum provider_answer credentials_ask_profile(const struct provider_ask *ask, const char *profile,
	struct credentials *credentials, struct error *err)
{
	const struct aws_config *config = ask->resolver->config;
	bool has_keys = aws_config_get_of(config, profile, "aws_access_key_id");

	if (!aws_config_has_profile(config, profile)) {
		return credentials_fail(err,
			"profile %.64s has the source_profile %.64s, which is in no file",
			ask->profile, profile);
	}
	if (is_loop(ask, profile, has_keys)) {
		return credentials_fail(err,
			"the source_profile of %.64s leads back to it: profile %.64s was asked "
			"already",
			profile, profile);
	}
	const struct provider_ask deeper = {
		.resolver = ask->resolver, .profile = profile, .for_role = ask};
	/* Its own keys go before its role, for that is what its role would be taken on with. */
	enum provider_answer answer = PROVIDER_NOT_HERE;

	for (size_t i = 0; has_keys && answer == PROVIDER_NOT_HERE && i < ARRAY_LEN(providers);
		i++) {
		if (providers[i].is_of_profile &&
			providers[i].provide != credentials_role_provide) {
			answer = ask_one(&deeper, &providers[i], credentials, err);
		}
	}
	if (answer == PROVIDER_NOT_HERE) {
		answer = ask_all(&deeper, credentials, err);
	}
	return answer != PROVIDER_NOT_HERE ? answer
					   : credentials_fail(err,
						     "profile %.64s is the source_profile of "
						     "%.64s, but has no credentials",
						     profile, ask->profile);
}

enum provider_answer credentials_ask_source(const struct provider_ask *ask, const char *source,
	struct credentials *credentials, struct error *err)
{
	const struct provider_ask deeper = {.resolver = ask->resolver,
		.profile = ask->profile,
		.uses_environment = true,
		.for_role = ask};

	for (size_t i = 0; i < ARRAY_LEN(providers); i++) {
		if (!providers[i].source || strcmp(providers[i].source, source) != 0) {
			continue;
		}
		enum provider_answer answer = ask_one(&deeper, &providers[i], credentials, err);

		return answer != PROVIDER_NOT_HERE ? answer
						   : credentials_fail(err,
							     "profile %.64s has credential_source "
							     "= %s, which gives none: %.200s",
							     ask->profile, source, err->text);
	}
	return credentials_fail(err,
		"profile %.64s: credential_source is \"%.40s\", which is none of Environment, "
		"EcsContainer and Ec2InstanceMetadata",
		ask->profile, source);
}

/* --- For providers ------------------------------------------------------------------------- */

enum provider_answer credentials_fail(struct error *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	va_list args;

	if (err->kind == ERROR_STOPPED) {
		return PROVIDER_FAILED;
	}
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	error_set(err, ERROR_CREDENTIALS, "%s", text);
	return PROVIDER_FAILED;
}

enum provider_answer credentials_pass(struct error *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	error_set(err, ERROR_NONE, "%s", text);
	return PROVIDER_NOT_HERE;
}

const char *credentials_variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

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

enum provider_answer credentials_take_parts(
	const struct credentials_parts *parts, struct credentials *credentials, struct error *err)
{
	bool has_id = is_set(parts->id), has_secret = is_set(parts->secret);

	if (!has_id && !has_secret) {
		return credentials_pass(err, "%s is not set", parts->id_name);
	}
	if (!has_id || !has_secret) {
		return credentials_fail(err, "%s is set in %.200s, but %s is not",
			has_id ? parts->id_name : parts->secret_name, parts->place,
			has_id ? parts->secret_name : parts->id_name);
	}
	if (!copy_parts(parts, credentials, err)) {
		return PROVIDER_FAILED;
	}
	if (is_set(parts->expiry) &&
		!units_parse_time(parts->expiry, &credentials->expiry_ms, NULL)) {
		return credentials_fail(
			err, "%s in %.200s is no time", parts->expiry_name, parts->place);
	}
	return PROVIDER_FOUND;
}

enum provider_answer credentials_take_document(const struct resolver *resolver,
	const struct json *document, const char *token_name, const char *place,
	struct credentials *credentials, struct error *err)
{
	const struct credentials_parts parts = {
		.id_name = "AccessKeyId",
		.id = json_string(json_get(document, "AccessKeyId")),
		.secret_name = "SecretAccessKey",
		.secret = json_string(json_get(document, "SecretAccessKey")),
		.token_name = token_name,
		.token = json_string(json_get(document, token_name)),
		.expiry_name = "Expiration",
		.expiry = json_string(json_get(document, "Expiration")),
		.place = place,
	};
	const char *account = json_string(json_get(document, "AccountId"));

	snprintf(credentials->account_id, sizeof(credentials->account_id), "%s",
		account && strspn(account, "0123456789") == 12 ? account : "");
	enum provider_answer answer = credentials_take_parts(&parts, credentials, err);

	if (answer == PROVIDER_NOT_HERE) {
		return credentials_fail(err, "%.200s has no AccessKeyId", place);
	}
	return answer == PROVIDER_FOUND && resolver_check_expiry(resolver, credentials, place, err)
		       ? PROVIDER_FOUND
		       : PROVIDER_FAILED;
}

void credentials_copy_text(const struct json *document, const char *name, char *text, size_t size)
{
	const char *member = json_string(json_get(document, name));

	text_sanitize(member ? member : "", text, size);
}

bool credentials_read_file(struct resolver *resolver, const char *path, char *text, size_t size)
{
	size_t length = 0;
	ssize_t count = -1;

	file_watch_add(&resolver->watch, path);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		return false;
	}
	do {
		count = read(fd, text + length, size - length);
		length += count > 0 ? (size_t)count : 0;
	} while ((count > 0 && length < size) || (count < 0 && errno == EINTR));
	int failure = count < 0                    ? errno
		      : length == size             ? EFBIG
		      : memchr(text, '\0', length) ? EINVAL
						   : 0;

	close(fd);
	if (failure) {
		explicit_bzero(text, size);
		errno = failure;
		return false;
	}
	while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r')) {
		length--;
	}
	text[length] = '\0';
	return true;
}

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
