/* SPDX-License-Identifier: MIT */
/*
 * A log of lines that several programs append to at once, any of which may be killed in the middle
 * of a line. A full log is renamed: NAME becomes NAME.1, NAME.1 becomes NAME.2, and so on; the
 * oldest is overwritten. One thread per struct.
 */
#ifndef BEYATOP_LOG_FILE_H
#define BEYATOP_LOG_FILE_H

#include "base.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct log_file {
	/* borrowed: its directory, or AT_FDCWD where name is a path */
	int dir;
	/* -1: not open */
	int fd;
	/* borrowed */
	const char *name;
	/* a file of this size is full */
	off_t max_bytes;
	/* old files kept besides the current one */
	int old_files;
};

/*
 * Opens the file for appending (and reading back), creating it with mode 0600. False with errno:
 * ELOOP for a symbolic link, EINVAL for anything else that is not a regular file. Does not block on
 * a FIFO.
 */
MUST_USE bool log_file_open(struct log_file *log);
void log_file_close(struct log_file *log);

/*
 * Renames the file if it is full. False when the open file no longer has the name, because this
 * call or another program has renamed it, or someone has removed it: open it again.
 */
MUST_USE bool log_file_rotate(const struct log_file *log);

/*
 * Appends a line, newline included, in a single write. Ends a line that was cut off by a crash or a
 * full disk first. Waits a moment for other programs that are appending, then writes anyway: at
 * worst that leaves an empty line. False with errno; ENOSPC when only part was written.
 */
MUST_USE bool log_file_append(const struct log_file *log, const char *line, size_t length);

/*
 * Locks the file against other programs that append to it or rename it. Waits for at most a quarter
 * of a second, because a program may be suspended while it holds the lock. False: still locked.
 */
MUST_USE bool log_file_lock(int fd);
void log_file_unlock(int fd);

#endif
