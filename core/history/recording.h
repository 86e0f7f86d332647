/* SPDX-License-Identifier: MIT */
/*
 * Reads a recording, see recorder.h, which may be damaged, truncated or malicious: the frames
 * before the first damaged line can be shown, and the error names the line. One thread at a time.
 */
#ifndef BEYATOP_RECORDING_H
#define BEYATOP_RECORDING_H

#include "error.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Larger files are refused: no recording is that large. */
#define RECORDING_MAX_BYTES (INT64_C(1) << 30)

struct recording;

/*
 * Reads the whole file and goes to its first frame. NULL with ERROR_RECORDING when it cannot be
 * read, is not a recording, or has no undamaged frame. Free by recording_close().
 */
struct recording *recording_open(const char *path, struct error *err) MUST_USE;

/* The same from text in memory, which must outlive it. The name is for messages. */
struct recording *recording_open_text(
	const char *name, const char *text, size_t length, struct error *err) MUST_USE;

/* Number of frames. Drops when recording_go() comes to a damaged one. */
size_t recording_frames(const struct recording *recording);

/* When a frame was published: server time, and CLOCK_MONOTONIC of that machine. */
int64_t recording_at_ms(const struct recording *recording, size_t frame);
int64_t recording_mono_ms(const struct recording *recording, size_t frame);

/*
 * Goes to a frame, or to the last undamaged one before it. Forwards it reads all frames on the way,
 * backwards those since the last keyframe before it.
 */
void recording_go(struct recording *recording, size_t frame);
size_t recording_frame(const struct recording *recording);

/* The damage behind the last frame; ERROR_NONE: none known. Borrowed. */
const struct error *recording_damage(const struct recording *recording);

/* What the dashboard showed in the frame, without an open session and writes. Free it by
 * snapshot_free(). */
struct snapshot *recording_snapshot(struct recording *recording) MUST_USE;

/* NULL is allowed. */
void recording_close(struct recording *recording);

#endif
