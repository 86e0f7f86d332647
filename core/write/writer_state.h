/* SPDX-License-Identifier: MIT */
/* The writer from the inside, shared by its files: writer.c (what sends) and outcome.c (what comes
 * of it). */
#ifndef BEYATOP_WRITER_STATE_H
#define BEYATOP_WRITER_STATE_H

#include "write/writer.h"

#define WRITER_TIMEOUT_MS 10000

struct writer {
	struct writer_place place;
	bool is_armed;
	/* "" if it may write */
	char refusal[300];

	/* The write under way, or the last. */
	/* of one key: the copies of its strings */
	struct write_order *order;
	struct audit_write audited;
	bool is_busy;
	double write_units;
	struct write_result result;
	/* why there was no answer; ERROR_NONE: there was, or it is not over */
	struct error lost;
	/* this session was tried before, without an answer */
	bool may_come_late;
	unsigned settle_tries;
	/* of the next read; -1: none is to come */
	int64_t settle_mono_ms;
};

/* The key of the write under way, or of the last. */
const struct write_target *writer_key(const struct writer *writer);

/* Strongly consistent, the item of that key. */
void writer_ask_item(struct writer *writer, ddb_done_fn *done);

#endif
