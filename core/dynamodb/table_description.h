/* SPDX-License-Identifier: MIT */
/*
 * What DescribeTable says about the table, and what follows from it: which index can be read, by
 * which keys, which attributes its items have, how fast, and whether isActive can be written. Pure
 * functions.
 */
#ifndef BEYATOP_TABLE_DESCRIPTION_H
#define BEYATOP_TABLE_DESCRIPTION_H

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "base/json.h"
#include "error.h"
#include "settings.h"

#include <stdbool.h>
#include <stdint.h>

#define TABLE_KEY_NAME_SIZE 256 /* of an attribute's name, with the NUL */

struct index_description {
	bool is_usable;
	/* when it is not: why, for people */
	char why_not[180];
	/* its partition key, also of an index that is not usable */
	char key_name[TABLE_KEY_NAME_SIZE];
	/* of the partition key: "S" or "N" */
	char key_type[2];
	/* of lastPollAt, its sort key: "S" or "N" */
	char poll_type[2];
	/* set of enum item_attribute that it does not project */
	uint32_t absent;
	/* its items have the shadow attribute, see below */
	bool shows_shadow;
	/* provisioned RCU; 0: on demand */
	double read_capacity;
	/* provisioned WCU; 0: on demand */
	double write_capacity;
	/* about 6 hours old; -1: unknown */
	double items;
};

struct table_description {
	struct index_description active, service;
	/*
	 * The shadow of isActive: the attribute that keys the active index instead of it, because
	 * no index can have a BOOL as its key. Both must be written together. "": none.
	 */
	char shadow[TABLE_KEY_NAME_SIZE], shadow_type[2];
	/* of the base table; 0: on demand */
	double read_capacity, write_capacity;
	/* about 6 hours old; -1: unknown */
	double items;
	/* DescribeTable was denied: see table_description_assume() */
	bool is_assumed;
	/* that owns it; "": unknown */
	char account[CREDENTIALS_ACCOUNT_SIZE];
	/* for people; "": none */
	char notice[200];
	bool can_write;
	/* when isActive cannot be written: why, for people */
	char write_refusal[200];
};

/*
 * Parses the response to DescribeTable. False, with *table untouched, when the table cannot be read
 * at all: it is not ACTIVE, or its primary key is not userId and serviceType.
 */
MUST_USE bool table_description_parse(const struct json *response, const struct settings *settings,
	struct table_description *table, struct error *err);

/*
 * When DescribeTable is denied: assumes that both indexes are as specified, have all attributes and
 * are billed per request. The rest is for index_probe to find out; what it has found stays when the
 * table was assumed before.
 */
void table_description_assume(const struct settings *settings, struct table_description *table);

/* Makes an error about a missing table say which table, and where. Leaves other errors alone. */
void table_description_explain_missing(
	struct error *err, const struct settings *settings, const struct endpoint *endpoint);

/* Marks the index as unusable. The text says why, for people. */
void table_description_reject_index(struct index_description *index, const char *format, ...)
	PRINTF_LIKE(2, 3);

#endif
