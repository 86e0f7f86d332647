/* SPDX-License-Identifier: MIT */
/*
 * DynamoDB's expressions, as far as this server supports them. Source: "Using expressions in
 * DynamoDB" in the Developer Guide. Pure functions; texts are borrowed from the request.
 */
#ifndef BEYATOP_TESTS_SERVER_EXPRESSION_H
#define BEYATOP_TESTS_SERVER_EXPRESSION_H

#include "base/json.h"
#include "server/server_item.h"
#include "server/server_sign.h"

#include <stdbool.h>

enum server_comparison {
	COMPARES_EQUAL,
	COMPARES_BELOW,
	COMPARES_AT_MOST,
	COMPARES_ABOVE,
	COMPARES_AT_LEAST,
	/* inclusive */
	COMPARES_BETWEEN,
	/* attribute_exists(name); no operand */
	COMPARES_EXISTS,
	COMPARES_NOT_EXISTS,
};

struct server_term {
	/* of the attribute, resolved */
	char name[64];
	enum server_comparison comparison;
	/* upper: COMPARES_BETWEEN */
	struct server_value operand, upper;
};

#define SERVER_MAX_TERMS 8

/*
 * Parses a condition like "a = :x AND b > :y" or "attribute_exists(a)" in the request's member of
 * that name; no member: no terms. -1 with the refusal if it is invalid or not supported.
 */
int server_expression_condition(const struct json *request, const char *member,
	struct server_term terms[SERVER_MAX_TERMS], struct server_refusal *refusal);

/* "SET a = :x, b = :y REMOVE c" in UpdateExpression; COMPARES_NOT_EXISTS: to be removed. */
int server_expression_update(const struct json *request, struct server_term terms[SERVER_MAX_TERMS],
	struct server_refusal *refusal);

/* ProjectionExpression as a mask of attributes; all when there is none. */
MUST_USE bool server_expression_projection(const struct json *request,
	const struct server_names *names, uint64_t *attributes, struct server_refusal *refusal);

/* Whether an item (NULL: none) satisfies a term. */
bool server_expression_holds(const struct server_term *term, const struct server_item *item,
	const struct server_names *names);

/* True if the expressions use every name and value that the request defines. */
MUST_USE bool server_expression_uses_all(
	const struct json *request, struct server_refusal *refusal);

#endif
