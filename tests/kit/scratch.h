/* SPDX-License-Identifier: MIT */
/*
 * A separate table for a test, on the engine at BEYATOP_TEST_ENDPOINT, and a second client that
 * writes to it and reads back. Errors end the process. One thread.
 */
#ifndef BEYATOP_TESTS_SCRATCH_H
#define BEYATOP_TESTS_SCRATCH_H

#include "buf.h"
#include "dynamodb/ddb.h"
#include "fleet/population.h"

#include <stdbool.h>
#include <stdint.h>

struct scratch {
	const char *url;
	char table[80];
	enum form form;
	struct ddb *ddb;
};

/* An item. */
struct scratch_item {
	const char *user_id, *service;
	bool is_active, lacks_active;
	/* NEVER_MS: no lastPollAt */
	int64_t polled_ago_ms;
	int64_t interval_ms;
	int error_count;
};

/* Makes the table, with isActive in the form. End by scratch_close(). */
void scratch_open(struct scratch *scratch, enum form form);

/* Deletes the table. */
void scratch_close(struct scratch *scratch);

void scratch_put(struct scratch *scratch, const struct scratch_item *item);

/* Puts any item: its attributes as JSON text, without the enclosing braces. */
void scratch_put_json(struct scratch *scratch, const char *attributes);

/* Sets isActive without a condition. */
void scratch_set_active(
	struct scratch *scratch, const char *user_id, const char *service, bool is_active);

/* isActive as the item has it now, {"S":"true"}; "" when item or attribute is missing. */
void scratch_read_active(
	struct scratch *scratch, const char *user_id, const char *service, struct buf *value);

#endif
