/* SPDX-License-Identifier: MIT */
/*
 * Plays a recording in the poller's place: the same snapshots at the same distances, or faster, or
 * one at a time. A session that is opened shows what the list had of it, for a recording has no
 * more. Network thread only, but for opening and freeing.
 */
#ifndef BEYATOP_REPLAY_H
#define BEYATOP_REPLAY_H

#include "error.h"
#include "model/mailbox.h"
#include "poller.h"
#include "settings.h"

struct replay;

/*
 * Opens settings->replay, at its beginning, or, to report and exit, at its end, where it is held.
 * The settings must outlive it. NULL with *err; free by replay_free().
 */
struct replay *replay_new(const struct settings *settings, struct error *err) MUST_USE;

/* NULL is allowed. */
void replay_free(struct replay *replay);

void replay_execute(struct replay *replay, const struct poller_command *sent);

/* Posts the frame that is due, if it was not yet; returns milliseconds until the next is, INT64_MAX
 * for never. */
int64_t replay_advance(struct replay *replay, struct mailbox *mailbox);

#endif
