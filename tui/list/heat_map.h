/* SPDX-License-Identifier: MIT */
/*
 * The cells of the heat map: one per session or, if those do not fit, one per several sessions. The
 * worst service comes first, and in it the worst session, so that as much of a line is coloured as
 * of the service is unhealthy; those that are alike are in the order of userId. A cell of several
 * sessions shows the first, its worst. view/view_heat.c draws them. UI thread.
 */
#ifndef BEYATOP_HEAT_MAP_H
#define BEYATOP_HEAT_MAP_H

#include "list/heat_order.h"

#include <stdbool.h>

#include <stddef.h>
#include <stdint.h>

/* Start with {0}. A "place" is an index into order.rows. */
struct heat_map {
	struct heat_order order;

	/*
	 * set by the caller: cells may be half as high as a row of the screen; how many are one
	 * above the other in a row, and how many columns wide
	 */
	bool has_halves;
	int stack, cell_cols;
	/* set by heat_map_fit() */
	size_t fit_rows, cells_per_line, sessions_per_cell, lines;

	/* a place */
	size_t cursor;
	/* own; the session at the cursor; NULL: none yet */
	char *cursor_service, *cursor_user_id;
};

/* A line of cells on the screen. */
struct heat_map_line {
	const struct heat_service *service;
	/* the first line of its service */
	bool is_first;
	/* the place of the first cell, and the number of cells */
	size_t begin, cells;
};

/* Switches to another snapshot, or kind of heat; the cursor stays on its session. */
void heat_map_update(
	struct heat_map *heat, const struct settings *settings, const struct snapshot *snapshot);
void heat_map_set_kind(struct heat_map *heat, enum heat_kind kind);

/*
 * Chooses the smallest number of sessions per cell with which all lines fit into the rows. There
 * are more lines than rows only if there are more services than rows.
 */
void heat_map_fit(struct heat_map *heat, size_t rows, size_t cells_per_line);

/* A line by its number, below heat->lines. */
struct heat_map_line heat_map_line_at(const struct heat_map *heat, size_t line);

/* The number of the line that has the cursor; 0 if there are no cells. */
size_t heat_map_cursor_line(const struct heat_map *heat);

/* The worst session of the cell that begins at a place, and how many sessions the cell has. */
const struct session *heat_map_worst(const struct heat_map *heat, size_t begin);
size_t heat_map_cell_sessions(
	const struct heat_map *heat, const struct heat_map_line *line, size_t begin);

/* The first place of the cell that has the cursor. There must be a cell. */
size_t heat_map_cursor_cell(const struct heat_map *heat);

/* Moves the cursor by cells, or by lines within its column; stops at the ends. */
void heat_map_move_cells(struct heat_map *heat, long cells);
void heat_map_move_lines(struct heat_map *heat, long lines);

/* Frees the cells while the heat map is not shown; keeps the cursor's session. */
void heat_map_drop(struct heat_map *heat);

void heat_map_fini(struct heat_map *heat);

#endif
