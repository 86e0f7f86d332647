/* SPDX-License-Identifier: MIT */
/* What the screen says of writes: how far an order is, and what has become of it. UI thread. */
#ifndef BEYATOP_WRITE_STATUS_H
#define BEYATOP_WRITE_STATUS_H

#include "snapshot.h"

#include <stdbool.h>

/* True while an order is under way. */
bool write_status_is_writing(const struct snapshot *newest);

/* What the session's isActive would become, as lists show it; static. */
const char *write_status_word(enum session_active active);

/* Who wrote it, as views say it: "us", of this run, or a name. Borrowed from the record. */
const char *write_status_who(const struct write_record *record);

#define WRITE_STATUS_SIZE 640

/* How an order ended, or what the write of a single session has come to; "" for nothing to say. */
void write_status_tell(const struct snapshot *snapshot, char text[WRITE_STATUS_SIZE]);

/* The notice while an order is under way, or stopped before its end; "" for none. */
void write_status_format(const struct snapshot *snapshot, char text[WRITE_STATUS_SIZE]);

#endif
