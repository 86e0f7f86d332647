/* SPDX-License-Identifier: MIT */
#include "ui/scope.h"

#include "buf.h"
#include "list/row_join.h"

#include <stdlib.h>
#include <string.h>

void scope_fini(struct scope *scope)
{
	free(scope->name);
	free(scope->last_rows);
	free(scope->words);
	*scope = (struct scope){0};
}

void scope_set(struct scope *scope, enum scope_kind kind, const char *name, uint64_t number)
{
	char *copy = name ? base_strdup(name) : NULL; /* it may be the scope's own */

	scope_fini(scope);
	scope->kind = kind;
	scope->name = copy;
	scope->number = number;
	scope->service = FINDING_NO_SERVICE;
}

/* --- In a snapshot -------------------------------------------------------------------------- */

static uint32_t find_service(const struct snapshot *snapshot, const char *name)
{
	for (uint32_t i = 0; i < snapshot->services_count; i++) {
		if (strcmp(snapshot->services[i].name, name) == 0) {
			return i;
		}
	}
	return FINDING_NO_SERVICE;
}

const struct finding *scope_find_finding(const struct findings *findings, uint64_t number)
{
	for (size_t i = 0; findings && i < findings->count; i++) {
		if (findings->list[i].number == number) {
			return &findings->list[i];
		}
	}
	return NULL;
}

static int compare_rows(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Finds the sessions that the finding had last in the snapshot after scope->snapshot. */
static void keep_rows(struct scope *scope, const struct snapshot *snapshot)
{
	struct row_join join = {.from = scope->snapshot, .to = snapshot};
	uint32_t *rows = base_calloc(scope->rows_count + 1, sizeof(*rows));
	size_t count = 0;

	for (size_t i = 0; i < scope->rows_count; i++) {
		size_t row = row_join_find(&join, scope->rows[i]);

		if (row != SESSION_SET_NONE) {
			rows[count++] = (uint32_t)row;
		}
	}
	qsort(rows, count, sizeof(*rows), compare_rows);
	row_join_fini(&join);
	free(scope->last_rows);
	scope->rows = scope->last_rows = rows;
	scope->rows_count = count;
}

static void follow_finding(struct scope *scope, const struct snapshot *snapshot)
{
	struct buf words = {0};

	scope->finding = scope_find_finding(snapshot->findings, scope->number);
	if (!scope->finding || scope->finding->members == 0) {
		keep_rows(scope, snapshot);
		return;
	}
	scope->rows = scope->finding->rows;
	scope->rows_count = scope->finding->members;
	finding_put_scope(&words, snapshot, scope->finding);
	buf_puts(&words, ": ");
	finding_put_fact(&words, snapshot, scope->finding);
	free(scope->words);
	scope->words = base_strdup(buf_text(&words));
	buf_fini(&words);
}

void scope_follow(struct scope *scope, const struct snapshot *snapshot)
{
	switch (scope->kind) {
	case SCOPE_NONE:
	case SCOPE_USER:
	case SCOPE_ALL:
		break;
	case SCOPE_SERVICE:
		scope->service = find_service(snapshot, scope->name);
		break;
	case SCOPE_FINDING:
		follow_finding(scope, snapshot);
		break;
	}
	scope->snapshot = snapshot;
}

/* --- Its sessions --------------------------------------------------------------------------- */

bool scope_has(const struct scope *scope, size_t row)
{
	const struct session *session = &scope->snapshot->sessions[row];
	uint32_t wanted = (uint32_t)row;

	switch (scope->kind) {
	case SCOPE_NONE:
		break;
	case SCOPE_SERVICE:
		return session->service == scope->service;
	case SCOPE_USER:
		return strcmp(session->user_id, scope->name) == 0;
	case SCOPE_FINDING:
		return scope->rows_count > 0 && bsearch(&wanted, scope->rows, scope->rows_count,
							sizeof(wanted), compare_rows) != NULL;
	case SCOPE_ALL:
		return true;
	}
	return false;
}

bool scope_next(const struct scope *scope, size_t *at, size_t *row)
{
	if (!scope->snapshot || scope->kind == SCOPE_NONE) {
		return false;
	}
	if (scope->kind == SCOPE_FINDING) { /* which gives them */
		*row = *at < scope->rows_count ? scope->rows[*at] : 0;
		return (*at)++ < scope->rows_count;
	}
	while (*at < scope->snapshot->sessions_count && !scope_has(scope, *at)) {
		++*at;
	}
	*row = (*at)++;
	return *row < scope->snapshot->sessions_count;
}

static size_t count_of_user(const struct scope *scope)
{
	size_t at = 0, row, count = 0;

	while (scope_next(scope, &at, &row)) {
		count++;
	}
	return count;
}

size_t scope_count(const struct scope *scope)
{
	switch (scope->snapshot ? scope->kind : SCOPE_NONE) {
	case SCOPE_NONE:
		break;
	case SCOPE_SERVICE:
		return scope->service == FINDING_NO_SERVICE
			       ? 0
			       : scope->snapshot->services[scope->service].summary.sessions;
	case SCOPE_USER:
		return count_of_user(scope);
	case SCOPE_FINDING:
		return scope->rows_count;
	case SCOPE_ALL:
		return scope->snapshot->sessions_count;
	}
	return 0;
}

const char *scope_service(const struct scope *scope)
{
	const struct finding *finding = scope->finding;

	if (scope->kind == SCOPE_SERVICE) {
		return scope->name;
	}
	return finding && finding->service != FINDING_NO_SERVICE
		       ? scope->snapshot->services[finding->service].name
		       : NULL;
}

const char *scope_user(const struct scope *scope)
{
	if (scope->kind == SCOPE_USER) {
		return scope->name;
	}
	return scope->finding ? scope->finding->user_id : NULL;
}
