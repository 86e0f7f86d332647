/* SPDX-License-Identifier: MIT */
/*
 * The region, URL and CA certificates of a service, each with its source. Follows the AWS SDKs and
 * Tools Reference Guide, "AWS Region", "Service-specific endpoints" and "Dual-stack and FIPS
 * endpoints"; partitions are those of the SDKs' partitions.json. Any thread.
 */
#ifndef BEYATOP_ENDPOINT_H
#define BEYATOP_ENDPOINT_H

#include "aws/aws_config.h"
#include "error.h"
#include "settings.h"

#include <stdbool.h>

enum endpoint_service {
	ENDPOINT_DYNAMODB,
	ENDPOINT_STS,
	/* the portal API, which issues credentials */
	ENDPOINT_SSO,
	/* refreshes the login */
	ENDPOINT_SSO_OIDC,
	ENDPOINT_SERVICE_COUNT
};

struct endpoint {
	char region[64];
	/* "AWS_REGION", "region of profile prod in …" */
	char region_origin[300];
	/* with scheme, in lower case, without a trailing slash */
	char url[512];
	/* "AWS's own for the region" if no URL is set */
	char url_origin[300];
	/* the Host header, with the port unless it is the scheme's default */
	char host[300];
	bool is_custom;
	/* path for http_trust(); "": the system's certificates */
	char ca_bundle[300];
	char ca_origin[300];
};

/*
 * Resolves the table's endpoint.
 *
 * Region: --region, AWS_REGION, AWS_DEFAULT_REGION, the profile. Without any, us-east-1 if the URL
 * is on loopback, else ERROR_CONFIG.
 *
 * URL: --endpoint-url, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL, the profile's services section,
 * its endpoint_url, else AWS's own for the region. With AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, only
 * the first and the last of these count. AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT
 * choose among AWS's own endpoints; with any other URL they are an error. ERROR_CONFIG for a URL
 * with more than scheme, host and port, and for http to another host without --allow-http.
 *
 * Certificates: AWS_CA_BUNDLE, then the profile's ca_bundle; ERROR_CONFIG if the file cannot be
 * read.
 *
 * ERROR_CONFIG also for a switch that is neither true nor false.
 */
MUST_USE bool endpoint_resolve(const struct settings *settings, const struct aws_config *config,
	struct endpoint *endpoint, struct error *err);

/* Checks --region and --endpoint-url, if they are given, as endpoint_resolve() does. */
MUST_USE bool endpoint_check_settings(const struct settings *settings, struct error *err);

/*
 * Like endpoint_resolve(), for another service and, unless region is NULL, another region such as
 * that of an SSO session. --endpoint-url only applies to the table.
 */
MUST_USE bool endpoint_resolve_service(enum endpoint_service service, const char *region,
	const struct settings *settings, const struct aws_config *config, struct endpoint *endpoint,
	struct error *err);

#endif
