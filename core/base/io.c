/* SPDX-License-Identifier: MIT */
/* For pipe2(), which is POSIX only since 2024. */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): that is its name */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

void io_hold_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0) {
			(void)!open("/dev/null", O_RDONLY); /* gets the lowest number, fd */
		}
	}
}

bool io_write_all(int fd, const void *bytes, size_t count)
{
	const char *at = bytes;

	while (count > 0) {
		ssize_t written = write(fd, at, count);

		if (written > 0) {
			at += written;
			count -= (size_t)written;
		} else if (written == 0) {
			errno = ENOSPC; /* as good as any: POSIX gives no reason */
			return false;
		} else if (errno == EAGAIN) {
			struct pollfd writable = {.fd = fd, .events = POLLOUT};

			poll(&writable, 1, -1);
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

bool io_open_pipe(int ends[2], struct error *err)
{
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
		return error_set(err, ERROR_CONFIG, "cannot create a pipe: %s", strerror(errno));
	}
	return true;
}

bool io_sync(int fd)
{
	while (fsync(fd) != 0) {
		if (errno == EINVAL) {
			return true;
		}
		if (errno != EINTR) {
			return false;
		}
	}
	return true;
}
