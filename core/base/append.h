/* SPDX-License-Identifier: MIT */
/* Lines of logs that several programs share, some of which may be killed in the middle of one. Any
 * thread. */
#ifndef BEYATOP_APPEND_H
#define BEYATOP_APPEND_H

#include "base.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Keeps out others that append to the file or turn it over, or waits for them: a moment, since who
 * has stopped in the middle must not stop us. False: it is somebody else's still.
 */
MUST_USE bool append_lock(int fd);
void append_unlock(int fd);

/*
 * Appends a line, its end included, in one write, to a file that was opened with O_RDWR and
 * O_APPEND; on a new line where the last one was cut, by a kill or a full disk. Waits for others
 * that do the same, but not for ever: the worst that comes of it is an empty line. False with
 * errno, ENOSPC for a part of it.
 */
MUST_USE bool append_line(int fd, const char *line, size_t length);

#endif
