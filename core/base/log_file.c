/* SPDX-License-Identifier: MIT */
#include "base/log_file.h"

#include "buf.h"
#include "file.h"
#include "io.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Other programs hold the lock during one write: a few milliseconds on a busy disk. */
#define MAX_LOCK_WAIT_MS 250

static bool lock(int fd)
{
	return file_lock(fd, FILE_LOCK_EXCLUSIVE, 0, LOG_FILE_LOCKED, MAX_LOCK_WAIT_MS);
}

static void unlock(int fd)
{
	file_unlock(fd, 0, LOG_FILE_LOCKED);
}

/* The log itself, or an older file: NAME.1 and so on. */
static void put_name(struct buf *out, const struct log_file *log, int age)
{
	buf_clear(out);
	buf_puts(out, log->name);
	if (age > 0) {
		buf_printf(out, ".%d", age);
	}
}

static bool fail(struct error *err, const char *name)
{
	return error_set(
		err, ERROR_CONFIG, "cannot write to the log %.250s: %s", name, file_explain(errno));
}

/* Renaming replaces the old files. */
static bool check_old_files(const struct log_file *log, struct error *err)
{
	struct buf name = {0};
	bool is_good = true;

	for (int age = 1; age <= log->old_files && is_good; age++) {
		put_name(&name, log, age);
		is_good = file_check(log->dir, name.data) || fail(err, name.data);
	}
	buf_fini(&name);
	return is_good;
}

bool log_file_open(struct log_file *log, struct error *err)
{
	if (!check_old_files(log, err)) {
		return false;
	}
	log->fd = file_open_to_append(log->dir, log->name);
	return log->fd >= 0 || fail(err, log->name);
}

void log_file_close(struct log_file *log)
{
	if (log->fd >= 0) {
		close(log->fd);
	}
	log->fd = -1;
}

static bool is_full(const struct log_file *log)
{
	struct stat found;

	return fstat(log->fd, &found) == 0 && found.st_size >= log->max_bytes;
}

static void rename_files(const struct log_file *log)
{
	struct buf older = {0}, newer = {0};

	for (int age = log->old_files; age > 0; age--) {
		put_name(&older, log, age);
		put_name(&newer, log, age - 1);
		/* Some may not exist. If the log itself cannot be renamed, it grows further. */
		(void)!file_rename(log->dir, newer.data, older.data);
	}
	buf_fini(&older);
	buf_fini(&newer);
}

bool log_file_rotate(const struct log_file *log)
{
	struct error err;

	/* If the file stays locked, the next append tries to rotate again. */
	if (is_full(log) && check_old_files(log, &err) && lock(log->fd)) {
		/* Two programs may find it full at the same time: only the first may rename it. */
		if (file_has_name(log->fd, log->dir, log->name)) {
			rename_files(log);
		}
		unlock(log->fd);
	}
	return file_has_name(log->fd, log->dir, log->name);
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
	bool is_locked = lock(log->fd);

	if (ends_mid_line(log->fd)) {
		buf_putc(&whole, '\n');
	}
	buf_append(&whole, line, length);
	bool is_whole = io_write_all(log->fd, whole.data, whole.length);
	int failure = errno;

	if (is_locked) {
		unlock(log->fd);
	}
	errno = failure;
	buf_fini(&whole);
	return is_whole;
}
