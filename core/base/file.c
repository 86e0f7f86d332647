/* SPDX-License-Identifier: MIT */
/* For O_TMPFILE, F_OFD_SETLK and mkostemp(). */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): that is its name */
#include "file.h"

#include "buf.h"
#include "clock.h"
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DRAFT_NAME ".beyatop-draft"

/* --- What is refused ------------------------------------------------------------------------ */

/* errno has no values for kinds of files: these are the closest. */
static const struct kind {
	mode_t type;
	int failure;
	const char *text;
} kinds[] = {
	{S_IFLNK, ELOOP, "it is a symbolic link, not a regular file"},
	{S_IFDIR, EISDIR, "it is a directory, not a regular file"},
	{S_IFIFO, ESPIPE, "it is a pipe, not a regular file"},
	{S_IFSOCK, ENOTSOCK, "it is a socket, not a regular file"},
	{S_IFCHR, ENOTTY, "it is a device, not a regular file"},
	{S_IFBLK, ENOTBLK, "it is a device, not a regular file"},
};

const char *file_explain(int failure)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (kinds[i].failure == failure) {
			return kinds[i].text;
		}
	}
	return strerror(failure);
}

static bool is_regular(const struct stat *found)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (kinds[i].type == (found->st_mode & S_IFMT)) {
			errno = kinds[i].failure;
		}
	}
	return S_ISREG(found->st_mode);
}

bool file_check(int dir, const char *name)
{
	struct stat found;

	if (fstatat(dir, name, &found, AT_SYMLINK_NOFOLLOW) != 0) {
		return errno == ENOENT;
	}
	return is_regular(&found);
}

/* Closes, if open, and keeps errno. Returns -1. */
static int close_failed(int fd)
{
	int failure = errno;

	if (fd >= 0) {
		close(fd);
	}
	errno = failure;
	return -1;
}

/*
 * Looks before it opens, because opening alone has effects on some devices, and again afterwards,
 * because the name may belong to another file by then.
 */
static int open_regular(int dir, const char *name, int flags)
{
	struct stat found;

	if (!file_check(dir, name)) {
		return -1;
	}
	int fd = openat(dir, name, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);

	if (fd < 0 || fstat(fd, &found) != 0 || !is_regular(&found)) {
		return close_failed(fd);
	}
	return fd;
}

int file_open_to_read(int dir, const char *name)
{
	return open_regular(dir, name, O_RDONLY);
}

int file_open_to_append(int dir, const char *name)
{
	return open_regular(dir, name, O_RDWR | O_APPEND | O_CREAT);
}

int file_create(const char *path)
{
	return open_regular(AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL);
}

bool file_has_name(int fd, int dir, const char *name)
{
	struct stat ours, named;

	return fstat(fd, &ours) == 0 && fstatat(dir, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

bool file_rename(int dir, const char *from, const char *to)
{
	return file_check(dir, to) && renameat(dir, from, dir, to) == 0;
}

/* --- Replacing ------------------------------------------------------------------------------ */

struct content {
	const void *bytes;
	size_t count;
	mode_t mode;
};

/* Syncs before the rename; otherwise a crash could leave an empty file. */
static bool fill(int fd, const struct content *content)
{
	return io_write_all(fd, content->bytes, content->count) && fchmod(fd, content->mode) == 0 &&
	       io_sync(fd);
}

/* Removes the draft on failure. Closes fd, whose lock protects the draft until then. */
static bool publish(int fd, const char *draft, const char *path, bool is_filled)
{
	bool is_done = is_filled && rename(draft, path) == 0;
	int failure = errno;

	if (!is_done) {
		unlink(draft);
	}
	close(fd);
	errno = failure;
	return is_done;
}

/* The draft has no name until it is complete, and then has one only for a moment. */
static bool replace_by_unnamed(
	const char *path, const char *directory, const char *draft, const struct content *content)
{
	char unnamed[32];
	int fd = open(directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	snprintf(unnamed, sizeof(unnamed), "/proc/self/fd/%d", fd);
	if (fd < 0 || !file_lock(fd, FILE_LOCK_EXCLUSIVE, 0, 0, 0) || !fill(fd, content) ||
		linkat(AT_FDCWD, unnamed, AT_FDCWD, draft, AT_SYMLINK_FOLLOW) != 0) {
		close_failed(fd);
		return false;
	}
	return publish(fd, draft, path, true);
}

/* Opens a draft that nobody is writing, and empties it. -1 if it is locked or not ours. */
static int take_over(const char *draft)
{
	struct stat found;
	int fd = open_regular(AT_FDCWD, draft, O_WRONLY | O_CREAT);

	if (fd < 0 || fstat(fd, &found) != 0 || found.st_uid != geteuid() || found.st_nlink != 1 ||
		!file_lock(fd, FILE_LOCK_EXCLUSIVE, 0, 0, 0) ||
		!file_has_name(fd, AT_FDCWD, draft) || ftruncate(fd, 0) != 0) {
		return close_failed(fd);
	}
	return fd;
}

static bool replace_by_named(const char *path, struct buf *draft, const struct content *content)
{
	int fd = take_over(draft->data);

	if (fd < 0) {
		buf_puts(draft, "-XXXXXX");
		fd = mkostemp(draft->data, O_CLOEXEC);
	}
	return fd >= 0 && publish(fd, draft->data, path, fill(fd, content));
}

bool file_replace(const char *path, const void *bytes, size_t count, mode_t mode)
{
	const struct content content = {bytes, count, mode};
	const char *slash = strrchr(path, '/');
	struct buf directory = {0}, draft = {0};

	if (!file_check(AT_FDCWD, path)) {
		return false;
	}
	buf_append(&directory, slash ? path : "./", slash ? (size_t)(slash + 1 - path) : 2);
	buf_printf(&draft, "%s" DRAFT_NAME, directory.data);
	bool is_done = replace_by_unnamed(path, directory.data, draft.data, &content) ||
		       replace_by_named(path, &draft, &content);
	int failure = errno;

	buf_fini(&directory);
	buf_fini(&draft);
	errno = failure;
	return is_done;
}

/* --- Locks ---------------------------------------------------------------------------------- */

static struct flock range(short type, off_t from, off_t count)
{
	return (struct flock){
		.l_type = type, .l_whence = SEEK_SET, .l_start = from, .l_len = count};
}

bool file_lock(int fd, enum file_lock kind, off_t from, off_t count, int wait_ms)
{
	struct flock wanted = range(kind == FILE_LOCK_SHARED ? F_RDLCK : F_WRLCK, from, count);

	for (; fcntl(fd, F_OFD_SETLK, &wanted) != 0; wait_ms--) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR) {
			return true;
		}
		if (wait_ms <= 0) {
			errno = EWOULDBLOCK;
			return false;
		}
		(void)poll(NULL, 0, 1);
	}
	return true;
}

void file_unlock(int fd, off_t from, off_t count)
{
	struct flock held = range(F_UNLCK, from, count);

	(void)fcntl(fd, F_OFD_SETLK, &held);
}

int file_is_locked(int fd, off_t from, off_t count)
{
	struct flock found = range(F_WRLCK, from, count);

	return fcntl(fd, F_OFD_GETLK, &found) != 0 ? -1 : found.l_type != F_UNLCK;
}

int file_lock_named(const char *path, int wait_ms)
{
	int64_t deadline_mono_ms = clock_mono_ms() + wait_ms, left_ms = wait_ms;

	for (; left_ms >= 0; left_ms = deadline_mono_ms - clock_mono_ms()) {
		int fd = open_regular(AT_FDCWD, path, O_RDWR | O_CREAT);

		if (fd < 0 || !file_lock(fd, FILE_LOCK_EXCLUSIVE, 0, 0, (int)left_ms)) {
			return close_failed(fd);
		}
		/* Replaced while we waited: lock the new one instead. */
		if (file_has_name(fd, AT_FDCWD, path)) {
			return fd;
		}
		close(fd);
	}
	errno = EWOULDBLOCK;
	return -1;
}

/* --- Changes -------------------------------------------------------------------------------- */

struct file_stamp file_stamp(const char *path)
{
	struct stat found;

	if (stat(path, &found) != 0) {
		return (struct file_stamp){0};
	}
	return (struct file_stamp){.device = found.st_dev,
		.inode = found.st_ino,
		.mode = found.st_mode,
		.size = found.st_size,
		.changed = found.st_mtim};
}

/* Not just the time, because two writes may fall into one tick of the file system's clock. */
bool file_stamp_equal(const struct file_stamp *a, const struct file_stamp *b)
{
	return a->device == b->device && a->inode == b->inode && a->mode == b->mode &&
	       a->size == b->size && a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}
