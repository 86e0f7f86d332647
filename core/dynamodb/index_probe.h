/* SPDX-License-Identifier: MIT */
/*
 * Finds out by small Queries what DescribeTable does not say: how the sessions in an index spell
 * their key and, when DescribeTable is denied, whether the index exists and which types its keys
 * have. One Query of one item after the other until one finds something. Network thread only.
 */
#ifndef BEYATOP_INDEX_PROBE_H
#define BEYATOP_INDEX_PROBE_H

#include "dynamodb/ddb.h"
#include "dynamodb/pacer.h"
#include "dynamodb/stored_format.h"
#include "dynamodb/table_description.h"
#include "settings.h"

#include <stdbool.h>
#include <stdint.h>

enum index_probe_state {
	INDEX_PROBE_IDLE,
	INDEX_PROBE_RUNNING,
	INDEX_PROBE_DONE,
	INDEX_PROBE_FAILED
};

#define INDEX_PROBE_MAX_CANDIDATES 64

/* A key value that the active index may have. */
struct index_probe_candidate {
	const char *type, *value;
	/* what the value means, by its spelling */
	enum session_active active;
};

struct index_probe {
	struct ddb *ddb;
	const struct settings *settings;
	struct table_description *table;
	/* what *table becomes when the probe is done */
	struct table_description found;
	struct stored_format *stored_format;
	/* of the active index: the probe spends from it without waiting */
	struct pacer *pacer;
	enum index_probe_state state;
	/* INDEX_PROBE_FAILED: a fault of the network, not of the table */
	struct error err;
	/* consumed since the start */
	double read_units;
	struct index_probe_candidate candidates[INDEX_PROBE_MAX_CANDIDATES];
	/* at == candidates_count: the service index is being probed */
	size_t candidates_count, at;
	bool is_in_flight;
};

/* Everything is borrowed. The probe fills *format and, at its end, *table. */
void index_probe_init(struct index_probe *probe, struct ddb *ddb, const struct settings *settings,
	struct table_description *table, struct stored_format *stored_format, struct pacer *pacer);

/*
 * Begins after *table was set by table_description_parse() or table_description_assume(). Sets the
 * shadow of *spelling. INDEX_PROBE_DONE at once when there is nothing to find out.
 */
void index_probe_begin(struct index_probe *probe);

/*
 * Sends the next Query; its response comes by ddb_run(). In the end *table's indexes are right or
 * marked as unusable, and *spelling has keys for the shadow, if there is one with a usual spelling.
 */
void index_probe_advance(struct index_probe *probe);

#endif
