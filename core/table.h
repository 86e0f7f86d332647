/* SPDX-License-Identifier: MIT */
/*
 * What DescribeTable says about the table, and what we may conclude from it:
 * which index can be read, with which type of key, how fast, and whether isActive can be
 * written. Pure functions.
 */
#ifndef BEYATOP_TABLE_H
#define BEYATOP_TABLE_H

#include "error.h"
#include "json.h"
#include "settings.h"

#include <stdbool.h>

struct table_index {
	bool is_usable;
	char why_not[160];   /* when it is not: a sentence for people */
	char key_type[2];    /* of its partition key: "S" or "N" */
	double read_capacity; /* provisioned RCU; 0: on demand */
};

struct table {
	struct table_index active, service;
	double read_capacity; /* of the base table; 0: on demand */
	bool can_write;
	char write_refusal[200]; /* when isActive cannot be written: why */
};

/*
 * Reads DescribeTable's reply. False when the table cannot be read at all: it is not
 * ACTIVE yet, or its primary key is not userId and serviceType; *table is untouched then.
 */
MUST_USE bool table_parse(const struct json *reply, const struct settings *settings,
	struct table *table, struct error *err);

#endif
