/* SPDX-License-Identifier: MIT */
/*
 * Finds out by asking an index what DescribeTable does not tell: how the sessions in it spell their
 * key, and, where DescribeTable is denied, whether there is such an index at all and of what type
 * its keys are. Queries of one item, one after the other, until one answers. Network thread only.
 */
#ifndef BEYATOP_INDEX_PROBE_H
#define BEYATOP_INDEX_PROBE_H

#include "dynamodb/ddb.h"
#include "dynamodb/pacer.h"
#include "dynamodb/spelling.h"
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

#define INDEX_PROBE_MAX_QUESTIONS 64

/* Is there a session under this key? */
struct index_probe_question {
	const char *type, *value;
	/* what the value says by its spelling */
	enum session_active active;
};

struct index_probe {
	struct ddb *ddb;
	const struct settings *settings;
	struct table_description *table;
	/* what it will be, in the end */
	struct table_description found;
	struct spelling *spelling;
	/* of the active index; what is asked is spent, not waited for */
	struct pacer *pacer;
	enum index_probe_state state;
	/* INDEX_PROBE_FAILED: the network, not the table */
	struct error err;
	/* consumed since the start */
	double read_units;
	struct index_probe_question questions[INDEX_PROBE_MAX_QUESTIONS];
	/* at == questions_count: the service index's turn */
	size_t questions_count, at;
	bool is_asking;
};

/* Everything is borrowed; it fills in *spelling and, all at once in the end, *table. */
void index_probe_init(struct index_probe *probe, struct ddb *ddb, const struct settings *settings,
	struct table_description *table, struct spelling *spelling, struct pacer *pacer);

/*
 * Call it whenever *table is new, by table_description_parse() or table_description_assume(). Names
 * the table's shadow to the spelling. INDEX_PROBE_DONE at once when there is nothing to find out.
 */
void index_probe_begin(struct index_probe *probe);

/*
 * Asks the next question. In the end *table's indexes are right or refused, and the spelling
 * has keys for the shadow, if there is one and it is spelled as usual. Nothing to wait for but the
 * answers.
 */
void index_probe_advance(struct index_probe *probe);

#endif
