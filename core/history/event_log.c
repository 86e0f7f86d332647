/* SPDX-License-Identifier: MIT */
#include "history/event_log.h"

#include "base/log_file.h"
#include "buf.h"
#include "clock.h"
#include "diagnosis/finding_event.h"
#include "finding.h"
#include "fleet/changes.h"
#include "json_put.h"
#include "timestamp.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct event_log {
	char *path;
	struct log_file file;
	bool has_begun;
	/* numbers of the newest change and write that have been logged */
	uint64_t change_number, write_number;
	/* the current error, as logged */
	struct error fault;
	/* number of lines lost since the last successful write */
	uint64_t lost;
};

/* --- The file ------------------------------------------------------------------------------ */

static bool append(struct event_log *log, const char *line, size_t length)
{
	struct error err;

	if (log->file.fd >= 0 && !log_file_rotate(&log->file)) {
		log_file_close(&log->file);
	}
	return (log->file.fd >= 0 || log_file_open(&log->file, &err)) &&
	       log_file_append(&log->file, line, length);
}

/* --- Lines --------------------------------------------------------------------------------- */

static void begin_line(struct buf *line, const char *event)
{
	char at[TIMESTAMP_SIZE];

	timestamp_format(clock_wall_ms(), 3, at);
	buf_printf(line, "{\"at\":\"%s\",\"event\":\"%s\"", at, event);
}

static void put_optional(struct buf *line, const char *name, const char *text)
{
	if (text) {
		json_put_string(line, name, text);
	}
}

/* Use the first line only: a signed request may follow. */
static void put_error(struct buf *line, const struct error *err)
{
	char *first = base_strndup(err->text, strcspn(err->text, "\r\n"));

	json_put_string(line, "text", first);
	free(first);
}

static void log_lost(struct event_log *log)
{
	struct buf line = {0};

	begin_line(&line, "lost");
	json_put_integer(&line, "lines", (int64_t)log->lost);
	buf_puts(&line, "}\n");
	if (append(log, line.data, line.length)) {
		log->lost = 0;
	}
	buf_fini(&line);
}

/* Writes the line and frees it. */
static void end_line(struct event_log *log, struct buf *line)
{
	if (log->lost > 0) {
		log_lost(log);
	}
	buf_puts(line, "}\n");
	if (log->lost > 0 || !append(log, line->data, line->length)) {
		log->lost++;
	}
	buf_fini(line);
}

/* --- Events -------------------------------------------------------------------------------- */

static void log_start(struct event_log *log, const struct poll_status *status)
{
	struct buf line = {0};

	begin_line(&line, "start");
	json_put_string(&line, "table", status->table);
	json_put_string(&line, "region", status->region);
	json_put_string(&line, "endpoint", status->endpoint);
	end_line(log, &line);
}

static void put_time(struct buf *line, const char *name, int64_t time_ms)
{
	char text[TIMESTAMP_SIZE];

	timestamp_format(time_ms, 3, text);
	json_put_string(line, name, text);
}

static void log_change(struct event_log *log, const struct change *change)
{
	struct buf line = {0};

	begin_line(&line, changes_kind_word(change->kind));
	if (change->after_ms > 0) {
		put_time(&line, "after", change->after_ms);
	}
	json_put_string(&line, "serviceType", change->service);
	put_optional(&line, "userId", change->user_id);
	json_put_integer(&line, "sessions", change->added > 0 ? change->added : change->sessions);
	if (change->kind == CHANGE_STOPPED) {
		json_put_integer(&line, "span_ms", change->span_ms);
	}
	if (change->kind == CHANGE_ERRORS || change->kind == CHANGE_FIRST_ERRORS) {
		json_put_integer(
			&line, "errors", change->added > 0 ? change->added_amount : change->amount);
	}
	if (change->kind == CHANGE_CLOCK_AHEAD || change->kind == CHANGE_CLOCK_BACK) {
		json_put_integer(&line, "offset_ms", change->amount);
	}
	end_line(log, &line);
}

/* --- Findings ------------------------------------------------------------------------------ */

/* One line has all that is new, and is named after the most important. */
static const char *event_of(unsigned set)
{
	static const struct {
		unsigned events;
		const char *event;
	} events[] = {
		{FINDING_EVENT_OVER, "finding_over"},
		{FINDING_EVENT_BACK, "finding_back"},
		{FINDING_EVENT_BEGAN | FINDING_EVENT_FOUND, "finding_began"},
		{FINDING_EVENT_UPDATED, "finding_updated"},
		{FINDING_EVENT_SEVERITY, "finding_severity"},
		{FINDING_EVENT_OUTLOOK, "finding_outlook"},
	};

	for (size_t i = 0; i < ARRAY_LEN(events); i++) {
		if (set & events[i].events) {
			return events[i].event;
		}
	}
	return NULL;
}

static void put_known_time(struct buf *line, const char *name, int64_t time_ms)
{
	if (time_ms != SESSION_NO_TIME) {
		put_time(line, name, time_ms);
	}
}

/* Its size now or, at its end, at most. */
static void put_size(struct buf *line, const struct finding *finding)
{
	if (finding_is_over(finding)) {
		json_put_integer(line, "peak", finding->peak);
		put_known_time(line, "peak_at", finding->peak_ms);
		put_known_time(line, "ended", finding->ended_ms);
		json_put_integer(line, "flaps", finding->flaps);
		return;
	}
	json_put_integer(line, "members", finding->members);
	if (finding->of > 0) {
		json_put_integer(line, "of", finding->of);
	}
	if (finding->outlook != OUTLOOK_UNKNOWN) {
		json_put_string(line, "outlook", finding_outlook_word(finding->outlook));
	}
}

static void log_finding(struct event_log *log, const struct snapshot *snapshot,
	const struct finding *finding, const char *event)
{
	struct buf line = {0}, text = {0};

	begin_line(&line, event);
	json_put_integer(&line, "finding", (int64_t)finding->number);
	json_put_string(&line, "kind", finding_kind_word(finding->kind));
	json_put_string(&line, "severity", finding_severity_word(finding->severity));
	if (finding->service < snapshot->services_count) {
		json_put_string(&line, "serviceType", snapshot->services[finding->service].name);
	}
	put_optional(&line, "userId", finding->user_id);
	put_known_time(&line, "began_after", finding->began_after_ms);
	put_known_time(&line, "began_before", finding->began_before_ms);
	put_size(&line, finding);
	finding_event_put(&text, snapshot, finding);
	json_put_string(&line, "text", buf_text(&text));
	end_line(log, &line);
	buf_fini(&text);
}

static void log_findings(struct event_log *log, const struct snapshot *snapshot)
{
	const struct findings *findings = snapshot->findings;

	for (size_t i = 0; findings && i < findings->count; i++) {
		const char *event = event_of(findings->list[i].events);

		if (event) {
			log_finding(log, snapshot, &findings->list[i], event);
		}
	}
}

/* --- Faults and writes ----------------------------------------------------------------------- */

/* True if both are the same fault: only its text may differ. */
static bool is_same_fault(const struct error *a, const struct error *b)
{
	return a->kind == b->kind && strcmp(a->aws_code, b->aws_code) == 0;
}

static void log_fault(struct event_log *log, const struct error *fault)
{
	struct buf line = {0};
	bool is_over = fault->kind == ERROR_NONE;
	const struct error *logged = is_over ? &log->fault : fault;

	begin_line(&line, is_over ? "fault_over" : "fault");
	json_put_string(&line, "kind", error_kind_word(logged->kind));
	if (!is_over) {
		put_error(&line, logged);
	}
	end_line(log, &line);
}

static void log_write(struct event_log *log, const struct write_result *write)
{
	struct buf line = {0};

	begin_line(&line, "write");
	json_put_string(&line, "outcome", write_outcome_word(write->outcome));
	json_put_string(&line, "serviceType", write->service);
	json_put_string(&line, "userId", write->user_id);
	json_put_string(&line, "wanted", write->wanted == ACTIVE_ON ? "active" : "paused");
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
	/* Without a region, nothing has been read yet. */
	if (!log->has_begun && *snapshot->status.region) {
		log_start(log, &snapshot->status);
		log->has_begun = true;
	}
	for (size_t i = 0; i < snapshot->changes_count; i++) {
		const struct change *change = &snapshot->changes[i];

		if (change->number <= log->change_number) {
			continue;
		}
		log->change_number = change->number;
		if (!change_is_of_finding(change->kind)) {
			log_change(log, change);
		}
	}
	log_findings(log, snapshot);
	if (!is_same_fault(&snapshot->error, &log->fault)) {
		log_fault(log, &snapshot->error);
		log->fault = snapshot->error;
	}
	if (snapshot->write_result.number > log->write_number &&
		snapshot->write_result.outcome != WRITE_PENDING) {
		log_write(log, &snapshot->write_result);
		log->write_number = snapshot->write_result.number;
	}
}

bool event_log_open(struct event_log **log, const char *path, struct error *err)
{
	struct event_log *opened = base_calloc(1, sizeof(*opened));

	opened->path = base_strdup(path);
	opened->file = (struct log_file){.dir = AT_FDCWD,
		.fd = -1,
		.name = opened->path,
		.max_bytes = EVENT_LOG_MAX_BYTES,
		.old_files = 1};
	if (!log_file_open(&opened->file, err)) {
		event_log_close(opened);
		return false;
	}
	*log = opened;
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
	log_file_close(&log->file);
	free(log->path);
	free(log);
}
