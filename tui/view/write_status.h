/* SPDX-License-Identifier: MIT */
/* Messages about writes: the progress of an order, and how it ended. UI thread. */
#ifndef BEYATOP_WRITE_STATUS_H
#define BEYATOP_WRITE_STATUS_H

#include "snapshot.h"

#include <stdbool.h>

/* True while an order is being written. */
bool write_status_is_writing(const struct snapshot *newest);

/* What was ordered: "pause" or "resume"; static. With a "d", what was done. */
const char *write_status_verb(enum session_active wanted);

/* The author of a record: "you" if this run wrote it, else a name. Borrowed from the record. */
const char *write_status_author(const struct write_record *record);

#define WRITE_STATUS_SIZE 640

/* The message about how an order, or the write of a single session, ended; "" for none. */
void write_status_format_result(const struct snapshot *snapshot, char text[WRITE_STATUS_SIZE]);

/* The notice while an order is being written, or was stopped before its end; "" for none. */
void write_status_format_progress(const struct snapshot *snapshot, char text[WRITE_STATUS_SIZE]);

#endif
