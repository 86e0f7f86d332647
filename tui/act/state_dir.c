/* SPDX-License-Identifier: MIT */
#include "act/state_dir.h"

#include "io.h"
#include "state_path.h"
#include "timestamp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Others hold the lock for a moment only. */
#define MAX_LOCK_WAIT_MS 200
/* files that are named after the same second */
#define MAX_SAME 100
/* of each kind, so that a key that is held down does not fill the disk */
#define MAX_SAVED 1000

static bool fail(struct error *err, const char *what, const char *path)
{
	return error_set(
		err, ERROR_CONFIG, "cannot %s %.250s: %s", what, path, file_explain(errno));
}

/* Writes and closes a new file; removes it on failure. */
static bool fill(int file, const char *path, const struct buf *text, struct error *err)
{
	bool is_good = io_write_all(file, buf_text(text), text->length) && io_sync(file);

	if (!is_good) {
		fail(err, "write", path);
	}
	if (close(file) != 0 && is_good) {
		is_good = fail(err, "write", path);
	}
	if (!is_good) {
		(void)unlink(path);
	}
	return is_good;
}

/* "screen-20260922T094712Z.txt", or "…-2.txt" if that exists. */
static void put_name(struct buf *path, const char *const name[2], int64_t now_ms, int number)
{
	char time[TIMESTAMP_SIZE];

	timestamp_format(now_ms, 0, time);
	buf_printf(path, "%s-", name[0]);
	for (const char *at = time; *at; at++) {
		if (*at != '-' && *at != ':') {
			buf_putc(path, *at);
		}
	}
	if (number > 1) {
		buf_printf(path, "-%d", number);
	}
	buf_puts(path, name[1]);
}

/* Counts the files that were saved under any of these names, up to MAX_SAVED. */
static size_t count_saved(const char *directory, const char *stem)
{
	size_t count = 0, length = strlen(stem);
	DIR *list = opendir(directory);
	const struct dirent *entry;

	while (list && count < MAX_SAVED && (entry = readdir(list))) {
		count += strncmp(entry->d_name, stem, length) == 0 && entry->d_name[length] == '-';
	}
	if (list) {
		(void)closedir(list);
	}
	return count;
}

/* Opens the first free name of this second. -1 with *err. */
static int create(const char *directory, const char *const name[2], int64_t now_ms,
	struct buf *path, struct error *err)
{
	size_t length;
	int file = -1;

	buf_clear(path);
	buf_printf(path, "%s/", directory);
	length = path->length;
	for (int number = 1; file < 0 && number < MAX_SAME; number++) {
		path->length = length;
		put_name(path, name, now_ms, number);
		file = file_create(path->data);
		if (file < 0 && errno != EEXIST) {
			break;
		}
	}
	if (file < 0) {
		fail(err, "create", path->data);
	}
	return file;
}

bool state_dir_new_file(const char *stem, const char *extension, const struct buf *text,
	int64_t now_ms, struct buf *path, struct error *err)
{
	const char *const name[] = {stem, extension};
	struct buf directory = {0};
	bool is_good = false;

	if (!state_path_make(&directory, err)) {
		buf_clear(&directory);
		buf_putc(&directory, '.');
	}
	if (count_saved(directory.data, stem) == MAX_SAVED) {
		error_set(err, ERROR_CONFIG,
			"%.250s already holds %d saved files: remove some first", directory.data,
			MAX_SAVED);
	} else {
		int file = create(directory.data, name, now_ms, path, err);

		is_good = file >= 0 && fill(file, path->data, text, err);
	}
	buf_fini(&directory);
	return is_good;
}

/* The path of a file of the directory, which is created if is_made. */
static bool find_file(struct buf *path, const char *name, bool is_made, struct error *err)
{
	bool is_found = is_made ? state_path_make(path, err) : state_path_find(path, err);

	buf_printf(path, "/%s", name);
	return is_found;
}

bool state_dir_read(const char *name, size_t max_bytes, struct buf *text, struct error *err)
{
	struct buf path = {0};
	char bytes[4096];
	ssize_t count = 1;
	bool is_good = find_file(&path, name, false, err);
	int file = is_good ? file_open_to_read(AT_FDCWD, path.data) : -1;

	if (is_good && file < 0) {
		is_good = errno == ENOENT || errno == ENOTDIR || fail(err, "read", path.data);
	}
	while (file >= 0 && count > 0 && text->length < max_bytes) {
		count = read(file, bytes, sizeof(bytes));
		buf_append(text, bytes, count > 0 ? (size_t)count : 0);
	}
	if (count < 0) {
		is_good = fail(err, "read", path.data);
	}
	if (file >= 0) {
		(void)close(file);
	}
	buf_fini(&path);
	return is_good;
}

bool state_dir_replace(const char *name, const struct buf *text, struct error *err)
{
	struct buf path = {0};
	bool is_good = find_file(&path, name, true, err) &&
		       (file_replace(path.data, buf_text(text), text->length, 0600) ||
			       fail(err, "write", path.data));

	buf_fini(&path);
	return is_good;
}

int state_dir_lock(const char *name, struct error *err)
{
	struct buf path = {0};
	bool is_found = find_file(&path, name, true, err);
	int lock = is_found ? file_lock_named(path.data, MAX_LOCK_WAIT_MS) : -1;

	if (is_found && lock < 0) {
		fail(err, errno == EWOULDBLOCK ? "lock" : "write", path.data);
	}
	buf_fini(&path);
	return lock;
}

void state_dir_unlock(int lock)
{
	(void)close(lock);
}

struct file_stamp state_dir_stamp(const char *name)
{
	struct file_stamp stamp = {0};
	struct buf path = {0};
	struct error err;

	if (find_file(&path, name, false, &err)) {
		stamp = file_stamp(path.data);
	}
	buf_fini(&path);
	return stamp;
}
