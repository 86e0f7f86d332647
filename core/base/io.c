/* SPDX-License-Identifier: MIT */
#include "io.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

bool io_write_all(int fd, const void *bytes, size_t count)
{
	const char *at = bytes;

	while (count > 0) {
		ssize_t written = write(fd, at, count);

		if (written >= 0) {
			at += written;
			count -= (size_t)written;
		} else if (errno == EAGAIN) {
			struct pollfd writable = {.fd = fd, .events = POLLOUT};

			poll(&writable, 1, -1);
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}
