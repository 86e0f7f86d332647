/* SPDX-License-Identifier: MIT */
#include "aws/whoami_collect.h"

#include "aws/sts.h"
#include "clock.h"
#include "duration.h"
#include "net/proxy.h"
#include "net/url.h"
#include "settings/settings_given.h"
#include "timestamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In the order in which they are printed. */
static const struct {
	const char *what;
	/* FACT_UNKNOWN: shown even if unknown */
	enum fact_status status;
} rows[] = {
	{"provider", FACT_UNKNOWN},
	{"profile", FACT_PLAIN},
	{"access_key", FACT_PLAIN},
	{"expires", FACT_PLAIN},
	{"account", FACT_PLAIN},
	{"arn", FACT_PLAIN},
	{"region", FACT_UNKNOWN},
	{"endpoint", FACT_UNKNOWN},
	/* unknown unless the file was skipped */
	{"credentials_file", FACT_PLAIN},
	{"config_file", FACT_PLAIN},
	/* unknown if the system's certificates are used */
	{"ca_bundle", FACT_PLAIN},
	/* unknown if there is none */
	{"proxy", FACT_PLAIN},
};

/* Sets a fact that was added as unknown before. */
static void set(struct facts *facts, const char *what, const char *detail, const char *origin)
{
	struct fact *fact = facts_find(facts, what);

	fact->status = FACT_PLAIN;
	snprintf(fact->detail, sizeof(fact->detail), "%s", detail);
	snprintf(fact->origin, sizeof(fact->origin), "%s", origin);
}

static void collect_expiry(const struct credentials *credentials, struct facts *facts)
{
	int64_t left_ms = credentials->expiry_ms - clock_wall_ms();
	char time[TIMESTAMP_SIZE], left[DURATION_SIZE], note[64];

	if (credentials->has_odd_expiry) {
		set(facts, "expires", "unknown",
			"their expiry is in a form that beyatop cannot read; they are used anyway");
	}
	if (credentials->expiry_ms == 0) {
		return;
	}
	timestamp_format(credentials->expiry_ms, 0, time);
	duration_format(left_ms < 0 ? -left_ms : left_ms, left);
	snprintf(note, sizeof(note), left_ms < 0 ? "%s ago" : "in %s", left);
	set(facts, "expires", time, note);
}

/* Adds the proxy without user name and password. */
static void collect_proxy(const struct endpoint *endpoint, struct facts *facts)
{
	const char *proxy = proxy_find(endpoint->url);
	const char *user_end = proxy ? strrchr(proxy, '@') : NULL;

	if (proxy) {
		set(facts, "proxy", user_end ? user_end + 1 : proxy, "the environment");
	}
}

/* A file that cannot be read may explain why a profile is missing or not the expected one. */
static void collect_skipped(
	const struct aws_config *config, enum aws_config_file file, struct facts *facts)
{
	static const char *const whats[AWS_CONFIG_FILE_COUNT] = {
		[AWS_CREDENTIALS_FILE] = "credentials_file",
		[AWS_CONFIG_FILE] = "config_file",
	};
	char *path = aws_config_find_path(file), detail[80];

	if (aws_config_skipped(config, file)[0]) {
		snprintf(detail, sizeof(detail), "skipped: %s", aws_config_skipped(config, file));
		set(facts, whats[file], detail, path);
	}
	free(path);
}

static void collect_endpoint(const struct endpoint *endpoint, struct facts *facts)
{
	if (!endpoint->region[0]) {
		return;
	}
	set(facts, "region", endpoint->region, endpoint->region_origin);
	set(facts, "endpoint", endpoint->url, endpoint->url_origin);
	set(facts, "ca_bundle", endpoint->ca_bundle, endpoint->ca_origin);
	collect_proxy(endpoint, facts);
}

void whoami_collect(const struct credentials_chain *chain, const struct credentials *credentials,
	struct facts *facts)
{
	const struct aws_client *client = &chain->client;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		facts_add(facts, rows[i].status, rows[i].what, "", "%s", "");
	}
	facts_add(facts, FACT_LOG, "tried", "", "%s", credentials ? "" : buf_text(&chain->tried));
	if (client->config) {
		char origin[SETTINGS_ORIGIN_SIZE];

		settings_format_origin(client->settings, "profile", origin);
		set(facts, "profile", aws_config_profile(client->config),
			client->settings->profile ? origin
						  : aws_config_profile_origin(client->config));
		collect_skipped(client->config, AWS_CREDENTIALS_FILE, facts);
		collect_skipped(client->config, AWS_CONFIG_FILE, facts);
	}
	collect_endpoint(&client->endpoint, facts);
	if (!credentials) {
		return;
	}
	set(facts, "provider", credentials->provider, credentials->source);
	set(facts, "access_key", credentials->access_key_id, "");
	if (credentials->account_id[0]) {
		set(facts, "account", credentials->account_id, credentials->source);
	}
	if (credentials->arn[0]) {
		set(facts, "arn", credentials->arn, credentials->source);
	}
	collect_expiry(credentials, facts);
}

/*
 * True if STS can be called. False if the table's endpoint is on this machine, because credentials
 * for a local server are often dummies that STS would reject. Resolves *sts in the table's region.
 */
static bool can_call_sts(const struct aws_client *client, struct endpoint *sts, struct error *err)
{
	struct url url;

	if (!endpoint_resolve_service(ENDPOINT_STS, client->endpoint.region, client->settings,
		    client->config, sts, err)) {
		return false;
	}
	error_clear(err);
	return sts->is_custom || url_parse(client->endpoint.url, &url) ||
	       !url_is_loopback(url.host);
}

static void call_sts(
	struct aws_client *client, const struct credentials *credentials, struct facts *facts)
{
	struct sts_identity identity;
	struct endpoint sts;
	struct error *err = &facts->error;
	char origin[sizeof(facts->list[0].origin)];

	if (!can_call_sts(client, &sts, err)) {
		set(facts, "arn", "", "not requested: the endpoint is on this machine");
		return;
	}
	if (sts_get_caller_identity(client, credentials, &identity, err)) {
		snprintf(origin, sizeof(origin), "GetCallerIdentity at %.280s", sts.url);
		set(facts, "account", identity.account, origin);
		set(facts, "arn", identity.arn, origin);
		return;
	}
	snprintf(origin, sizeof(origin), "%.300s", err->text);
	set(facts, "arn", "", origin);
	if (err->kind == ERROR_DENIED) {
		error_clear(err);
	}
}

void whoami_examine(const struct settings *settings, struct facts *facts)
{
	struct credentials_chain chain;
	struct credentials credentials = {0};
	struct error err;

	if (!credentials_chain_init(&chain, settings, &facts->error)) {
		return;
	}
	if (credentials_chain_resolve(&chain, &credentials, &err)) {
		whoami_collect(&chain, &credentials, facts);
		call_sts(&chain.client, &credentials, facts);
	} else {
		whoami_collect(&chain, NULL, facts);
		facts->error = err;
	}
	credentials_wipe(&credentials);
	credentials_chain_fini(&chain);
}
