/* SPDX-License-Identifier: MIT */
#include "base/append.h"

#include "buf.h"

#include <errno.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Others hold it for a line, which takes a disk some milliseconds. */
#define LOCK_PATIENCE_MS 250

bool append_lock(int fd)
{
	for (int waited_ms = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; waited_ms++) {
		if (errno != EWOULDBLOCK || waited_ms == LOCK_PATIENCE_MS) {
			return false;
		}
		poll(NULL, 0, 1);
	}
	return true;
}

void append_unlock(int fd)
{
	flock(fd, LOCK_UN);
}

static bool is_torn(int fd)
{
	struct stat found;
	char last = '\n';

	return fstat(fd, &found) == 0 && found.st_size > 0 &&
	       pread(fd, &last, 1, found.st_size - 1) == 1 && last != '\n';
}

bool append_line(int fd, const char *line, size_t length)
{
	struct buf whole = {0};
	/* What another one is just writing must not look torn. */
	bool is_locked = append_lock(fd);

	if (is_torn(fd)) {
		buf_putc(&whole, '\n');
	}
	buf_append(&whole, line, length);
	errno = ENOSPC; /* what a short write means */
	bool is_whole = write(fd, whole.data, whole.length) == (ssize_t)whole.length;
	int failure = errno;

	if (is_locked) {
		append_unlock(fd);
	}
	errno = failure;
	buf_fini(&whole);
	return is_whole;
}
