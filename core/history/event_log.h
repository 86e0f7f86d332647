/* SPDX-License-Identifier: MIT */
/*
 * --log-file: changes, the beginnings and ends of faults, and writes, as JSON lines. Of items it
 * has only the keys. Network thread only, once opened.
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
 * Opens the file for appending; a new one has mode 0600. ERROR_CONFIG when it cannot be opened, or
 * is a symbolic link or not a regular file. Close it by event_log_close().
 */
MUST_USE bool event_log_open(struct event_log **log, const char *path, struct error *err);

/*
 * Writes what is new in the snapshot. log may be NULL. Lines that cannot be written are lost; the
 * next one that can be is preceded by a "lost" line with their number.
 */
void event_log_take(struct event_log *log, const struct snapshot *snapshot);

/* NULL is allowed. */
void event_log_close(struct event_log *log);

#endif
