/* SPDX-License-Identifier: MIT */
/* Writing to file descriptors. Any thread. */
#ifndef BEYATOP_IO_H
#define BEYATOP_IO_H

#include "base.h"
#include "error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Opens /dev/null, for reading only, in place of standard descriptors that are closed: otherwise a
 * connection or a file would get the number, and then the messages and reports that we print.
 * Writing still fails. Call it at the start of main().
 */
void io_hold_standard(void);

/*
 * Writes everything: continues after short writes and signals, and waits for a non-blocking
 * descriptor that is full. False with errno.
 */
MUST_USE bool io_write_all(int fd, const void *bytes, size_t count);

/* A pipe whose ends neither block nor are inherited. */
MUST_USE bool io_open_pipe(int ends[2], struct error *err);

/*
 * fsync(2) that continues after signals. Also true for what cannot be synced, such as directories
 * on some file systems. False with errno.
 */
MUST_USE bool io_sync(int fd);

#endif
