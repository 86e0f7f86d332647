/* SPDX-License-Identifier: MIT */
#include "whoami.h"

#include "aws/sts.h"
#include "aws/whoami_collect.h"
#include "clock.h"
#include "net/proxy.h"
#include "net/url.h"
#include "settings/settings_table.h"
#include "units.h"

#include <stdio.h>
#include <string.h>

/* is_always_shown: even if unknown. */
static const struct {
	const char *name;
	bool is_always_shown;
} rows[WHOAMI_FACT_COUNT] = {
	[WHOAMI_PROVIDER] = {"provider", true},
	[WHOAMI_PROFILE] = {"profile", false},
	[WHOAMI_KEY] = {"access_key", false},
	[WHOAMI_EXPIRY] = {"expires", false},
	[WHOAMI_ACCOUNT] = {"account", false},
	[WHOAMI_ARN] = {"arn", false},
	[WHOAMI_REGION] = {"region", true},
	[WHOAMI_ENDPOINT] = {"endpoint", true},
	[WHOAMI_CA_BUNDLE] = {"ca_bundle", false},
	[WHOAMI_PROXY] = {"proxy", false},
};

const char *whoami_fact_name(enum whoami_fact_kind kind)
{
	return rows[kind].name;
}

static void set(
	struct whoami *whoami, enum whoami_fact_kind kind, const char *value, const char *origin)
{
	struct whoami_fact *fact = &whoami->facts[kind];

	snprintf(fact->value, sizeof(fact->value), "%s", value);
	snprintf(fact->origin, sizeof(fact->origin), "%s", origin);
}

static void collect_expiry(const struct credentials *credentials, struct whoami *whoami)
{
	int64_t left_ms = credentials->expiry_ms - clock_wall_ms();
	char time[UNITS_TEXT_SIZE], left[UNITS_TEXT_SIZE], note[64];

	if (credentials->expiry_ms == 0) {
		return;
	}
	units_format_time(credentials->expiry_ms, 0, time);
	units_format_age(left_ms < 0 ? -left_ms : left_ms, left);
	snprintf(note, sizeof(note), left_ms < 0 ? "%s ago" : "in %s", left);
	set(whoami, WHOAMI_EXPIRY, time, note);
}

/* Without user name and password. */
static void collect_proxy(const struct endpoint *endpoint, struct whoami *whoami)
{
	const char *proxy = proxy_find(endpoint->url);
	const char *user_end = proxy ? strrchr(proxy, '@') : NULL;

	if (proxy) {
		set(whoami, WHOAMI_PROXY, user_end ? user_end + 1 : proxy, "the environment");
	}
}

static void collect_endpoint(const struct endpoint *endpoint, struct whoami *whoami)
{
	if (!endpoint->region[0]) {
		return;
	}
	set(whoami, WHOAMI_REGION, endpoint->region, endpoint->region_origin);
	set(whoami, WHOAMI_ENDPOINT, endpoint->url, endpoint->url_origin);
	set(whoami, WHOAMI_CA_BUNDLE, endpoint->ca_bundle, endpoint->ca_origin);
	collect_proxy(endpoint, whoami);
}

void whoami_collect(const struct credentials_chain *chain, const struct credentials *credentials,
	struct whoami *whoami)
{
	const struct aws_client *client = &chain->client;

	*whoami = (struct whoami){0};
	if (client->config) {
		char origin[SETTINGS_ORIGIN_SIZE];

		settings_format_origin(client->settings, "profile", origin);
		set(whoami, WHOAMI_PROFILE, aws_config_profile(client->config),
			client->settings->profile ? origin
						  : aws_config_profile_origin(client->config));
	}
	collect_endpoint(&client->endpoint, whoami);
	if (!credentials) {
		snprintf(whoami->tried, sizeof(whoami->tried), "%s", buf_text(&chain->tried));
		return;
	}
	set(whoami, WHOAMI_PROVIDER, credentials->provider, credentials->source);
	set(whoami, WHOAMI_KEY, credentials->access_key_id, "");
	if (credentials->account_id[0]) {
		set(whoami, WHOAMI_ACCOUNT, credentials->account_id, credentials->source);
	}
	if (credentials->arn[0]) {
		set(whoami, WHOAMI_ARN, credentials->arn, credentials->source);
	}
	collect_expiry(credentials, whoami);
}

/*
 * Credentials for a server on this machine are often made up: STS would reject them. It is asked in
 * the table's region, because such a server has a default region.
 */
static bool is_worth_asking(
	const struct aws_client *client, struct endpoint *sts, struct error *err)
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

static void ask_sts(
	struct aws_client *client, const struct credentials *credentials, struct whoami *whoami)
{
	struct sts_identity identity;
	struct endpoint sts;
	struct error *err = &whoami->error;
	char origin[sizeof(whoami->facts[0].origin)];

	if (!is_worth_asking(client, &sts, err)) {
		set(whoami, WHOAMI_ARN, "", "not requested: the endpoint is on this machine");
		return;
	}
	if (sts_get_caller_identity(client, credentials, &identity, err)) {
		snprintf(origin, sizeof(origin), "GetCallerIdentity of %.280s", sts.url);
		set(whoami, WHOAMI_ACCOUNT, identity.account, origin);
		set(whoami, WHOAMI_ARN, identity.arn, origin);
		return;
	}
	snprintf(origin, sizeof(origin), "%.300s", err->text);
	set(whoami, WHOAMI_ARN, "", origin);
	if (err->kind == ERROR_DENIED) {
		error_clear(err);
	}
}

void whoami_ask(const struct settings *settings, struct whoami *whoami)
{
	struct credentials_chain chain;
	struct credentials credentials = {0};
	struct error err;

	*whoami = (struct whoami){0};
	if (!credentials_chain_init(&chain, settings, &whoami->error)) {
		return;
	}
	if (credentials_chain_resolve(&chain, &credentials, &err)) {
		whoami_collect(&chain, &credentials, whoami);
		ask_sts(&chain.client, &credentials, whoami);
	} else {
		whoami_collect(&chain, NULL, whoami);
		whoami->error = err;
	}
	credentials_wipe(&credentials);
	credentials_chain_fini(&chain);
}

void whoami_print(const struct whoami *whoami, struct buf *out)
{
	for (int i = 0; i < WHOAMI_FACT_COUNT; i++) {
		const struct whoami_fact *fact = &whoami->facts[i];

		if (!fact->value[0] && !fact->origin[0] && !rows[i].is_always_shown) {
			continue;
		}
		buf_printf(out, "%-11s %s", rows[i].name, fact->value[0] ? fact->value : "?");
		buf_printf(out, fact->origin[0] ? " (%s)\n" : "%s\n", fact->origin);
	}
	for (const char *line = whoami->tried; *line;) {
		size_t length = strcspn(line, "\n");

		buf_printf(out, "%-11s %.*s\n", "tried", (int)length, line);
		line += length + (line[length] ? 1 : 0);
	}
}
