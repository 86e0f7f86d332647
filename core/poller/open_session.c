/* SPDX-License-Identifier: MIT */
#include "poller/open_session.h"

#include "clock.h"
#include "dynamodb/item.h"
#include "dynamodb/request.h"
#include "dynamodb/response.h"
#include "model/session_edit.h"

#include <stdlib.h>
#include <string.h>

#define ITEM_TIMEOUT_MS   10000
#define SIBLINGS_EVERY_MS 60000
#define MAX_SIBLINGS      100 /* far more than a user has services */

void open_session_init(struct open_session *open, struct ddb *ddb, const struct settings *settings)
{
	*open = (struct open_session){.ddb = ddb, .settings = settings};
}

void open_session_fini(struct open_session *open)
{
	arena_fini(&open->arena);
	arena_fini(&open->siblings_arena);
	free(open->user_id);
	free(open->service);
}

/* Clears everything except the siblings. */
static void clear_item(struct open_session *open)
{
	struct item_detail *detail = &open->detail;

	arena_fini(&open->arena);
	*detail = (struct item_detail){
		.siblings = detail->siblings,
		.siblings_count = detail->siblings_count,
		.has_siblings = detail->has_siblings,
	};
}

static void clear_siblings(struct open_session *open)
{
	arena_fini(&open->siblings_arena);
	open->detail.siblings = NULL;
	open->detail.siblings_count = 0;
	open->detail.has_siblings = false;
}

void open_session_set(struct open_session *open, const char *user_id, const char *service)
{
	free(open->user_id);
	free(open->service);
	open->user_id = user_id ? base_strdup(user_id) : NULL;
	open->service = user_id ? base_strdup(service) : NULL;
	clear_item(open);
	clear_siblings(open);
	open->detail.status = user_id ? ITEM_LOADING : ITEM_NONE;
	open->is_due = user_id;
	open->siblings_due_mono_ms = 0;
	open->is_changed = true;
	open->opening++;
}

void open_session_refresh(struct open_session *open)
{
	open->is_due = open->user_id;
}

static void take_item(struct open_session *open, const struct json *response)
{
	const struct json *item = json_get(response, "Item");

	clear_item(open);
	open->detail.status = json_first(item) ? ITEM_PRESENT : ITEM_MISSING;
	open->detail.read_at_ms = ddb_server_ms(open->ddb);
	if (json_first(item)) {
		item_flatten(item, &open->arena, &open->detail);
	}
}

static void count_read_units(struct open_session *open, const struct json *response)
{
	open->read_units += response_read_units(response);
}

static void on_item(void *user, const struct json *response, const struct error *err)
{
	struct open_session *open = user;

	open->is_reading_item = false;
	count_read_units(open, response);
	if (open->item_opening != open->opening) {
		return;
	}
	open->is_changed = true;
	if (response) {
		take_item(open, response);
	} else {
		/* Keep what was read before, in addition to the error. */
		open->detail.status = ITEM_FAILED;
		open->detail.error = *err;
	}
}

/* The Query returns them in order of the sort key, the service. */
static void take_siblings(struct open_session *open, const struct json *response)
{
	const struct json *items = json_get(response, "Items");
	struct arena *arena = &open->siblings_arena;

	clear_siblings(open);
	struct item_sibling *siblings =
		arena_alloc(arena, (json_count(items) + 1) * sizeof(*siblings));
	size_t count = 0;

	for (const struct json *item = json_first(items); item; item = json_next(item)) {
		struct item decoded;

		if (!item_decode(item, &open->settings->own_encodings, 0, &decoded) ||
			strcmp(decoded.service, open->service) == 0) {
			continue;
		}
		struct item_sibling *sibling = &siblings[count++];
		int64_t now_ms = ddb_server_ms(open->ddb);

		sibling->service = arena_strdup(arena, decoded.service);
		sibling->session = decoded.session;
		sibling->session.user_id = arena_strdup(arena, decoded.user_id);
		session_set_asof(&sibling->session, now_ms);
		sibling->session.state = session_state_at(
			&decoded.session, settings_limits(open->settings, decoded.service), now_ms);
	}
	open->detail.siblings = siblings;
	open->detail.siblings_count = count;
	open->detail.has_siblings = true;
}

/* On an error, keeps the earlier siblings. */
static void on_siblings(void *user, const struct json *response, const struct error *err)
{
	struct open_session *open = user;

	(void)err;
	open->is_reading_siblings = false;
	count_read_units(open, response);
	if (response && open->siblings_opening == open->opening) {
		take_siblings(open, response);
		open->is_changed = true;
	}
}

static void read_item(struct open_session *open)
{
	open->item_opening = open->opening;
	open->is_reading_item = true;
	open->is_due = false;
	struct buf body = {0};
	struct item_key key = {open->user_id, open->service};

	request_get_item(&body, open->settings->table, &key);
	ddb_call(open->ddb, "GetItem", &body, ITEM_TIMEOUT_MS, on_item, open);
}

static void read_siblings(struct open_session *open)
{
	open->siblings_opening = open->opening;
	open->is_reading_siblings = true;
	open->siblings_due_mono_ms = clock_mono_ms() + SIBLINGS_EVERY_MS;
	struct buf body = {0};

	request_user(&body, open->settings->table, open->user_id, MAX_SIBLINGS);
	ddb_call(open->ddb, "Query", &body, ITEM_TIMEOUT_MS, on_siblings, open);
}

int64_t open_session_advance(struct open_session *open)
{
	if (!open->user_id) {
		return INT64_MAX;
	}
	if (open->is_due && !open->is_reading_item) {
		read_item(open);
	}
	if (open->is_reading_siblings) {
		return INT64_MAX;
	}
	int64_t wait_ms = open->siblings_due_mono_ms - clock_mono_ms();

	if (wait_ms > 0) {
		return wait_ms;
	}
	read_siblings(open);
	return INT64_MAX;
}

static void copy_siblings(
	const struct open_session *open, struct arena *arena, struct item_detail *detail)
{
	size_t count = detail->siblings_count;
	struct item_sibling *siblings = arena_alloc(arena, (count + 1) * sizeof(*siblings));

	for (size_t i = 0; i < count; i++) {
		siblings[i] = open->detail.siblings[i];
		siblings[i].service = arena_strdup(arena, siblings[i].service);
		siblings[i].session.user_id = detail->user_id;
	}
	detail->siblings = siblings;
}

void open_session_copy(
	const struct open_session *open, struct arena *arena, struct item_detail *detail)
{
	*detail = open->detail;
	if (!open->user_id) {
		return;
	}
	detail->user_id = arena_strdup(arena, open->user_id);
	detail->service = arena_strdup(arena, open->service);
	struct item_node *nodes = arena_alloc(arena, detail->nodes_count * sizeof(*nodes) + 1);

	for (size_t i = 0; i < detail->nodes_count; i++) {
		nodes[i] = open->detail.nodes[i];
		nodes[i].name = arena_strdup(arena, nodes[i].name);
		nodes[i].text = arena_strdup(arena, nodes[i].text);
	}
	detail->nodes = nodes;
	copy_siblings(open, arena, detail);
}
