/* SPDX-License-Identifier: MIT */
#include "act/state_dir.h"

#include "io.h"
#include "number.h"
#include "timestamp.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_TRIES   20
#define LOCK_WAIT_MS 10
#define MAX_SAME     100 /* files in the same second */

static bool fail(struct error *err, const char *what, const char *path)
{
	return error_set(err, ERROR_CONFIG, "cannot %s %s: %s", what, path, strerror(errno));
}

/*
 * The XDG specification says to ignore XDG_STATE_HOME unless absolute. Directories of the path from
 * *made_from on may have to be created.
 */
static bool find_directory(char path[STATE_DIR_PATH_SIZE], size_t *made_from, struct error *err)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int length;

	if (state && *state == '/') {
		length = snprintf(path, STATE_DIR_PATH_SIZE, "%s/beyatop", state);
		*made_from = (size_t)(strrchr(state, '/') - state);
	} else if (home && *home == '/') {
		length = snprintf(path, STATE_DIR_PATH_SIZE, "%s/.local/state/beyatop", home);
		*made_from = strlen(home);
	} else {
		error_set(err, ERROR_CONFIG,
			"no state directory: neither XDG_STATE_HOME nor HOME is set");
		return false;
	}
	if (length >= STATE_DIR_PATH_SIZE) {
		errno = ENAMETOOLONG;
		return fail(err, "use", path);
	}
	return true;
}

static bool make_directory(char path[STATE_DIR_PATH_SIZE], struct error *err)
{
	size_t made_from;

	if (!find_directory(path, &made_from, err)) {
		return false;
	}
	for (char *end = path + made_from; *end;) {
		end += strcspn(end + 1, "/") + 1;
		char after = *end;

		*end = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST) {
			return fail(err, "create", path);
		}
		*end = after;
	}
	return true;
}

/* what: what cannot be done with a path that is too long. */
static bool join(char path[STATE_DIR_PATH_SIZE], const char *directory, const char *name,
	const char *what, struct error *err)
{
	if (snprintf(path, STATE_DIR_PATH_SIZE, "%s/%s", directory, name) >= STATE_DIR_PATH_SIZE) {
		errno = ENAMETOOLONG;
		return fail(err, what, directory);
	}
	return true;
}

/* Writes and closes a new file; removes it on failure. */
static bool fill(int file, const char *path, const struct buf *text, struct error *err)
{
	bool is_good = io_write_all(file, buf_text(text), text->length) && fsync(file) == 0;

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
static void format_name(char *name, size_t size, const char *stem, const char *extension,
	int64_t now_ms, int number)
{
	char time[TIMESTAMP_SIZE], plain[NUMBER_SIZE];
	size_t length = 0;

	timestamp_format(now_ms, 0, time);
	for (const char *at = time; *at; at++) {
		if (*at != '-' && *at != ':') {
			plain[length++] = *at;
		}
	}
	plain[length] = '\0';
	if (number == 1) {
		snprintf(name, size, "%s-%s%s", stem, plain, extension);
	} else {
		snprintf(name, size, "%s-%s-%d%s", stem, plain, number, extension);
	}
}

bool state_dir_new_file(const char *stem, const char *extension, const struct buf *text,
	int64_t now_ms, char path[STATE_DIR_PATH_SIZE], struct error *err)
{
	char directory[STATE_DIR_PATH_SIZE], name[128];
	int file = -1;

	if (!make_directory(directory, err)) {
		snprintf(directory, sizeof(directory), ".");
	}
	for (int number = 1; file < 0 && number < MAX_SAME; number++) {
		format_name(name, sizeof(name), stem, extension, now_ms, number);
		if (!join(path, directory, name, "create a file in", err)) {
			return false;
		}
		file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (file < 0 && errno != EEXIST) {
			break;
		}
	}
	return file < 0 ? fail(err, "create", path) : fill(file, path, text, err);
}

bool state_dir_read(const char *name, size_t max_bytes, struct buf *text, struct error *err)
{
	char directory[STATE_DIR_PATH_SIZE], path[STATE_DIR_PATH_SIZE], bytes[4096];
	size_t length, made_from;

	if (!find_directory(directory, &made_from, err) ||
		!join(path, directory, name, "read", err)) {
		return false;
	}
	FILE *file = fopen(path, "re");

	if (!file) {
		return errno == ENOENT || errno == ENOTDIR || fail(err, "read", path);
	}
	while ((length = fread(bytes, 1, sizeof(bytes), file)) > 0 && text->length < max_bytes) {
		buf_append(text, bytes, length);
	}
	bool is_good = !ferror(file) || fail(err, "read", path);

	(void)fclose(file);
	return is_good;
}

bool state_dir_replace(const char *name, const struct buf *text, struct error *err)
{
	char directory[STATE_DIR_PATH_SIZE], path[STATE_DIR_PATH_SIZE];

	if (!make_directory(directory, err) || !join(path, directory, name, "write", err)) {
		return false;
	}
	return io_replace_file(path, buf_text(text), text->length, 0600) ||
	       fail(err, "write", path);
}

int state_dir_lock(struct error *err)
{
	char directory[STATE_DIR_PATH_SIZE];

	if (!make_directory(directory, err)) {
		return -1;
	}
	int lock = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (int i = 0; lock >= 0 && i < LOCK_TRIES; i++) {
		if (flock(lock, LOCK_EX | LOCK_NB) == 0) {
			return lock;
		}
		(void)poll(NULL, 0, LOCK_WAIT_MS); /* another process holds it for a moment */
	}
	fail(err, "lock", directory);
	if (lock >= 0) {
		(void)close(lock);
	}
	return -1;
}

void state_dir_unlock(int lock)
{
	(void)close(lock);
}
