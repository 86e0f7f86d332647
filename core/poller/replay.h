/* SPDX-License-Identifier: MIT */
/*
 * Plays a recording instead of polling: the same snapshots at the same intervals, faster, or one at
 * a time. An open session has only the attributes that lists show, because a recording has no
 * others. Network thread only, except replay_new() and replay_free().
 */
#ifndef BEYATOP_REPLAY_H
#define BEYATOP_REPLAY_H

#include "error.h"
#include "model/mailbox.h"
#include "poller.h"
#include "settings.h"

struct replay;

/*
 * Opens settings->replay at its beginning or, for a report, frozen at its end. The settings must
 * outlive it. NULL with *err on failure. Free with replay_free().
 */
struct replay *replay_new(const struct settings *settings, struct error *err) MUST_USE;

/* NULL is allowed. */
void replay_free(struct replay *replay);

void replay_execute(struct replay *replay, const struct poller_command *sent);

/*
 * Posts the current frame unless it has been posted already. Returns milliseconds until the next
 * frame is due; INT64_MAX: never.
 */
int64_t replay_advance(struct replay *replay, struct mailbox *mailbox);

#endif
