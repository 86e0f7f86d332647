/* SPDX-License-Identifier: MIT */
/*
 * Resolves unfinished writes of killed programs: reads their items one after the other, strongly
 * consistent, and logs the current isActive to the audit log. Writes nothing to the table. Network
 * thread only.
 */
#ifndef BEYATOP_UNFINISHED_H
#define BEYATOP_UNFINISHED_H

#include "dynamodb/ddb.h"
#include "write/audit.h"

#include <stdbool.h>

struct unfinished {
	struct ddb *ddb;
	struct audit *audit;
	const char *table;
	/* the write whose item is being read */
	char reading_id[AUDIT_ID_SIZE];
	bool is_reading;
	/* for the publisher, which clears it */
	bool is_changed;
};

/* All pointers are borrowed. */
void unfinished_init(
	struct unfinished *unfinished, struct ddb *ddb, struct audit *audit, const char *table);

/* Reads the item of the next unfinished write, if there is one. */
void unfinished_advance(struct unfinished *unfinished);

#endif
