/* SPDX-License-Identifier: MIT */
#include "list/heat_order.h"

#include "list/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A sort key: a name, and what it is the name of. */
struct key {
	uint64_t name_key;
	const char *user_id;
	uint32_t row;
};

/* For qsort: the lesser comes first. */
static int compare_keys(const void *left, const void *right)
{
	const struct key *a = left, *b = right;

	return a->name_key != b->name_key
		       ? (a->name_key > b->name_key) - (a->name_key < b->name_key)
		       : strcmp(a->user_id, b->user_id);
}

/* --- Sessions by service and userId --------------------------------------------------------- */

/* Services that have sessions, with room for them in by_name, in the snapshot's order. */
static void list_services(struct heat_order *order)
{
	const struct snapshot *snapshot = order->snapshot;
	size_t begin = 0;

	order->services = base_realloc(
		order->services, snapshot->services_count + 1, sizeof(*order->services));
	order->services_count = 0;
	for (size_t i = 0; i < snapshot->services_count; i++) {
		size_t count = snapshot->services[i].summary.sessions;

		if (count > 0) {
			order->services[order->services_count++] = (struct heat_service){
				.service = (uint32_t)i, .named_begin = begin, .count = count};
			begin += count;
		}
	}
}

/* Puts each session among its service's, in any order. */
static void fill_by_name(struct heat_order *order)
{
	const struct snapshot *snapshot = order->snapshot;
	size_t *ends = base_calloc(snapshot->services_count + 1, sizeof(*ends));

	for (size_t i = 0; i < order->services_count; i++) {
		ends[order->services[i].service] = order->services[i].named_begin;
	}
	order->by_name =
		base_realloc(order->by_name, snapshot->sessions_count + 1, sizeof(*order->by_name));
	order->rows = base_realloc(order->rows, snapshot->sessions_count + 1, sizeof(*order->rows));
	order->count = snapshot->sessions_count;
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		order->by_name[ends[snapshot->sessions[i].service]++] = (uint32_t)i;
	}
	free(ends);
}

static const char *name_at(const struct heat_order *order, size_t named)
{
	return order->snapshot->sessions[order->by_name[named]].user_id;
}

static void sort_service(
	struct heat_order *order, const struct heat_service *service, size_t shared_letters)
{
	struct key *keys = base_calloc(service->count, sizeof(*keys));

	for (size_t i = 0; i < service->count; i++) {
		uint32_t row = order->by_name[service->named_begin + i];
		const struct session *session = &order->snapshot->sessions[row];

		keys[i] =
			(struct key){sort_name_key(session, shared_letters), session->user_id, row};
	}
	qsort(keys, service->count, sizeof(*keys), compare_keys);
	for (size_t i = 0; i < service->count; i++) {
		order->by_name[service->named_begin + i] = keys[i].row;
	}
	free(keys);
}

/* True if the order is still right for another snapshot. Rows keep their numbers as long as none is
 * dropped, so sorting is rarely needed.
 */
static bool is_in_place(const struct heat_order *order)
{
	const struct snapshot *snapshot = order->snapshot;

	if (!order->by_name || order->count != snapshot->sessions_count) {
		return false;
	}
	for (size_t i = 0; i < order->services_count; i++) {
		const struct heat_service *service = &order->services[i];

		for (size_t j = service->named_begin; j < service->named_begin + service->count;
			j++) {
			if (snapshot->sessions[order->by_name[j]].service != service->service ||
				(j > service->named_begin &&
					strcmp(name_at(order, j - 1), name_at(order, j)) > 0)) {
				return false;
			}
		}
	}
	return true;
}

static void sort_by_name(struct heat_order *order)
{
	size_t shared_letters = sort_shared_letters(order->snapshot);

	fill_by_name(order);
	for (size_t i = 0; i < order->services_count; i++) {
		sort_service(order, &order->services[i], shared_letters);
	}
}

/* --- The worst first ------------------------------------------------------------------------ */

static enum heat_level level_of_state(enum session_state state)
{
	static const enum heat_level levels[STATE_COUNT] = {
		[STATE_PAUSED] = HEAT_PAUSED,
		[STATE_UNKNOWN] = HEAT_UNKNOWN,
		[STATE_NEVER_POLLED] = HEAT_NEVER,
		[STATE_CRITICAL] = HEAT_5,
		[STATE_FUTURE] = HEAT_FUTURE,
		[STATE_LATE] = HEAT_2,
		[STATE_ON_TIME] = HEAT_WELL,
	};

	return levels[state];
}

static enum heat_level level_of_errors(const struct session *session)
{
	static const enum heat_level levels[] = {HEAT_WELL, HEAT_1, HEAT_2, HEAT_3, HEAT_4, HEAT_5};
	int degree = session_error_degree(session->error_count);

	return degree < 0 ? HEAT_UNKNOWN : levels[degree];
}

static enum heat_level level_of_lateness(
	const struct session *session, const struct session_thresholds *limits)
{
	double late = session_lateness(session, session_asof_ms(session));

	if (session->state == STATE_NEVER_POLLED || session->state == STATE_FUTURE ||
		session->state == STATE_UNKNOWN) {
		return level_of_state(session->state);
	}
	if (isnan(late) || late < limits->late) {
		return HEAT_WELL;
	}
	return late >= 2 * limits->critical ? HEAT_5 : late >= limits->critical ? HEAT_4 : HEAT_2;
}

static enum heat_level level_of(
	enum heat_kind kind, const struct session *session, const struct session_thresholds *limits)
{
	if (session->state == STATE_PAUSED) {
		return HEAT_PAUSED;
	}
	switch (kind) {
	case HEAT_BY_STATE:
	case HEAT_KIND_COUNT:
		break;
	case HEAT_BY_ERRORS:
		return level_of_errors(session);
	case HEAT_BY_LATENESS:
		return level_of_lateness(session, limits);
	}
	return level_of_state(session->state);
}

static const struct session_thresholds *limits_of(const struct heat_order *order, uint32_t service)
{
	return settings_limits(order->settings, order->snapshot->services[service].name);
}

enum heat_level heat_order_level(const struct heat_order *order, const struct session *session)
{
	return level_of(order->kind, session, limits_of(order, session->service));
}

size_t heat_order_count(const struct heat_order *order, enum heat_level level)
{
	size_t count = 0;

	for (size_t i = 0; i < order->services_count; i++) {
		count += order->services[i].levels[level];
	}
	return count;
}

/* Counts each service's sessions by level; levels are indexed like by_name. */
static void count_levels(struct heat_order *order, uint8_t *levels)
{
	for (size_t i = 0; i < order->services_count; i++) {
		struct heat_service *service = &order->services[i];
		const struct session_thresholds *limits = limits_of(order, service->service);

		memset(service->levels, 0, sizeof(service->levels));
		for (size_t j = service->named_begin; j < service->named_begin + service->count;
			j++) {
			levels[j] = (uint8_t)level_of(
				order->kind, &order->snapshot->sessions[order->by_name[j]], limits);
			service->levels[levels[j]]++;
		}
	}
}

/* Puts a service's sessions into its places by their levels; those of one level stay by name. */
static void place_sessions(
	struct heat_order *order, const struct heat_service *service, const uint8_t *levels)
{
	size_t ends[HEAT_LEVEL_COUNT], end = service->begin;

	for (size_t level = 0; level < HEAT_LEVEL_COUNT; level++) {
		ends[level] = end;
		end += service->levels[level];
	}
	for (size_t i = service->named_begin; i < service->named_begin + service->count; i++) {
		order->rows[ends[levels[i]]++] = order->by_name[i];
	}
}

struct rank {
	const struct heat_service *service;
	const char *name;
};

/* For qsort: the service with more of the worst comes first. */
static int compare_ranks(const void *left, const void *right)
{
	const struct rank *a = left, *b = right;

	for (size_t level = 0; level < HEAT_WELL; level++) {
		size_t of_a = a->service->levels[level], of_b = b->service->levels[level];

		if (of_a != of_b) {
			return of_a > of_b ? -1 : 1;
		}
	}
	return strcmp(a->name, b->name);
}

static void order_services(struct heat_order *order)
{
	struct rank *ranks = base_calloc(order->services_count + 1, sizeof(*ranks));
	struct heat_service *ordered = base_calloc(order->services_count + 1, sizeof(*ordered));

	for (size_t i = 0; i < order->services_count; i++) {
		ranks[i] = (struct rank){&order->services[i],
			order->snapshot->services[order->services[i].service].name};
	}
	qsort(ranks, order->services_count, sizeof(*ranks), compare_ranks);
	for (size_t i = 0; i < order->services_count; i++) {
		ordered[i] = *ranks[i].service;
	}
	free(ranks);
	free(order->services);
	order->services = ordered;
}

static void put_worst_first(struct heat_order *order)
{
	uint8_t *levels = base_calloc(order->count + 1, sizeof(*levels));
	size_t begin = 0;

	count_levels(order, levels);
	order_services(order);
	for (size_t i = 0; i < order->services_count; i++) {
		order->services[i].begin = begin;
		begin += order->services[i].count;
		place_sessions(order, &order->services[i], levels);
	}
	free(levels);
}

void heat_order_update(struct heat_order *order, enum heat_kind kind,
	const struct settings *settings, const struct snapshot *snapshot)
{
	order->kind = kind;
	order->settings = settings;
	order->snapshot = snapshot;
	list_services(order);
	if (!is_in_place(order)) {
		sort_by_name(order);
	}
	put_worst_first(order);
}

size_t heat_order_find(
	const struct heat_order *order, const struct heat_service *service, const char *user_id)
{
	size_t low = service->named_begin, high = low + service->count;
	size_t last = high - 1, place = service->begin;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(name_at(order, middle), user_id) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	low = low < last ? low : last;
	while (order->rows[place] != order->by_name[low]) {
		place++;
	}
	return place;
}

void heat_order_drop(struct heat_order *order)
{
	free(order->rows);
	free(order->by_name);
	free(order->services);
	*order = (struct heat_order){.kind = order->kind};
}
