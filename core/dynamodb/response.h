/* SPDX-License-Identifier: MIT */
/*
 * What an HTTP answer of DynamoDB's means: a document, or one of our errors. Source: "Error
 * handling with DynamoDB" in the DynamoDB Developer Guide. Pure functions, network thread only.
 */
#ifndef BEYATOP_RESPONSE_H
#define BEYATOP_RESPONSE_H

#include "base/json.h"
#include "error.h"
#include "net/http.h"

/*
 * Checks the answer to an operation ("Query") of the endpoint at url, inflates and parses it. *err
 * is always set: to ERROR_NONE with a document when all is well; to the service's error, with the
 * document that tells it; or to what else is wrong, with NULL. The caller frees by json_free().
 */
struct json *response_read(const char *operation, const char *url,
	const struct http_response *response, struct error *err) MUST_USE;

#endif
