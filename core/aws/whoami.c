/* SPDX-License-Identifier: MIT */
#include "aws/whoami_collect.h"

#include "aws/sts.h"
#include "clock.h"
#include "net/proxy.h"
#include "net/url.h"
#include "settings/settings_table.h"
#include "units.h"

#include <stdio.h>
#include <string.h>

/* In the order in which they are printed. */
static const struct {
	const char *what;
	/* FINDING_UNKNOWN: shown even if unknown */
	enum finding_status status;
} facts[] = {
	{"provider", FINDING_UNKNOWN},
	{"profile", FINDING_FACT},
	{"access_key", FINDING_FACT},
	{"expires", FINDING_FACT},
	{"account", FINDING_FACT},
	{"arn", FINDING_FACT},
	{"region", FINDING_UNKNOWN},
	{"endpoint", FINDING_UNKNOWN},
	/* unknown if it is the system's */
	{"ca_bundle", FINDING_FACT},
	/* unknown if there is none */
	{"proxy", FINDING_FACT},
};

/* Sets a fact that was added as unknown. */
static void set(struct findings *findings, const char *what, const char *detail, const char *origin)
{
	struct finding *fact = findings_find(findings, what);

	fact->status = FINDING_FACT;
	snprintf(fact->detail, sizeof(fact->detail), "%s", detail);
	snprintf(fact->origin, sizeof(fact->origin), "%s", origin);
}

static void collect_expiry(const struct credentials *credentials, struct findings *findings)
{
	int64_t left_ms = credentials->expiry_ms - clock_wall_ms();
	char time[UNITS_TEXT_SIZE], left[UNITS_TEXT_SIZE], note[64];

	if (credentials->expiry_ms == 0) {
		return;
	}
	units_format_time(credentials->expiry_ms, 0, time);
	units_format_age(left_ms < 0 ? -left_ms : left_ms, left);
	snprintf(note, sizeof(note), left_ms < 0 ? "%s ago" : "in %s", left);
	set(findings, "expires", time, note);
}

/* Without user name and password. */
static void collect_proxy(const struct endpoint *endpoint, struct findings *findings)
{
	const char *proxy = proxy_find(endpoint->url);
	const char *user_end = proxy ? strrchr(proxy, '@') : NULL;

	if (proxy) {
		set(findings, "proxy", user_end ? user_end + 1 : proxy, "the environment");
	}
}

static void collect_endpoint(const struct endpoint *endpoint, struct findings *findings)
{
	if (!endpoint->region[0]) {
		return;
	}
	set(findings, "region", endpoint->region, endpoint->region_origin);
	set(findings, "endpoint", endpoint->url, endpoint->url_origin);
	set(findings, "ca_bundle", endpoint->ca_bundle, endpoint->ca_origin);
	collect_proxy(endpoint, findings);
}

void whoami_collect(const struct credentials_chain *chain, const struct credentials *credentials,
	struct findings *findings)
{
	const struct aws_client *client = &chain->client;

	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		findings_add(findings, facts[i].status, facts[i].what, "", "%s", "");
	}
	findings_add(findings, FINDING_LOG, "tried", "", "%s",
		credentials ? "" : buf_text(&chain->tried));
	if (client->config) {
		char origin[SETTINGS_ORIGIN_SIZE];

		settings_format_origin(client->settings, "profile", origin);
		set(findings, "profile", aws_config_profile(client->config),
			client->settings->profile ? origin
						  : aws_config_profile_origin(client->config));
	}
	collect_endpoint(&client->endpoint, findings);
	if (!credentials) {
		return;
	}
	set(findings, "provider", credentials->provider, credentials->source);
	set(findings, "access_key", credentials->access_key_id, "");
	if (credentials->account_id[0]) {
		set(findings, "account", credentials->account_id, credentials->source);
	}
	if (credentials->arn[0]) {
		set(findings, "arn", credentials->arn, credentials->source);
	}
	collect_expiry(credentials, findings);
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
	struct aws_client *client, const struct credentials *credentials, struct findings *findings)
{
	struct sts_identity identity;
	struct endpoint sts;
	struct error *err = &findings->error;
	char origin[sizeof(findings->list[0].origin)];

	if (!is_worth_asking(client, &sts, err)) {
		set(findings, "arn", "", "not requested: the endpoint is on this machine");
		return;
	}
	if (sts_get_caller_identity(client, credentials, &identity, err)) {
		snprintf(origin, sizeof(origin), "GetCallerIdentity of %.280s", sts.url);
		set(findings, "account", identity.account, origin);
		set(findings, "arn", identity.arn, origin);
		return;
	}
	snprintf(origin, sizeof(origin), "%.300s", err->text);
	set(findings, "arn", "", origin);
	if (err->kind == ERROR_DENIED) {
		error_clear(err);
	}
}

void whoami_examine(const struct settings *settings, struct findings *findings)
{
	struct credentials_chain chain;
	struct credentials credentials = {0};
	struct error err;

	if (!credentials_chain_init(&chain, settings, &findings->error)) {
		return;
	}
	if (credentials_chain_resolve(&chain, &credentials, &err)) {
		whoami_collect(&chain, &credentials, findings);
		ask_sts(&chain.client, &credentials, findings);
	} else {
		whoami_collect(&chain, NULL, findings);
		findings->error = err;
	}
	credentials_wipe(&credentials);
	credentials_chain_fini(&chain);
}
