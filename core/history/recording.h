/* SPDX-License-Identifier: MIT */
/*
 * Reads what record.h has written, which may be damaged, cut, or made by somebody who means us no
 * good: what comes before the first line that is wrong can be seen, and the line is named. One
 * thread at a time.
 */
#ifndef BEYATOP_RECORDING_H
#define BEYATOP_RECORDING_H

#include "error.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Larger files than are ever recorded are refused. */
#define RECORDING_MAX_BYTES (INT64_C(1) << 30)

struct recording;

/*
 * Reads the file whole, and goes to its first frame. NULL with *err, ERROR_RECORDING, when it
 * cannot be read, is no recording, or has not one good frame. Free by recording_close().
 */
struct recording *recording_open(const char *path, struct error *err) MUST_USE;

/* The same from memory, which must outlive it; the name is for messages. */
struct recording *recording_open_text(
	const char *name, const char *text, size_t length, struct error *err) MUST_USE;

/* Frames that can be seen: fewer than it was opened with once a damaged one was met. */
size_t recording_frames(const struct recording *recording);

/* When a frame was published: server time, and CLOCK_MONOTONIC of that machine. */
int64_t recording_at_ms(const struct recording *recording, size_t frame);
int64_t recording_mono_ms(const struct recording *recording, size_t frame);

/*
 * Goes to a frame, or to the last good one before it. Forwards it costs what lies between,
 * backwards what lies between it and the last state before it that was kept: as much again as a few
 * whole fleets.
 */
void recording_go(struct recording *recording, size_t frame);
size_t recording_frame(const struct recording *recording);

/* What is wrong behind the last frame; ERROR_NONE as far as is known. Borrowed. */
const struct error *recording_damage(const struct recording *recording);

/* What the dashboard saw in the frame; without an item and without writes. Free by snapshot_free().
 */
struct snapshot *recording_snapshot(struct recording *recording) MUST_USE;

/* NULL is allowed. */
void recording_close(struct recording *recording);

#endif
