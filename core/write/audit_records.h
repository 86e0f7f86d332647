/* SPDX-License-Identifier: MIT */
/*
 * The newest writes in the audit log, each with its outcome, assembled from the log's lines. An
 * intent without a result whose program has died is an unfinished write. Network thread only.
 */
#ifndef BEYATOP_AUDIT_RECORDS_H
#define BEYATOP_AUDIT_RECORDS_H

#include "base/arena.h"
#include "base/json.h"
#include "snapshot.h"
#include "write.h"
#include "write/audit_file.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define AUDIT_ID_SIZE      96
#define AUDIT_HOST_SIZE    64
#define AUDIT_ACCOUNT_SIZE 16

struct audit_record {
	/* its strings are in .arena */
	struct write_record shown;
	struct arena arena;
	char id[AUDIT_ID_SIZE];
	char host[AUDIT_HOST_SIZE];
	/* account of the table; "": unknown */
	char account[AUDIT_ACCOUNT_SIZE];
	/* of isActive, see session_encoding() */
	uint8_t encoding;
	pid_t pid;
	/* the run of the program that wrote the line; 0: unknown, a line of an older version */
	uint64_t run;
	/* its program has ended, and no result had been read by then */
	bool is_dead;
	/* unfinished, and its item has not been read since */
	bool is_unfinished;
};

/* Set the first three members; zero the rest. */
struct audit_records {
	/* encodings of isActive; NULL: the usual ones */
	const struct own_encodings *own_encodings;
	/* this run of the program */
	uint64_t run;
	/* name of this machine */
	char host[AUDIT_HOST_SIZE];
	/* oldest first */
	struct audit_record records[WRITE_RECORDS_KEPT];
	size_t count;
};

void audit_records_clear(struct audit_records *records);

/*
 * Takes a line of the log. A new record replaces the oldest one that has a result, or the oldest of
 * all if none has.
 */
struct audit_record *audit_records_take_intent(
	struct audit_records *records, const struct json *line);
void audit_records_take_result(struct audit_records *records, const struct json *line);

/* Drops records that are known to be of another account. */
void audit_records_keep_account(struct audit_records *records, const char *account);

/*
 * Finds out which writes without a result are of programs that have ended. Then read the file again
 * before the next call: a program may have ended right after it wrote the result.
 */
void audit_records_find_dead(struct audit_records *records, const struct audit_file *file);

/*
 * Marks the unfinished writes of programs that have ended as WRITE_UNKNOWN, except those that may
 * be of a table in another account, whose items we cannot read. Returns how many.
 */
unsigned audit_records_find_unfinished(struct audit_records *records, const char *account);

/* The oldest unfinished record; NULL if there is none. */
const struct audit_record *audit_records_next_unfinished(const struct audit_records *records);

/* The record with that id; NULL if there is none. */
struct audit_record *audit_records_find(struct audit_records *records, const char *id);

void audit_records_set_detail(struct audit_record *record, const char *detail);

/*
 * The write that set the session's current isActive: its newest successful write, if that did so at
 * since_ms or later; else NULL.
 */
const struct write_record *audit_records_find_writer(const struct audit_records *records,
	const char *user_id, const char *service, enum session_active active, int64_t since_ms);

/* Copies the records into the snapshot. */
void audit_records_copy(
	const struct audit_records *records, struct arena *arena, struct snapshot *snapshot);

#endif
