/* SPDX-License-Identifier: MIT */
#include "write/audit_file.h"

#include "file.h"
#include "io.h"
#include "state_path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "audit.jsonl"
#define NOT_PLAIN "it is not a regular file with a single name"

/*
 * Locks on single bytes, after those that are locked while appending: one for the program that
 * resolves unfinished writes, and one for each run that may write, for as long as it lasts. The
 * kernel releases them when a program ends, however it ends. Process IDs and host names do not
 * suffice, because they are often the same in containers.
 */
#define CLAIM_BYTE LOG_FILE_LOCKED
#define RUN_BYTES  (LOG_FILE_LOCKED + 1)

static off_t run_byte(uint64_t run)
{
	return RUN_BYTES + (off_t)(run % (uint64_t)(LOG_FILE_LOCKED - 2));
}

void audit_file_init(struct audit_file *file, uint64_t run)
{
	*file = (struct audit_file){.run = run,
		.log = {.dir = -1,
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
	bool is_open =
		file->is_writable ? state_path_make(&path, err) : state_path_find(&path, err);

	if (!is_open) {
		goto out;
	}
	is_open = false;
	file->log.dir = open(path.data, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (file->log.dir < 0 && (errno == ELOOP || errno == ENOTDIR)) {
		error_set(err, ERROR_CONFIG,
			"the audit log is refused: %.250s is a link or not a directory", path.data);
	} else if (file->log.dir < 0) {
		error_set(err, ERROR_CONFIG, "the audit log in %.250s cannot be opened: %s",
			path.data, strerror(errno));
	} else {
		is_open = check(file->log.dir, 0700, file->is_writable, err);
	}
out:
	buf_fini(&path);
	return is_open;
}

/* Lets other programs see that this run has not ended. */
static void hold_run(const struct audit_file *file)
{
	/* No program locks that byte exclusively, so this does not fail for that. */
	(void)!file_lock(file->log.fd, FILE_LOCK_SHARED, run_byte(file->run), 1, 0);
}

static bool open_file(struct audit_file *file, struct error *err)
{
	struct log_file *log = &file->log;

	file->read_at = 0;
	file->has_claim = false;
	if (file->is_writable) {
		if (!log_file_open(log, err)) {
			return false;
		}
		hold_run(file);
	} else {
		log->fd = file_open_to_read(log->dir, FILE_NAME);
		if (log->fd < 0) {
			return error_set(err, ERROR_CONFIG,
				"the audit log " FILE_NAME " cannot be read: %s",
				file_explain(errno));
		}
	}
	if (!check(log->fd, 0600, file->is_writable, err)) {
		log_file_close(log);
		return false;
	}
	return true;
}

/* Opens the file that has the name now. Keeps the old one on failure. */
static bool reopen(struct audit_file *file, struct error *err)
{
	struct audit_file old = *file;

	if (!open_file(file, err)) {
		*file = old;
		return false;
	}
	log_file_close(&old.log);
	return true;
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
	file->has_claim = false;
}

bool audit_file_renew(struct audit_file *file, struct error *err)
{
	return log_file_rotate(&file->log) || reopen(file, err);
}

bool audit_file_append(
	struct audit_file *file, const struct buf *line, bool is_synced, struct error *err)
{
	bool is_whole = log_file_append(&file->log, line->data, line->length);

	if (!is_whole || (is_synced && (!io_sync(file->log.fd) || !io_sync(file->log.dir)))) {
		return fail(err, "cannot be written");
	}
	return true;
}

/* Calls take() for each complete line from the read position on. */
static void read_lines(struct audit_file *file, audit_line_fn *take, void *user)
{
	struct buf text = {0};
	char block[16384];
	ssize_t count = 0;

	while ((count = pread(file->log.fd, block, sizeof(block),
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

/* Another program may have rotated the file, or someone truncated it. */
void audit_file_read(struct audit_file *file, audit_line_fn *take, void *user)
{
	struct stat found;
	struct error err;

	if (file->log.fd < 0 || fstat(file->log.fd, &found) != 0) {
		return;
	}
	if (found.st_size < file->read_at) {
		file->read_at = 0;
	}
	read_lines(file, take, user);
	if (!file_has_name(file->log.fd, file->log.dir, FILE_NAME) && reopen(file, &err)) {
		read_lines(file, take, user);
	}
}

/* The file before the last rotation. -1 if there is none. */
static int open_older(const struct audit_file *file)
{
	return file_open_to_read(file->log.dir, FILE_NAME ".1");
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
	struct audit_file older = {.log = {.fd = open_older(file)}};

	if (count < bytes && older.log.fd >= 0) {
		skip_to_last(&older, bytes - count);
		read_lines(&older, take, user);
	}
	log_file_close(&older.log);
	audit_file_read(file, take, user);
}

int audit_file_has_run(const struct audit_file *file, uint64_t run)
{
	int has_run = file_is_locked(file->log.fd, run_byte(run), 1);
	/* A run notices only at its next write that another program has rotated the file. */
	int older = has_run == 0 ? open_older(file) : -1;

	if (older >= 0) {
		has_run = file_is_locked(older, run_byte(run), 1);
		close(older);
	}
	return has_run;
}

bool audit_file_claim(struct audit_file *file)
{
	file->has_claim =
		file->has_claim || file_lock(file->log.fd, FILE_LOCK_EXCLUSIVE, CLAIM_BYTE, 1, 0);
	return file->has_claim;
}

void audit_file_release(struct audit_file *file)
{
	if (file->has_claim) {
		file_unlock(file->log.fd, CLAIM_BYTE, 1);
	}
	file->has_claim = false;
}
