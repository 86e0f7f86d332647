/* SPDX-License-Identifier: MIT */
/*
 * Which region, which URL and whose certificates, each with where it was set. Rules of the AWS SDKs
 * and Tools Reference Guide, "AWS Region", "Service-specific endpoints" and "Dual-stack and FIPS
 * endpoints"; the partitions as in the SDKs' partitions.json. Any thread.
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
	/* the portal, which gives the keys */
	ENDPOINT_SSO,
	/* which renews the login */
	ENDPOINT_SSO_OIDC,
	ENDPOINT_SERVICE_COUNT
};

struct endpoint {
	char region[64];
	/* "AWS_REGION", "region of profile prod in …" */
	char region_origin[300];
	/* with scheme, in lower case, without a slash at the end */
	char url[512];
	/* "AWS's own for the region" where nobody set it */
	char url_origin[300];
	/* the Host header: the port is in it when it is not the scheme's */
	char host[300];
	bool is_custom;
	/* a file of certificates, for http_trust(); "": the system's */
	char ca_bundle[300];
	char ca_origin[300];
};

/*
 * The table's endpoint.
 * Region: --region, AWS_REGION, AWS_DEFAULT_REGION, profile. URL: --endpoint-url,
 * AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL, the profile's services section, its endpoint_url,
 * else DynamoDB's for the region; AWS_IGNORE_CONFIGURED_ENDPOINT_URLS leaves the first and last.
 * AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT choose among the last, and are an error with
 * another. AWS_CA_BUNDLE, then the profile's ca_bundle.
 * Without a region, a custom URL on loopback is signed for us-east-1; else ERROR_CONFIG.
 * Plain http beyond loopback without --allow-http is ERROR_CONFIG, and so is a malformed URL:
 * anything but a scheme, a host and a port; a switch that is neither true nor false; and a
 * file of certificates that cannot be read.
 */
MUST_USE bool endpoint_resolve(const struct settings *settings, const struct aws_config *config,
	struct endpoint *endpoint, struct error *err);

/*
 * The same for another service, or another region: that of a session for single sign-on. region
 * NULL: as above. --endpoint-url is the table's alone.
 */
MUST_USE bool endpoint_resolve_service(enum endpoint_service service, const char *region,
	const struct settings *settings, const struct aws_config *config, struct endpoint *endpoint,
	struct error *err);

#endif
