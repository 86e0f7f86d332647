/* SPDX-License-Identifier: MIT */
/*
 * --log-file: changes, findings, beginnings and ends of faults, and writes, as JSON lines. A
 * finding makes a line when it begins, ends or comes back, and when its kind, severity or outlook
 * changes. It contains no attributes of items except keys. Network thread only, once opened.
 */
#ifndef BEYATOP_EVENT_LOG_H
#define BEYATOP_EVENT_LOG_H

#include "error.h"
#include "snapshot.h"

#include <stdbool.h>

/* A file of this size is renamed to PATH.1, which replaces the previous one. */
#define EVENT_LOG_MAX_BYTES (8 << 20)

struct event_log;

/*
 * Opens the file for appending; creates it with mode 0600. ERROR_CONFIG if it or PATH.1 cannot be
 * written to or is not a regular file. Close with event_log_close().
 */
MUST_USE bool event_log_open(struct event_log **log, const char *path, struct error *err);

/*
 * Logs what is new in the snapshot. log may be NULL. Lines that cannot be written are lost; once
 * writing works again, a "lost" line says how many.
 */
void event_log_take(struct event_log *log, const struct snapshot *snapshot);

/* NULL is allowed. */
void event_log_close(struct event_log *log);

#endif
