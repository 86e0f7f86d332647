/* SPDX-License-Identifier: MIT */
/*
 * Writes that a dead program has left in the audit log without a result: reads, strongly consistent, what
 * each item is by now, one after the other, and tells the log. It changes nothing in the table. Network thread
 * only.
 */
#ifndef BEYATOP_LEFTOVER_H
#define BEYATOP_LEFTOVER_H

#include "audit.h"
#include "ddb.h"

#include <stdbool.h>

struct leftover {
	struct ddb *ddb;
	struct audit *audit;
	const char *table;
	char asked_id[AUDIT_ID_SIZE]; /* of the one that is being read */
	bool is_asking;
	bool is_changed; /* for the one who publishes; cleared by them */
};

/* All are borrowed. */
void leftover_init(
	struct leftover *leftover, struct ddb *ddb, struct audit *audit, const char *table);

/* Asks for the next one, if there is any. */
void leftover_advance(struct leftover *leftover);

#endif
