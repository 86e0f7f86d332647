/* SPDX-License-Identifier: MIT */
/* For pipe2() and mkostemp(), which are POSIX only since 2024. */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): that is its name */
#include "io.h"

#include "buf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

bool io_open_pipe(int ends[2], struct error *err)
{
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
		return error_set(err, ERROR_CONFIG, "cannot create a pipe: %s", strerror(errno));
	}
	return true;
}

/* Syncs before the rename; otherwise a crash could leave an empty file. */
static bool fill_and_close(int fd, const void *bytes, size_t count, mode_t mode)
{
	bool is_written = io_write_all(fd, bytes, count) && fchmod(fd, mode) == 0 && fsync(fd) == 0;

	return close(fd) == 0 && is_written;
}

bool io_replace_file(const char *path, const void *bytes, size_t count, mode_t mode)
{
	struct buf draft = {0};

	buf_printf(&draft, "%s.XXXXXX", path);
	int fd = mkostemp(draft.data, O_CLOEXEC);
	bool is_done =
		fd >= 0 && fill_and_close(fd, bytes, count, mode) && rename(draft.data, path) == 0;
	int failure = errno;

	if (fd >= 0 && !is_done) {
		unlink(draft.data);
	}
	buf_fini(&draft);
	errno = failure;
	return is_done;
}
