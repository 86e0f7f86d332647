/* SPDX-License-Identifier: MIT */
#include "aws/credentials_chain.h"

#include "aws/provider.h"
#include "aws/sts.h"

#include <stdio.h>
#include <string.h>

#define TABLE_ROW(name) &(name),
static const struct provider *const providers[] = {PROVIDERS(TABLE_ROW)};

/* The attempt to get credentials from one profile. */
struct attempt {
	struct provider_request request;
	/* the attempt that needs these credentials to assume its role; NULL: none */
	const struct attempt *for_role;
};

static enum provider_result find_base(struct credentials_chain *chain,
	const struct attempt *attempt, const struct provider *provider, struct credentials *base,
	struct error *err);

/* --- One provider -------------------------------------------------------------------------- */

/*
 * Adds a line such as "environment: AWS_ACCESS_KEY_ID is not set", indented for the base
 * credentials of a role.
 */
static void note(struct credentials_chain *chain, const struct attempt *attempt, const char *name,
	const char *text)
{
	for (const struct attempt *up = attempt->for_role; up; up = up->for_role) {
		buf_puts(&chain->tried, "  ");
	}
	buf_printf(&chain->tried, "%s: %s\n", name, text);
}

static enum provider_result provide(struct credentials_chain *chain, const struct attempt *attempt,
	const struct provider *provider, struct credentials *credentials, struct error *err)
{
	struct provider_request request = attempt->request;
	struct credentials base = {0};
	enum provider_result result = PROVIDER_FOUND;

	if (provider->find_base) {
		result = find_base(chain, attempt, provider, &base, err);
		request.base = &base;
	}
	if (result == PROVIDER_FOUND) {
		result = provider->provide(&request, credentials, err);
	}
	credentials_wipe(&base);
	return result;
}

static enum provider_result try_one(struct credentials_chain *chain, const struct attempt *attempt,
	const struct provider *provider, struct credentials *credentials, struct error *err)
{
	if (provider->is_of_environment && !attempt->request.uses_environment) {
		note(chain, attempt, provider->name, "skipped because a profile was named");
		return PROVIDER_NOT_CONFIGURED;
	}
	enum provider_result result = provide(chain, attempt, provider, credentials, err);

	if (result == PROVIDER_FOUND) {
		credentials->provider = provider->name;
		snprintf(credentials->profile, sizeof(credentials->profile), "%s",
			provider->is_of_profile ? attempt->request.profile : "");
	} else {
		credentials_wipe(credentials);
	}
	note(chain, attempt, provider->name,
		result == PROVIDER_FOUND ? credentials->source : err->text);
	return result;
}

static enum provider_result try_all(struct credentials_chain *chain, const struct attempt *attempt,
	struct credentials *credentials, struct error *err)
{
	enum provider_result result = PROVIDER_NOT_CONFIGURED;

	for (size_t i = 0; result == PROVIDER_NOT_CONFIGURED && i < ARRAY_LEN(providers); i++) {
		if (!attempt->for_role || providers[i]->is_of_profile) {
			result = try_one(chain, attempt, providers[i], credentials, err);
		}
	}
	return result;
}

/* --- Credentials to assume a role with ----------------------------------------------------- */

/* A profile may be its own source if it has an access key of its own. */
static bool is_loop(const struct attempt *attempt, const char *profile, bool has_access_key)
{
	for (const struct attempt *up = attempt; up; up = up->for_role) {
		if (strcmp(up->request.profile, profile) == 0) {
			return up != attempt || !has_access_key;
		}
	}
	return false;
}

static enum provider_result find_in_profile(struct credentials_chain *chain,
	const struct attempt *attempt, const char *profile, struct credentials *base,
	struct error *err)
{
	const struct aws_config *config = chain->client.config;
	const char *user = attempt->request.profile;
	bool has_access_key = aws_config_get_of(config, profile, "aws_access_key_id");

	if (!aws_config_has_profile(config, profile)) {
		return provider_fail(err,
			"profile %.64s: its source_profile %.64s is in neither file", user,
			profile);
	}
	if (is_loop(attempt, profile, has_access_key)) {
		return provider_fail(
			err, "profile %.64s: source_profile %.64s forms a loop", user, profile);
	}
	const struct attempt deeper = {
		.request = {.client = &chain->client, .profile = profile}, .for_role = attempt};
	enum provider_result result = PROVIDER_NOT_CONFIGURED;

	/* A source_profile's own access key takes precedence over its role. */
	for (size_t i = 0;
		has_access_key && result == PROVIDER_NOT_CONFIGURED && i < ARRAY_LEN(providers);
		i++) {
		if (providers[i]->is_of_profile && !providers[i]->find_base) {
			result = try_one(chain, &deeper, providers[i], base, err);
		}
	}
	if (result == PROVIDER_NOT_CONFIGURED) {
		result = try_all(chain, &deeper, base, err);
	}
	return result != PROVIDER_NOT_CONFIGURED
		       ? result
		       : provider_fail(err,
				 "profile %.64s: its source_profile %.64s has no credentials", user,
				 profile);
}

static enum provider_result find_by_source(struct credentials_chain *chain,
	const struct attempt *attempt, const char *source, struct credentials *base,
	struct error *err)
{
	const char *profile = attempt->request.profile;
	const struct attempt deeper = {
		.request = {.client = &chain->client, .profile = profile, .uses_environment = true},
		.for_role = attempt};

	for (size_t i = 0; i < ARRAY_LEN(providers); i++) {
		if (!providers[i]->source || strcmp(providers[i]->source, source) != 0) {
			continue;
		}
		enum provider_result result = try_one(chain, &deeper, providers[i], base, err);

		return result != PROVIDER_NOT_CONFIGURED
			       ? result
			       : provider_fail(err,
					 "profile %.64s: its credential_source %s has no "
					 "credentials: %.200s",
					 profile, source, err->text);
	}
	return provider_fail(err,
		"profile %.64s: credential_source is \"%.40s\"; expected Environment, EcsContainer "
		"or Ec2InstanceMetadata",
		profile, source);
}

static enum provider_result find_base(struct credentials_chain *chain,
	const struct attempt *attempt, const struct provider *provider, struct credentials *base,
	struct error *err)
{
	struct provider_base wanted = {0};
	enum provider_result result = provider->find_base(&attempt->request, &wanted, err);

	if (result != PROVIDER_FOUND) {
		return result;
	}
	return wanted.profile ? find_in_profile(chain, attempt, wanted.profile, base, err)
			      : find_by_source(chain, attempt, wanted.source, base, err);
}

/* --- All of it ----------------------------------------------------------------------------- */

/* Makes one line for the screen: the first reason in full, the others shortened. */
static void report_none(const struct credentials_chain *chain, struct error *err)
{
	const struct aws_config *config = chain->client.config;
	char first[120];
	size_t length = strcspn(buf_text(&chain->tried), "\n");

	snprintf(first, sizeof(first), "%.*s", (int)length, buf_text(&chain->tried));
	error_set(err, ERROR_CREDENTIALS,
		"no credentials: %s; profile %.40s has no access key, role, single sign-on or "
		"credential_process in %.70s or %.70s; no container or instance supplies any. Run "
		"\"aws configure\", log in, or choose another --profile",
		first, aws_config_profile(config), aws_config_path(config, AWS_CREDENTIALS_FILE),
		aws_config_path(config, AWS_CONFIG_FILE));
}

static bool find_credentials(
	struct credentials_chain *chain, struct credentials *credentials, struct error *err)
{
	const struct aws_config *config = chain->client.config;
	const struct attempt attempt = {
		.request = {.client = &chain->client,
			.profile = aws_config_profile(config),
			.uses_environment = !aws_config_profile_is_explicit(config)}};

	error_clear(err);
	enum provider_result result = try_all(chain, &attempt, credentials, err);

	if (result == PROVIDER_NOT_CONFIGURED) {
		report_none(chain, err);
	}
	return result == PROVIDER_FOUND;
}

/* Assumes --role-arn with the credentials that were found. */
static bool assume_role(
	struct credentials_chain *chain, struct credentials *credentials, struct error *err)
{
	const struct settings *settings = chain->client.settings;
	const struct sts_role role = {
		.arn = settings->role_arn, .external_id = settings->external_id};
	struct credentials assumed = {.provider = "--role-arn"};

	if (!role.arn) {
		return true;
	}
	bool is_assumed = sts_assume_role(&chain->client, credentials, &role, &assumed, err);

	if (is_assumed) {
		snprintf(assumed.profile, sizeof(assumed.profile), "%s", credentials->profile);
		snprintf(assumed.source, sizeof(assumed.source), "role %.120s with %.120s",
			role.arn, credentials->source);
		*credentials = assumed;
	}
	buf_printf(&chain->tried, "--role-arn: %s\n", is_assumed ? assumed.source : err->text);
	credentials_wipe(&assumed);
	return is_assumed;
}

bool credentials_chain_init(
	struct credentials_chain *chain, const struct settings *settings, struct error *err)
{
	chain->tried = (struct buf){0};
	return aws_client_init(&chain->client, settings, err);
}

void credentials_chain_fini(struct credentials_chain *chain)
{
	aws_client_fini(&chain->client);
	buf_fini(&chain->tried);
}

bool credentials_chain_resolve(
	struct credentials_chain *chain, struct credentials *credentials, struct error *err)
{
	struct credentials found = {0};

	buf_clear(&chain->tried);
	bool is_found = aws_client_load(&chain->client, err) &&
			find_credentials(chain, &found, err) && assume_role(chain, &found, err);

	if (is_found) {
		*credentials = found;
	} else if (aws_client_is_cancelled(&chain->client)) {
		error_set(err, ERROR_STOPPED, "stopped");
	} else if (err->kind != ERROR_CONFIG && err->kind != ERROR_USAGE) {
		err->kind = ERROR_CREDENTIALS;
	}
	credentials_wipe(&found);
	return is_found;
}
