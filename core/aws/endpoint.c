/* SPDX-License-Identifier: MIT */
#include "aws/endpoint.h"

#include "net/url.h"
#include "settings/settings_given.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * The AWS partitions and their domains; the last row matches every other region. In partitions
 * where FIPS is standard, FIPS endpoints have no "-fips" in their names, except on dual stack.
 */
static const struct partition {
	const char *region_prefix, *domain, *dual_stack_domain;
	bool is_fips;
} partitions[] = {
	{"cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn", false},
	{"eusc-", "amazonaws.eu", "api.amazonwebservices.eu", false},
	{"us-gov-", "amazonaws.com", "api.aws", true},
	{"us-iso-", "c2s.ic.gov", "api.aws.ic.gov", false},
	{"us-isob-", "sc2s.sgov.gov", "api.aws.scloud", false},
	{"eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", false},
	{"us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov", false},
	{"", "amazonaws.com", "api.aws", false},
};

static const struct {
	/* its key in a services section */
	const char *name, *url_variable, *url_key;
} services[ENDPOINT_SERVICE_COUNT] = {
	[ENDPOINT_DYNAMODB] = {"dynamodb", "AWS_ENDPOINT_URL_DYNAMODB", "dynamodb.endpoint_url"},
	[ENDPOINT_STS] = {"sts", "AWS_ENDPOINT_URL_STS", "sts.endpoint_url"},
	[ENDPOINT_SSO] = {"portal.sso", "AWS_ENDPOINT_URL_SSO", "sso.endpoint_url"},
	[ENDPOINT_SSO_OIDC] = {"oidc", "AWS_ENDPOINT_URL_SSO_OIDC", "sso_oidc.endpoint_url"},
};

/* --- Where values are set ------------------------------------------------------------------ */

struct found {
	/* borrowed; NULL: not set anywhere */
	const char *value;
	/* where it was found */
	char origin[300];
	/* of an error about it */
	enum error_kind kind;
};

/* Takes the value unless it is NULL or empty. Returns whether it did. */
static bool take(struct found *found, const char *value, const char *origin)
{
	if (!value) {
		return false;
	}
	found->value = value;
	found->kind = ERROR_CONFIG;
	snprintf(found->origin, sizeof(found->origin), "%s", origin);
	return true;
}

/* Takes one of beyatop's own settings: from a flag, a variable or its file. */
static bool take_setting(struct found *found, const struct settings *settings, const char *flag,
	const char *key, const char *value)
{
	char origin[SETTINGS_ORIGIN_SIZE];

	if (!value) {
		return false;
	}
	settings_format_origin(settings, key, origin);
	(void)take(found, value, origin);
	found->kind = settings_error_kind(settings, flag);
	return true;
}

static bool take_variable(struct found *found, const char *name)
{
	const char *value = getenv(name);

	return take(found, value && *value ? value : NULL, name);
}

static bool take_key(struct found *found, const struct aws_config *config, const char *key)
{
	for (int file = 0; file < AWS_CONFIG_FILE_COUNT; file++) {
		if (take(found, aws_config_find(config, file, aws_config_profile(config), key),
			    "")) {
			snprintf(found->origin, sizeof(found->origin),
				"%.40s of profile %.64s in %.170s", key, aws_config_profile(config),
				aws_config_path(config, file));
			return true;
		}
	}
	return false;
}

static bool find(
	struct found *found, const struct aws_config *config, const char *variable, const char *key)
{
	return take_variable(found, variable) || take_key(found, config, key);
}

/*
 * Rejects invalid values, because not using a requested FIPS endpoint may be a compliance breach.
 */
static bool find_switch(const struct aws_config *config, const char *variable, const char *key,
	struct found *found, bool *is_on, struct error *err)
{
	*is_on = find(found, config, variable, key) &&
		 text_equal_ignoring_case(found->value, "true");
	if (found->value && !*is_on && !text_equal_ignoring_case(found->value, "false")) {
		return error_set(err, ERROR_CONFIG, "%s: \"%.40s\" is neither true nor false",
			found->origin, found->value);
	}
	return true;
}

/*
 * Tries the profile's services section, then the profile itself. A missing section is an error:
 * ignoring it would mean using another URL than the one intended.
 */
static bool find_url_in_files(enum endpoint_service service, const struct aws_config *config,
	struct found *url, struct error *err)
{
	struct found section = {0};

	if (!take_key(&section, config, "services")) {
		take_key(url, config, "endpoint_url");
		return true;
	}
	if (!aws_config_has_section(config, "services", section.value)) {
		return error_set(err, ERROR_CONFIG,
			"%.240s: section [services %.64s] does not exist", section.origin,
			section.value);
	}
	if (!take(url,
		    aws_config_get_in(config, "services", section.value, services[service].url_key),
		    "")) {
		take_key(url, config, "endpoint_url");
		return true;
	}
	snprintf(url->origin, sizeof(url->origin), "%s of [services %.64s] in %.170s",
		services[service].url_key, section.value, aws_config_path(config, AWS_CONFIG_FILE));
	return true;
}

static bool find_url(enum endpoint_service service, const struct settings *settings,
	const struct aws_config *config, struct found *url, struct error *err)
{
	struct found from = {0};
	bool is_ignoring;

	if (service == ENDPOINT_DYNAMODB && take_setting(url, settings, "endpoint-url",
						    "endpoint_url", settings->endpoint_url)) {
		return true;
	}
	if (!find_switch(config, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
		    "ignore_configured_endpoint_urls", &from, &is_ignoring, err)) {
		return false;
	}
	return is_ignoring || take_variable(url, services[service].url_variable) ||
	       take_variable(url, "AWS_ENDPOINT_URL") ||
	       find_url_in_files(service, config, url, err);
}

static void find_region(
	const struct settings *settings, const struct aws_config *config, struct found *region)
{
	if (!take_setting(region, settings, "region", "region", settings->region) &&
		!take_variable(region, "AWS_REGION") &&
		!take_variable(region, "AWS_DEFAULT_REGION")) {
		take_key(region, config, "region");
	}
}

/* --- The endpoint -------------------------------------------------------------------------- */

/* The region becomes part of a host name. */
static bool set_region(const struct found *region, struct endpoint *endpoint, struct error *err)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	const char *text = region->value;

	if (!*text || *text == '-' || text[strspn(text, allowed)] ||
		strlen(text) >= sizeof(endpoint->region)) {
		return error_set(err, region->kind,
			"%s: \"%.64s\" is not a region; expected lower-case letters, digits and "
			"\"-\", as in eu-west-1",
			region->origin, text);
	}
	snprintf(endpoint->region, sizeof(endpoint->region), "%s", text);
	snprintf(endpoint->region_origin, sizeof(endpoint->region_origin), "%s", region->origin);
	return true;
}

static const struct partition *partition_of(const char *region)
{
	const struct partition *partition = partitions;

	while (strncmp(region, partition->region_prefix, strlen(partition->region_prefix)) != 0) {
		partition++;
	}
	return partition;
}

/* Which variant of AWS's own endpoints to use. */
struct variant {
	bool is_fips, is_dual_stack;
	struct found fips, dual_stack;
};

static bool find_variant(
	const struct aws_config *config, struct variant *variant, struct error *err)
{
	return find_switch(config, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", &variant->fips,
		       &variant->is_fips, err) &&
	       find_switch(config, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint",
		       &variant->dual_stack, &variant->is_dual_stack, err);
}

static void set_standard_url(
	enum endpoint_service service, const struct variant *variant, struct endpoint *endpoint)
{
	const struct partition *partition = partition_of(endpoint->region);
	bool is_marked = variant->is_fips && (variant->is_dual_stack || !partition->is_fips);

	snprintf(endpoint->host, sizeof(endpoint->host), "%s%s.%s.%s", services[service].name,
		is_marked ? "-fips" : "", endpoint->region,
		variant->is_dual_stack ? partition->dual_stack_domain : partition->domain);
	snprintf(endpoint->url, sizeof(endpoint->url), "https://%s", endpoint->host);
	snprintf(endpoint->url_origin, sizeof(endpoint->url_origin),
		"AWS's own for the region%s%.130s%s%.130s", variant->is_fips ? ", " : "",
		variant->is_fips ? variant->fips.origin : "", variant->is_dual_stack ? ", " : "",
		variant->is_dual_stack ? variant->dual_stack.origin : "");
}

static bool set_custom_url(const struct url *url, const struct found *text,
	const struct variant *variant, struct endpoint *endpoint, struct error *err)
{
	const struct found *refused = variant->is_fips ? &variant->fips : &variant->dual_stack;

	if (variant->is_fips || variant->is_dual_stack) {
		return error_set(err, ERROR_CONFIG,
			"%.160s requires one of AWS's own endpoints, but %.160s sets another; "
			"unset one of the two",
			refused->origin, text->origin);
	}
	endpoint->is_custom = true;
	snprintf(endpoint->host, sizeof(endpoint->host), "%s", url->host);
	if (url->port != url->standard_port) {
		snprintf(endpoint->host, sizeof(endpoint->host), "%s:%u", url->host, url->port);
	}
	snprintf(endpoint->url, sizeof(endpoint->url), "%s%s", url->scheme, endpoint->host);
	snprintf(endpoint->url_origin, sizeof(endpoint->url_origin), "%s", text->origin);
	return true;
}

static bool check_url(const struct found *text, bool allow_http, struct url *url, struct error *err)
{
	const char *problem = url_parse(text->value, url);

	if (problem) {
		return error_set(
			err, text->kind, "%s: not a usable URL: %s", text->origin, problem);
	}
	if (url->is_plain && !url_is_loopback(url->host) && !allow_http) {
		return error_set(err, text->kind,
			"%.160s: http to %.100s would send data unencrypted; use https, or allow "
			"it with --allow-http",
			text->origin, url->host);
	}
	return true;
}

static bool set_trust(const struct aws_config *config, struct endpoint *endpoint, struct error *err)
{
	struct found bundle = {0};

	if (!find(&bundle, config, "AWS_CA_BUNDLE", "ca_bundle")) {
		return true;
	}
	char *path = aws_config_expand(bundle.value);
	bool is_readable = strlen(path) < sizeof(endpoint->ca_bundle) && access(path, R_OK) == 0;

	if (is_readable) {
		snprintf(endpoint->ca_bundle, sizeof(endpoint->ca_bundle), "%s", path);
		snprintf(endpoint->ca_origin, sizeof(endpoint->ca_origin), "%s", bundle.origin);
	} else {
		error_set(err, ERROR_CONFIG, "%.200s: cannot read the certificates in %.160s",
			bundle.origin, path);
	}
	free(path);
	return is_readable;
}

static void report_no_region(const struct aws_config *config, struct error *err)
{
	error_set(err, ERROR_CONFIG,
		"no region: pass --region, set AWS_REGION, or set region for profile %.64s "
		"in %.160s",
		aws_config_profile(config), aws_config_path(config, AWS_CONFIG_FILE));
}

bool endpoint_resolve_service(enum endpoint_service service, const char *region_name,
	const struct settings *settings, const struct aws_config *config, struct endpoint *endpoint,
	struct error *err)
{
	struct found text = {0}, region = {0};
	struct endpoint resolved = {0};
	struct variant variant = {0};
	struct url url = {0};

	if (!find_url(service, settings, config, &text, err) ||
		!find_variant(config, &variant, err)) {
		return false;
	}
	if (text.value && !check_url(&text, settings->allow_http, &url, err)) {
		return false;
	}
	if (!take(&region, region_name, "the profile")) {
		find_region(settings, config, &region);
	}
	if (!region.value && text.value && url_is_loopback(url.host)) {
		take(&region, "us-east-1", "the default on this machine");
	}
	if (!region.value) {
		report_no_region(config, err);
		return false;
	}
	if (!set_region(&region, &resolved, err) || !set_trust(config, &resolved, err)) {
		return false;
	}
	if (!text.value) {
		set_standard_url(service, &variant, &resolved);
	} else if (!set_custom_url(&url, &text, &variant, &resolved, err)) {
		return false;
	}
	*endpoint = resolved;
	return true;
}

bool endpoint_resolve(const struct settings *settings, const struct aws_config *config,
	struct endpoint *endpoint, struct error *err)
{
	return endpoint_resolve_service(ENDPOINT_DYNAMODB, NULL, settings, config, endpoint, err);
}

bool endpoint_check_settings(const struct settings *settings, struct error *err)
{
	struct found text = {0}, region = {0};
	struct endpoint ignored;
	struct url url;

	return (!take_setting(
			&text, settings, "endpoint-url", "endpoint_url", settings->endpoint_url) ||
		       check_url(&text, settings->allow_http, &url, err)) &&
	       (!take_setting(&region, settings, "region", "region", settings->region) ||
		       set_region(&region, &ignored, err));
}
