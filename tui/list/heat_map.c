/* SPDX-License-Identifier: MIT */
#include "list/heat_map.h"

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

struct name {
	const char *text;
	uint32_t service;
};

static int compare_names(const void *left, const void *right)
{
	const struct name *a = left, *b = right;

	return strcmp(a->text, b->text);
}

/* Services that have sessions, by name, with the places of their sessions. */
static void place_services(struct heat_map *heat)
{
	const struct snapshot *snapshot = heat->snapshot;
	struct name *names = base_calloc(snapshot->services_count + 1, sizeof(*names));
	size_t begin = 0;

	heat->services_count = 0;
	for (size_t i = 0; i < snapshot->services_count; i++) {
		if (snapshot->services[i].summary.sessions > 0) {
			names[heat->services_count++] =
				(struct name){snapshot->services[i].name, (uint32_t)i};
		}
	}
	qsort(names, heat->services_count, sizeof(*names), compare_names);
	heat->services =
		base_realloc(heat->services, heat->services_count + 1, sizeof(*heat->services));
	for (size_t i = 0; i < heat->services_count; i++) {
		size_t count = snapshot->services[names[i].service].summary.sessions;

		heat->services[i] = (struct heat_map_service){
			.service = names[i].service, .begin = begin, .count = count};
		begin += count;
	}
	free(names);
}

/* Puts each session into its service's places, in any order. */
static void fill_rows(struct heat_map *heat)
{
	const struct snapshot *snapshot = heat->snapshot;
	size_t *ends = base_calloc(snapshot->services_count + 1, sizeof(*ends));

	for (size_t i = 0; i < heat->services_count; i++) {
		ends[heat->services[i].service] = heat->services[i].begin;
	}
	heat->rows = base_realloc(heat->rows, snapshot->sessions_count + 1, sizeof(*heat->rows));
	heat->count = snapshot->sessions_count;
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		heat->rows[ends[snapshot->sessions[i].service]++] = (uint32_t)i;
	}
	free(ends);
}

static const char *user_at(const struct heat_map *heat, size_t place)
{
	return heat->snapshot->sessions[heat->rows[place]].user_id;
}

static void sort_service(
	struct heat_map *heat, const struct heat_map_service *service, size_t shared_letters)
{
	struct key *keys = base_calloc(service->count, sizeof(*keys));

	for (size_t i = 0; i < service->count; i++) {
		uint32_t row = heat->rows[service->begin + i];
		const struct session *session = &heat->snapshot->sessions[row];

		keys[i] =
			(struct key){sort_name_key(session, shared_letters), session->user_id, row};
	}
	qsort(keys, service->count, sizeof(*keys), compare_keys);
	for (size_t i = 0; i < service->count; i++) {
		heat->rows[service->begin + i] = keys[i].row;
	}
	free(keys);
}

/* True if the order is still right for another snapshot. Rows keep their numbers as long as none is
 * dropped, so sorting is rarely needed.
 */
static bool is_in_place(const struct heat_map *heat)
{
	const struct snapshot *snapshot = heat->snapshot;

	if (!heat->rows || heat->count != snapshot->sessions_count) {
		return false;
	}
	for (size_t i = 0; i < heat->services_count; i++) {
		const struct heat_map_service *service = &heat->services[i];

		for (size_t j = service->begin; j < service->begin + service->count; j++) {
			if (snapshot->sessions[heat->rows[j]].service != service->service ||
				(j > service->begin &&
					strcmp(user_at(heat, j - 1), user_at(heat, j)) > 0)) {
				return false;
			}
		}
	}
	return true;
}

/* The place of the cursor's session or, if that is gone, of the next one. */
static void find_cursor(struct heat_map *heat)
{
	for (size_t i = 0; heat->cursor_service && i < heat->services_count; i++) {
		const struct heat_map_service *service = &heat->services[i];
		const char *name = heat->snapshot->services[service->service].name;
		size_t low = service->begin, high = service->begin + service->count;

		if (strcmp(name, heat->cursor_service) != 0) {
			continue;
		}
		while (low < high) {
			size_t middle = low + (high - low) / 2;

			if (strcmp(user_at(heat, middle), heat->cursor_user_id) < 0) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		heat->cursor = low;
	}
	if (heat->cursor >= heat->count) {
		heat->cursor = heat->count > 0 ? heat->count - 1 : 0;
	}
}

static size_t divide_up(size_t number, size_t by)
{
	return (number + by - 1) / by;
}

/* The number of lines with that many sessions per cell. */
static size_t lines_with(const struct heat_map *heat, size_t sessions_per_cell)
{
	size_t lines = 0;

	for (size_t i = 0; i < heat->services_count; i++) {
		lines += divide_up(divide_up(heat->services[i].count, sessions_per_cell),
			heat->cells_per_line);
	}
	return lines;
}

/* The fewest sessions per cell with which all lines fit. */
static size_t fewest_per_cell(const struct heat_map *heat, size_t rows)
{
	size_t low = 1, high = 1;

	for (size_t i = 0; i < heat->services_count; i++) {
		size_t one_line = divide_up(heat->services[i].count, heat->cells_per_line);

		high = one_line > high ? one_line : high;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lines_with(heat, middle) <= rows) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}

/* How bad a session is, by errors or lateness. */
static double badness(const struct session *session, bool by_lateness)
{
	bool is_problem = session_is_unhealthy(session);

	if (session->state == STATE_PAUSED) {
		return -2;
	}
	if (!by_lateness) {
		return session->error_count < 0 ? 0.5 : session->error_count;
	}
	double late = session_lateness(session, session_asof_ms(session));

	if (isnan(late)) {
		return is_problem ? INFINITY : 0;
	}
	return late < 0 ? -1 / late : late;
}

static void find_worst(struct heat_map *heat, const struct heat_map_service *service)
{
	size_t end = service->begin + service->count;

	for (size_t begin = service->begin; begin < end; begin += heat->sessions_per_cell) {
		double most = -INFINITY;

		for (size_t i = begin; i < end && i < begin + heat->sessions_per_cell; i++) {
			const struct session *session = &heat->snapshot->sessions[heat->rows[i]];
			double bad = badness(session, heat->by_lateness);

			if (bad > most) {
				most = bad;
				heat->worst[begin] = heat->rows[i];
			}
		}
	}
}

void heat_map_fit(struct heat_map *heat, size_t rows, size_t cells_per_line)
{
	heat->fit_rows = rows;
	heat->cells_per_line = cells_per_line > 0 ? cells_per_line : 1;
	heat->sessions_per_cell = fewest_per_cell(heat, rows);
	heat->lines = 0;
	for (size_t i = 0; i < heat->services_count; i++) {
		struct heat_map_service *service = &heat->services[i];

		service->first_line = heat->lines;
		service->lines = divide_up(
			divide_up(service->count, heat->sessions_per_cell), heat->cells_per_line);
		heat->lines += service->lines;
	}
	if (heat->worst_per_cell == heat->sessions_per_cell &&
		heat->worst_by_lateness == heat->by_lateness) {
		return;
	}
	heat->worst_per_cell = heat->sessions_per_cell;
	heat->worst_by_lateness = heat->by_lateness;
	heat->worst = base_realloc(heat->worst, heat->count + 1, sizeof(*heat->worst));
	for (size_t i = 0; i < heat->services_count; i++) {
		find_worst(heat, &heat->services[i]);
	}
}

void heat_map_update(struct heat_map *heat, const struct snapshot *snapshot)
{
	heat->snapshot = snapshot;
	place_services(heat);
	if (!is_in_place(heat)) {
		size_t shared_letters = sort_shared_letters(snapshot);

		fill_rows(heat);
		for (size_t i = 0; i < heat->services_count; i++) {
			sort_service(heat, &heat->services[i], shared_letters);
		}
	}
	find_cursor(heat);
	heat->worst_per_cell = 0;
	if (heat->cells_per_line > 0) {
		heat_map_fit(heat, heat->fit_rows, heat->cells_per_line);
	}
}

struct heat_map_line heat_map_line_at(const struct heat_map *heat, size_t line)
{
	size_t i = 0;

	while (line >= heat->services[i].first_line + heat->services[i].lines) {
		i++;
	}
	const struct heat_map_service *service = &heat->services[i];
	size_t cells = divide_up(service->count, heat->sessions_per_cell);
	size_t first = (line - service->first_line) * heat->cells_per_line;

	return (struct heat_map_line){
		.service = service,
		.is_first = first == 0,
		.begin = service->begin + first * heat->sessions_per_cell,
		.cells =
			cells - first < heat->cells_per_line ? cells - first : heat->cells_per_line,
	};
}

static const struct heat_map_service *cursor_service(const struct heat_map *heat)
{
	const struct heat_map_service *service = heat->services;

	while (heat->cursor >= service->begin + service->count) {
		service++;
	}
	return service;
}

size_t heat_map_cursor_cell(const struct heat_map *heat)
{
	const struct heat_map_service *service = cursor_service(heat);
	size_t inside = heat->cursor - service->begin;

	return service->begin + inside / heat->sessions_per_cell * heat->sessions_per_cell;
}

size_t heat_map_cursor_line(const struct heat_map *heat)
{
	if (heat->count == 0) {
		return 0;
	}
	const struct heat_map_service *service = cursor_service(heat);
	size_t cell = (heat->cursor - service->begin) / heat->sessions_per_cell;

	return service->first_line + cell / heat->cells_per_line;
}

const struct session *heat_map_worst(const struct heat_map *heat, size_t begin)
{
	return &heat->snapshot->sessions[heat->worst[begin]];
}

size_t heat_map_cell_sessions(
	const struct heat_map *heat, const struct heat_map_line *line, size_t begin)
{
	size_t left = line->service->begin + line->service->count - begin;

	return left < heat->sessions_per_cell ? left : heat->sessions_per_cell;
}

static void keep_name(char **slot, const char *name)
{
	free(*slot);
	*slot = base_strdup(name);
}

static void set_cursor(struct heat_map *heat, size_t place)
{
	const struct session *session = &heat->snapshot->sessions[heat->rows[place]];

	heat->cursor = place;
	keep_name(&heat->cursor_service, heat->snapshot->services[session->service].name);
	keep_name(&heat->cursor_user_id, session->user_id);
}

void heat_map_move_lines(struct heat_map *heat, long lines)
{
	if (heat->count == 0 || heat->lines == 0) {
		return;
	}
	size_t from = heat_map_cursor_line(heat);
	long to = (long)from + lines, last = (long)heat->lines - 1;
	struct heat_map_line line = heat_map_line_at(heat, from);
	size_t column = (heat_map_cursor_cell(heat) - line.begin) / heat->sessions_per_cell;

	to = to < 0 ? 0 : to > last ? last : to;
	line = heat_map_line_at(heat, (size_t)to);
	column = column < line.cells ? column : line.cells - 1;
	set_cursor(heat, line.begin + column * heat->sessions_per_cell);
}

void heat_map_move_cells(struct heat_map *heat, long cells)
{
	for (; heat->count > 0 && heat->lines > 0 && cells != 0; cells += cells < 0 ? 1 : -1) {
		const struct heat_map_service *service = cursor_service(heat);
		size_t begin = heat_map_cursor_cell(heat);
		size_t next = begin + heat->sessions_per_cell,
		       end = service->begin + service->count;

		if (cells > 0) {
			next = next < end ? next : end;
			set_cursor(heat, next < heat->count ? next : begin);
		} else if (begin > 0) {
			set_cursor(heat, begin - 1);
			set_cursor(heat, heat_map_cursor_cell(heat));
		}
	}
}

void heat_map_drop(struct heat_map *heat)
{
	free(heat->rows);
	free(heat->services);
	free(heat->worst);
	heat->rows = heat->worst = NULL;
	heat->services = NULL;
	heat->snapshot = NULL;
	heat->count = heat->services_count = heat->lines = heat->worst_per_cell = 0;
}

void heat_map_fini(struct heat_map *heat)
{
	heat_map_drop(heat);
	free(heat->cursor_service);
	free(heat->cursor_user_id);
	*heat = (struct heat_map){0};
}
