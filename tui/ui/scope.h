/* SPDX-License-Identifier: MIT */
/*
 * Which sessions the list of sessions is of: those of a service, of a user, of a finding, or all.
 * Whoever asks what is listed asks the scope. UI thread.
 */
#ifndef BEYATOP_SCOPE_H
#define BEYATOP_SCOPE_H

#include "finding.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum scope_kind { SCOPE_NONE, SCOPE_SERVICE, SCOPE_USER, SCOPE_FINDING, SCOPE_ALL };

/* Start with {0}, which lists nothing. */
struct scope {
	enum scope_kind kind;
	/* own, as stored; the service or the user; else NULL */
	char *name;
	/* of the finding; else 0 */
	uint64_t number;

	/* The rest is about the snapshot of the last scope_follow(); NULL: there was none yet. */
	const struct snapshot *snapshot;
	/* the index of the service; FINDING_NO_SERVICE: no session of it is known */
	uint32_t service;
	/* the finding, which may be over; NULL: it is not listed any more */
	const struct finding *finding;
	/* its sessions: borrowed from it or, once it has none, own rows of those it had last */
	const uint32_t *rows;
	size_t rows_count;
	uint32_t *last_rows;
	/* own; what it said while it had sessions: "slack: 20 of 75 stopped" */
	char *words;
};

/* Changes the scope, which lists nothing before scope_follow(). name is copied. */
void scope_set(struct scope *scope, enum scope_kind kind, const char *name, uint64_t number);

/*
 * Finds the sessions in a snapshot, which must live until the next call has returned: a finding
 * that is over keeps the sessions that it had before.
 */
void scope_follow(struct scope *scope, const struct snapshot *snapshot);

void scope_fini(struct scope *scope);

/*
 * Goes through the rows of its sessions: while (scope_next(scope, &at, &row)), with at 0 before the
 * first call.
 */
bool scope_next(const struct scope *scope, size_t *at, size_t *row);

/* Whether a row of the snapshot is in it. */
bool scope_has(const struct scope *scope, size_t row);

/* How many sessions it has; takes time linear in the sessions for a user. */
size_t scope_count(const struct scope *scope);

/* The service, or the user, of all its sessions; NULL: several. Borrowed until it changes. */
const char *scope_service(const struct scope *scope);
const char *scope_user(const struct scope *scope);

/* The finding of that number; NULL: it is not listed any more. findings may be NULL. */
const struct finding *scope_find_finding(const struct findings *findings, uint64_t number);

/* True if it lists what a finding had last, because it has no sessions now. */
static inline bool scope_is_over(const struct scope *scope)
{
	return scope->kind == SCOPE_FINDING && (!scope->rows || scope->rows == scope->last_rows);
}

#endif
