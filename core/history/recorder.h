/* SPDX-License-Identifier: MIT */
/*
 * Records snapshots into a file that recording.h reads; recording_format.h describes it. Of items
 * it has only what lists show: no webhookUrl, no serviceState, no credentials. Network thread only,
 * except opening and closing.
 */
#ifndef BEYATOP_RECORDER_H
#define BEYATOP_RECORDER_H

#include "error.h"
#include "snapshot.h"

struct recorder;

/* Recording stops, and says so, when the file has this size. */
#define RECORDER_MAX_BYTES (INT64_C(256) << 20)

/* Creates the file, mode 0600; NULL with *err when it exists or cannot be created. Free it by
 * recorder_close(). */
struct recorder *recorder_open(const char *path, struct error *err) MUST_USE;

/*
 * Writes what differs from the previous snapshot by a single write(), so that only the last frame
 * of a file can be incomplete. Keeps a reference to the snapshot's sessions until the next one.
 */
void recorder_snapshot(struct recorder *recorder, const struct snapshot *snapshot);

/* Why recording has stopped, for people; "": it has not. Borrowed. */
const char *recorder_failure(const struct recorder *recorder);

/* NULL is allowed. */
void recorder_close(struct recorder *recorder);

#endif
