/* SPDX-License-Identifier: MIT */
/* What the screen says of writes: how far an order is, and what has become of it. UI thread. */
#ifndef BEYATOP_PROGRESS_H
#define BEYATOP_PROGRESS_H

#include "snapshot.h"

#include <stdbool.h>

/* True while an order is under way. */
bool progress_is_writing(const struct snapshot *newest);

/* What the session's isActive would become, as lists show it; static. */
const char *progress_word(enum session_active active);

/* Who wrote it, as views say it: "us", of this run, or a name. Borrowed from the record. */
const char *progress_who(const struct write_record *record);

#define PROGRESS_TEXT_SIZE 640

/* How an order ended, or what the write of a single session has come to; "" for nothing to say. */
void progress_tell(const struct snapshot *snapshot, char text[PROGRESS_TEXT_SIZE]);

/* The notice while an order is under way, or stopped before its end; "" for none. */
void progress_format(const struct snapshot *snapshot, char text[PROGRESS_TEXT_SIZE]);

#endif
