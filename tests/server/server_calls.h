/* SPDX-License-Identifier: MIT */
/* What each operation does with the table. Not locked. */
#ifndef BEYATOP_TESTS_SERVER_CALLS_H
#define BEYATOP_TESTS_SERVER_CALLS_H

#include "base/json.h"
#include "buf.h"
#include "server/server_sign.h"
#include "server/server_table.h"

#include <stdbool.h>
#include <stdint.h>

struct server_call {
	struct server_table *table;
	const struct json *request;
	enum server_operation operation;
	enum server_source source;
	/* Faults that change the response; -1: none. */
	/* LastEvaluatedKey repeats in a circle of this length */
	int64_t key_circle;
	/* before the first */
	int64_t empty_pages;
	/* by a BatchGetItem */
	int64_t keys_served;
	/* keys of the circle so far */
	unsigned circled;

	struct buf reply;
	double read_units;
	struct server_refusal refusal;
};

/* "Query" as an operation; -1 if it is not supported. */
int server_calls_operation(const char *name);
const char *server_calls_operation_name(enum server_operation operation);

/* What the request reads; the table if it names no known index. */
enum server_source server_calls_source(const struct json *request);

/* True with call->reply and the read units; false with the refusal. */
MUST_USE bool server_calls_run(struct server_call *call);

/* --- For the functions that make responses --------------------------------------------------- */

/* Sets the refusal and returns false. */
bool server_calls_refuse(struct server_call *call, const char *code, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* A member of an object as a string; "" if it is not one. */
const char *server_calls_string(const struct json *object, const char *name);

bool server_calls_is_consistent(const struct json *request);

/* Eventually consistent reads cost half a unit per 4 kB, even for no item. */
double server_calls_units(size_t bytes, bool is_consistent_read);

/* ConsumedCapacity, if requested; before is "," after another member. */
void server_calls_put_consumed(struct server_call *call, double units, const char *before);

#endif
