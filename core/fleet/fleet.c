/* SPDX-License-Identifier: MIT */
#include "fleet/fleet.h"

#include "fleet/fleet_state.h"
#include "model/session_edit.h"

#include <stdlib.h>
#include <string.h>

/*
 * The list is packed if at least half of its string bytes belong to removed sessions, and if there
 * are at least this many.
 */
#define MIN_BYTES_TO_PACK (1u << 16)

struct fleet *fleet_new(const struct session_thresholds *limits)
{
	struct fleet *fleet = base_calloc(1, sizeof(*fleet));

	fleet->limits = *limits;
	fleet->max_count = FLEET_MAX_SESSIONS;
	fleet->max_bytes = FLEET_MAX_KEY_BYTES;
	fleet->counter = &fleet->own_counter;
	fleet->changes.services = &fleet->services;
	fleet->list = session_list_new(string_pool_new(), 0);
	return fleet;
}

void fleet_free(struct fleet *fleet)
{
	if (!fleet) {
		return;
	}
	session_list_unref(fleet->list);
	free(fleet->marks);
	hash_table_fini(&fleet->by_key);
	services_fini(&fleet->services);
	changes_fini(&fleet->changes);
	free(fleet);
}

uint32_t fleet_service(struct fleet *fleet, const char *name)
{
	return services_add(&fleet->services, name);
}

void fleet_set_limits(struct fleet *fleet, const struct settings *settings)
{
	fleet->services.settings = settings;
}

size_t fleet_services_count(const struct fleet *fleet)
{
	return fleet->services.count;
}

const char *fleet_service_name(const struct fleet *fleet, uint32_t service)
{
	return fleet->services.list[service].name;
}

size_t fleet_count(const struct fleet *fleet)
{
	return fleet->count;
}

bool fleet_is_full(const struct fleet *fleet)
{
	const struct services *services = &fleet->services;

	/* Services stay when their last session has gone. */
	return fleet->count >= fleet->max_count || services->count >= fleet->max_count ||
	       fleet->live_bytes + services->name_bytes >= fleet->max_bytes;
}

uint32_t fleet_encodings(const struct fleet *fleet)
{
	uint32_t set = 0;

	for (size_t i = 0; i < fleet->count; i++) {
		set |= 1u << fleet->list->sessions[i].encoding;
	}
	return set;
}

struct key {
	const struct fleet *fleet;
	const char *user_id;
	uint32_t service;
};

static bool has_key(const void *user, uint32_t position)
{
	const struct key *key = user;
	const struct session *session = &key->fleet->list->sessions[position];

	return session->service == key->service && strcmp(session->user_id, key->user_id) == 0;
}

static uint32_t hash_key(const struct fleet *fleet, const char *user_id, uint32_t service)
{
	return hash_table_hash(fleet->services.list[service].hash, user_id);
}

uint32_t fleet_position(const struct fleet *fleet, const char *user_id, uint32_t service)
{
	struct key key = {fleet, user_id, service};

	return hash_table_find(&fleet->by_key, hash_key(fleet, user_id, service), has_key, &key);
}

static uint32_t find_session(const struct fleet *fleet, const char *user_id, const char *service)
{
	uint32_t position = services_find(&fleet->services, service);

	return position == HASH_TABLE_NONE ? HASH_TABLE_NONE
					   : fleet_position(fleet, user_id, position);
}

static void grow(struct fleet *fleet)
{
	size_t capacity = fleet->list->capacity * 3 / 2 + 64;

	fleet->list = session_list_own(fleet->list, fleet->count, capacity);
	fleet->marks = base_realloc(fleet->marks, capacity, sizeof(*fleet->marks));
}

/* Adds a session of which only the key is known. */
static uint32_t add_session(struct fleet *fleet, const char *user_id, const char *service_name)
{
	uint32_t service = fleet_service(fleet, service_name);

	if (fleet->count == fleet->list->capacity) {
		grow(fleet);
	}
	uint32_t position = (uint32_t)fleet->count;
	struct session *session = fleet_edit(fleet, position);

	*session = (struct session){
		.user_id = string_pool_add(fleet->list->strings, user_id),
		.service = service,
		.polled_at_ms = SESSION_NO_TIME,
		.error_count = -1,
		.state = STATE_UNKNOWN,
		.flags = SESSION_UNFILLED,
	};
	fleet->marks[position] = (struct mark){.unknown = ITEM_ALL};
	fleet->count++;
	fleet->live_bytes += strlen(user_id) + 1;
	hash_table_add(&fleet->by_key, hash_key(fleet, user_id, service), position);
	return position;
}

void fleet_drop(struct fleet *fleet, uint32_t position)
{
	struct session *gone = fleet_edit(fleet, position);

	if (fleet->has_changes) {
		changes_add(&fleet->changes, CHANGE_GONE, gone);
	}
	fleet->suspects -= fleet->marks[position].is_suspect;
	fleet_note_verified(fleet, &fleet->marks[position]);
	uint32_t last = (uint32_t)--fleet->count;

	fleet->live_bytes -= strlen(gone->user_id) + 1;
	hash_table_remove(&fleet->by_key, hash_key(fleet, gone->user_id, gone->service), position);
	if (position != last) {
		const struct session *moved = &fleet->list->sessions[last];

		hash_table_move(&fleet->by_key, hash_key(fleet, moved->user_id, moved->service),
			last, position);
		*gone = *moved;
		fleet->marks[position] = fleet->marks[last];
	}
}

/* Attributes that the read did not return keep their values. */
static void keep_absent(struct session *session, const struct session *before, uint32_t absent)
{
	if (absent && !session->unreadable) {
		session->unreadable = before->unreadable;
	}
	if (absent & ITEM_ACTIVE) {
		session->active = before->active;
		session->encoding = before->encoding;
	}
	if (absent & ITEM_INTERVAL) {
		session->interval_ms = before->interval_ms;
		session->flags |= before->flags & SESSION_BAD_INTERVAL;
	}
	if (absent & ITEM_CREATED) {
		session->created_at_s = before->created_at_s;
	}
	if (absent & ITEM_ERRORS) {
		session->error_count = before->error_count;
		session->flags |= before->flags & SESSION_BAD_ERRORS;
	}
}

/*
 * Merges an item with a later read of an index: keeps the index's keys, which are newer, and takes
 * from the item what the index does not project.
 */
static struct item keep_keys(const struct item *item, const struct session *before)
{
	struct item merged = *item;

	merged.absent |= ITEM_ACTIVE;
	merged.session.polled_at_ms = before->polled_at_ms;
	merged.session.flags &= (uint8_t)~SESSION_BAD_POLLED;
	merged.session.flags |= before->flags & SESSION_BAD_POLLED;
	return merged;
}

static void note_filled(
	struct mark *mark, struct session *session, uint32_t absent, int64_t asof_ms)
{
	mark->unknown &= (uint8_t)absent;
	if (mark->unknown) {
		session->flags |= SESSION_UNFILLED;
	}
	if (absent) {
		mark->is_partial = true;
	} else {
		mark->filled_s = (uint32_t)(asof_ms / 1000);
	}
}

bool fleet_is_pending(const struct session *session, const struct mark *mark, int64_t asof_ms)
{
	return (session->flags & SESSION_PENDING) &&
	       asof_ms < (int64_t)mark->pending_until_s * 1000;
}

/* Ignores the old value of isActive while our write is pending. */
static void keep_pending(struct session *session, const struct session *before,
	const struct mark *mark, const struct item *item, int64_t asof_ms)
{
	bool agrees = !(item->absent & ITEM_ACTIVE) && session->active == before->active;

	if (mark->is_writing || (fleet_is_pending(before, mark, asof_ms) && !agrees)) {
		session->active = before->active;
		session->flags |= before->flags & SESSION_PENDING;
	}
}

/* From how many intervals on a poll is too late for an ordinary one. */
#define OVERDUE_INTERVALS 1.5

/* Sets SESSION_WAS_OVERDUE at a poll, and keeps it from then on. */
static void note_overdue(struct session *session, const struct session *before)
{
	bool was_overdue = before->flags & SESSION_WAS_OVERDUE;

	if (session->polled_at_ms != before->polled_at_ms) {
		was_overdue =
			before->active == ACTIVE_ON &&
			session_lateness(before, session_asof_ms(before)) >= OVERDUE_INTERVALS;
	}
	session->flags |= was_overdue ? SESSION_WAS_OVERDUE : 0;
}

static void count_poll(
	struct fleet *fleet, const struct session *before, const struct session *session)
{
	bool is_known = before->polled_at_ms != SESSION_NO_TIME;

	fleet->services.list[session->service].polls +=
		is_known && session->polled_at_ms > before->polled_at_ms;
	services_note_poll(&fleet->services, before, session);
}

/* Updates the session from the item, except for its key and attributes that were not returned. */
static void update(struct fleet *fleet, uint32_t position, const struct item *item, int64_t asof_ms)
{
	struct session *session = fleet_edit(fleet, position);
	struct mark *mark = &fleet->marks[position];
	struct session before = *session;

	*session = item->session;
	session->user_id = before.user_id;
	session->service = before.service;
	session->unreadable = unreadable_forms_index(&fleet->unreadable, item->unreadable) & 63;
	keep_absent(session, &before, item->absent);
	keep_pending(session, &before, mark, item, asof_ms);
	note_overdue(session, &before);
	note_filled(mark, session, item->absent, asof_ms);
	if (item->absent & ITEM_ACTIVE) {
		fleet_age(fleet, position, &before, asof_ms); /* it may have been paused */
	} else {
		fleet_note_verified(fleet, mark);
		fleet_update_state(fleet, session, &before, asof_ms);
	}
	count_poll(fleet, &before, session);
}

void fleet_share_counter(struct fleet *fleet, uint32_t *counter)
{
	fleet->counter = counter;
}

uint32_t fleet_next_request(struct fleet *fleet)
{
	return ++*fleet->counter;
}

/* True if a later request has already returned the session: its values are newer. */
static bool has_later_read(const struct fleet *fleet, uint32_t position, uint32_t request_number)
{
	if (position == HASH_TABLE_NONE || !request_number) {
		return false;
	}
	const struct mark *mark = &fleet->marks[position];

	return request_number < mark->seen || (mark->misses > 0 && request_number < mark->missed);
}

/*
 * The same for an item. If it was read from the base table, a later sweep of an index that missed
 * it does not count: the item may have been created again without a lastPollAt.
 */
static bool is_outdated(const struct fleet *fleet, uint32_t position, const struct item *item)
{
	return has_later_read(fleet, position, item->request_number) &&
	       !(item->is_of_table && item->request_number >= fleet->marks[position].seen);
}

static void note_seen(struct fleet *fleet, uint32_t position, uint32_t request_number)
{
	struct mark *mark = &fleet->marks[position];

	fleet->suspects -= mark->is_suspect;
	mark->is_suspect = false;
	mark->misses = 0;
	if (request_number > mark->seen) {
		mark->seen = request_number;
	}
}

void fleet_put(struct fleet *fleet, const struct item *item, int64_t asof_ms)
{
	uint32_t position = find_session(fleet, item->user_id, item->service);
	bool is_new = position == HASH_TABLE_NONE;
	struct item merged;

	if (is_outdated(fleet, position, item)) {
		if (!fleet->marks[position].is_partial || fleet->marks[position].misses > 0) {
			return;
		}
		merged = keep_keys(item, &fleet->list->sessions[position]);
		item = &merged;
	}
	if (is_new && fleet_is_full(fleet)) {
		return;
	}
	if (is_new) {
		position = add_session(fleet, item->user_id, item->service);
	}
	update(fleet, position, item, asof_ms);
	const struct session *session = &fleet->list->sessions[position];

	if (is_new && fleet->has_changes &&
		coverage_has_shown(&fleet->covered, &fleet->services, session)) {
		changes_add(&fleet->changes, CHANGE_NEW, session);
	}
	note_seen(fleet, position, item->request_number ? item->request_number : *fleet->counter);
}

void fleet_mark_writing(
	struct fleet *fleet, const char *user_id, const char *service, bool is_writing)
{
	uint32_t position = find_session(fleet, user_id, service);

	if (position != HASH_TABLE_NONE) {
		fleet->marks[position].is_writing = is_writing;
	}
}

void fleet_set_active(struct fleet *fleet, const char *user_id, const char *service,
	enum session_active active, int64_t until_ms)
{
	uint32_t position = find_session(fleet, user_id, service);

	if (position == HASH_TABLE_NONE) {
		return;
	}
	struct session *session = fleet_edit(fleet, position);

	session->active = (uint8_t)active;
	session->flags |= SESSION_PENDING;
	fleet->marks[position].pending_until_s = (uint32_t)((until_ms + 999) / 1000);
	fleet->marks[position].is_writing = false;
	fleet->marks[position].seen = fleet_next_request(fleet);
	/* Compared with itself, because our own write is not a change. */
	fleet_update_state(fleet, session, session, session_asof_ms(session));
}

void fleet_forget_write(struct fleet *fleet, const char *user_id, const char *service)
{
	uint32_t position = find_session(fleet, user_id, service);

	if (position != HASH_TABLE_NONE) {
		fleet->marks[position].pending_until_s = 0;
		fleet->marks[position].is_writing = false;
	}
}

void fleet_remove(
	struct fleet *fleet, const char *user_id, const char *service, uint32_t request_number)
{
	uint32_t position = find_session(fleet, user_id, service);

	if (position != HASH_TABLE_NONE && !has_later_read(fleet, position, request_number)) {
		fleet_drop(fleet, position);
	}
}

void fleet_start_changes(struct fleet *fleet)
{
	fleet->has_changes = true;
}

/* Copies the list into blocks of the right size, without the strings of removed sessions. */
static void pack(struct fleet *fleet)
{
	struct string_pool *strings = string_pool_new();
	struct session_list *list = session_list_new(strings, fleet->count);

	hash_table_fini(&fleet->by_key);
	for (uint32_t i = 0; i < fleet->count; i++) {
		struct session *session = &list->sessions[i];

		*session = fleet->list->sessions[i];
		session->user_id = string_pool_add(strings, session->user_id);
		hash_table_add(
			&fleet->by_key, hash_key(fleet, session->user_id, session->service), i);
	}
	session_list_unref(fleet->list);
	fleet->list = list;
	fleet->marks = base_realloc(fleet->marks, fleet->count + 1, sizeof(*fleet->marks));
}

void fleet_pack(struct fleet *fleet)
{
	size_t bytes = string_pool_bytes(fleet->list->strings);

	/* Gathered changes still borrow strings of removed sessions. */
	if (fleet->changes.gathered_count == 0 && bytes >= MIN_BYTES_TO_PACK &&
		bytes >= 2 * fleet->live_bytes) {
		pack(fleet);
	}
}

void fleet_hold_changes(struct fleet *fleet)
{
	fleet->holds_changes = true;
}

void fleet_flush_changes(struct fleet *fleet, int64_t asof_ms)
{
	if (fleet->holds_changes) {
		fleet->held_ms = asof_ms;
		return;
	}
	changes_fold(&fleet->changes, asof_ms);
	fleet_pack(fleet);
}
