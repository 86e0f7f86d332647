/* SPDX-License-Identifier: MIT */
/*
 * The audit log of writes, as JSON lines: an intent before the request, which the disk has before
 * the request leaves, and a result after it. What the log says of this table, by whichever
 * dashboard, is kept as the newest records; an intent of a dead program without a result is one
 * whose end nobody knows. Network thread only.
 */
#ifndef BEYATOP_AUDIT_H
#define BEYATOP_AUDIT_H

#include "base/arena.h"
#include "error.h"
#include "snapshot.h"
#include "write.h"

#include <stdbool.h>

struct audit;

/* Where writes go and by whom. Copied. */
struct audit_place {
	const char *table, *region, *endpoint;
	/* of isActive; borrowed; NULL: the usual ones */
	const struct own_encodings *own_encodings;
	/* nothing is ever appended, nor made */
	bool is_read_only;
	/* each line goes to syslog too */
	bool has_syslog;
};

/* Reads what the log has of the table. */
struct audit *audit_new(const struct audit_place *place) MUST_USE;
void audit_free(struct audit *audit);

/* Why nothing can be written to the log, for people; "" when it can. Tries again now and then. */
const char *audit_refusal(struct audit *audit);

/* Whose keys sign from now on: profile, access key's id, ARN; no secrets. "" at first. */
void audit_set_caller(struct audit *audit, const char *caller);

/*
 * The account of the table, "" where it cannot be known: what was written to one of the same name
 * in another account is not of this one. Not before this is told what is left over, see
 * audit_next_left().
 */
void audit_set_account(struct audit *audit, const char *account);

#define AUDIT_ID_SIZE      96
#define AUDIT_HOST_SIZE    64
#define AUDIT_ACCOUNT_SIZE 16

/* A write, as its lines tell it. Strings are borrowed. */
struct audit_write {
	/* set by audit_intend(); "": it had no intent */
	char id[AUDIT_ID_SIZE];
	const char *user_id, *service;
	/* of isActive, as stored */
	const char *type, *from, *to;
	const char *reason;
	uint64_t order;
};

/* The line before the request. On false there must be no request. */
MUST_USE bool audit_intend(struct audit *audit, struct audit_write *write, struct error *err);

/* The line after it; detail: what isActive is now, or an error, "" for nothing to say. */
MUST_USE bool audit_conclude(struct audit *audit, const struct audit_write *write,
	enum write_outcome outcome, const char *request_id, const char *detail, struct error *err);

/*
 * A write that a dead program has left without a result, so that nobody knows its end:
 * WRITE_UNKNOWN in the records. The oldest one; false when there is none. Its strings live until
 * the audit is called again.
 */
bool audit_next_left(const struct audit *audit, struct audit_write *left);

/*
 * What can be said of it by now. is_certain: it gets its result line, unless all is read-only, and
 * no start reports it again.
 */
void audit_settle_left(
	struct audit *audit, const struct audit_write *left, bool is_certain, const char *detail);

/*
 * Who made the session what it is, if its newest write in the log did, at since_ms or later by our
 * clock: "alice on pts/3 at 09:41:07Z"; false when that is not known. Reads what other dashboards
 * have appended before.
 */
bool audit_find(struct audit *audit, const char *user_id, const char *service,
	enum session_active active, int64_t since_ms, char *who, size_t size);

/* The records into the snapshot, and how many were left over when we began. */
void audit_copy(const struct audit *audit, struct arena *arena, struct snapshot *snapshot);

#endif
