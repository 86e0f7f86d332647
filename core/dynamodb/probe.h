/* SPDX-License-Identifier: MIT */
/*
 * Finds out by asking an index what DescribeTable does not tell: how the sessions in it spell their
 * key, and, where DescribeTable is denied, whether there is such an index at all and of what type
 * its keys are. Queries of one item, one after the other, until one answers. Network thread only.
 */
#ifndef BEYATOP_PROBE_H
#define BEYATOP_PROBE_H

#include "dynamodb/ddb.h"
#include "dynamodb/pacer.h"
#include "dynamodb/table.h"
#include "dynamodb/vocabulary.h"
#include "settings.h"

#include <stdbool.h>
#include <stdint.h>

enum probe_state { PROBE_IDLE, PROBE_RUNNING, PROBE_DONE, PROBE_FAILED };

#define PROBE_MAX_QUESTIONS 64

/* Is there a session under this key? */
struct probe_question {
	const char *type, *value;
	/* what the value says by its spelling */
	enum session_active active;
};

struct probe {
	struct ddb *ddb;
	const struct settings *settings;
	struct table *table;
	/* what it will be, in the end */
	struct table found;
	struct vocabulary *vocabulary;
	/* of the active index; what is asked is spent, not waited for */
	struct pacer *pacer;
	enum probe_state state;
	/* PROBE_FAILED: the network, not the table */
	struct error err;
	/* consumed since the start */
	double read_units;
	struct probe_question questions[PROBE_MAX_QUESTIONS];
	/* at == questions_count: the service index's turn */
	size_t questions_count, at;
	bool is_asking;
};

/* Everything is borrowed; it fills in *vocabulary and, all at once in the end, *table. */
void probe_init(struct probe *probe, struct ddb *ddb, const struct settings *settings,
	struct table *table, struct vocabulary *vocabulary, struct pacer *pacer);

/*
 * Call it whenever *table is new, by table_parse() or table_assume(). Names the table's shadow
 * to the vocabulary. PROBE_DONE at once when there is nothing to find out.
 */
void probe_begin(struct probe *probe);

/*
 * Asks the next question. In the end *table's indexes are right or refused, and the vocabulary
 * has keys for the shadow, if there is one and it is spelled as usual. Nothing to wait for but the
 * answers.
 */
void probe_advance(struct probe *probe);

#endif
