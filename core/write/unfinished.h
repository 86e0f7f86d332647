/* SPDX-License-Identifier: MIT */
/*
 * Writes that a dead program has left in the audit log without a result: reads, strongly
 * consistent, what each item is by now, one after the other, and tells the log. It changes nothing
 * in the table. Network thread only.
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
	/* of the one that is being read */
	char asked_id[AUDIT_ID_SIZE];
	bool is_asking;
	/* for the one who publishes; cleared by them */
	bool is_changed;
};

/* All are borrowed. */
void unfinished_init(
	struct unfinished *unfinished, struct ddb *ddb, struct audit *audit, const char *table);

/* Asks for the next one, if there is any. */
void unfinished_advance(struct unfinished *unfinished);

#endif
