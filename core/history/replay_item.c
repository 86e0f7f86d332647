/* SPDX-License-Identifier: MIT */
#include "history/replay_item.h"

#include "number.h"
#include "timestamp.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ATTRIBUTES 7

/* The nodes of an item under construction. */
struct nodes {
	struct arena *arena;
	struct item_node list[ATTRIBUTES];
	size_t count;
};

PRINTF_LIKE(4, 5)
static void add(struct nodes *nodes, const char *name, const char *type, const char *format, ...)
{
	char text[NUMBER_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	nodes->list[nodes->count++] = (struct item_node){
		.name = name, .type = type, .text = arena_strdup(nodes->arena, text)};
}

static void add_key(struct nodes *nodes, const char *name, const char *text)
{
	nodes->list[nodes->count++] = (struct item_node){
		.name = name, .type = "S", .text = arena_strdup(nodes->arena, text)};
}

static void add_time(struct nodes *nodes, const char *name, int64_t time_ms, int digits)
{
	char text[TIMESTAMP_SIZE];

	if (time_ms != SESSION_NO_TIME) {
		timestamp_format(time_ms, digits, text);
		add(nodes, name, "S", "%s", text);
	}
}

static void add_row(struct nodes *nodes, const struct session *session)
{
	if (session->active != ACTIVE_UNKNOWN) {
		add(nodes, "isActive", "BOOL", "%s",
			session->active == ACTIVE_ON ? "true" : "false");
	}
	if (session->interval_ms > 0) {
		add(nodes, "pollingIntervalMs", "N", "%u", (unsigned)session->interval_ms);
	}
	if (!(session->flags & SESSION_BAD_POLLED)) {
		add_time(nodes, "lastPollAt", session->polled_at_ms, session->polled_digits);
	}
	add_time(nodes, "createdAt", session_created_at_ms(session), 0);
	if (session->error_count >= 0) {
		add(nodes, "errorCount", "N", "%d", (int)session->error_count);
	}
}

static const char *service_of(const struct snapshot *snapshot, const struct session *session)
{
	return snapshot->services[session->service].name;
}

static size_t count_of_user(const struct snapshot *snapshot, const char *user_id)
{
	size_t count = 0;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		count += strcmp(snapshot->sessions[i].user_id, user_id) == 0;
	}
	return count;
}

static void fill_others(struct snapshot *snapshot, struct arena *arena)
{
	struct item_detail *item = &snapshot->item;
	size_t count = count_of_user(snapshot, item->user_id);
	struct item_sibling *siblings = arena_alloc(arena, count * sizeof(*siblings) + 1);

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		const char *service = service_of(snapshot, session);

		if (strcmp(session->user_id, item->user_id) == 0 &&
			strcmp(service, item->service) != 0) {
			siblings[item->siblings_count++] =
				(struct item_sibling){.service = service, .session = *session};
		}
	}
	item->siblings = siblings;
	item->has_siblings = true;
}

static const struct session *find(
	const struct snapshot *snapshot, const char *user_id, const char *service)
{
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (strcmp(session->user_id, user_id) == 0 &&
			strcmp(service_of(snapshot, session), service) == 0) {
			return session;
		}
	}
	return NULL;
}

void replay_item_fill(
	struct snapshot *snapshot, struct arena *arena, const char *user_id, const char *service)
{
	struct item_detail *item = &snapshot->item;
	const struct session *session = find(snapshot, user_id, service);

	*item = (struct item_detail){
		.status = session ? ITEM_PRESENT : ITEM_MISSING,
		.user_id = arena_strdup(arena, user_id),
		.service = arena_strdup(arena, service),
	};
	if (!session) {
		return;
	}
	struct nodes nodes = {.arena = arena};

	add_key(&nodes, "userId", user_id);
	add_key(&nodes, "serviceType", service);
	add_row(&nodes, session);
	struct item_node *list = arena_alloc(arena, sizeof(nodes.list));

	memcpy(list, nodes.list, sizeof(nodes.list));
	item->nodes = list;
	item->nodes_count = nodes.count;
	item->read_at_ms = session_asof_ms(session);
	fill_others(snapshot, arena);
}
