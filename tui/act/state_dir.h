/* SPDX-License-Identifier: MIT */
/*
 * Files of the user's that this program writes: in $XDG_STATE_HOME/beyatop, by default
 * ~/.local/state/beyatop (XDG Base Directory Specification), for their owner alone. What of it is
 * missing is made, but no home directory. UI thread.
 */
#ifndef BEYATOP_STATE_DIR_H
#define BEYATOP_STATE_DIR_H

#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <stdint.h>

#define STATE_DIR_PATH_SIZE 512

/*
 * Writes a new file, "stem-20260922T094712Z.txt" for an extension of ".txt", beside which nothing
 * is overwritten, in the state directory, or where that cannot be, in the current one. Sets *path.
 */
MUST_USE bool state_dir_new_file(const char *stem, const char *extension, const struct buf *text,
	int64_t now_ms, char path[STATE_DIR_PATH_SIZE], struct error *err);

/*
 * Reads a file of the state directory, at most max_bytes of it; one that does not exist is empty.
 * The text may hold anything but NUL.
 */
MUST_USE bool state_dir_read(
	const char *name, size_t max_bytes, struct buf *text, struct error *err);

/*
 * Replaces a file of the state directory: whoever reads it sees the old one or the new one, also
 * after a crash. Makes the directory.
 */
MUST_USE bool state_dir_replace(const char *name, const struct buf *text, struct error *err);

/*
 * Keeps other processes of the same user from doing the same, for a while between reading and
 * replacing. Waits at most 200 ms. Returns a descriptor for state_dir_unlock(), or -1.
 */
int state_dir_lock(struct error *err) MUST_USE;
void state_dir_unlock(int lock);

#endif
