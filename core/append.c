/* SPDX-License-Identifier: MIT */
#include "append.h"

#include "buf.h"

#include <errno.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

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
	flock(fd, LOCK_EX);
	if (is_torn(fd)) {
		buf_putc(&whole, '\n');
	}
	buf_append(&whole, line, length);
	errno = ENOSPC; /* what a short write means */
	bool is_whole = write(fd, whole.data, whole.length) == (ssize_t)whole.length;
	int failure = errno;
	flock(fd, LOCK_UN);
	errno = failure;
	buf_fini(&whole);
	return is_whole;
}
