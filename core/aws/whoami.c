/* SPDX-License-Identifier: MIT */
#include "whoami.h"

#include "aws/aws_config.h"
#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/resolver.h"
#include "aws/sts.h"
#include "clock.h"
#include "net/proxy.h"
#include "net/url.h"
#include "settings/settings_table.h"
#include "units.h"

#include <stdio.h>
#include <string.h>

/* is_vital: told even where nothing is known of it. */
static const struct {
	const char *name;
	bool is_vital;
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

/* Without the password that may be in it. */
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

void whoami_collect(const struct resolver *resolver, const struct credentials *credentials,
	struct whoami *whoami)
{
	*whoami = (struct whoami){0};
	if (resolver->config) {
		char origin[SETTINGS_ORIGIN_SIZE];

		settings_format_origin(resolver->settings, "profile", origin);
		set(whoami, WHOAMI_PROFILE, aws_config_profile(resolver->config),
			resolver->settings->profile ? origin
						    : aws_config_profile_origin(resolver->config));
	}
	collect_endpoint(&resolver->endpoint, whoami);
	if (credentials) {
		set(whoami, WHOAMI_PROVIDER, credentials->provider, credentials->source);
		set(whoami, WHOAMI_KEY, credentials->access_key_id, "");
		if (credentials->account_id[0]) {
			set(whoami, WHOAMI_ACCOUNT, credentials->account_id, credentials->source);
		}
		if (credentials->arn[0]) {
			set(whoami, WHOAMI_ARN, credentials->arn, credentials->source);
		}
		collect_expiry(credentials, whoami);
	} else {
		snprintf(whoami->tried, sizeof(whoami->tried), "%s", buf_text(&resolver->tried));
	}
}

/*
 * Keys for a server on this machine are often made up: STS would only say so. The table's region is
 * STS's, too: a server on this machine has one by default.
 */
static bool is_worth_asking(
	const struct resolver *resolver, struct endpoint *sts, struct error *err)
{
	struct url url;

	if (!endpoint_resolve_service(ENDPOINT_STS, resolver->endpoint.region, resolver->settings,
		    resolver->config, sts, err)) {
		return false;
	}
	error_clear(err);
	return sts->is_custom || url_parse(resolver->endpoint.url, &url) ||
	       !url_is_loopback(url.host);
}

static void ask_sts(
	struct resolver *resolver, const struct credentials *credentials, struct whoami *whoami)
{
	struct sts_identity identity;
	struct endpoint sts;
	struct error *err = &whoami->error;
	char origin[sizeof(whoami->facts[0].origin)];

	if (!is_worth_asking(resolver, &sts, err)) {
		set(whoami, WHOAMI_ARN, "", "not asked for: the endpoint is on this machine");
		return;
	}
	if (sts_get_caller_identity(resolver, credentials, &identity, err)) {
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
	struct resolver resolver;
	struct credentials credentials = {0};
	struct error err;

	*whoami = (struct whoami){0};
	if (!resolver_init(&resolver, settings, &whoami->error)) {
		return;
	}
	if (resolver_run(&resolver, &credentials, &err)) {
		whoami_collect(&resolver, &credentials, whoami);
		ask_sts(&resolver, &credentials, whoami);
	} else {
		whoami_collect(&resolver, NULL, whoami);
		whoami->error = err;
	}
	credentials_wipe(&credentials);
	resolver_fini(&resolver);
}

void whoami_print(const struct whoami *whoami, struct buf *out)
{
	for (int i = 0; i < WHOAMI_FACT_COUNT; i++) {
		const struct whoami_fact *fact = &whoami->facts[i];

		if (!fact->value[0] && !fact->origin[0] && !rows[i].is_vital) {
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
