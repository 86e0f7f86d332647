/* SPDX-License-Identifier: MIT */
#include "opened.h"

#include "item.h"
#include "request.h"

#include <stdlib.h>

#define ITEM_TIMEOUT_MS 10000

void opened_init(struct opened *opened, struct ddb *ddb, const char *table)
{
	*opened = (struct opened){.ddb = ddb, .table = table};
}

void opened_fini(struct opened *opened)
{
	arena_fini(&opened->arena);
	free(opened->user_id);
	free(opened->service);
}

static void clear_detail(struct opened *opened)
{
	arena_fini(&opened->arena);
	opened->detail = (struct item_detail){0};
}

void opened_set(struct opened *opened, const char *user_id, const char *service)
{
	free(opened->user_id);
	free(opened->service);
	opened->user_id = user_id ? base_strdup(user_id) : NULL;
	opened->service = user_id ? base_strdup(service) : NULL;
	clear_detail(opened);
	opened->detail.status = user_id ? ITEM_LOADING : ITEM_NONE;
	opened->is_due = user_id;
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
	clear_detail(opened);
	opened->detail.status = json_first(item) ? ITEM_PRESENT : ITEM_MISSING;
	opened->detail.read_at_ms = ddb_server_ms(opened->ddb);
	if (json_first(item)) {
		item_flatten(item, &opened->arena, &opened->detail);
	}
}

static void on_item(void *user, const struct json *reply, const struct error *err)
{
	struct opened *opened = user;
	opened->is_asking = false;
	if (reply) {
		const struct json *capacity = json_get(reply, "ConsumedCapacity");
		opened->read_units += json_number(json_get(capacity, "CapacityUnits"), 0);
	}
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

void opened_advance(struct opened *opened)
{
	if (!opened->is_due || opened->is_asking) {
		return;
	}
	opened->asked_opening = opened->opening;
	opened->is_asking = true;
	opened->is_due = false;
	struct buf body = {0};
	request_get_item(&body, opened->table, opened->user_id, opened->service);
	ddb_call(opened->ddb, "GetItem", &body, ITEM_TIMEOUT_MS, on_item, opened);
	buf_fini(&body);
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
}
