/* SPDX-License-Identifier: MIT */
/*
 * DynamoDB's HTTP responses: checked, inflated and parsed into JSON, or into one of our errors.
 * Source: "Error handling with DynamoDB" in the DynamoDB Developer Guide. Pure functions.
 */
#ifndef BEYATOP_RESPONSE_H
#define BEYATOP_RESPONSE_H

#include "base/json.h"
#include "buf.h"
#include "error.h"
#include "net/http.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads the response to an operation ("Query") of the endpoint at url. *err is always set:
 * ERROR_NONE with the parsed body; the service's error with the body that describes it; or another
 * error with NULL. The caller frees the result by json_free().
 */
struct json *response_read(const char *operation, const char *url, const struct http_response *http,
	struct error *err) MUST_USE;

/* The read units in the ConsumedCapacity of a Query, Scan, GetItem or BatchGetItem; 0: none given.
 */
double response_read_units(const struct json *response);

/*
 * True when the body has the CRC-32 in the x-amz-crc32 header, a decimal number, or when that is
 * missing ("") or not a number. The checksum is of the bytes as sent, compressed or not, which is
 * why curl must not inflate them.
 */
bool response_is_intact(const struct buf *body, const char *crc32_header);

/*
 * Appends the content of a gzip body, at most max_bytes of it. False with ERROR_NETWORK when it is
 * damaged or truncated, with ERROR_PROTOCOL when it is larger.
 */
MUST_USE bool response_inflate(
	const struct buf *body, size_t max_bytes, struct buf *out, struct error *err);

#endif
