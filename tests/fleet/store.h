/* SPDX-License-Identifier: MIT */
/*
 * The table of the fleet: definition, creation, seeding, deletion.
 * DynamoDB's index keys may only be S, N or B, so with isActive as BOOL there is no
 * Active-Sessions-Index. See CreateTable in DynamoDB's API reference. One thread.
 */
#ifndef FLEET_STORE_H
#define FLEET_STORE_H

#include "buf.h"
#include "dynamodb/ddb.h"
#include "error.h"
#include "fleet/population.h"
#include "fleet/wire.h"

#include <stdbool.h>

/* Appends the body of CreateTable, one line a key; without the active index unless form is S or N.
 */
void store_define(const char *table, enum form form, bool is_on_demand, struct buf *out);

/* Creates the table and waits until it and its indexes are ACTIVE. */
MUST_USE bool store_create(
	struct ddb *ddb, const char *table, enum form form, bool is_on_demand, struct error *err);

/* Deletes the table and waits until it is gone; also true if there is none. */
MUST_USE bool store_drop(struct ddb *ddb, const char *table, struct error *err);

/* Writes every session of the population, in batches; slows down when the table is out of capacity.
 */
MUST_USE bool store_seed(struct ddb *ddb, const struct stage *stage,
	const struct population *population, struct error *err);

#endif
