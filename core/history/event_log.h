/* SPDX-License-Identifier: MIT */
/*
 * --log-file: what changed, which faults came and went, and what was written, a JSON object a line.
 * It names sessions by their keys and holds nothing else of any item. Network thread only, once
 * opened.
 */
#ifndef BEYATOP_EVENT_LOG_H
#define BEYATOP_EVENT_LOG_H

#include "error.h"
#include "snapshot.h"

#include <stdbool.h>

/* A file that has grown so large becomes PATH.1, in the place of an earlier one. */
#define EVENT_LOG_MAX_BYTES (8 << 20)

struct event_log;

/*
 * Opens the file for appending; a new one is for its owner only. ERROR_CONFIG when it cannot be
 * opened, or is a symbolic link or no regular file. Close by event_log_close().
 */
MUST_USE bool event_log_open(struct event_log **log, const char *path, struct error *err);

/*
 * Writes what the snapshot has that none before had. log may be NULL. What cannot be written is
 * lost; the first line that can be says how many lines were.
 */
void event_log_take(struct event_log *log, const struct snapshot *snapshot);

/* NULL is allowed. */
void event_log_close(struct event_log *log);

#endif
