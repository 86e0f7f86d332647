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

/* No write waits for its answer so long: its program is dead, though another may have its number.
 */
#define OPEN_MS (INT64_C(3600) * 1000)

static void clear_entry(struct audit_entry *entry)
{
	free((char *)(uintptr_t)entry->shown.user_id);
	free((char *)(uintptr_t)entry->shown.service);
	free((char *)(uintptr_t)entry->shown.who);
	free((char *)(uintptr_t)entry->shown.reason);
	free((char *)(uintptr_t)entry->shown.detail);
	*entry = (struct audit_entry){0};
}

void audit_records_clear(struct audit_records *list)
{
	while (list->count > 0) {
		clear_entry(&list->entries[--list->count]);
	}
}

static void drop(struct audit_records *list, size_t at)
{
	clear_entry(&list->entries[at]);
	memmove(&list->entries[at], &list->entries[at + 1],
		(--list->count - at) * sizeof(list->entries[0]));
	list->entries[list->count] = (struct audit_entry){0};
}

/* --- Lines --------------------------------------------------------------------------------- */

struct audit_entry *audit_records_find(struct audit_records *list, const char *id)
{
	for (size_t i = list->count; i-- > 0 && id[0];) {
		if (strcmp(list->entries[i].id, id) == 0) {
			return &list->entries[i];
		}
	}
	return NULL;
}

static struct audit_entry *add_entry(struct audit_records *list)
{
	if (list->count == WRITE_RECORDS_KEPT) {
		size_t oldest = 0;

		while (oldest < list->count - 1 &&
			list->entries[oldest].shown.outcome == WRITE_SENT) {
			oldest++;
		}
		drop(list, oldest < list->count - 1 ? oldest : 0);
	}
	return &list->entries[list->count++];
}

static const char *text_of(const struct json *line, const char *name)
{
	const char *text = json_string(json_get(line, name));

	return text ? text : "";
}

static enum session_active decode_wanted(
	const struct audit_records *list, const struct json *line, uint8_t *encoding)
{
	const char *text;
	const char *type = item_value(json_get(line, "to"), &text);

	return session_decode_active(list->own_encodings, type, text, encoding);
}

/* "alice on pts/3" */
static char *describe_writer(const struct json *line)
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
	return out.data;
}

static struct audit_entry *take_intent(struct audit_records *list, const struct json *line)
{
	struct audit_entry *entry = add_entry(list);
	int64_t at_ms;

	entry->pid = (pid_t)json_number(json_get(line, "pid"), 0);
	snprintf(entry->host, sizeof(entry->host), "%s", text_of(line, "host"));
	snprintf(entry->id, sizeof(entry->id), "%s", text_of(line, "id"));
	snprintf(entry->account, sizeof(entry->account), "%s", text_of(line, "account"));
	entry->shown = (struct write_record){
		.at_ms = timestamp_parse(text_of(line, "time"), &at_ms, NULL) ? at_ms : 0,
		.user_id = base_strdup(text_of(line, "userId")),
		.service = base_strdup(text_of(line, "serviceType")),
		.wanted = decode_wanted(list, line, &entry->encoding),
		.outcome = WRITE_SENT,
		.is_ours = entry->pid == getpid() && strcmp(entry->host, list->host) == 0,
		.who = describe_writer(line),
		.reason = base_strdup(text_of(line, "reason")),
		.detail = base_strdup(""),
	};
	return entry;
}

void audit_records_take_intent(struct audit_records *list, const struct json *line)
{
	take_intent(list, line);
}

void audit_records_take_result(struct audit_records *list, const struct json *line)
{
	struct audit_entry *entry = audit_records_find(list, text_of(line, "id"));

	if (!entry) {
		entry = take_intent(list, line);
	}
	entry->is_left = false;
	entry->shown.outcome = WRITE_UNKNOWN;
	for (enum write_outcome outcome = WRITE_WRITTEN; outcome < WRITE_OUTCOME_COUNT; outcome++) {
		if (strcmp(text_of(line, "outcome"), write_outcome_word(outcome)) == 0) {
			entry->shown.outcome = outcome;
		}
	}
	audit_records_describe(entry, text_of(line, "detail"));
}

void audit_records_describe(struct audit_entry *entry, const char *detail)
{
	free((char *)(uintptr_t)entry->shown.detail);
	entry->shown.detail = base_strdup(detail);
}

void audit_records_keep_account(struct audit_records *list, const char *account)
{
	for (size_t i = list->count; i-- > 0;) {
		const char *other = list->entries[i].account;

		if (account[0] && other[0] && strcmp(other, account) != 0) {
			drop(list, i);
		}
	}
}

/* --- What is left over --------------------------------------------------------------------- */

/* Of this machine's programs only can we tell. One that we may not signal is not ours. */
static bool is_alive(const struct audit_records *list, const struct audit_entry *entry)
{
	if (clock_wall_ms() - entry->shown.at_ms > OPEN_MS) {
		return false;
	}
	return strcmp(entry->host, list->host) != 0 || (entry->pid > 0 && kill(entry->pid, 0) == 0);
}

unsigned audit_records_find_left(struct audit_records *list, const char *account)
{
	unsigned left = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct audit_entry *entry = &list->entries[i];
		bool is_open = entry->shown.outcome == WRITE_SENT && !entry->shown.is_ours;
		/* Of a damaged line nothing can be found out. */
		bool is_whole = entry->id[0] && entry->shown.user_id[0] && entry->shown.service[0];
		bool is_of_account = !entry->account[0] || strcmp(entry->account, account) == 0;

		if (is_open && is_whole && is_of_account && !is_alive(list, entry)) {
			entry->is_left = true;
			entry->shown.outcome = WRITE_UNKNOWN;
			audit_records_describe(
				entry, "ended before its answer: look at the session");
			left++;
		}
	}
	return left;
}

const struct audit_entry *audit_records_left(const struct audit_records *list)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->entries[i].is_left) {
			return &list->entries[i];
		}
	}
	return NULL;
}

/* --- Questions ----------------------------------------------------------------------------- */

const struct write_record *audit_records_find_writer(const struct audit_records *list,
	const char *user_id, const char *service, enum session_active active, int64_t since_ms)
{
	for (size_t i = list->count; i-- > 0;) {
		const struct write_record *record = &list->entries[i].shown;

		if (record->outcome == WRITE_WRITTEN && strcmp(record->user_id, user_id) == 0 &&
			strcmp(record->service, service) == 0) {
			bool is_it = record->wanted == active && record->at_ms >= since_ms;

			return is_it ? record : NULL;
		}
	}
	return NULL;
}

void audit_records_copy(
	const struct audit_records *list, struct arena *arena, struct snapshot *snapshot)
{
	struct write_record *records = arena_alloc(arena, list->count * sizeof(*records) + 1);

	for (size_t i = 0; i < list->count; i++) {
		const struct write_record *record = &list->entries[i].shown;

		records[i] = *record;
		records[i].user_id = arena_strdup(arena, record->user_id);
		records[i].service = arena_strdup(arena, record->service);
		records[i].who = arena_strdup(arena, record->who);
		records[i].reason = arena_strdup(arena, record->reason);
		records[i].detail = arena_strdup(arena, record->detail);
	}
	snapshot->write_records = records;
	snapshot->write_records_count = list->count;
}
