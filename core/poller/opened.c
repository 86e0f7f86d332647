/* SPDX-License-Identifier: MIT */
#include "poller/opened.h"

#include "clock.h"
#include "dynamodb/item.h"
#include "dynamodb/request.h"

#include <stdlib.h>
#include <string.h>

#define ITEM_TIMEOUT_MS 10000
#define OTHERS_EVERY_MS 60000
#define MAX_OTHERS      100 /* more services than that are no user's */

void opened_init(struct opened *opened, struct ddb *ddb, const struct settings *settings)
{
	*opened = (struct opened){.ddb = ddb, .settings = settings};
}

void opened_fini(struct opened *opened)
{
	arena_fini(&opened->arena);
	arena_fini(&opened->others_arena);
	free(opened->user_id);
	free(opened->service);
}

/* Forgets all but the others. */
static void clear_item(struct opened *opened)
{
	struct item_detail *detail = &opened->detail;

	arena_fini(&opened->arena);
	*detail = (struct item_detail){
		.others = detail->others,
		.others_count = detail->others_count,
		.has_others = detail->has_others,
	};
}

static void clear_others(struct opened *opened)
{
	arena_fini(&opened->others_arena);
	opened->detail.others = NULL;
	opened->detail.others_count = 0;
	opened->detail.has_others = false;
}

void opened_set(struct opened *opened, const char *user_id, const char *service)
{
	free(opened->user_id);
	free(opened->service);
	opened->user_id = user_id ? base_strdup(user_id) : NULL;
	opened->service = user_id ? base_strdup(service) : NULL;
	clear_item(opened);
	clear_others(opened);
	opened->detail.status = user_id ? ITEM_LOADING : ITEM_NONE;
	opened->is_due = user_id;
	opened->others_due_mono_ms = 0;
	opened->is_changed = true;
	opened->opening++;
}

void opened_refresh(struct opened *opened)
{
	opened->is_due = opened->user_id;
}

static void take_item(struct opened *opened, const struct json *reply)
{
	const struct json *item = json_get(reply, "Item");

	clear_item(opened);
	opened->detail.status = json_first(item) ? ITEM_PRESENT : ITEM_MISSING;
	opened->detail.read_at_ms = ddb_server_ms(opened->ddb);
	if (json_first(item)) {
		item_flatten(item, &opened->arena, &opened->detail);
	}
}

static void count_read_units(struct opened *opened, const struct json *reply)
{
	const struct json *capacity = json_get(reply, "ConsumedCapacity");

	opened->read_units += json_number(json_get(capacity, "CapacityUnits"), 0);
}

static void on_item(void *user, const struct json *reply, const struct error *err)
{
	struct opened *opened = user;

	opened->is_asking = false;
	count_read_units(opened, reply);
	if (opened->asked_opening != opened->opening) {
		return;
	}
	opened->is_changed = true;
	if (reply) {
		take_item(opened, reply);
	} else {
		/* What was read before stays, with the error beside it. */
		opened->detail.status = ITEM_FAILED;
		opened->detail.error = *err;
	}
}

/* The sort key orders them by service. */
static void take_others(struct opened *opened, const struct json *reply)
{
	const struct json *items = json_get(reply, "Items");
	struct arena *arena = &opened->others_arena;

	clear_others(opened);
	struct item_other *others = arena_alloc(arena, (json_count(items) + 1) * sizeof(*others));
	size_t count = 0;

	for (const struct json *item = json_first(items); item; item = json_next(item)) {
		struct item_row row;

		if (!item_decode(item, &opened->settings->spellings, 0, &row) ||
			strcmp(row.service, opened->service) == 0) {
			continue;
		}
		struct item_other *other = &others[count++];
		int64_t now_ms = ddb_server_ms(opened->ddb);

		other->service = arena_strdup(arena, row.service);
		other->session = row.session;
		other->session.user_id = arena_strdup(arena, row.user_id);
		session_set_asof(&other->session, now_ms);
		other->session.state = session_state_at(
			&row.session, settings_limits(opened->settings, row.service), now_ms);
	}
	opened->detail.others = others;
	opened->detail.others_count = count;
	opened->detail.has_others = true;
}

/* Without an answer those of the last minute stay. */
static void on_others(void *user, const struct json *reply, const struct error *err)
{
	struct opened *opened = user;

	(void)err;
	opened->is_asking_others = false;
	count_read_units(opened, reply);
	if (reply && opened->asked_others_opening == opened->opening) {
		take_others(opened, reply);
		opened->is_changed = true;
	}
}

static void ask_item(struct opened *opened)
{
	opened->asked_opening = opened->opening;
	opened->is_asking = true;
	opened->is_due = false;
	struct buf body = {0};
	struct request_key key = {opened->user_id, opened->service};

	request_get_item(&body, opened->settings->table, &key);
	ddb_call(opened->ddb, "GetItem", &body, ITEM_TIMEOUT_MS, on_item, opened);
	buf_fini(&body);
}

static void ask_others(struct opened *opened)
{
	opened->asked_others_opening = opened->opening;
	opened->is_asking_others = true;
	opened->others_due_mono_ms = clock_mono_ms() + OTHERS_EVERY_MS;
	struct buf body = {0};

	request_user(&body, opened->settings->table, opened->user_id, MAX_OTHERS);
	ddb_call(opened->ddb, "Query", &body, ITEM_TIMEOUT_MS, on_others, opened);
	buf_fini(&body);
}

int64_t opened_advance(struct opened *opened)
{
	if (!opened->user_id) {
		return INT64_MAX;
	}
	if (opened->is_due && !opened->is_asking) {
		ask_item(opened);
	}
	if (opened->is_asking_others) {
		return INT64_MAX;
	}
	int64_t wait_ms = opened->others_due_mono_ms - clock_mono_ms();

	if (wait_ms > 0) {
		return wait_ms;
	}
	ask_others(opened);
	return INT64_MAX;
}

static void copy_others(
	const struct opened *opened, struct arena *arena, struct item_detail *detail)
{
	size_t count = detail->others_count;
	struct item_other *others = arena_alloc(arena, (count + 1) * sizeof(*others));

	for (size_t i = 0; i < count; i++) {
		others[i] = opened->detail.others[i];
		others[i].service = arena_strdup(arena, others[i].service);
		others[i].session.user_id = detail->user_id;
	}
	detail->others = others;
}

void opened_copy(const struct opened *opened, struct arena *arena, struct item_detail *detail)
{
	*detail = opened->detail;
	if (!opened->user_id) {
		return;
	}
	detail->user_id = arena_strdup(arena, opened->user_id);
	detail->service = arena_strdup(arena, opened->service);
	struct item_node *nodes = arena_alloc(arena, detail->nodes_count * sizeof(*nodes) + 1);

	for (size_t i = 0; i < detail->nodes_count; i++) {
		nodes[i] = opened->detail.nodes[i];
		nodes[i].name = arena_strdup(arena, nodes[i].name);
		nodes[i].text = arena_strdup(arena, nodes[i].text);
	}
	detail->nodes = nodes;
	copy_others(opened, arena, detail);
}
