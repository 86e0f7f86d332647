/* SPDX-License-Identifier: MIT */
/*
 * Records snapshots to a file, which recording.h reads and recording_format.h describes. The file
 * contains only the attributes that lists show: no webhookUrl, no serviceState, no credentials.
 * Network thread only, except recorder_open() and recorder_close().
 */
#ifndef BEYATOP_RECORDER_H
#define BEYATOP_RECORDER_H

#include "error.h"
#include "snapshot.h"

struct recorder;

/* Recording stops when the file reaches this size; see recorder_failure(). */
#define RECORDER_MAX_BYTES (INT64_C(256) << 20)

/*
 * Creates the file with mode 0600. NULL with *err if it exists or cannot be created. Free with
 * recorder_close().
 */
struct recorder *recorder_open(const char *path, struct error *err) MUST_USE;

/*
 * Writes what differs from the previous snapshot with a single write(), so that only the last frame
 * of a file can be incomplete. Keeps a reference to the snapshot's sessions until the next call.
 */
void recorder_snapshot(struct recorder *recorder, const struct snapshot *snapshot);

/* Why recording has stopped, for the user; "" if it has not. Borrowed. */
const char *recorder_failure(const struct recorder *recorder);

/* NULL is allowed. */
void recorder_close(struct recorder *recorder);

#endif
