/* SPDX-License-Identifier: MIT */
#include "write/audit_records.h"

#include "clock.h"
#include "dynamodb/item.h"
#include "timestamp.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No write takes this long: its program must be dead, even if its process ID is in use again. */
#define OPEN_MS (INT64_C(3600) * 1000)

static void clear_record(struct audit_record *record)
{
	arena_fini(&record->arena);
	*record = (struct audit_record){0};
}

void audit_records_clear(struct audit_records *records)
{
	while (records->count > 0) {
		clear_record(&records->records[--records->count]);
	}
}

static void drop(struct audit_records *records, size_t at)
{
	clear_record(&records->records[at]);
	memmove(&records->records[at], &records->records[at + 1],
		(--records->count - at) * sizeof(records->records[0]));
	records->records[records->count] = (struct audit_record){0};
}

/* --- Lines --------------------------------------------------------------------------------- */

struct audit_record *audit_records_find(struct audit_records *records, const char *id)
{
	for (size_t i = records->count; i-- > 0 && id[0];) {
		if (strcmp(records->records[i].id, id) == 0) {
			return &records->records[i];
		}
	}
	return NULL;
}

static struct audit_record *add_record(struct audit_records *records)
{
	if (records->count == WRITE_RECORDS_KEPT) {
		size_t oldest = 0;

		while (oldest < records->count - 1 &&
			records->records[oldest].shown.outcome == WRITE_SENT) {
			oldest++;
		}
		drop(records, oldest < records->count - 1 ? oldest : 0);
	}
	return &records->records[records->count++];
}

static const char *text_of(const struct json *line, const char *name)
{
	const char *text = json_string(json_get(line, name));

	return text ? text : "";
}

static enum session_active decode_wanted(
	const struct audit_records *records, const struct json *line, uint8_t *encoding)
{
	const char *text;
	const char *type = item_value(json_get(line, "to"), &text);

	return session_decode_active(records->own_encodings, type, text, encoding);
}

/* "alice on pts/3" */
static const char *describe_writer(struct arena *arena, const struct json *line)
{
	const char *tty = text_of(line, "tty"), *ssh = text_of(line, "ssh");
	struct buf out = {0};

	buf_printf(&out, "%s", text_of(line, "user"));
	if (tty[0]) {
		buf_printf(&out, " on %s", strncmp(tty, "/dev/", 5) == 0 ? tty + 5 : tty);
	}
	if (ssh[0]) {
		buf_printf(&out, " from %.*s", (int)strcspn(ssh, " "), ssh);
	}
	const char *who = arena_strdup(arena, buf_text(&out));

	buf_fini(&out);
	return who;
}

struct audit_record *audit_records_take_intent(
	struct audit_records *records, const struct json *line)
{
	struct audit_record *record = add_record(records);
	struct arena *arena = &record->arena;
	int64_t at_ms;

	record->pid = (pid_t)json_integer(json_get(line, "pid"), 1, INT32_MAX, 0);
	record->run = strtoull(text_of(line, "run"), NULL, 16);
	snprintf(record->host, sizeof(record->host), "%s", text_of(line, "host"));
	snprintf(record->id, sizeof(record->id), "%s", text_of(line, "id"));
	snprintf(record->account, sizeof(record->account), "%s", text_of(line, "account"));
	record->shown = (struct write_record){
		.at_ms = timestamp_parse(text_of(line, "time"), &at_ms, NULL) ? at_ms : 0,
		.user_id = arena_strdup(arena, text_of(line, "userId")),
		.service = arena_strdup(arena, text_of(line, "serviceType")),
		.wanted = decode_wanted(records, line, &record->encoding),
		.outcome = WRITE_SENT,
		.is_ours = record->run && record->run == records->run,
		.who = describe_writer(arena, line),
		.reason = arena_strdup(arena, text_of(line, "reason")),
		.detail = "",
	};
	return record;
}

void audit_records_take_result(struct audit_records *records, const struct json *line)
{
	struct audit_record *record = audit_records_find(records, text_of(line, "id"));

	if (!record) {
		record = audit_records_take_intent(records, line);
	}
	record->is_unfinished = false;
	record->shown.outcome = WRITE_UNKNOWN;
	for (enum write_outcome outcome = WRITE_WRITTEN; outcome < WRITE_OUTCOME_COUNT; outcome++) {
		if (strcmp(text_of(line, "outcome"), write_outcome_word(outcome)) == 0) {
			record->shown.outcome = outcome;
		}
	}
	audit_records_set_detail(record, text_of(line, "detail"));
}

void audit_records_set_detail(struct audit_record *record, const char *detail)
{
	record->shown.detail = arena_strdup(&record->arena, detail);
}

void audit_records_keep_account(struct audit_records *records, const char *account)
{
	for (size_t i = records->count; i-- > 0;) {
		const char *other = records->records[i].account;

		if (account[0] && other[0] && strcmp(other, account) != 0) {
			drop(records, i);
		}
	}
}

/* --- Unfinished writes ---------------------------------------------------------------------- */

/*
 * Judged by its lock, if the log tells the run. Otherwise by its process ID: a program on another
 * machine counts as alive; one with our own ID is not, because the record is not ours. If we may
 * not signal a process, it belongs to another user and is not the program that wrote the record.
 */
static bool is_alive(const struct audit_records *records, const struct audit_record *record,
	const struct audit_file *file)
{
	if (clock_wall_ms() - record->shown.at_ms > OPEN_MS) {
		return false;
	}
	int has_run = record->run ? audit_file_has_run(file, record->run) : -1;

	if (has_run >= 0) {
		return has_run > 0;
	}
	return strcmp(record->host, records->host) != 0 ||
	       (record->pid > 0 && record->pid != getpid() && kill(record->pid, 0) == 0);
}

void audit_records_find_dead(struct audit_records *records, const struct audit_file *file)
{
	for (size_t i = 0; i < records->count; i++) {
		struct audit_record *record = &records->records[i];

		record->is_dead = record->shown.outcome == WRITE_SENT && !record->shown.is_ours &&
				  !is_alive(records, record, file);
	}
}

unsigned audit_records_find_unfinished(struct audit_records *records, const char *account)
{
	unsigned count = 0;

	for (size_t i = 0; i < records->count; i++) {
		struct audit_record *record = &records->records[i];
		bool is_open = record->is_dead && record->shown.outcome == WRITE_SENT;
		/* the item of a damaged line is unknown */
		bool is_whole =
			record->id[0] && record->shown.user_id[0] && record->shown.service[0];
		bool is_of_account = !record->account[0] || strcmp(record->account, account) == 0;

		if (is_open && is_whole && is_of_account) {
			record->is_unfinished = true;
			record->shown.outcome = WRITE_UNKNOWN;
			audit_records_set_detail(
				record, "interrupted before the response: check the session");
			count++;
		}
	}
	return count;
}

const struct audit_record *audit_records_next_unfinished(const struct audit_records *records)
{
	for (size_t i = 0; i < records->count; i++) {
		if (records->records[i].is_unfinished) {
			return &records->records[i];
		}
	}
	return NULL;
}

/* --- Queries ------------------------------------------------------------------------------- */

const struct write_record *audit_records_find_writer(const struct audit_records *records,
	const char *user_id, const char *service, enum session_active active, int64_t since_ms)
{
	for (size_t i = records->count; i-- > 0;) {
		const struct write_record *record = &records->records[i].shown;

		if (record->outcome == WRITE_WRITTEN && strcmp(record->user_id, user_id) == 0 &&
			strcmp(record->service, service) == 0) {
			bool is_it = record->wanted == active && record->at_ms >= since_ms;

			return is_it ? record : NULL;
		}
	}
	return NULL;
}

void audit_records_copy(
	const struct audit_records *records, struct arena *arena, struct snapshot *snapshot)
{
	struct write_record *copies = arena_alloc(arena, records->count * sizeof(*copies) + 1);

	for (size_t i = 0; i < records->count; i++) {
		const struct write_record *record = &records->records[i].shown;

		copies[i] = *record;
		copies[i].user_id = arena_strdup(arena, record->user_id);
		copies[i].service = arena_strdup(arena, record->service);
		copies[i].who = arena_strdup(arena, record->who);
		copies[i].reason = arena_strdup(arena, record->reason);
		copies[i].detail = arena_strdup(arena, record->detail);
	}
	snapshot->write_records = copies;
	snapshot->write_records_count = records->count;
}
