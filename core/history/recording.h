/* SPDX-License-Identifier: MIT */
/*
 * Reads a recording made by recorder.h. The file may be damaged, truncated or malicious: frames
 * before the first damaged line can be shown, and the error names the line. One thread at a time.
 */
#ifndef BEYATOP_RECORDING_H
#define BEYATOP_RECORDING_H

#include "error.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Larger files are rejected; the recorder never writes them. */
#define RECORDING_MAX_BYTES (INT64_C(1) << 30)

struct recording;

/*
 * Reads the whole file and goes to its first frame. NULL with ERROR_RECORDING if it cannot be read,
 * is not a recording, or has no intact frame. Free with recording_close().
 */
struct recording *recording_open(const char *path, struct error *err) MUST_USE;

/* Like recording_open(), from text in memory, which must outlive it. The name is for messages. */
struct recording *recording_open_text(
	const char *name, const char *text, size_t length, struct error *err) MUST_USE;

/* Number of frames. Decreases if recording_go() reaches a damaged one. */
size_t recording_frames(const struct recording *recording);

/* When a frame was recorded: server time, and the monotonic clock of that machine. */
int64_t recording_at_ms(const struct recording *recording, size_t frame);
int64_t recording_mono_ms(const struct recording *recording, size_t frame);

/*
 * Goes to a frame or, if that is damaged, the last intact one before it. Going forward reads all
 * frames in between; going backward reads those since the previous keyframe.
 */
void recording_go(struct recording *recording, size_t frame);
size_t recording_frame(const struct recording *recording);

/* The damage after the last frame; ERROR_NONE if none is known. Borrowed. */
const struct error *recording_damage(const struct recording *recording);

/*
 * The snapshot of the current frame, without an open session and writes. Free with snapshot_free().
 */
struct snapshot *recording_snapshot(struct recording *recording) MUST_USE;

/* NULL is allowed. */
void recording_close(struct recording *recording);

#endif
