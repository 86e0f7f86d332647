/* SPDX-License-Identifier: MIT */
#include "fleet.h"

#include "lookup.h"
#include "summary.h"

#include <stdlib.h>
#include <string.h>

/* Strings are packed anew when more than half of this many bytes belong to rows that are gone. */
#define MIN_BYTES_TO_PACK (1u << 16)

struct row {
	struct session session;
	uint32_t hash;
	uint32_t seen;         /* the newest pass when it was last read */
	int64_t pending_until_ms;
	uint8_t misses;        /* passes in a row that should have shown it */
};

struct service {
	const char *name; /* in the arena of names */
	uint32_t hash;
};

struct fleet {
	struct session_thresholds limits;
	struct string_pool *strings; /* of the rows' user ids */
	size_t live_bytes;       /* of them, those that rows use */
	struct row *rows;
	size_t rows_count, rows_capacity;
	struct lookup by_key;
	struct arena names;
	struct service *services;
	size_t services_count, services_capacity;
	struct lookup by_name;
	uint32_t passes;
};

struct fleet *fleet_new(const struct session_thresholds *limits)
{
	struct fleet *fleet = base_calloc(1, sizeof(*fleet));
	fleet->limits = *limits;
	fleet->strings = string_pool_new();
	return fleet;
}

void fleet_free(struct fleet *fleet)
{
	if (!fleet) {
		return;
	}
	string_pool_unref(fleet->strings);
	lookup_fini(&fleet->by_key);
	lookup_fini(&fleet->by_name);
	arena_fini(&fleet->names);
	free(fleet->rows);
	free(fleet->services);
	free(fleet);
}

struct key {
	const struct fleet *fleet;
	const char *user_id;
	uint32_t service;
};

static bool is_row_of(const void *user, uint32_t position)
{
	const struct key *key = user;
	const struct session *session = &key->fleet->rows[position].session;
	return session->service == key->service && strcmp(session->user_id, key->user_id) == 0;
}

static bool is_service_named(const void *user, uint32_t position)
{
	const struct key *key = user;
	return strcmp(key->fleet->services[position].name, key->user_id) == 0;
}

static uint32_t find_service(const struct fleet *fleet, const char *name)
{
	struct key key = {.fleet = fleet, .user_id = name};
	return lookup_find(&fleet->by_name, lookup_hash(0, name), is_service_named, &key);
}

uint32_t fleet_service(struct fleet *fleet, const char *name)
{
	uint32_t position = find_service(fleet, name);
	if (position != LOOKUP_NONE) {
		return position;
	}
	if (fleet->services_count == fleet->services_capacity) {
		fleet->services_capacity = fleet->services_capacity * 2 + 16;
		fleet->services = base_realloc(fleet->services, fleet->services_capacity,
			sizeof(*fleet->services));
	}
	position = (uint32_t)fleet->services_count++;
	fleet->services[position] = (struct service){
		arena_strdup(&fleet->names, name), lookup_hash(0, name)};
	lookup_add(&fleet->by_name, fleet->services[position].hash, position);
	return position;
}

size_t fleet_services_count(const struct fleet *fleet)
{
	return fleet->services_count;
}

const char *fleet_service_name(const struct fleet *fleet, uint32_t service)
{
	return fleet->services[service].name;
}

size_t fleet_count(const struct fleet *fleet)
{
	return fleet->rows_count;
}

uint32_t fleet_encodings(const struct fleet *fleet)
{
	uint32_t set = 0;
	for (size_t i = 0; i < fleet->rows_count; i++) {
		set |= 1u << fleet->rows[i].session.encoding;
	}
	return set;
}

static uint32_t hash_key(const struct fleet *fleet, const char *user_id, uint32_t service)
{
	return lookup_hash(fleet->services[service].hash, user_id);
}

static struct row *find_row(const struct fleet *fleet, const char *user_id, const char *service)
{
	struct key key = {fleet, user_id, find_service(fleet, service)};
	if (key.service == LOOKUP_NONE) {
		return NULL;
	}
	uint32_t hash = hash_key(fleet, user_id, key.service);
	uint32_t position = lookup_find(&fleet->by_key, hash, is_row_of, &key);
	return position == LOOKUP_NONE ? NULL : &fleet->rows[position];
}

static struct row *add_row(struct fleet *fleet, const char *user_id, const char *service_name)
{
	uint32_t service = fleet_service(fleet, service_name);
	if (fleet->rows_count == fleet->rows_capacity) {
		fleet->rows_capacity = fleet->rows_capacity * 3 / 2 + 64;
		fleet->rows =
			base_realloc(fleet->rows, fleet->rows_capacity, sizeof(*fleet->rows));
	}
	struct row *row = &fleet->rows[fleet->rows_count];
	memset(row, 0, sizeof(*row));
	row->session.user_id = string_pool_add(fleet->strings, user_id);
	row->session.service = service;
	row->hash = hash_key(fleet, user_id, service);
	fleet->live_bytes += strlen(user_id) + 1;
	lookup_add(&fleet->by_key, row->hash, (uint32_t)fleet->rows_count++);
	return row;
}

/* The last row takes the removed one's place. */
static void remove_row(struct fleet *fleet, struct row *row)
{
	uint32_t position = (uint32_t)(row - fleet->rows);
	uint32_t last = (uint32_t)--fleet->rows_count;
	fleet->live_bytes -= strlen(row->session.user_id) + 1;
	lookup_remove(&fleet->by_key, row->hash, position);
	if (position != last) {
		lookup_move(&fleet->by_key, fleet->rows[last].hash, last, position);
		*row = fleet->rows[last];
	}
}

static void judge(struct fleet *fleet, struct row *row, int64_t asof_ms)
{
	row->session.asof_ms = asof_ms;
	row->session.state = (uint8_t)session_state_at(&row->session, &fleet->limits, asof_ms);
}

/* While a write of ours is pending, a read that still shows the old value is not believed. */
static void keep_pending(struct row *row, const struct session *old, int64_t asof_ms)
{
	struct session *session = &row->session;
	if (!(old->flags & SESSION_PENDING) || session->active == old->active ||
		asof_ms >= row->pending_until_ms) {
		return;
	}
	session->active = old->active;
	session->flags |= SESSION_PENDING;
}

void fleet_put(struct fleet *fleet, const struct item_row *read, int64_t asof_ms)
{
	struct row *row = find_row(fleet, read->user_id, read->service);
	if (!row) {
		row = add_row(fleet, read->user_id, read->service);
	}
	struct session old = row->session;
	row->session = read->session;
	row->session.user_id = old.user_id;
	row->session.service = old.service;
	row->seen = fleet->passes;
	row->misses = 0;
	keep_pending(row, &old, asof_ms);
	judge(fleet, row, asof_ms);
}

void fleet_set_active(struct fleet *fleet, const char *user_id, const char *service,
	enum session_active active, int64_t until_ms)
{
	struct row *row = find_row(fleet, user_id, service);
	if (!row) {
		return;
	}
	row->session.active = (uint8_t)active;
	row->session.flags |= SESSION_PENDING;
	row->pending_until_ms = until_ms;
	judge(fleet, row, row->session.asof_ms);
}

void fleet_remove(struct fleet *fleet, const char *user_id, const char *service)
{
	struct row *row = find_row(fleet, user_id, service);
	if (row) {
		remove_row(fleet, row);
	}
}

void fleet_begin(struct fleet *fleet, struct fleet_pass *pass)
{
	pass->number = ++fleet->passes;
}

static bool covers(const struct fleet_pass *pass, const struct session *session)
{
	bool is_indexed = session->polled_at_ms != SESSION_NO_TIME ||
		(session->flags & SESSION_BAD_POLLED);
	switch (pass->cover) {
	case COVER_ALL:
		return true;
	case COVER_ACTIVE:
		return is_indexed && session->active == pass->active &&
			session->encoding == pass->encoding;
	case COVER_SERVICE:
		return is_indexed && session->service == pass->service;
	}
	return false;
}

/* Gives back the memory of the strings and the array that removed rows have left. */
static void pack(struct fleet *fleet)
{
	if (string_pool_bytes(fleet->strings) < MIN_BYTES_TO_PACK ||
		string_pool_bytes(fleet->strings) < 2 * fleet->live_bytes) {
		return;
	}
	struct string_pool *packed = string_pool_new();
	for (size_t i = 0; i < fleet->rows_count; i++) {
		struct session *session = &fleet->rows[i].session;
		session->user_id = string_pool_add(packed, session->user_id);
	}
	string_pool_unref(fleet->strings);
	fleet->strings = packed;
	fleet->rows_capacity = fleet->rows_count + 64;
	fleet->rows = base_realloc(fleet->rows, fleet->rows_capacity, sizeof(*fleet->rows));
}

void fleet_end(struct fleet *fleet, const struct fleet_pass *pass, int64_t asof_ms)
{
	bool is_index = pass->cover != COVER_ALL;
	unsigned misses_allowed = is_index ? 1 : 0;
	for (size_t i = fleet->rows_count; i-- > 0;) {
		struct row *row = &fleet->rows[i];
		if (!covers(pass, &row->session)) {
			continue;
		}
		if (row->seen < pass->number) {
			if (++row->misses > misses_allowed) {
				remove_row(fleet, row);
			}
		} else if (is_index) {
			judge(fleet, row, asof_ms);
		}
	}
	pack(fleet);
}

void fleet_copy(struct fleet *fleet, struct arena *arena, struct string_pool **strings,
	struct snapshot *snapshot)
{
	struct session *sessions =
		arena_alloc(arena, fleet->rows_count * sizeof(*sessions) + 1);
	for (size_t i = 0; i < fleet->rows_count; i++) {
		sessions[i] = fleet->rows[i].session;
	}
	struct service_summary *services =
		arena_alloc(arena, fleet->services_count * sizeof(*services) + 1);
	for (size_t i = 0; i < fleet->services_count; i++) {
		services[i].name = arena_strdup(arena, fleet->services[i].name);
	}
	summary_fill(sessions, fleet->rows_count, services, fleet->services_count,
		&snapshot->totals);
	snapshot->sessions = sessions;
	snapshot->sessions_count = fleet->rows_count;
	snapshot->services = services;
	snapshot->services_count = fleet->services_count;
	*strings = string_pool_ref(fleet->strings);
}
