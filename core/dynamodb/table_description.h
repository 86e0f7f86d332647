/* SPDX-License-Identifier: MIT */
/*
 * What DescribeTable says about the table, and what we may conclude from it:
 * which index can be read, by which keys, what its pages show, how fast, and whether isActive can
 * be written. Pure functions.
 */
#ifndef BEYATOP_TABLE_DESCRIPTION_H
#define BEYATOP_TABLE_DESCRIPTION_H

#include "aws/endpoint.h"
#include "base/json.h"
#include "error.h"
#include "settings.h"

#include <stdbool.h>
#include <stdint.h>

#define TABLE_KEY_NAME_SIZE 256 /* of a key's name, with the NUL */

struct index_description {
	bool is_usable;
	/* when it is not: a sentence for people */
	char why_not[180];
	char key_name
		/* of its partition key; also of an index that is not usable */
		[TABLE_KEY_NAME_SIZE];
	/* its type: "S" or "N" */
	char key_type[2];
	/* of lastPollAt, its sort key: "S" or "N" */
	char poll_type[2];
	/* set of enum item_attribute that it does not project */
	uint32_t absent;
	/* it has the active index's key, where that is not isActive */
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
	 * The attribute that keys the active index in place of isActive, by which no index can
	 * be keyed where it is BOOL: what is written to the one must be written to the other.
	 * "": none.
	 */
	char shadow[TABLE_KEY_NAME_SIZE], shadow_type[2];
	/* of the base table; 0: on demand */
	double read_capacity, write_capacity;
	/* about 6 hours old; -1: unknown */
	double items;
	/* DescribeTable was denied: see table_description_assume() */
	bool is_assumed;
	/* of its owner; "": unknown */
	char account[16];
	/* for people; "" if there is nothing to say */
	char notice[200];
	bool can_write;
	/* when isActive cannot be written: why */
	char write_refusal[200];
};

/*
 * Reads DescribeTable's response. False when the table cannot be read at all: it is not
 * ACTIVE yet, or its primary key is not userId and serviceType; *table is untouched then.
 */
MUST_USE bool table_description_parse(const struct json *response, const struct settings *settings,
	struct table_description *table, struct error *err);

/*
 * For want of DescribeTable, which IAM denies: both indexes as their specification has them,
 * with all attributes, billed by request. What can be found out by asking them is the probe's
 * business; a table that was assumed before stays as it has found it.
 */
void table_description_assume(const struct settings *settings, struct table_description *table);

/* An error that there is no such table becomes one that says which, and where; any other stays. */
void table_description_explain_missing(
	struct error *err, const struct settings *settings, const struct endpoint *endpoint);

/* The index cannot be used: format says why, for people. */
void table_description_refuse_index(struct index_description *index, const char *format, ...)
	PRINTF_LIKE(2, 3);

#endif
