/* SPDX-License-Identifier: MIT */
#include "base/log_file.h"

#include "buf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Other programs hold the lock during one write: a few milliseconds on a busy disk. */
#define MAX_LOCK_WAIT_MS 250

bool log_file_lock(int fd)
{
	for (int waited_ms = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; waited_ms++) {
		if (errno != EWOULDBLOCK || waited_ms == MAX_LOCK_WAIT_MS) {
			return false;
		}
		poll(NULL, 0, 1);
	}
	return true;
}

void log_file_unlock(int fd)
{
	flock(fd, LOCK_UN);
}

bool log_file_open(struct log_file *log)
{
	struct stat found;

	log->fd = openat(log->dir, log->name,
		O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	if (log->fd >= 0 && (fstat(log->fd, &found) != 0 || !S_ISREG(found.st_mode))) {
		log_file_close(log);
		errno = EINVAL;
	}
	return log->fd >= 0;
}

void log_file_close(struct log_file *log)
{
	if (log->fd >= 0) {
		close(log->fd);
	}
	log->fd = -1;
}

static bool has_name(const struct log_file *log)
{
	struct stat ours, named;

	return fstat(log->fd, &ours) == 0 &&
	       fstatat(log->dir, log->name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

static bool is_full(const struct log_file *log)
{
	struct stat found;

	return fstat(log->fd, &found) == 0 && found.st_size >= log->max_bytes;
}

static void rename_files(const struct log_file *log)
{
	struct buf older = {0}, newer = {0};

	for (int i = log->old_files; i > 0; i--) {
		buf_clear(&older);
		buf_clear(&newer);
		buf_printf(&older, "%s.%d", log->name, i);
		buf_puts(&newer, log->name);
		if (i > 1) {
			buf_printf(&newer, ".%d", i - 1);
		}
		renameat(log->dir, newer.data, log->dir, older.data);
	}
	buf_fini(&older);
	buf_fini(&newer);
}

bool log_file_rotate(const struct log_file *log)
{
	/* If the file stays locked, the next append tries to rotate again. */
	if (is_full(log) && log_file_lock(log->fd)) {
		/* Two programs may find it full at the same time: only the first may rename it. */
		if (has_name(log)) {
			rename_files(log);
		}
		log_file_unlock(log->fd);
	}
	return has_name(log);
}

static bool ends_mid_line(int fd)
{
	struct stat found;
	char last = '\n';

	return fstat(fd, &found) == 0 && found.st_size > 0 &&
	       pread(fd, &last, 1, found.st_size - 1) == 1 && last != '\n';
}

bool log_file_append(const struct log_file *log, const char *line, size_t length)
{
	struct buf whole = {0};
	/* Without the lock, a line that another program is still writing would look cut off. */
	bool is_locked = log_file_lock(log->fd);

	if (ends_mid_line(log->fd)) {
		buf_putc(&whole, '\n');
	}
	buf_append(&whole, line, length);
	errno = ENOSPC; /* a short write does not set errno */
	bool is_whole = write(log->fd, whole.data, whole.length) == (ssize_t)whole.length;
	int failure = errno;

	if (is_locked) {
		log_file_unlock(log->fd);
	}
	errno = failure;
	buf_fini(&whole);
	return is_whole;
}
