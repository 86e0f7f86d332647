/* SPDX-License-Identifier: MIT */
/*
 * The newest writes, put together from the lines of the audit log, each with its outcome. An intent
 * without a result whose program has died is an unfinished write. Network thread only.
 */
#ifndef BEYATOP_AUDIT_RECORDS_H
#define BEYATOP_AUDIT_RECORDS_H

#include "base/arena.h"
#include "base/json.h"
#include "snapshot.h"
#include "write.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define AUDIT_ID_SIZE      96
#define AUDIT_HOST_SIZE    64
#define AUDIT_ACCOUNT_SIZE 16

struct audit_record {
	/* its strings are in the arena */
	struct write_record shown;
	struct arena arena;
	char id[AUDIT_ID_SIZE];
	char host[AUDIT_HOST_SIZE];
	/* of the table; "": unknown */
	char account[AUDIT_ACCOUNT_SIZE];
	/* of isActive */
	uint8_t encoding;
	pid_t pid;
	/* unfinished, and the item has not been read since */
	bool is_unfinished;
};

/* Start with the first two members. */
struct audit_records {
	/* of isActive; NULL: the usual ones */
	const struct own_encodings *own_encodings;
	/* this machine: only for its own programs can be checked whether they run */
	char host[AUDIT_HOST_SIZE];
	/* oldest first */
	struct audit_record records[WRITE_RECORDS_KEPT];
	size_t count;
};

void audit_records_clear(struct audit_records *records);

/* Adds a line. The oldest record makes room; one without a result only if all are like that. */
struct audit_record *audit_records_take_intent(
	struct audit_records *records, const struct json *line);
void audit_records_take_result(struct audit_records *records, const struct json *line);

/* Drops what is known to have been written in another account. */
void audit_records_keep_account(struct audit_records *records, const char *account);

/*
 * Marks unfinished writes, which become WRITE_UNKNOWN; except those that may be of a table in
 * another account, where their item cannot be read. Returns how many.
 */
unsigned audit_records_find_unfinished(struct audit_records *records, const char *account);

/* The oldest that is_unfinished; NULL: none. */
const struct audit_record *audit_records_next_unfinished(const struct audit_records *records);

/* By its id; NULL: none. */
struct audit_record *audit_records_find(struct audit_records *records, const char *id);

void audit_records_set_detail(struct audit_record *record, const char *detail);

/*
 * The write that gave the session its present isActive, if its newest successful write did so, at
 * since_ms or later; NULL: none that is known.
 */
const struct write_record *audit_records_find_writer(const struct audit_records *records,
	const char *user_id, const char *service, enum session_active active, int64_t since_ms);

/* Copies the records into the snapshot. */
void audit_records_copy(
	const struct audit_records *records, struct arena *arena, struct snapshot *snapshot);

#endif
