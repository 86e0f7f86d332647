/* SPDX-License-Identifier: MIT */
/*
 * The audit log of writes, as JSON lines: an intent, synced to disk before the request is sent, and
 * a result. The newest writes to this table, by any instance, are kept as records. An intent
 * without a result whose program has died is an unfinished write: it may or may not have been
 * executed. Network thread only.
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

/* The table and how to log. Pointers must outlive the log. */
struct audit_options {
	const char *table, *region, *endpoint;
	/* encodings of isActive; NULL: the usual ones */
	const struct own_encodings *own_encodings;
	/* do not append or create anything */
	bool is_read_only;
	/* also send each line to syslog */
	bool has_syslog;
};

/* Reads the table's records from the log. */
struct audit *audit_new(const struct audit_options *options) MUST_USE;
void audit_free(struct audit *audit);

/*
 * Why the log cannot be written, for the user; "" if it can. Tries to reopen it every few seconds.
 */
const char *audit_refusal(struct audit *audit);

/*
 * Reads what other programs have appended, and finds the writes of those that have ended meanwhile.
 * Opens a log that could not be opened, at most every few seconds. True if records have changed.
 */
MUST_USE bool audit_refresh(struct audit *audit);

/*
 * Sets whose credentials sign from now on: profile, access key ID and ARN, no secrets. Initially
 * "".
 */
void audit_set_caller(struct audit *audit, const char *caller);

/*
 * Sets the table's account, "" if it cannot be determined. Drops records of a table of the same
 * name in another account. audit_next_unfinished() returns nothing before this call.
 */
void audit_set_account(struct audit *audit, const char *account);

/* A write to log. Strings are borrowed. */
struct audit_write {
	/* set by audit_intend(); "": there is no intent */
	char id[AUDIT_ID_SIZE];
	const char *user_id, *service;
	/* isActive as stored, before and after */
	const char *type, *from, *to;
	const char *reason;
	uint64_t order;
};

/* Logs the intent. If it returns false, the request must not be sent. */
MUST_USE bool audit_intend(struct audit *audit, struct audit_write *write, struct error *err);

/*
 * Logs the result. detail is the current isActive or an error; may be "". A result that cannot be
 * logged is still in the records, and is logged as soon as the log can be written again.
 */
MUST_USE bool audit_conclude(struct audit *audit, const struct audit_write *write,
	enum write_outcome outcome, const char *request_id, const char *detail, struct error *err);

/*
 * Gets the oldest unfinished write that has not been resolved; it is WRITE_UNKNOWN in the records.
 * False if there is none, or if another program is resolving them. Its strings are valid until the
 * next call of any audit function.
 */
bool audit_next_unfinished(struct audit *audit, struct audit_write *write);

/*
 * Adds detail to the write's record. is_final: also logs it as the result, unless the log is
 * read-only, so that the next start does not report the write again.
 */
void audit_resolve_unfinished(
	struct audit *audit, const struct audit_write *write, bool is_final, const char *detail);

/*
 * Finds who wrote the session's current isActive: "alice on pts/3 at 09:41:07Z". False unless the
 * session's newest write in the log did so, at since_ms by our clock or later. First reads what
 * other instances have appended.
 */
bool audit_find(struct audit *audit, const char *user_id, const char *service,
	enum session_active active, int64_t since_ms, char *who, size_t size);

/* Copies the records, and the number of unfinished writes found so far, into the snapshot. */
void audit_copy(const struct audit *audit, struct arena *arena, struct snapshot *snapshot);

#endif
