/* SPDX-License-Identifier: MIT */
/*
 * The only module that can change the table. A read-only program has no writer,
 * and no other module sends UpdateItem. Network thread only.
 */
#ifndef BEYATOP_WRITER_H
#define BEYATOP_WRITER_H

#include "ddb.h"
#include "fleet.h"
#include "snapshot.h"
#include "vocabulary.h"

#include <stdbool.h>

struct writer;

/* table is borrowed, and so is the vocabulary, which tells what else is written with isActive. */
struct writer *writer_new(struct ddb *ddb, struct fleet *fleet, const char *table,
	const struct vocabulary *vocabulary) MUST_USE;

/* Not before the ddb is freed. NULL is allowed. */
void writer_free(struct writer *writer);

/* True while a write has no result. */
bool writer_is_busy(const struct writer *writer);

/*
 * Sets isActive of an existing item from `seen` to the other value, both as the encoding stores
 * them, if it still is as seen. A shadow is read first and written in the same request, on
 * condition that it is as read. Sent once: no answer is no reason to send it again. The writer
 * must not be busy.
 */
void writer_toggle(struct writer *writer, const char *user_id, const char *service,
	uint8_t encoding, enum session_active seen);

/* The result of a toggle that is not sent: WRITE_FAILED, and why. The writer must not be busy. */
void writer_refuse(struct writer *writer, const char *user_id, const char *service,
	enum session_active seen, const char *why);

/* The newest write; its strings live until the next writer_toggle(). */
const struct write_result *writer_result(const struct writer *writer);

#endif
