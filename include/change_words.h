/* SPDX-License-Identifier: MIT */
/*
 * A change in words, appended to a text. Names are as stored: whoever shows the text sanitises it.
 * Pure functions, any thread.
 */
#ifndef BEYATOP_CHANGE_WORDS_H
#define BEYATOP_CHANGE_WORDS_H

#include "buf.h"
#include "snapshot.h"

/* Whose it is: "slack/u-1", or "slack:" of several sessions. */
void change_words_append_subject(struct buf *out, const struct change *change);

/* What happened, as seen at server time asof_ms: "recovered", of several sessions "14 recovered".
 */
void change_words_append(struct buf *out, const struct change *change, int64_t asof_ms);

#endif
