/* SPDX-License-Identifier: MIT */
/*
 * What is known about the table: its description, from DescribeTable every five minutes, every 30 s
 * while an index or the permission is missing, and after errors that a change of the table may have
 * caused; what the index probe finds; the stored formats; and a pacer per index. Network thread
 * only.
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
	/* pacers of both indexes and of the base table */
	struct pacer active_pacer, service_pacer, table_pacer;
	/* DescribeTable is in flight */
	bool is_describing;
	/* call DescribeTable as soon as the backoff allows */
	bool is_due;
	int64_t described_mono_ms;
	/* the last DescribeTable failed, so that the description is an older or an assumed one */
	bool was_refused;
	/* for the publisher, which clears it */
	bool is_changed;
};

void table_info_init(
	struct table_info *info, const struct settings *settings, struct backoff *backoff);
void table_info_connect(struct table_info *info, struct ddb *ddb);

/*
 * Call it when a read has failed: backs off, and calls DescribeTable again if the table may have
 * changed.
 */
void table_info_fail(struct table_info *info, const struct error *err);

/*
 * Sends a request that is due. Another one only becomes due by a response or the end of the
 * backoff.
 */
void table_info_advance(struct table_info *info);

#endif
