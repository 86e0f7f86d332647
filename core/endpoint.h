/* SPDX-License-Identifier: MIT */
/*
 * Which region and which URL. Rules of the AWS SDKs and Tools Reference Guide,
 * "AWS Region" and "Service-specific endpoints". Any thread.
 */
#ifndef BEYATOP_ENDPOINT_H
#define BEYATOP_ENDPOINT_H

#include "aws_config.h"
#include "error.h"
#include "settings.h"

#include <stdbool.h>

struct endpoint {
	char region[64];
	char url[512];  /* with scheme, in lower case, without a slash at the end */
	char host[300]; /* the Host header: the port is in it when it is not the scheme's */
	bool is_custom;
};

/*
 * Region: --region, AWS_REGION, AWS_DEFAULT_REGION, profile. URL: --endpoint-url,
 * AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL, the profile's services section, its endpoint_url,
 * else DynamoDB's for the region; AWS_IGNORE_CONFIGURED_ENDPOINT_URLS leaves the first and last.
 * Without a region, a custom URL on loopback is signed for us-east-1; else ERROR_CONFIG.
 * Plain http beyond loopback without --allow-http is ERROR_CONFIG, and so is a malformed URL:
 * anything but a scheme, a host and a port.
 */
MUST_USE bool endpoint_resolve(const struct settings *settings, const struct aws_config *config,
	struct endpoint *endpoint, struct error *err);

#endif
