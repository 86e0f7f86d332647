/* SPDX-License-Identifier: MIT */
/*
 * Unfinished writes of killed runs: reads each item, strongly consistent, one after the other, and
 * notes in the audit log what isActive is now. It changes nothing in the table. Network thread
 * only.
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

/* All are borrowed. */
void unfinished_init(
	struct unfinished *unfinished, struct ddb *ddb, struct audit *audit, const char *table);

/* Reads the item of the next one, if there is any. */
void unfinished_advance(struct unfinished *unfinished);

#endif
