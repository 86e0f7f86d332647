/* SPDX-License-Identifier: MIT */
/*
 * The state directory: $XDG_STATE_HOME/beyatop, by default ~/.local/state/beyatop (XDG Base
 * Directory Specification). It is created when needed, but the home directory is not; its files are
 * readable by their owner alone. UI thread.
 */
#ifndef BEYATOP_STATE_DIR_H
#define BEYATOP_STATE_DIR_H

#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <stdint.h>

#define STATE_DIR_PATH_SIZE 512

/*
 * Writes a new file, "stem-20260922T094712Z.txt" for an extension of ".txt"; never overwrites one.
 * If there is no state directory, writes to the current directory. Sets path.
 */
MUST_USE bool state_dir_new_file(const char *stem, const char *extension, const struct buf *text,
	int64_t now_ms, char path[STATE_DIR_PATH_SIZE], struct error *err);

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
 * Locks the directory against other processes between reading and replacing a file. Waits at most
 * 200 ms. Returns a descriptor for state_dir_unlock(), or -1.
 */
int state_dir_lock(struct error *err) MUST_USE;
void state_dir_unlock(int lock);

#endif
