/* SPDX-License-Identifier: MIT */
#include "write/audit.h"

#include "base/json.h"
#include "base/os_user.h"
#include "clock.h"
#include "dynamodb/item.h"
#include "json_put.h"
#include "timestamp.h"
#include "write/audit_file.h"
#include "write/audit_records.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

/* How many bytes of the log are read at the start: a few thousand writes. */
#define FIRST_READ_BYTES (2 << 20)
#define REOPEN_MS        5000

struct audit {
	struct audit_file file;
	struct audit_options options;
	char refusal[400];
	int64_t reopen_mono_ms;
	/* JSON members of each line that identify this program and user */
	char *who;
	char *caller;
	char account[AUDIT_ACCOUNT_SIZE];
	/* the account has been set; it may be "" */
	bool has_account;
	uint64_t intents;
	int64_t began_ms;
	struct audit_records records;
	unsigned unfinished_writes;
	/* a result that could not be written */
	struct buf unwritten;
	/* see audit_refresh() */
	bool is_changed;
};

/*
 * Identifies this process for as long as it runs, among those of all containers and machines that
 * share the log. Never 0. A forked child is another run.
 */
static uint64_t find_run(void)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static pid_t owner;
	static uint64_t run;

	pthread_mutex_lock(&lock);
	if (owner != getpid()) {
		owner = getpid();
		if (getentropy(&run, sizeof(run)) != 0) {
			run = (uint64_t)clock_wall_ms() << 24 ^ (uint64_t)owner;
		}
		run |= 1;
	}
	uint64_t found = run;

	pthread_mutex_unlock(&lock);
	return found;
}

/* --- Lines --------------------------------------------------------------------------------- */

/* Every line has every member; an unknown one is "". */
static void put_text(struct buf *out, const char *name, const char *text)
{
	json_put_string(out, name, text ? text : "");
}

static char *describe_user(const struct audit *audit)
{
	struct buf out = {0}, user = {0};
	char tty[128] = "";

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && !*tty; fd++) {
		if (ttyname_r(fd, tty, sizeof(tty)) != 0) {
			*tty = '\0';
		}
	}
	os_user_put_name(&user);
	buf_printf(&out, ",\"pid\":%ld,\"uid\":%ld,\"run\":\"%016" PRIx64 "\"", (long)getpid(),
		(long)getuid(), audit->records.run);
	put_text(&out, "host", audit->records.host);
	put_text(&out, "user", buf_text(&user));
	put_text(&out, "tty", tty);
	put_text(&out, "ssh", getenv("SSH_CONNECTION"));
	buf_fini(&user);
	return out.data;
}

/* Appends the members that intent and result have in common. */
static void put_head(const struct audit *audit, const struct audit_write *write, const char *kind,
	struct buf *out)
{
	char time[TIMESTAMP_SIZE];

	timestamp_format(clock_wall_ms(), 3, time);
	buf_printf(out, "{\"kind\":\"%s\",\"time\":\"%s\"", kind, time);
	put_text(out, "id", write->id);
	buf_puts(out, audit->who);
	put_text(out, "caller", audit->caller);
	put_text(out, "endpoint", audit->options.endpoint);
	put_text(out, "region", audit->options.region);
	put_text(out, "account", audit->account);
	put_text(out, "table", audit->options.table);
	put_text(out, "userId", write->user_id);
	put_text(out, "serviceType", write->service);
	json_put_name(out, "from");
	item_put_value(out, write->type, write->from);
	json_put_name(out, "to");
	item_put_value(out, write->type, write->to);
	put_text(out, "reason", write->reason);
	buf_printf(out, ",\"order\":%llu", (unsigned long long)write->order);
}

static void read_new(struct audit *audit);
static void take_line(void *user, char *text);

/* Refuses writes until the log has been reopened. Returns false. */
static bool refuse(struct audit *audit, const struct error *err)
{
	snprintf(audit->refusal, sizeof(audit->refusal), "%s", err->text);
	audit->reopen_mono_ms = clock_mono_ms() + REOPEN_MS;
	return false;
}

/* Appends a line and reads it back, together with what others have appended. */
static bool append(struct audit *audit, const struct buf *line, bool is_synced, struct error *err)
{
	if (!audit_file_append(&audit->file, line, is_synced, err)) {
		return refuse(audit, err);
	}
	if (audit->options.has_syslog) {
		syslog(LOG_NOTICE, "%.*s", (int)line->length - 1, line->data);
	}
	read_new(audit);
	return true;
}

bool audit_intend(struct audit *audit, struct audit_write *write, struct error *err)
{
	if (audit_refusal(audit)[0]) {
		return error_set(err, ERROR_CONFIG, "%s", audit->refusal);
	}
	read_new(audit);
	if (!audit_file_renew(&audit->file, err)) {
		return refuse(audit, err);
	}
	snprintf(write->id, sizeof(write->id), "%.60s-%ld-%llx-%llu", audit->records.host,
		(long)getpid(), (unsigned long long)audit->began_ms,
		(unsigned long long)++audit->intents);
	struct buf line = {0};

	put_head(audit, write, "intent", &line);
	buf_puts(&line, "}\n");
	bool is_appended = append(audit, &line, true, err);

	buf_fini(&line);
	return is_appended;
}

/* Shows a result that could not be logged. */
static void take_unwritten(struct audit *audit)
{
	char *line = base_strndup(buf_text(&audit->unwritten), audit->unwritten.length - 1);

	take_line(audit, line);
	free(line);
}

/* It is logged as soon as the log can be written again. */
static void keep_unwritten(struct audit *audit, const struct buf *line)
{
	buf_clear(&audit->unwritten);
	buf_append(&audit->unwritten, line->data, line->length);
	take_unwritten(audit);
}

bool audit_conclude(struct audit *audit, const struct audit_write *write,
	enum write_outcome outcome, const char *request_id, const char *detail, struct error *err)
{
	struct buf line = {0};

	put_head(audit, write, "result", &line);
	put_text(&line, "outcome", write_outcome_word(outcome));
	put_text(&line, "requestId", request_id);
	put_text(&line, "detail", detail);
	buf_puts(&line, "}\n");
	bool is_appended = append(audit, &line, false, err);

	if (!is_appended) {
		keep_unwritten(audit, &line);
	}
	buf_fini(&line);
	return is_appended;
}

/* --- Records ------------------------------------------------------------------------------- */

static bool has_text(const struct json *line, const char *name, const char *text)
{
	const char *found = json_string(json_get(line, name));

	return found && strcmp(found, text) == 0;
}

/*
 * True if the line may be about our table: an account may be unknown, now or when it was written.
 */
static bool is_of_table(const struct audit *audit, const struct json *line)
{
	const char *account = json_string(json_get(line, "account"));

	return has_text(line, "table", audit->options.table) &&
	       has_text(line, "endpoint", audit->options.endpoint) &&
	       has_text(line, "region", audit->options.region) &&
	       (!account || !account[0] || !audit->account[0] ||
		       strcmp(account, audit->account) == 0);
}

static void take_line(void *user, char *text)
{
	struct audit *audit = user;
	struct json *line = json_parse(text, strlen(text));

	if (is_of_table(audit, line)) {
		audit->is_changed = true;
		if (has_text(line, "kind", "intent")) {
			audit_records_take_intent(&audit->records, line);
		} else if (has_text(line, "kind", "result")) {
			audit_records_take_result(&audit->records, line);
		}
	}
	json_free(line);
}

static void read_new(struct audit *audit)
{
	audit_file_read(&audit->file, take_line, audit);
}

static void find_unfinished(struct audit *audit)
{
	if (!audit->has_account || audit->refusal[0]) {
		return;
	}
	audit_records_find_dead(&audit->records, &audit->file);
	read_new(audit);
	unsigned found = audit_records_find_unfinished(&audit->records, audit->account);

	audit->unfinished_writes += found;
	audit->is_changed |= found > 0;
}

/* False if another program is resolving unfinished writes. A read-only log cannot be locked. */
static bool claim(struct audit *audit)
{
	if (audit->options.is_read_only || audit->file.has_claim) {
		return true;
	}
	if (!audit_file_claim(&audit->file)) {
		return false;
	}
	read_new(audit); /* another may have resolved them meanwhile */
	return true;
}

bool audit_next_unfinished(struct audit *audit, struct audit_write *write)
{
	const struct audit_record *record = NULL;

	if (audit_records_next_unfinished(&audit->records) && claim(audit)) {
		record = audit_records_next_unfinished(&audit->records);
	}
	if (!record) {
		audit_file_release(&audit->file);
		return false;
	}
	const struct session_encoding *encoding =
		session_encoding(audit->records.own_encodings, record->encoding);
	bool is_on = record->shown.wanted == ACTIVE_ON;

	*write = (struct audit_write){
		.user_id = record->shown.user_id,
		.service = record->shown.service,
		.type = encoding ? encoding->type : "S",
		.from = !encoding ? ""
			: is_on   ? encoding->off
				  : encoding->on,
		.to = !encoding ? ""
		      : is_on   ? encoding->on
				: encoding->off,
		.reason = record->shown.reason,
	};
	memcpy(write->id, record->id, sizeof(write->id));
	return true;
}

void audit_resolve_unfinished(
	struct audit *audit, const struct audit_write *write, bool is_final, const char *detail)
{
	struct audit_record *record = audit_records_find(&audit->records, write->id);
	struct error err;

	if (!record) {
		return;
	}
	record->is_unfinished = false;
	audit_records_set_detail(record, detail);
	if (is_final && !audit->options.is_read_only && !audit->refusal[0]) {
		/* If this line cannot be written, the next start reports the write again. */
		bool is_appended = audit_conclude(audit, write, WRITE_UNKNOWN, "", detail, &err);

		(void)is_appended;
	}
}

/* --- All of it ----------------------------------------------------------------------------- */

static void write_unwritten(struct audit *audit)
{
	struct error err;

	if (append(audit, &audit->unwritten, false, &err)) {
		buf_clear(&audit->unwritten);
	} else {
		take_unwritten(audit);
	}
}

/* Opens the log for the first time or again after a failure. */
static void open_log(struct audit *audit)
{
	struct error err;

	audit_file_close(&audit->file);
	if (!audit_file_open(&audit->file, !audit->options.is_read_only, &err)) {
		refuse(audit, &err);
		return;
	}
	audit->refusal[0] = '\0';
	audit_records_clear(&audit->records);
	audit->unfinished_writes = 0;
	audit->is_changed = true;
	audit_file_read_last(&audit->file, FIRST_READ_BYTES, take_line, audit);
	if (audit->unwritten.length > 0) {
		write_unwritten(audit);
	}
	find_unfinished(audit);
}

static bool must_reopen(const struct audit *audit)
{
	return audit->refusal[0] && clock_mono_ms() >= audit->reopen_mono_ms;
}

struct audit *audit_new(const struct audit_options *options)
{
	struct audit *audit = base_calloc(1, sizeof(*audit));

	audit->records.run = find_run();
	audit_file_init(&audit->file, audit->records.run);
	audit->options = *options;
	audit->records.own_encodings = options->own_encodings;
	audit->began_ms = clock_wall_ms();
	audit->caller = base_strdup("");
	gethostname(audit->records.host, sizeof(audit->records.host) - 1);
	audit->who = describe_user(audit);
	if (audit->options.has_syslog) {
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
	audit_records_clear(&audit->records);
	audit_file_close(&audit->file);
	buf_fini(&audit->unwritten);
	free(audit->who);
	free(audit->caller);
	free(audit);
}

const char *audit_refusal(struct audit *audit)
{
	if (must_reopen(audit)) {
		open_log(audit);
	}
	return audit->refusal;
}

bool audit_refresh(struct audit *audit)
{
	if (must_reopen(audit)) {
		open_log(audit);
	} else {
		read_new(audit);
		find_unfinished(audit);
	}
	bool is_changed = audit->is_changed;

	audit->is_changed = false;
	return is_changed;
}

void audit_set_caller(struct audit *audit, const char *caller)
{
	char *copied = base_strdup(caller);

	free(audit->caller);
	audit->caller = copied;
}

void audit_set_account(struct audit *audit, const char *account)
{
	/* Keep a known account if DescribeTable is denied later. */
	if (audit->has_account && (!account[0] || strcmp(audit->account, account) == 0)) {
		return;
	}
	audit->has_account = true;
	snprintf(audit->account, sizeof(audit->account), "%s", account);
	audit_records_keep_account(&audit->records, audit->account);
	find_unfinished(audit);
}

bool audit_find(struct audit *audit, const char *user_id, const char *service,
	enum session_active active, int64_t since_ms, char *who, size_t size)
{
	read_new(audit);
	const struct write_record *record =
		audit_records_find_writer(&audit->records, user_id, service, active, since_ms);

	if (!record) {
		return false;
	}
	char when[TIMESTAMP_SIZE];

	timestamp_format_short(record->at_ms, clock_wall_ms(), when);
	snprintf(who, size, "%s at %s", record->is_ours ? "you" : record->who, when);
	return true;
}

void audit_copy(const struct audit *audit, struct arena *arena, struct snapshot *snapshot)
{
	audit_records_copy(&audit->records, arena, snapshot);
	snapshot->status.unfinished_writes = audit->unfinished_writes;
}
