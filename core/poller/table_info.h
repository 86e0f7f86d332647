/* SPDX-License-Identifier: MIT */
/*
 * What is known of the table: its description, by DescribeTable every five minutes and after an
 * error that a change may have caused; what the probe finds in its indexes; how its items spell
 * what they store; and how fast each index may be read. Network thread only.
 */
#ifndef BEYATOP_TABLE_INFO_H
#define BEYATOP_TABLE_INFO_H

#include "dynamodb/ddb.h"
#include "dynamodb/index_probe.h"
#include "dynamodb/pacer.h"
#include "dynamodb/stored_format.h"
#include "dynamodb/table_description.h"
#include "poller/backoff.h"
#include "settings.h"

#include <stdbool.h>
#include <stdint.h>

struct table_info {
	/* all three borrowed; ddb is NULL until table_info_connect() */
	const struct settings *settings;
	struct backoff *backoff;
	struct ddb *ddb;
	/* the table has been described and probed once */
	bool is_known;
	struct table_description table;
	struct stored_format stored_format;
	struct index_probe probe;
	/* of both indexes and of the base table */
	struct pacer active_pacer, service_pacer, table_pacer;
	/* DescribeTable is in flight */
	bool is_describing;
	/* something may have changed: describes the table as soon as the backoff allows */
	bool is_due;
	int64_t described_mono_ms;
	/* for the publisher, which clears it */
	bool is_changed;
};

void table_info_init(
	struct table_info *info, const struct settings *settings, struct backoff *backoff);
void table_info_connect(struct table_info *info, struct ddb *ddb);

/* A read failed: backs off, and describes the table again if it may not be what it was. */
void table_info_fail(struct table_info *info, const struct error *err);

/* Sends what is due. Only responses and the backoff can make more due. */
void table_info_advance(struct table_info *info);

#endif
