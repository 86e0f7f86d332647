/* SPDX-License-Identifier: MIT */
/* The writer from the inside, shared by its files: writer.c (what sends) and outcome.c (what comes of it). */
#ifndef BEYATOP_WRITER_STATE_H
#define BEYATOP_WRITER_STATE_H

#include "writer.h"

#define WRITER_TIMEOUT_MS 10000

struct writer {
	struct writer_place place;
	bool is_armed;
	char refusal[300]; /* "" if it may write */

	/* The write under way, or the last. */
	struct write_order *order; /* of one key: the copies of its strings */
	struct audit_write audited;
	bool is_busy;
	double write_units;
	struct write_result result;
	struct error lost;  /* why there was no answer; ERROR_NONE: there was, or it is not over */
	bool may_come_late; /* this session was tried before, without an answer */
	unsigned settle_tries;
	int64_t settle_mono_ms; /* of the next read; -1: none is to come */
};

/* The key of the write under way, or of the last. */
const struct write_key *writer_key(const struct writer *writer);

/* Strongly consistent, the item of that key. */
void writer_ask_item(struct writer *writer, ddb_done_fn *done);

#endif
