/* SPDX-License-Identifier: MIT */
#include "write/audit_file.h"

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR_NAME  "beyatop"
#define FILE_NAME "audit.jsonl"
#define NOT_PLAIN "it is not a regular file with a single name"

void audit_file_init(struct audit_file *file)
{
	*file = (struct audit_file){.log = {.dir = -1,
					    .fd = -1,
					    .name = FILE_NAME,
					    .max_bytes = AUDIT_FILE_MAX_BYTES,
					    .old_files = AUDIT_FILES_KEPT}};
}

static bool fail(struct error *err, const char *what)
{
	return error_set(
		err, ERROR_CONFIG, "the audit log " FILE_NAME " %s: %s", what, strerror(errno));
}

static bool refuse(struct error *err, const char *why)
{
	return error_set(err, ERROR_CONFIG, "the audit log is refused: %s", why);
}

/*
 * Finds $XDG_STATE_HOME/beyatop. The XDG Base Directory Specification says to ignore relative
 * paths.
 */
static bool find_dir(struct buf *path, struct error *err)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state && state[0] == '/') {
		buf_printf(path, "%s/" DIR_NAME, state);
		return true;
	}
	if (home && home[0] == '/') {
		buf_printf(path, "%s/.local/state/" DIR_NAME, home);
		return true;
	}
	refuse(err, "neither XDG_STATE_HOME nor HOME is set to an absolute path");
	return false;
}

/* Creates the path's directories. Ignores failures: opening the last one reports them. */
static void make_dirs(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	mkdir(path, 0700);
}

/* Makes a file or directory of ours private. Rejects those of other users. */
static bool check(int fd, mode_t mode, bool is_writable, struct error *err)
{
	struct stat found;

	if (fstat(fd, &found) < 0) {
		return fail(err, "cannot be examined");
	}
	if (found.st_uid != geteuid()) {
		return refuse(err, "it or its directory belongs to another user");
	}
	if (!S_ISDIR(found.st_mode) && (!S_ISREG(found.st_mode) || found.st_nlink != 1)) {
		return refuse(err, NOT_PLAIN);
	}
	if (is_writable && (found.st_mode & 0777) != mode && fchmod(fd, mode) < 0) {
		return fail(err, "cannot be made private");
	}
	return true;
}

static bool open_dir(struct audit_file *file, struct error *err)
{
	struct buf path = {0};
	bool is_open = false;

	if (!find_dir(&path, err)) {
		goto out;
	}
	if (file->is_writable) {
		make_dirs(path.data);
	}
	file->log.dir = open(path.data, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (file->log.dir < 0 && (errno == ELOOP || errno == ENOTDIR)) {
		refuse(err, "its directory " DIR_NAME " is a link or not a directory");
	} else if (file->log.dir < 0) {
		fail(err, "in " DIR_NAME " cannot be opened");
	} else {
		is_open = check(file->log.dir, 0700, file->is_writable, err);
	}
out:
	buf_fini(&path);
	return is_open;
}

static bool open_file(struct audit_file *file, struct error *err)
{
	struct log_file *log = &file->log;

	file->read_at = 0;
	if (file->is_writable) {
		return log_file_open(log, err) && check(log->fd, 0600, true, err);
	}
	log->fd = file_open_to_read(log->dir, FILE_NAME);
	return log->fd >= 0 ? check(log->fd, 0600, false, err) : fail(err, "cannot be read");
}

bool audit_file_open(struct audit_file *file, bool is_writable, struct error *err)
{
	file->is_writable = is_writable;
	if (open_dir(file, err) && open_file(file, err)) {
		return true;
	}
	audit_file_close(file);
	return false;
}

void audit_file_close(struct audit_file *file)
{
	log_file_close(&file->log);
	if (file->log.dir >= 0) {
		close(file->log.dir);
	}
	file->log.dir = -1;
}

bool audit_file_renew(struct audit_file *file, struct error *err)
{
	if (log_file_rotate(&file->log)) {
		return true;
	}
	log_file_close(&file->log);
	if (!open_file(file, err)) {
		log_file_close(&file->log);
		return false;
	}
	return true;
}

bool audit_file_append(
	struct audit_file *file, const struct buf *line, bool is_synced, struct error *err)
{
	bool is_whole = log_file_append(&file->log, line->data, line->length);

	if (!is_whole || (is_synced && (fsync(file->log.fd) < 0 || fsync(file->log.dir) < 0))) {
		return fail(err, "cannot be written");
	}
	return true;
}

void audit_file_read(struct audit_file *file, audit_line_fn *take, void *user)
{
	struct buf text = {0};
	char block[16384];
	ssize_t count = 0;

	while (file->log.fd >= 0 && (count = pread(file->log.fd, block, sizeof(block),
					     file->read_at + (off_t)text.length)) > 0) {
		buf_append(&text, block, (size_t)count);
	}
	char *line = text.data, *end;

	/* The last line may be incomplete. */
	while (text.length > 0 &&
		(end = memchr(line, '\n', text.length - (size_t)(line - text.data)))) {
		*end = '\0';
		take(user, line);
		line = end + 1;
	}
	file->read_at += text.length > 0 ? line - text.data : 0;
	buf_fini(&text);
}

/*
 * Sets the read position at most this many bytes before the end. Returns how many bytes follow it.
 */
static off_t skip_to_last(struct audit_file *file, off_t bytes)
{
	struct stat found;

	if (fstat(file->log.fd, &found) != 0) {
		return 0;
	}
	if (found.st_size > bytes) {
		file->read_at = found.st_size - bytes;
	}
	return found.st_size - file->read_at;
}

void audit_file_read_last(struct audit_file *file, off_t bytes, audit_line_fn *take, void *user)
{
	off_t count = skip_to_last(file, bytes);
	struct audit_file older = {
		.log = {.dir = -1, .fd = file_open_to_read(file->log.dir, FILE_NAME ".1")}};

	if (count < bytes && older.log.fd >= 0) {
		skip_to_last(&older, bytes - count);
		audit_file_read(&older, take, user);
	}
	audit_file_close(&older);
	audit_file_read(file, take, user);
}
