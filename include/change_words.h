/* SPDX-License-Identifier: MIT */
/*
 * Describes a change in words, appended to a buffer. Names are appended as stored: the caller
 * sanitises the text before it shows it. Pure functions, any thread.
 */
#ifndef BEYATOP_CHANGE_WORDS_H
#define BEYATOP_CHANGE_WORDS_H

#include "buf.h"
#include "snapshot.h"

/* What changed: "slack/u-1" for one session, "slack:" for several, "began:" for a finding. */
void change_words_append_subject(struct buf *out, const struct change *change);

/*
 * How it changed: "recovered" for one session, "14 recovered" for several; for a finding, its text.
 * Times are printed relative to server time asof_ms.
 */
void change_words_append(struct buf *out, const struct change *change, int64_t asof_ms);

#endif
