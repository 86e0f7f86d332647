/* SPDX-License-Identifier: MIT */
/*
 * Plays a recording in place of the poller: the same snapshots at the same intervals, or faster, or
 * one at a time. An open session shows what the list had of it, because a recording has no more.
 * Network thread only, except for opening and freeing.
 */
#ifndef BEYATOP_REPLAY_H
#define BEYATOP_REPLAY_H

#include "error.h"
#include "model/mailbox.h"
#include "poller.h"
#include "settings.h"

struct replay;

/*
 * Opens settings->replay, at its beginning, or, to report and exit, at its end, frozen.
 * The settings must outlive it. NULL with *err; free by replay_free().
 */
struct replay *replay_new(const struct settings *settings, struct error *err) MUST_USE;

/* NULL is allowed. */
void replay_free(struct replay *replay);

void replay_execute(struct replay *replay, const struct poller_command *sent);

/* Posts the frame that is due, once; returns milliseconds until the next is, INT64_MAX for never.
 */
int64_t replay_advance(struct replay *replay, struct mailbox *mailbox);

#endif
