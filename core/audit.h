/* SPDX-License-Identifier: MIT */
/*
 * The audit log of writes, as JSON lines: an intent before the request, which the disk has before the
 * request leaves, and a result after it. What the log says of this table, by whichever dashboard, is
 * kept as the newest records; an intent of a dead program without a result is one whose end nobody
 * knows. Network thread only.
 */
#ifndef BEYATOP_AUDIT_H
#define BEYATOP_AUDIT_H

#include "arena.h"
#include "error.h"
#include "snapshot.h"
#include "write.h"

#include <stdbool.h>

struct audit;

/* Where writes go and by whom. Copied. */
struct audit_place {
	const char *table, *region, *endpoint;
	const char *caller;                        /* profile and access key's id: no secrets */
	const struct session_spellings *spellings; /* of isActive; borrowed; NULL: the usual ones */
	bool is_read_only;                         /* nothing is ever appended, nor made */
	bool has_syslog;                           /* each line goes to syslog too */
};

/*
 * Reads what the log has. Intents of dead programs become WRITE_UNKNOWN, and, unless it is read-only,
 * get a result that says so: each is reported once.
 */
struct audit *audit_new(const struct audit_place *place) MUST_USE;
void audit_free(struct audit *audit);

/* Why nothing can be written to the log, for people; "" when it can. Tries again now and then. */
const char *audit_refusal(struct audit *audit);

#define AUDIT_ID_SIZE 96

/* A write, as its lines tell it. Strings are borrowed. */
struct audit_write {
	char id[AUDIT_ID_SIZE]; /* set by audit_intend(); "": it had no intent */
	const char *user_id, *service;
	const char *type, *from, *to; /* of isActive, as stored */
	const char *reason;
	uint64_t order;
};

/* The line before the request. On false there must be no request. */
MUST_USE bool audit_intend(struct audit *audit, struct audit_write *write, struct error *err);

/* The line after it; detail: what isActive is now, or an error, "" for nothing to say. */
MUST_USE bool audit_conclude(struct audit *audit, const struct audit_write *write,
	enum write_outcome outcome, const char *request_id, const char *detail, struct error *err);

/*
 * Who wrote that value last, as far as the log knows: "alice on pts/3 at 09:41:07Z"; false when it
 * does not. Reads what other dashboards have appended before.
 */
bool audit_find(struct audit *audit, const char *user_id, const char *service,
	enum session_active active, char *who, size_t size);

/* The records into the snapshot, and how many intents were found open. */
void audit_copy(struct audit *audit, struct arena *arena, struct snapshot *snapshot);

#endif
