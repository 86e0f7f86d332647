/* SPDX-License-Identifier: MIT */
/*
 * The audit log of writes, as JSON lines: an intent before the request, synced to disk before the
 * request leaves, and a result after it. The newest writes of this table, by any dashboard, are
 * kept as records. An intent without a result whose program has died is an unfinished write: it
 * may have been carried out or not. Network thread only.
 */
#ifndef BEYATOP_AUDIT_H
#define BEYATOP_AUDIT_H

#include "base/arena.h"
#include "error.h"
#include "snapshot.h"
#include "write.h"
#include "write/audit_records.h"

#include <stdbool.h>

struct audit;

/* Which table is written to. Its pointers must outlive the log. */
struct audit_options {
	const char *table, *region, *endpoint;
	/* of isActive; NULL: the usual ones */
	const struct own_encodings *own_encodings;
	/* nothing is appended or created */
	bool is_read_only;
	/* each line goes to syslog too */
	bool has_syslog;
};

/* Reads the log's records of the table. */
struct audit *audit_new(const struct audit_options *options) MUST_USE;
void audit_free(struct audit *audit);

/* Why the log cannot be written, for people; "" when it can. Tries again every few seconds. */
const char *audit_refusal(struct audit *audit);

/* Whose credentials sign from now on: profile, access key ID, ARN; no secrets. "" at first. */
void audit_set_caller(struct audit *audit, const char *caller);

/*
 * The account of the table, "" where it cannot be found out. Writes to a table of the same name in
 * another account are dropped from the records. audit_next_unfinished() has nothing before this.
 */
void audit_set_account(struct audit *audit, const char *account);

/* A write as it is logged. Strings are borrowed. */
struct audit_write {
	/* set by audit_intend(); "": it has no intent */
	char id[AUDIT_ID_SIZE];
	const char *user_id, *service;
	/* of isActive, as stored */
	const char *type, *from, *to;
	const char *reason;
	uint64_t order;
};

/* Logs the intent, before the request. On false the request must not be sent. */
MUST_USE bool audit_intend(struct audit *audit, struct audit_write *write, struct error *err);

/* Logs the result; detail: what isActive is now, or an error; "" for nothing to say. */
MUST_USE bool audit_conclude(struct audit *audit, const struct audit_write *write,
	enum write_outcome outcome, const char *request_id, const char *detail, struct error *err);

/*
 * The oldest unfinished write that has not been resolved, WRITE_UNKNOWN in the records; false when
 * there is none. Its strings live until the next call of any audit function.
 */
bool audit_next_unfinished(const struct audit *audit, struct audit_write *write);

/*
 * Adds to its record what is known of it now. is_final: logs that as its result, unless the log is
 * read-only, so that the next start does not report it again.
 */
void audit_resolve_unfinished(
	struct audit *audit, const struct audit_write *write, bool is_final, const char *detail);

/*
 * Who gave the session its present isActive, if the newest write of it in the log did so, and not
 * before since_ms by our clock: "alice on pts/3 at 09:41:07Z"; false when that is not known. First
 * reads what other dashboards have appended.
 */
bool audit_find(struct audit *audit, const char *user_id, const char *service,
	enum session_active active, int64_t since_ms, char *who, size_t size);

/* Copies the records into the snapshot, and how many writes were unfinished at the start. */
void audit_copy(const struct audit *audit, struct arena *arena, struct snapshot *snapshot);

#endif
