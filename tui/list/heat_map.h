/* SPDX-License-Identifier: MIT */
/*
 * The cells of the heat map: one per session or, where they do not fit, one for the worst of
 * several. Cells are in the order of service and userId, so that a session keeps its place while
 * its health changes. view/view_heat.c draws them. UI thread.
 */
#ifndef BEYATOP_HEAT_MAP_H
#define BEYATOP_HEAT_MAP_H

#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The places of a service's sessions; each service begins a new line. */
struct heat_map_service {
	/* in the snapshot */
	uint32_t service;
	size_t begin, count;
	size_t first_line, lines;
};

/* Start with {0}. A place is an index into rows. */
struct heat_map {
	/* else by errorCount */
	bool by_lateness;

	/* borrowed; of the last heat_map_update() */
	const struct snapshot *snapshot;
	/* own; the snapshot's sessions, by place */
	uint32_t *rows;
	size_t count;
	/* own; by name */
	struct heat_map_service *services;
	size_t services_count;

	/* by the last heat_map_fit() */
	size_t fit_rows, cells_per_line, sessions_per_cell, lines;
	/* own; for the first place of each cell, the row of its worst session */
	uint32_t *worst;
	/* the cell size they were found for; 0: none yet */
	size_t worst_per_cell;
	bool worst_by_lateness;

	/* a place */
	size_t cursor;
	/* own; the session at the cursor; NULL: none yet */
	char *cursor_service, *cursor_user_id;
};

/* A line of cells on the screen. */
struct heat_map_line {
	const struct heat_map_service *service;
	/* of its service */
	bool is_first;
	/* the place of the first cell */
	size_t begin, cells;
};

/* Shows the sessions of a snapshot; the cursor stays with its session. */
void heat_map_update(struct heat_map *heat, const struct snapshot *snapshot);

/*
 * Chooses the fewest sessions per cell with which all lines fit into the rows. There are more lines
 * than rows only if one line per service does not fit.
 */
void heat_map_fit(struct heat_map *heat, size_t rows, size_t cells_per_line);

/* A line by its number, below heat->lines. */
struct heat_map_line heat_map_line_at(const struct heat_map *heat, size_t line);

/* The line that the cursor is in, 0 when there is none. */
size_t heat_map_cursor_line(const struct heat_map *heat);

/* The worst session of the cell that begins at a place, and the sessions in that cell. */
const struct session *heat_map_worst(const struct heat_map *heat, size_t begin);
size_t heat_map_cell_sessions(
	const struct heat_map *heat, const struct heat_map_line *line, size_t begin);

/* The first place of the cell that the cursor is in. There must be a cell. */
size_t heat_map_cursor_cell(const struct heat_map *heat);

/* Moves the cursor by cells, or by lines in its column; it stops at the ends. */
void heat_map_move_cells(struct heat_map *heat, long cells);
void heat_map_move_lines(struct heat_map *heat, long lines);

/* Frees the cells while the heat map is not shown; keeps the cursor's session. */
void heat_map_drop(struct heat_map *heat);

void heat_map_fini(struct heat_map *heat);

#endif
