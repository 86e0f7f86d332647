/* SPDX-License-Identifier: MIT */
/* A client of a server with canned responses. */
#ifndef BEYATOP_TESTS_CANNED_DDB_H
#define BEYATOP_TESTS_CANNED_DDB_H

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "dynamodb/ddb.h"
#include "kit/canned.h"

#include <stdio.h>
#include <string.h>

#define JSON_TYPE "application/x-amz-json-1.0"

/* A response to an operation, given that often; 0: always. */
#define GOOD(name, count, text)                                                                    \
	{                                                                                          \
		.operation = (name), .http_status = 200, .content_type = JSON_TYPE,                \
		.times = (count), .body = (text)                                                   \
	}
#define BAD(name, count, text)                                                                     \
	{                                                                                          \
		.operation = (name), .http_status = 400, .content_type = JSON_TYPE,                \
		.times = (count), .body = (text)                                                   \
	}

static inline struct ddb *canned_connect(const struct canned *canned)
{
	struct endpoint endpoint = {.region = "eu-west-1", .is_custom = true};
	struct credentials credentials = {.access_key_id = "AKID", .secret_access_key = "secret"};
	snprintf(endpoint.url, sizeof(endpoint.url), "%s", canned_url(canned));
	snprintf(
		endpoint.host, sizeof(endpoint.host), "%s", canned_url(canned) + strlen("http://"));
	return ddb_new(&endpoint, &credentials);
}

#endif
