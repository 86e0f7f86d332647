/* SPDX-License-Identifier: MIT */
/*
 * What DescribeTable says about the table, and what follows from it: which indexes can be read, by
 * which keys, which attributes they project, their capacity, and whether isActive can be written.
 * Pure functions.
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

#define TABLE_KEY_NAME_SIZE 256 /* attribute name including the NUL */

struct index_description {
	bool is_usable;
	/* why it is not usable, for the user */
	char why_not[180];
	/* its partition key; also set if the index is not usable */
	char key_name[TABLE_KEY_NAME_SIZE];
	/* type type of the partition key: "S" or "N" */
	char key_type[2];
	/* type of lastPollAt, the sort key: "S" or "N" */
	char poll_type[2];
	/* set of enum item_attribute that it does not project */
	uint32_t absent;
	/* it projects the shadow attribute, see below */
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
	 * The shadow of isActive: the active index's partition key, if that is another attribute,
	 * because index keys cannot be BOOL. Both must be written together. "": none.
	 */
	char shadow[TABLE_KEY_NAME_SIZE], shadow_type[2];
	/* the base table's provisioned capacity; 0: on demand */
	double read_capacity, write_capacity;
	/* about 6 hours old; -1: unknown */
	double items;
	/* DescribeTable was denied: see table_description_assume() */
	bool is_assumed;
	/* the account that owns the table; "": unknown */
	char account[CREDENTIALS_ACCOUNT_SIZE];
	/* a problem to show to the user; "": none */
	char notice[200];
	bool can_write;
	/* why isActive cannot be written, for the user; "" if it can */
	char write_refusal[200];
};

/*
 * Parses the response to DescribeTable. False, with *table untouched, if the table cannot be read:
 * it is not ACTIVE, or its primary key is not userId and serviceType.
 */
MUST_USE bool table_description_parse(const struct json *response, const struct settings *settings,
	struct table_description *table, struct error *err);

/*
 * Use it if DescribeTable is denied: assumes that both indexes are as specified, project all
 * attributes and are on demand. index_probe finds out the rest; if the table was assumed before,
 * what the probe found is kept.
 */
void table_description_assume(const struct settings *settings, struct table_description *table);

/* If the error says that the table does not exist, adds its name, region and endpoint. */
void table_description_explain_missing(
	struct error *err, const struct settings *settings, const struct endpoint *endpoint);

/* Marks the index as unusable. The text tells the user why. */
void table_description_reject_index(struct index_description *index, const char *format, ...)
	PRINTF_LIKE(2, 3);

#endif
