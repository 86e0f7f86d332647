/* SPDX-License-Identifier: MIT */
#include "history/event_log.h"

#include "base/append.h"
#include "buf.h"
#include "clock.h"
#include "fleet/changes.h"
#include "text.h"
#include "units.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct event_log {
	char *path;
	/* -1: it could not be opened again */
	int fd;
	bool has_begun;
	/* the newest that are in it */
	uint64_t change_number, write_number;
	/* that lasts, as far as it is in it */
	struct error fault;
	/* lines in a row that could not be written */
	uint64_t lost;
};

/* --- The file ------------------------------------------------------------------------------ */

static int open_file(const char *path)
{
	int fd =
		open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	struct stat status;

	if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	return fd;
}

/* Another program may have done it already, and then ours is the one with the new name. */
static bool is_still_ours(const struct event_log *log, const struct stat *ours)
{
	struct stat named;

	return stat(log->path, &named) == 0 && named.st_ino == ours->st_ino &&
	       named.st_dev == ours->st_dev;
}

/* One at a time, lest the second put the file that the first has begun in the place of the full
 * one. */
static void turn_over(const struct event_log *log, const struct stat *ours)
{
	struct buf old = {0};

	buf_printf(&old, "%s.1", log->path);
	if (append_lock(log->fd)) {
		if (is_still_ours(log, ours)) {
			rename(log->path, old.data);
		}
		append_unlock(log->fd);
	}
	buf_fini(&old);
}

static void rotate_if_large(struct event_log *log)
{
	struct stat status;

	if (log->fd >= 0 && fstat(log->fd, &status) == 0 && status.st_size < EVENT_LOG_MAX_BYTES) {
		return;
	}
	if (log->fd >= 0) {
		turn_over(log, &status);
		close(log->fd);
	}
	log->fd = open_file(log->path);
}

static bool append(struct event_log *log, const char *line, size_t length)
{
	rotate_if_large(log);
	return log->fd >= 0 && append_line(log->fd, line, length);
}

/* --- Lines --------------------------------------------------------------------------------- */

static void begin_line(struct buf *line, const char *event)
{
	char at[UNITS_TEXT_SIZE];

	units_format_time(clock_wall_ms(), 3, at);
	buf_printf(line, "{\"at\":\"%s\",\"event\":\"%s\"", at, event);
}

static void put_text(struct buf *line, const char *name, const char *text)
{
	if (text) {
		buf_printf(line, ",\"%s\":", name);
		text_put_json(line, text);
	}
}

/* Below the first line of an error might stand what was asked, its signature and all. */
static void put_error(struct buf *line, const struct error *err)
{
	char *first = base_strndup(err->text, strcspn(err->text, "\r\n"));

	put_text(line, "text", first);
	free(first);
}

static void put_number(struct buf *line, const char *name, int64_t number)
{
	buf_printf(line, ",\"%s\":%" PRId64, name, number);
}

static void tell_lost(struct event_log *log)
{
	struct buf line = {0};

	begin_line(&line, "lost");
	put_number(&line, "lines", (int64_t)log->lost);
	buf_puts(&line, "}\n");
	if (append(log, line.data, line.length)) {
		log->lost = 0;
	}
	buf_fini(&line);
}

/* Also frees it. */
static void end_line(struct event_log *log, struct buf *line)
{
	if (log->lost > 0) {
		tell_lost(log);
	}
	buf_puts(line, "}\n");
	if (log->lost > 0 || !append(log, line->data, line->length)) {
		log->lost++;
	}
	buf_fini(line);
}

/* --- Events -------------------------------------------------------------------------------- */

static void tell_start(struct event_log *log, const struct poll_status *status)
{
	struct buf line = {0};

	begin_line(&line, "start");
	put_text(&line, "table", status->table);
	put_text(&line, "region", status->region);
	put_text(&line, "endpoint", status->endpoint);
	end_line(log, &line);
}

static void tell_change(struct event_log *log, const struct change *change)
{
	struct buf line = {0};

	begin_line(&line, changes_kind_word(change->kind));
	put_text(&line, "serviceType", change->service);
	put_text(&line, "userId", change->user_id);
	put_number(&line, "sessions", change->sessions);
	if (change->kind == CHANGE_STOPPED) {
		put_number(&line, "span_ms", change->span_ms);
	}
	if (change->kind == CHANGE_ERRORS) {
		put_number(&line, "errors", change->amount);
	}
	end_line(log, &line);
}

/* One that goes on with other words is still the same. */
static bool is_same_fault(const struct error *a, const struct error *b)
{
	return a->kind == b->kind && strcmp(a->aws_code, b->aws_code) == 0;
}

static void tell_fault(struct event_log *log, const struct error *fault)
{
	struct buf line = {0};
	bool is_over = fault->kind == ERROR_NONE;
	const struct error *told = is_over ? &log->fault : fault;

	begin_line(&line, is_over ? "fault_over" : "fault");
	put_text(&line, "kind", error_kind_word(told->kind));
	if (!is_over) {
		put_error(&line, told);
	}
	end_line(log, &line);
}

static void tell_write(struct event_log *log, const struct write_result *write)
{
	struct buf line = {0};

	begin_line(&line, "write");
	put_text(&line, "outcome", write_outcome_word(write->outcome));
	put_text(&line, "serviceType", write->service);
	put_text(&line, "userId", write->user_id);
	put_text(&line, "wanted", write->wanted == ACTIVE_ON ? "active" : "paused");
	if (write->error.kind != ERROR_NONE) {
		put_error(&line, &write->error);
	}
	end_line(log, &line);
}

void event_log_take(struct event_log *log, const struct snapshot *snapshot)
{
	if (!log) {
		return;
	}
	/* The region is known with the first answer. */
	if (!log->has_begun && *snapshot->status.region) {
		tell_start(log, &snapshot->status);
		log->has_begun = true;
	}
	for (size_t i = 0; i < snapshot->changes_count; i++) {
		if (snapshot->changes[i].number > log->change_number) {
			tell_change(log, &snapshot->changes[i]);
			log->change_number = snapshot->changes[i].number;
		}
	}
	if (!is_same_fault(&snapshot->error, &log->fault)) {
		tell_fault(log, &snapshot->error);
		log->fault = snapshot->error;
	}
	if (snapshot->write.number > log->write_number && snapshot->write.outcome != WRITE_NONE) {
		tell_write(log, &snapshot->write);
		log->write_number = snapshot->write.number;
	}
}

bool event_log_open(struct event_log **log, const char *path, struct error *err)
{
	int fd = open_file(path);

	if (fd < 0) {
		error_set(err, ERROR_CONFIG, "cannot write to the log %s: %s", path,
			errno == EINVAL ? "it is no plain file" : strerror(errno));
		return false;
	}
	*log = base_calloc(1, sizeof(**log));
	(*log)->path = base_strdup(path);
	(*log)->fd = fd;
	return true;
}

void event_log_close(struct event_log *log)
{
	if (!log) {
		return;
	}
	if (log->has_begun) {
		struct buf line = {0};

		begin_line(&line, "stop");
		end_line(log, &line);
	}
	if (log->fd >= 0) {
		close(log->fd);
	}
	free(log->path);
	free(log);
}
