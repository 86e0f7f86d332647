/* SPDX-License-Identifier: MIT */
#include "list/heat_map.h"

#include <stdlib.h>
#include <string.h>

static void find_cursor(struct heat_map *heat)
{
	for (size_t i = 0; heat->cursor_service && i < heat->order.services_count; i++) {
		const struct heat_service *service = &heat->order.services[i];
		const char *name = heat->order.snapshot->services[service->service].name;

		if (strcmp(name, heat->cursor_service) == 0) {
			heat->cursor = heat_order_find(&heat->order, service, heat->cursor_user_id);
		}
	}
	if (heat->cursor >= heat->order.count) {
		heat->cursor = heat->order.count > 0 ? heat->order.count - 1 : 0;
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

	for (size_t i = 0; i < heat->order.services_count; i++) {
		lines += divide_up(divide_up(heat->order.services[i].count, sessions_per_cell),
			heat->cells_per_line);
	}
	return lines;
}

/* The fewest sessions per cell with which all lines fit. */
static size_t fewest_per_cell(const struct heat_map *heat, size_t rows)
{
	size_t low = 1, high = 1;

	for (size_t i = 0; i < heat->order.services_count; i++) {
		size_t one_line = divide_up(heat->order.services[i].count, heat->cells_per_line);

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

void heat_map_fit(struct heat_map *heat, size_t rows, size_t cells_per_line)
{
	heat->fit_rows = rows;
	heat->cells_per_line = cells_per_line > 0 ? cells_per_line : 1;
	heat->sessions_per_cell = fewest_per_cell(heat, rows);
	heat->lines = 0;
	for (size_t i = 0; i < heat->order.services_count; i++) {
		struct heat_service *service = &heat->order.services[i];

		service->first_line = heat->lines;
		service->lines = divide_up(
			divide_up(service->count, heat->sessions_per_cell), heat->cells_per_line);
		heat->lines += service->lines;
	}
}

static void update(struct heat_map *heat, enum heat_kind kind, const struct settings *settings,
	const struct snapshot *snapshot)
{
	heat_order_update(&heat->order, kind, settings, snapshot);
	find_cursor(heat);
	if (heat->cells_per_line > 0) {
		heat_map_fit(heat, heat->fit_rows, heat->cells_per_line);
	}
}

void heat_map_update(
	struct heat_map *heat, const struct settings *settings, const struct snapshot *snapshot)
{
	update(heat, heat->order.kind, settings, snapshot);
}

void heat_map_set_kind(struct heat_map *heat, enum heat_kind kind)
{
	heat->order.kind = kind;
	if (heat->order.snapshot) {
		update(heat, kind, heat->order.settings, heat->order.snapshot);
	}
}

struct heat_map_line heat_map_line_at(const struct heat_map *heat, size_t line)
{
	size_t i = 0;

	while (line >= heat->order.services[i].first_line + heat->order.services[i].lines) {
		i++;
	}
	const struct heat_service *service = &heat->order.services[i];
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

static const struct heat_service *cursor_service(const struct heat_map *heat)
{
	const struct heat_service *service = heat->order.services;

	while (heat->cursor >= service->begin + service->count) {
		service++;
	}
	return service;
}

size_t heat_map_cursor_cell(const struct heat_map *heat)
{
	const struct heat_service *service = cursor_service(heat);
	size_t inside = heat->cursor - service->begin;

	return service->begin + inside / heat->sessions_per_cell * heat->sessions_per_cell;
}

size_t heat_map_cursor_line(const struct heat_map *heat)
{
	if (heat->order.count == 0) {
		return 0;
	}
	const struct heat_service *service = cursor_service(heat);
	size_t cell = (heat->cursor - service->begin) / heat->sessions_per_cell;

	return service->first_line + cell / heat->cells_per_line;
}

const struct session *heat_map_worst(const struct heat_map *heat, size_t begin)
{
	return &heat->order.snapshot->sessions[heat->order.rows[begin]];
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
	const struct session *session = &heat->order.snapshot->sessions[heat->order.rows[place]];

	heat->cursor = place;
	keep_name(&heat->cursor_service, heat->order.snapshot->services[session->service].name);
	keep_name(&heat->cursor_user_id, session->user_id);
}

void heat_map_move_lines(struct heat_map *heat, long lines)
{
	if (heat->order.count == 0 || heat->lines == 0) {
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
	for (; heat->order.count > 0 && heat->lines > 0 && cells != 0;
		cells += cells < 0 ? 1 : -1) {
		const struct heat_service *service = cursor_service(heat);
		size_t begin = heat_map_cursor_cell(heat);
		size_t next = begin + heat->sessions_per_cell,
		       end = service->begin + service->count;

		if (cells > 0) {
			next = next < end ? next : end;
			set_cursor(heat, next < heat->order.count ? next : begin);
		} else if (begin > 0) {
			set_cursor(heat, begin - 1);
			set_cursor(heat, heat_map_cursor_cell(heat));
		}
	}
}

void heat_map_drop(struct heat_map *heat)
{
	heat_order_drop(&heat->order);
	heat->lines = 0;
}

void heat_map_fini(struct heat_map *heat)
{
	heat_map_drop(heat);
	free(heat->cursor_service);
	free(heat->cursor_user_id);
	*heat = (struct heat_map){0};
}
