/* SPDX-License-Identifier: MIT */
/* Writing to file descriptors. Any thread. */
#ifndef BEYATOP_IO_H
#define BEYATOP_IO_H

#include "base.h"
#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Writes everything: continues after short writes and signals, and waits for a non-blocking
 * descriptor that is full. False with errno.
 */
MUST_USE bool io_write_all(int fd, const void *bytes, size_t count);

/* A pipe whose ends neither block nor are inherited. */
MUST_USE bool io_open_pipe(int ends[2], struct error *err);

/*
 * Replaces a file atomically: readers, also after a crash, see either the old content or the new.
 * False with errno; the old file is then unchanged.
 */
MUST_USE bool io_replace_file(const char *path, const void *bytes, size_t count, mode_t mode);

#endif
