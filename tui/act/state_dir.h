/* SPDX-License-Identifier: MIT */
/*
 * Files of the state directory, see state_path.h. They are readable by their owner alone; what is
 * not a regular file is refused, see file.h. UI thread.
 */
#ifndef BEYATOP_STATE_DIR_H
#define BEYATOP_STATE_DIR_H

#include "buf.h"
#include "error.h"
#include "file.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Writes a new file, "stem-20260922T094712Z.txt" for an extension of ".txt"; never overwrites one.
 * If there is no state directory, writes to the current directory. Sets path. Also false if there
 * are already 1,000 files with that stem.
 */
MUST_USE bool state_dir_new_file(const char *stem, const char *extension, const struct buf *text,
	int64_t now_ms, struct buf *path, struct error *err);

/*
 * Reads at most max_bytes of a file of the state directory; a missing file is empty. The text may
 * hold anything but NUL.
 */
MUST_USE bool state_dir_read(
	const char *name, size_t max_bytes, struct buf *text, struct error *err);

/*
 * Replaces a file of the state directory atomically: even after a crash, readers see either the old
 * file or the new one.
 */
MUST_USE bool state_dir_replace(const char *name, const struct buf *text, struct error *err);

/*
 * Locks a file against other processes between reading and replacing it; creates it if missing.
 * Waits at most 200 ms. Returns a descriptor for state_dir_unlock(), or -1.
 */
int state_dir_lock(const char *name, struct error *err) MUST_USE;
void state_dir_unlock(int lock);

/* Whether the file has changed: see file.h. */
struct file_stamp state_dir_stamp(const char *name);

#endif
