/* SPDX-License-Identifier: MIT */
/*
 * What has become of a write: from the answer, or where that was lost from a read of the item, to
 * its result, its line in the audit log and the fleet. Network thread only.
 */
#ifndef BEYATOP_WRITER_SETTLE_H
#define BEYATOP_WRITER_SETTLE_H

#include "write/writer_state.h"

/* The answer to UpdateItem, for ddb_call(); user is the writer. */
ddb_done_fn outcome_on_written;

/* Nothing was sent, or all of it refused. */
void outcome_fail(struct writer *writer, const struct error *err);

/* The item is not as it was to be found; NULL or empty: it is gone. */
void outcome_conflict(struct writer *writer, const struct json *item, const char *request_id);

#endif
