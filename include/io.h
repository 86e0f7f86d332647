/* SPDX-License-Identifier: MIT */
/* Writing to file descriptors. Any thread. */
#ifndef BEYATOP_IO_H
#define BEYATOP_IO_H

#include "base.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * As write(2), but until all is written: continues after short writes and signals, and waits where
 * a non-blocking descriptor takes no more. False with errno.
 */
MUST_USE bool io_write_all(int fd, const void *bytes, size_t count);

/*
 * Replaces a file in one step, so that readers and a crash see either the old content or the new.
 * False with errno; the old file is then unchanged.
 */
MUST_USE bool io_replace_file(const char *path, const void *bytes, size_t count, mode_t mode);

#endif
