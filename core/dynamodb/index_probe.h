/* SPDX-License-Identifier: MIT */
/*
 * Finds out, by Queries of one item, what DescribeTable does not say: which key values the sessions
 * in an index have and, if DescribeTable is denied, whether the index exists and the types of its
 * keys. Tries one candidate value after the other until a Query returns a session. Network thread
 * only.
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

/* A possible key value of the active index. */
struct index_probe_candidate {
	const char *type, *value;
	/* the state that the value presumably stands for */
	enum session_active active;
};

struct index_probe {
	struct ddb *ddb;
	const struct settings *settings;
	struct table_description *table;
	/* assigned to *table when the probe is done */
	struct table_description found;
	struct stored_format *stored_format;
	/* the active index's pacer; the probe spends read units without waiting */
	struct pacer *pacer;
	enum index_probe_state state;
	/* INDEX_PROBE_FAILED: a transient or network error, not one about the table */
	struct error err;
	/* read units consumed since the start */
	double read_units;
	struct index_probe_candidate candidates[INDEX_PROBE_MAX_CANDIDATES];
	/*
	 * at is the current candidate; if equal to candidates_count, the service index is being
	 * probed
	 */
	size_t candidates_count, at;
	bool is_in_flight;
};

/* All pointers are borrowed. The probe sets *format and, at its end, *table. */
void index_probe_init(struct index_probe *probe, struct ddb *ddb, const struct settings *settings,
	struct table_description *table, struct stored_format *stored_format, struct pacer *pacer);

/*
 * Begins a probe. Call it after table_description_parse() or table_description_assume() has set
 * *table. Sets the shadow of *stored_format. The state is INDEX_PROBE_DONE at once if there is
 * nothing to find out.
 */
void index_probe_begin(struct index_probe *probe);

/*
 * Sends the next Query; ddb_run() delivers its response. At the end, *table's indexes are correct
 * or marked as unusable, and *stored_format has key values for the shadow if they are among the
 * usual ones.
 */
void index_probe_advance(struct index_probe *probe);

#endif
