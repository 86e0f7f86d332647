/* SPDX-License-Identifier: MIT */
/*
 * What the lines of the audit log say, put together: the newest writes, each with its outcome. An
 * intent of a dead program without a result is left over: a write whose end nobody knows. Network
 * thread only.
 */
#ifndef BEYATOP_AUDIT_RECORDS_H
#define BEYATOP_AUDIT_RECORDS_H

#include "base/json.h"
#include "write/audit.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct audit_entry {
	/* its strings are owned */
	struct write_record shown;
	char id[AUDIT_ID_SIZE];
	char host[AUDIT_HOST_SIZE];
	/* of the table; "": unknown */
	char account[AUDIT_ACCOUNT_SIZE];
	/* of isActive */
	uint8_t encoding;
	pid_t pid;
	/* and what the item is now is yet to be read */
	bool is_left;
};

/* Start with the two first members. */
struct audit_records {
	/* of isActive; NULL: the usual ones */
	const struct own_encodings *own_encodings;
	/* ours: of its programs we can tell which live */
	char host[AUDIT_HOST_SIZE];
	/* oldest first */
	struct audit_entry entries[WRITE_RECORDS_KEPT];
	size_t count;
};

void audit_records_clear(struct audit_records *list);

/* A line of either kind. The oldest gives way, but one that is open only to another that is. */
void audit_records_take_intent(struct audit_records *list, const struct json *line);
void audit_records_take_result(struct audit_records *list, const struct json *line);

/* Drops what was written in another account, and is known to have been. */
void audit_records_keep_account(struct audit_records *list, const char *account);

/*
 * What is left over becomes WRITE_UNKNOWN and is_left; but not what may be of another account's
 * table, where nothing is to be found out. Returns how many.
 */
unsigned audit_records_find_left(struct audit_records *list, const char *account);

/* The oldest that is_left; NULL: none. */
const struct audit_entry *audit_records_left(const struct audit_records *list);

/* By its id; NULL: none. */
struct audit_entry *audit_records_find(struct audit_records *list, const char *id);

/* What there is to say of it. */
void audit_records_describe(struct audit_entry *entry, const char *detail);

/*
 * The write that made the session what it is, if its newest done write did so, at since_ms or
 * later; NULL: none that we know of.
 */
const struct write_record *audit_records_find_writer(const struct audit_records *list,
	const char *user_id, const char *service, enum session_active active, int64_t since_ms);

/* The records into the snapshot. */
void audit_records_copy(
	const struct audit_records *list, struct arena *arena, struct snapshot *snapshot);

#endif
