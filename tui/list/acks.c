/* SPDX-License-Identifier: MIT */
#include "list/acks.h"

#include "buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct session_id id_of(const struct ack *ack)
{
	return (struct session_id){.service = ack->service, .user_id = ack->user_id};
}

/* With the length, different pairs give different texts. */
static char *make_scoped(const char *scope, const char *user_id)
{
	struct buf text = {0};

	buf_printf(&text, "%zu %s%s", strlen(scope), scope, user_id);
	return text.data;
}

static bool is_of_scope(const struct acks *acks, const struct ack *ack)
{
	return acks->scope && strcmp(ack->scope, acks->scope) == 0;
}

static void free_ack(struct ack *ack)
{
	free(ack->scope);
	free(ack->service);
	free(ack->user_id);
	free(ack->scoped_user_id);
}

static void index_one(struct acks *acks, size_t place)
{
	const struct ack *ack = &acks->list[place];
	struct session_id id = id_of(ack);
	struct session_id scoped = {.service = ack->service, .user_id = ack->scoped_user_id};

	session_set_add(&acks->all, &scoped);
	if (!is_of_scope(acks, ack)) {
		return;
	}
	acks->places = base_grow(
		acks->places, acks->keys.count, &acks->places_capacity, sizeof(*acks->places));
	acks->places[session_set_add(&acks->keys, &id)] = place;
}

static void index_all(struct acks *acks)
{
	session_set_fini(&acks->all);
	session_set_fini(&acks->keys);
	for (size_t i = 0; i < acks->count; i++) {
		index_one(acks, i);
	}
}

void acks_set_scope(struct acks *acks, const char *scope)
{
	if (acks->scope && strcmp(acks->scope, scope) == 0) {
		return;
	}
	free(acks->scope);
	acks->scope = base_strdup(scope);
	index_all(acks);
}

static struct ack *find_any(const struct acks *acks, const struct session_id *id)
{
	size_t key = session_set_find(&acks->keys, id);

	return key == SESSION_SET_NONE ? NULL : &acks->list[acks->places[key]];
}

static bool is_in_force(const struct ack *ack, int64_t now_ms)
{
	return !ack->is_revoked && ack->until_ms > now_ms;
}

const struct ack *acks_find(const struct acks *acks, const struct session_id *id, int64_t now_ms)
{
	const struct ack *ack = find_any(acks, id);

	return ack && is_in_force(ack, now_ms) ? ack : NULL;
}

static bool is_in_row(const struct ack *ack, const struct snapshot *snapshot, size_t row)
{
	if (row >= snapshot->sessions_count) {
		return false;
	}
	struct session_id id = id_of(ack),
			  other = session_id_of(snapshot, &snapshot->sessions[row]);

	return session_id_equal(&id, &other);
}

static void find_anew(struct acks *acks, const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		struct session_id id = session_id_of(snapshot, &snapshot->sessions[i]);
		struct ack *ack = find_any(acks, &id);

		if (ack) {
			ack->row = (uint32_t)i;
		}
	}
}

size_t acks_find_rows(
	struct acks *acks, const struct snapshot *snapshot, int64_t now_ms, uint32_t *rows)
{
	size_t count = 0;
	bool has_moved = false;

	for (size_t i = 0; i < acks->keys.count; i++) {
		const struct ack *ack = &acks->list[acks->places[i]];

		has_moved |= is_in_force(ack, now_ms) && !is_in_row(ack, snapshot, ack->row);
	}
	if (has_moved) {
		find_anew(acks, snapshot);
	}
	for (size_t i = 0; i < acks->keys.count; i++) {
		const struct ack *ack = &acks->list[acks->places[i]];

		if (is_in_force(ack, now_ms) && is_in_row(ack, snapshot, ack->row)) {
			rows[count++] = ack->row;
		}
	}
	return count;
}

/* The entry of the same scope and session. */
static struct ack *find_same(const struct acks *acks, const struct ack *wanted)
{
	char *scoped = make_scoped(wanted->scope, wanted->user_id);
	struct session_id id = {.service = wanted->service, .user_id = scoped};
	size_t place = session_set_find(&acks->all, &id);

	free(scoped);
	return place == SESSION_SET_NONE ? NULL : &acks->list[place];
}

static void append(struct acks *acks, const struct ack *ack)
{
	acks->list = base_grow(acks->list, acks->count, &acks->capacity, sizeof(*acks->list));
	struct ack *copy = &acks->list[acks->count++];

	*copy = *ack;
	copy->scope = base_strdup(ack->scope);
	copy->service = base_strdup(ack->service);
	copy->user_id = base_strdup(ack->user_id);
	copy->scoped_user_id = make_scoped(ack->scope, ack->user_id);
	index_one(acks, acks->count - 1);
}

void acks_merge(struct acks *acks, const struct ack *ack)
{
	struct ack *same = find_same(acks, ack);

	if (!same) {
		append(acks, ack);
	} else if (ack->changed_ms > same->changed_ms) {
		same->until_ms = ack->until_ms;
		same->changed_ms = ack->changed_ms;
		same->is_revoked = ack->is_revoked;
		memcpy(same->note, ack->note, sizeof(same->note));
	}
}

/* Our change must win a merge, even if the clock was set back. */
static int64_t later_than(const struct ack *before, int64_t now_ms)
{
	return before && before->changed_ms >= now_ms ? before->changed_ms + 1 : now_ms;
}

void acks_add(struct acks *acks, const struct session_id *id, int64_t until_ms, const char *note,
	int64_t now_ms)
{
	struct ack ack = {
		.scope = acks->scope,
		.service = (char *)(uintptr_t)id->service,
		.user_id = (char *)(uintptr_t)id->user_id,
		.until_ms = until_ms,
		.changed_ms = later_than(find_any(acks, id), now_ms),
	};

	snprintf(ack.note, sizeof(ack.note), "%s", note);
	acks_merge(acks, &ack);
}

void acks_revoke(struct acks *acks, const struct session_id *id, int64_t now_ms)
{
	struct ack *ack = find_any(acks, id);

	if (ack && !ack->is_revoked) {
		ack->changed_ms = later_than(ack, now_ms);
		ack->is_revoked = true;
	}
}

size_t acks_expire(struct acks *acks, int64_t now_ms)
{
	size_t kept = 0, ended = 0, count = acks->count;

	for (size_t i = 0; i < count; i++) {
		struct ack *ack = &acks->list[i];

		if (ack->until_ms > now_ms) {
			acks->list[kept++] = *ack;
			continue;
		}
		ended += is_of_scope(acks, ack) && !ack->is_revoked;
		free_ack(ack);
	}
	acks->count = kept;
	if (kept < count) {
		index_all(acks);
	}
	return ended;
}

int64_t acks_next_end_ms(const struct acks *acks, int64_t now_ms)
{
	int64_t next_ms = -1;

	for (size_t i = 0; i < acks->keys.count; i++) {
		const struct ack *ack = &acks->list[acks->places[i]];
		int64_t left_ms = ack->until_ms - now_ms;

		if (is_in_force(ack, now_ms) && (next_ms < 0 || left_ms < next_ms)) {
			next_ms = left_ms;
		}
	}
	return next_ms;
}

void acks_fini(struct acks *acks)
{
	for (size_t i = 0; i < acks->count; i++) {
		free_ack(&acks->list[i]);
	}
	free(acks->list);
	free(acks->scope);
	free(acks->places);
	session_set_fini(&acks->all);
	session_set_fini(&acks->keys);
	*acks = (struct acks){0};
}
