/* SPDX-License-Identifier: MIT */
#include "audit.h"

#include "audit_file.h"
#include "clock.h"
#include "item.h"
#include "json.h"
#include "text.h"
#include "units.h"
#include "user.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

/* What is read of a long log at the start: some thousand writes. */
#define FIRST_READ_BYTES (2 << 20)
#define REOPEN_MS        5000

/* A record and whether its writer may still be at it. */
struct entry {
	struct write_record shown; /* its strings are owned */
	char id[AUDIT_ID_SIZE];
	char host[64];
	pid_t pid;
};

struct audit {
	struct audit_file file;
	bool is_read_only, has_syslog;
	char refusal[400];
	int64_t reopen_mono_ms;
	const struct session_spellings *spellings;
	char *place; /* members of each line that say where and by whom */
	char *table, *region, *endpoint;
	char host[64];
	uint64_t intents;
	int64_t began_ms;
	struct entry entries[WRITE_RECORDS_KEPT]; /* oldest first */
	size_t count;
	unsigned open_intents;
};

/* --- Lines --------------------------------------------------------------------------------- */

static void put_member(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, ",\"%s\":", name);
	text_put_json(out, value ? value : "");
}

static void put_value(struct buf *out, const char *name, const char *type, const char *text)
{
	buf_printf(out, ",\"%s\":{", name);
	text_put_json(out, type);
	buf_putc(out, ':');
	if (strcmp(type, "BOOL") == 0) {
		buf_puts(out, text);
	} else {
		text_put_json(out, text);
	}
	buf_putc(out, '}');
}

static char *describe_place(const struct audit *audit, const struct audit_place *place)
{
	struct buf out = {0}, user = {0};
	char tty[128] = "";
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && !*tty; fd++) {
		if (ttyname_r(fd, tty, sizeof(tty)) != 0) {
			*tty = '\0';
		}
	}
	user_put_name(&user);
	buf_printf(&out, ",\"pid\":%ld,\"uid\":%ld", (long)getpid(), (long)getuid());
	put_member(&out, "host", audit->host);
	put_member(&out, "user", buf_text(&user));
	put_member(&out, "tty", tty);
	put_member(&out, "ssh", getenv("SSH_CONNECTION"));
	put_member(&out, "caller", place->caller);
	put_member(&out, "endpoint", place->endpoint);
	put_member(&out, "region", place->region);
	put_member(&out, "table", place->table);
	buf_fini(&user);
	return out.data;
}

/* What both lines of a write begin with. */
static void put_head(const struct audit *audit, const struct audit_write *write, const char *kind,
	struct buf *out)
{
	char time[UNITS_TEXT_SIZE];
	units_format_time(clock_wall_ms(), 3, time);
	buf_printf(out, "{\"kind\":\"%s\",\"time\":\"%s\"", kind, time);
	put_member(out, "id", write->id);
	buf_puts(out, audit->place);
	put_member(out, "userId", write->user_id);
	put_member(out, "serviceType", write->service);
	put_value(out, "from", write->type, write->from);
	put_value(out, "to", write->type, write->to);
	put_member(out, "reason", write->reason);
	buf_printf(out, ",\"order\":%llu", (unsigned long long)write->order);
}

static void read_new(struct audit *audit);

static bool append(struct audit *audit, struct buf *line, bool is_synced, struct error *err)
{
	buf_puts(line, "}\n");
	if (!audit_file_append(&audit->file, line, is_synced, err)) {
		/* Nothing more is written before it can be opened anew. */
		snprintf(audit->refusal, sizeof(audit->refusal), "%s", err->text);
		audit->reopen_mono_ms = clock_mono_ms() + REOPEN_MS;
		return false;
	}
	if (audit->has_syslog) {
		syslog(LOG_NOTICE, "%.*s", (int)line->length - 1, line->data);
	}
	read_new(audit);
	return true;
}

bool audit_intend(struct audit *audit, struct audit_write *write, struct error *err)
{
	if (audit_refusal(audit)[0]) {
		error_set(err, ERROR_CONFIG, "%s", audit->refusal);
		return false;
	}
	read_new(audit);
	if (!audit_file_renew(&audit->file, err)) {
		snprintf(audit->refusal, sizeof(audit->refusal), "%s", err->text);
		audit->reopen_mono_ms = clock_mono_ms() + REOPEN_MS;
		return false;
	}
	snprintf(write->id, sizeof(write->id), "%.60s-%ld-%llx-%llu", audit->host, (long)getpid(),
		(unsigned long long)audit->began_ms, (unsigned long long)++audit->intents);
	struct buf line = {0};
	put_head(audit, write, "intent", &line);
	bool is_appended = append(audit, &line, true, err);
	buf_fini(&line);
	return is_appended;
}

bool audit_conclude(struct audit *audit, const struct audit_write *write,
	enum write_outcome outcome, const char *request_id, const char *detail, struct error *err)
{
	struct buf line = {0};
	put_head(audit, write, "result", &line);
	put_member(&line, "outcome", write_outcome_word(outcome));
	put_member(&line, "requestId", request_id);
	put_member(&line, "detail", detail);
	bool is_appended = append(audit, &line, false, err);
	buf_fini(&line);
	return is_appended;
}

/* --- Records ------------------------------------------------------------------------------- */

static void clear_entry(struct entry *entry)
{
	free((char *)(uintptr_t)entry->shown.user_id);
	free((char *)(uintptr_t)entry->shown.service);
	free((char *)(uintptr_t)entry->shown.who);
	free((char *)(uintptr_t)entry->shown.reason);
	free((char *)(uintptr_t)entry->shown.detail);
	*entry = (struct entry){0};
}

static struct entry *find_entry(struct audit *audit, const char *id)
{
	for (size_t i = audit->count; i-- > 0 && id[0];) {
		if (strcmp(audit->entries[i].id, id) == 0) {
			return &audit->entries[i];
		}
	}
	return NULL;
}

/* Room for one more: the oldest gives way, but one that is open only to another that is. */
static struct entry *add_entry(struct audit *audit)
{
	if (audit->count == WRITE_RECORDS_KEPT) {
		size_t oldest = 0;
		while (oldest < audit->count - 1 &&
			audit->entries[oldest].shown.outcome == WRITE_SENT) {
			oldest++;
		}
		oldest = oldest < audit->count - 1 ? oldest : 0;
		clear_entry(&audit->entries[oldest]);
		memmove(&audit->entries[oldest], &audit->entries[oldest + 1],
			(--audit->count - oldest) * sizeof(audit->entries[0]));
		audit->entries[audit->count] = (struct entry){0};
	}
	return &audit->entries[audit->count++];
}

static const char *text_of(const struct json *line, const char *name)
{
	const char *text = json_string(json_get(line, name));
	return text ? text : "";
}

static enum session_active active_of(
	const struct audit *audit, const struct json *line, const char *name)
{
	const char *text;
	const char *type = item_value(json_get(line, name), &text);
	uint8_t encoding;
	return session_decode_active(audit->spellings, type, text, &encoding);
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

static void take_intent(struct audit *audit, const struct json *line)
{
	struct entry *entry = add_entry(audit);
	int64_t at_ms;
	entry->pid = (pid_t)json_number(json_get(line, "pid"), 0);
	snprintf(entry->host, sizeof(entry->host), "%s", text_of(line, "host"));
	snprintf(entry->id, sizeof(entry->id), "%s", text_of(line, "id"));
	entry->shown = (struct write_record){
		.at_ms = units_parse_time(text_of(line, "time"), &at_ms, NULL) ? at_ms : 0,
		.user_id = base_strdup(text_of(line, "userId")),
		.service = base_strdup(text_of(line, "serviceType")),
		.wanted = active_of(audit, line, "to"),
		.outcome = WRITE_SENT,
		.is_ours = entry->pid == getpid() && strcmp(entry->host, audit->host) == 0,
		.who = describe_writer(line),
		.reason = base_strdup(text_of(line, "reason")),
		.detail = base_strdup(""),
	};
}

static void take_result(struct audit *audit, const struct json *line)
{
	struct entry *entry = find_entry(audit, text_of(line, "id"));
	if (!entry) {
		take_intent(audit, line);
		entry = &audit->entries[audit->count - 1];
	}
	entry->shown.outcome = WRITE_UNKNOWN;
	for (enum write_outcome outcome = WRITE_DONE; outcome < WRITE_OUTCOME_COUNT; outcome++) {
		if (strcmp(text_of(line, "outcome"), write_outcome_word(outcome)) == 0) {
			entry->shown.outcome = outcome;
		}
	}
	free((char *)(uintptr_t)entry->shown.detail);
	entry->shown.detail = base_strdup(text_of(line, "detail"));
}

static void take_line(void *user, char *text)
{
	struct audit *audit = user;
	struct json *line = json_parse(text, strlen(text));
	const char *kind = text_of(line, "kind");
	if (strcmp(text_of(line, "table"), audit->table) == 0 &&
		strcmp(text_of(line, "endpoint"), audit->endpoint) == 0 &&
		strcmp(text_of(line, "region"), audit->region) == 0) {
		if (strcmp(kind, "intent") == 0) {
			take_intent(audit, line);
		} else if (strcmp(kind, "result") == 0) {
			take_result(audit, line);
		}
	}
	json_free(line);
}

static void read_new(struct audit *audit)
{
	audit_file_read(&audit->file, take_line, audit);
}

/* --- Intents without a result -------------------------------------------------------------- */

/* Of this machine's programs only can we tell; another's is left to itself for so long. */
#define FOREIGN_OPEN_MS (INT64_C(3600) * 1000)

static bool is_left_over(const struct audit *audit, const struct entry *entry)
{
	if (entry->shown.outcome != WRITE_SENT || entry->shown.is_ours) {
		return false;
	}
	if (strcmp(entry->host, audit->host) != 0) {
		return clock_wall_ms() - entry->shown.at_ms > FOREIGN_OPEN_MS;
	}
	return entry->pid <= 0 || (kill(entry->pid, 0) < 0 && errno == ESRCH);
}

/* The result that was never written, so that it is reported once. */
static void close_entry(struct audit *audit, struct entry *entry)
{
	bool was_on = entry->shown.wanted == ACTIVE_OFF;
	struct audit_write write = {
		.user_id = entry->shown.user_id,
		.service = entry->shown.service,
		.type = "S",
		.from = was_on ? "true" : "false",
		.to = was_on ? "false" : "true",
		.reason = entry->shown.reason,
	};
	struct buf line = {0};
	struct error err;
	memcpy(write.id, entry->id, sizeof(write.id));
	put_head(audit, &write, "result", &line);
	put_member(&line, "outcome", write_outcome_word(WRITE_UNKNOWN));
	put_member(&line, "detail", "the program ended before its answer; found at the next start");
	buf_puts(&line, "}\n");
	/* Without it, the next start reports it once more. */
	bool is_appended = audit_file_append(&audit->file, &line, false, &err);
	(void)is_appended;
	buf_fini(&line);
}

static void report_left_over(struct audit *audit)
{
	for (size_t i = 0; i < audit->count; i++) {
		struct entry *entry = &audit->entries[i];
		if (!is_left_over(audit, entry)) {
			continue;
		}
		audit->open_intents++;
		entry->shown.outcome = WRITE_UNKNOWN;
		free((char *)(uintptr_t)entry->shown.detail);
		entry->shown.detail = base_strdup("ended before its answer: look at the session");
		if (!audit->is_read_only) {
			close_entry(audit, entry);
		}
	}
}

/* --- All of it ----------------------------------------------------------------------------- */

static void clear_entries(struct audit *audit)
{
	while (audit->count > 0) {
		clear_entry(&audit->entries[--audit->count]);
	}
}

/* For the first time, or after a failure. */
static void open_log(struct audit *audit)
{
	struct error err;
	audit->refusal[0] = '\0';
	audit_file_close(&audit->file);
	clear_entries(audit);
	audit->reopen_mono_ms = clock_mono_ms() + REOPEN_MS;
	if (audit_file_open(&audit->file, !audit->is_read_only, &err)) {
		audit_file_skip_to_last(&audit->file, FIRST_READ_BYTES);
		read_new(audit);
		report_left_over(audit);
	} else {
		snprintf(audit->refusal, sizeof(audit->refusal), "%s", err.text);
	}
}

struct audit *audit_new(const struct audit_place *place)
{
	struct audit *audit = base_calloc(1, sizeof(*audit));
	audit_file_init(&audit->file);
	audit->is_read_only = place->is_read_only;
	audit->has_syslog = place->has_syslog;
	audit->spellings = place->spellings;
	audit->began_ms = clock_wall_ms();
	audit->table = base_strdup(place->table);
	audit->region = base_strdup(place->region);
	audit->endpoint = base_strdup(place->endpoint);
	gethostname(audit->host, sizeof(audit->host) - 1);
	audit->place = describe_place(audit, place);
	if (audit->has_syslog) {
		openlog("beyatop", LOG_PID, LOG_AUTHPRIV);
	}
	open_log(audit);
	return audit;
}

void audit_free(struct audit *audit)
{
	if (!audit) {
		return;
	}
	clear_entries(audit);
	audit_file_close(&audit->file);
	free(audit->place);
	free(audit->table);
	free(audit->region);
	free(audit->endpoint);
	free(audit);
}

const char *audit_refusal(struct audit *audit)
{
	if (audit->refusal[0] && !audit->is_read_only && clock_mono_ms() >= audit->reopen_mono_ms) {
		open_log(audit);
	}
	return audit->refusal;
}

bool audit_find(struct audit *audit, const char *user_id, const char *service,
	enum session_active active, char *who, size_t size)
{
	read_new(audit);
	for (size_t i = audit->count; i-- > 0;) {
		const struct write_record *record = &audit->entries[i].shown;
		if (record->outcome != WRITE_DONE || record->wanted != active ||
			strcmp(record->user_id, user_id) != 0 ||
			strcmp(record->service, service) != 0) {
			continue;
		}
		char when[UNITS_TEXT_SIZE];
		units_format_clock(record->at_ms, clock_wall_ms(), when);
		snprintf(who, size, "%s at %s", record->is_ours ? "this dashboard" : record->who,
			when);
		return true;
	}
	return false;
}

void audit_copy(struct audit *audit, struct arena *arena, struct snapshot *snapshot)
{
	struct write_record *records = arena_alloc(arena, audit->count * sizeof(*records) + 1);
	for (size_t i = 0; i < audit->count; i++) {
		const struct write_record *record = &audit->entries[i].shown;
		records[i] = *record;
		records[i].user_id = arena_strdup(arena, record->user_id);
		records[i].service = arena_strdup(arena, record->service);
		records[i].who = arena_strdup(arena, record->who);
		records[i].reason = arena_strdup(arena, record->reason);
		records[i].detail = arena_strdup(arena, record->detail);
	}
	snapshot->writes = records;
	snapshot->writes_count = audit->count;
	snapshot->status.open_intents = audit->open_intents;
}
