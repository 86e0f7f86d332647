/* SPDX-License-Identifier: MIT */
/*
 * Checks, inflates and parses DynamoDB's HTTP responses into JSON or a struct error. The table in
 * response.c maps DynamoDB's errors to kinds. Source: "Error handling with DynamoDB" in the
 * DynamoDB Developer Guide. Pure functions.
 */
#ifndef BEYATOP_RESPONSE_H
#define BEYATOP_RESPONSE_H

#include "base/json.h"
#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <stddef.h>

struct http_response;

/*
 * Reads the response to an operation ("Query") of the endpoint at url. *err is always set. Returns
 * the parsed body with ERROR_NONE or with the service's error that it describes; NULL with any
 * other error. HTTP status 429 is ERROR_THROTTLED, whatever the body is. The caller frees the
 * result with json_free().
 */
struct json *response_read(const char *operation, const char *url, const struct http_response *http,
	struct error *err) MUST_USE;

/* The read units in the ConsumedCapacity of a Query, Scan, GetItem or BatchGetItem; 0 if absent. */
double response_read_units(const struct json *response);

/*
 * The highest of what an UpdateItem cost the table and each index, in write units; 0 if absent.
 * Each has its own capacity, so the highest limits the rate.
 */
double response_write_units(const struct json *response);

/*
 * True if the body matches the CRC-32, a decimal number, in the x-amz-crc32 header, or if the
 * header is missing ("") or not a number. The checksum covers the bytes as sent, compressed or not,
 * so libcurl must not inflate them.
 */
bool response_is_intact(const struct buf *body, const char *crc32_header);

/*
 * Appends the content of a compressed body (gzip, or deflate with or without a header), at most
 * max_bytes. ERROR_NETWORK if it is damaged or truncated, ERROR_PROTOCOL if it is larger.
 */
MUST_USE bool response_inflate(
	const struct buf *body, size_t max_bytes, struct buf *out, struct error *err);

#endif
