/* SPDX-License-Identifier: MIT */
/*
 * Writes what the dashboard sees into a file, for recording.h to read: see record_line.h for its
 * form. Of the items only what lists show is written: no webhookUrl, no serviceState, no keys.
 * Network thread only, but for opening and closing.
 */
#ifndef BEYATOP_RECORDER_H
#define BEYATOP_RECORDER_H

#include "error.h"
#include "snapshot.h"

struct recorder;

/* The most that a recording takes; then it stops, and says so. */
#define RECORDER_MAX_BYTES (INT64_C(256) << 20)

/* Makes the file, 0600, which must not exist. NULL with *err when that is impossible. Free by
 * recorder_close(). */
struct recorder *recorder_open(const char *path, struct error *err) MUST_USE;

/*
 * Writes how the snapshot differs from the one before, in one write, so that no frame but the last
 * can be cut. Linear in its rows. Keeps a reference to them until the next.
 */
void recorder_snapshot(struct recorder *recorder, const struct snapshot *snapshot);

/* Why nothing more is recorded, for people; "" while all goes well. Borrowed. */
const char *recorder_complaint(const struct recorder *recorder);

/* NULL is allowed. */
void recorder_close(struct recorder *recorder);

#endif
