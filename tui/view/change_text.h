/* SPDX-License-Identifier: MIT */
/* Changes as lines of text, and the order of these lines. UI thread. */
#ifndef BEYATOP_CHANGE_TEXT_H
#define BEYATOP_CHANGE_TEXT_H

#include "cell/pen.h"
#include "timestamp.h"
#include "ui/ui.h"

/*
 * Sorts count indexes into snapshot->changes: newest first, and worst first among those seen at the
 * same time.
 */
void change_text_sort(const struct snapshot *snapshot, uint32_t *indexes, size_t count);

/*
 * Puts "09:41  slack: 31 stopped within 20s of 09:41:07Z"; with seconds if is_exact. After a time
 * without reads, "09:32-09:41": it changed in between.
 */
void change_text_put(
	struct pen *pen, const struct ui *ui, const struct change *change, bool is_exact);

/* Server time from which on changes were noticed; 0: there was only one read so far. */
int64_t change_text_watched_since_ms(const struct snapshot *snapshot);

/* "09:41" at server time, or the date of what is older than a day. */
void change_text_format_when(const struct ui *ui, int64_t at_ms, char text[TIMESTAMP_SIZE]);

#endif
