/* SPDX-License-Identifier: MIT */
/*
 * A log of lines that several programs may append to at once; any of them may be killed in the
 * middle of a line. A full log is rotated: NAME becomes NAME.1, NAME.1 becomes NAME.2, and so on;
 * the oldest is overwritten. One thread per struct.
 */
#ifndef BEYATOP_LOG_FILE_H
#define BEYATOP_LOG_FILE_H

#include "base.h"
#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct log_file {
	/* directory of the file, or AT_FDCWD if name is a path; borrowed */
	int dir;
	/* -1: not open */
	int fd;
	/* borrowed */
	const char *name;
	/* rotate a file that has reached this size */
	off_t max_bytes;
	/* number of old files to keep besides the current one */
	int old_files;
};

/* The bytes of the file that are locked during an append. The caller may lock those after them. */
#define LOG_FILE_LOCKED ((off_t)1 << 30)

/*
 * Opens the file for appending (and reading back), creating it with mode 0600. ERROR_CONFIG if that
 * fails, and if the file or an old one, which rotation will overwrite, is not a regular file.
 */
MUST_USE bool log_file_open(struct log_file *log, struct error *err);
void log_file_close(struct log_file *log);

/*
 * Rotates the file if it is full. False if the open file no longer has the name, because this call
 * or another program renamed it or someone removed it: open it again.
 */
MUST_USE bool log_file_rotate(const struct log_file *log);

/*
 * Appends a line, newline included, in a single write unless that is cut short. If the last line
 * was cut off by a crash or a full disk, first adds the missing newline. Waits at most a quarter of
 * a second for other programs that are appending, then writes anyway; at worst that leaves an empty
 * line. False with errno; part of the line may then have been written.
 */
MUST_USE bool log_file_append(const struct log_file *log, const char *line, size_t length);

#endif
