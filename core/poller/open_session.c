/* SPDX-License-Identifier: MIT */
#include "poller/open_session.h"

#include "clock.h"
#include "dynamodb/item.h"
#include "dynamodb/request.h"
#include "dynamodb/response.h"

#include <stdlib.h>
#include <string.h>

#define ITEM_TIMEOUT_MS 10000
#define OTHERS_EVERY_MS 60000
#define MAX_OTHERS      100 /* more services than that are no user's */

void open_session_init(
	struct open_session *open_session, struct ddb *ddb, const struct settings *settings)
{
	*open_session = (struct open_session){.ddb = ddb, .settings = settings};
}

void open_session_fini(struct open_session *open_session)
{
	arena_fini(&open_session->arena);
	arena_fini(&open_session->others_arena);
	free(open_session->user_id);
	free(open_session->service);
}

/* Forgets all but the others. */
static void clear_item(struct open_session *open_session)
{
	struct item_detail *detail = &open_session->detail;

	arena_fini(&open_session->arena);
	*detail = (struct item_detail){
		.others = detail->others,
		.others_count = detail->others_count,
		.has_others = detail->has_others,
	};
}

static void clear_others(struct open_session *open_session)
{
	arena_fini(&open_session->others_arena);
	open_session->detail.others = NULL;
	open_session->detail.others_count = 0;
	open_session->detail.has_others = false;
}

void open_session_set(struct open_session *open_session, const char *user_id, const char *service)
{
	free(open_session->user_id);
	free(open_session->service);
	open_session->user_id = user_id ? base_strdup(user_id) : NULL;
	open_session->service = user_id ? base_strdup(service) : NULL;
	clear_item(open_session);
	clear_others(open_session);
	open_session->detail.status = user_id ? ITEM_LOADING : ITEM_NONE;
	open_session->is_due = user_id;
	open_session->others_due_mono_ms = 0;
	open_session->is_changed = true;
	open_session->opening++;
}

void open_session_refresh(struct open_session *open_session)
{
	open_session->is_due = open_session->user_id;
}

static void take_item(struct open_session *open_session, const struct json *response)
{
	const struct json *item = json_get(response, "Item");

	clear_item(open_session);
	open_session->detail.status = json_first(item) ? ITEM_PRESENT : ITEM_MISSING;
	open_session->detail.read_at_ms = ddb_server_ms(open_session->ddb);
	if (json_first(item)) {
		item_flatten(item, &open_session->arena, &open_session->detail);
	}
}

static void count_read_units(struct open_session *open_session, const struct json *response)
{
	open_session->read_units += response_read_units(response);
}

static void on_item(void *user, const struct json *response, const struct error *err)
{
	struct open_session *open_session = user;

	open_session->is_asking = false;
	count_read_units(open_session, response);
	if (open_session->asked_opening != open_session->opening) {
		return;
	}
	open_session->is_changed = true;
	if (response) {
		take_item(open_session, response);
	} else {
		/* What was read before stays, with the error beside it. */
		open_session->detail.status = ITEM_FAILED;
		open_session->detail.error = *err;
	}
}

/* The sort key orders them by service. */
static void take_others(struct open_session *open_session, const struct json *response)
{
	const struct json *items = json_get(response, "Items");
	struct arena *arena = &open_session->others_arena;

	clear_others(open_session);
	struct item_other *others = arena_alloc(arena, (json_count(items) + 1) * sizeof(*others));
	size_t count = 0;

	for (const struct json *item = json_first(items); item; item = json_next(item)) {
		struct item decoded;

		if (!item_decode(item, &open_session->settings->own_encodings, 0, &decoded) ||
			strcmp(decoded.service, open_session->service) == 0) {
			continue;
		}
		struct item_other *other = &others[count++];
		int64_t now_ms = ddb_server_ms(open_session->ddb);

		other->service = arena_strdup(arena, decoded.service);
		other->session = decoded.session;
		other->session.user_id = arena_strdup(arena, decoded.user_id);
		session_set_asof(&other->session, now_ms);
		other->session.state = session_state_at(&decoded.session,
			settings_limits(open_session->settings, decoded.service), now_ms);
	}
	open_session->detail.others = others;
	open_session->detail.others_count = count;
	open_session->detail.has_others = true;
}

/* Without an answer those of the last minute stay. */
static void on_others(void *user, const struct json *response, const struct error *err)
{
	struct open_session *open_session = user;

	(void)err;
	open_session->is_asking_others = false;
	count_read_units(open_session, response);
	if (response && open_session->asked_others_opening == open_session->opening) {
		take_others(open_session, response);
		open_session->is_changed = true;
	}
}

static void ask_item(struct open_session *open_session)
{
	open_session->asked_opening = open_session->opening;
	open_session->is_asking = true;
	open_session->is_due = false;
	struct buf body = {0};
	struct request_key key = {open_session->user_id, open_session->service};

	request_get_item(&body, open_session->settings->table, &key);
	ddb_call(open_session->ddb, "GetItem", &body, ITEM_TIMEOUT_MS, on_item, open_session);
	buf_fini(&body);
}

static void ask_others(struct open_session *open_session)
{
	open_session->asked_others_opening = open_session->opening;
	open_session->is_asking_others = true;
	open_session->others_due_mono_ms = clock_mono_ms() + OTHERS_EVERY_MS;
	struct buf body = {0};

	request_user(&body, open_session->settings->table, open_session->user_id, MAX_OTHERS);
	ddb_call(open_session->ddb, "Query", &body, ITEM_TIMEOUT_MS, on_others, open_session);
	buf_fini(&body);
}

int64_t open_session_advance(struct open_session *open_session)
{
	if (!open_session->user_id) {
		return INT64_MAX;
	}
	if (open_session->is_due && !open_session->is_asking) {
		ask_item(open_session);
	}
	if (open_session->is_asking_others) {
		return INT64_MAX;
	}
	int64_t wait_ms = open_session->others_due_mono_ms - clock_mono_ms();

	if (wait_ms > 0) {
		return wait_ms;
	}
	ask_others(open_session);
	return INT64_MAX;
}

static void copy_others(
	const struct open_session *open_session, struct arena *arena, struct item_detail *detail)
{
	size_t count = detail->others_count;
	struct item_other *others = arena_alloc(arena, (count + 1) * sizeof(*others));

	for (size_t i = 0; i < count; i++) {
		others[i] = open_session->detail.others[i];
		others[i].service = arena_strdup(arena, others[i].service);
		others[i].session.user_id = detail->user_id;
	}
	detail->others = others;
}

void open_session_copy(
	const struct open_session *open_session, struct arena *arena, struct item_detail *detail)
{
	*detail = open_session->detail;
	if (!open_session->user_id) {
		return;
	}
	detail->user_id = arena_strdup(arena, open_session->user_id);
	detail->service = arena_strdup(arena, open_session->service);
	struct item_node *nodes = arena_alloc(arena, detail->nodes_count * sizeof(*nodes) + 1);

	for (size_t i = 0; i < detail->nodes_count; i++) {
		nodes[i] = open_session->detail.nodes[i];
		nodes[i].name = arena_strdup(arena, nodes[i].name);
		nodes[i].text = arena_strdup(arena, nodes[i].text);
	}
	detail->nodes = nodes;
	copy_others(open_session, arena, detail);
}
