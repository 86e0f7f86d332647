/* SPDX-License-Identifier: MIT */
#include "number.h"
#include "view/rule.h"
#include "view/session_health.h"
#include "view/view.h"

#include <stdio.h>
#include <string.h>

/* To the left of the cells: the service's name and number of sessions. */
#define NAME_COLS  12
#define COUNT_COLS 7
#define CELLS_X    (1 + NAME_COLS + 1 + COUNT_COLS + 2)

/* A number as one symbol: '.' for 0, 1 to 9, then one for 10 or more, one for 20 or more. */
static char symbol_of(double figure)
{
	return figure >= 20   ? '@'
	       : figure >= 10 ? '#'
	       : figure >= 1  ? (char)('0' + (int)figure)
			      : '.';
}

static const struct level {
	enum role role;
	enum ink ink;
} levels[HEAT_LEVEL_COUNT] = {
	[HEAT_5] = {ROLE_HEAT_5, INK_5},
	[HEAT_4] = {ROLE_HEAT_4, INK_4},
	[HEAT_NEVER] = {ROLE_NEVER, INK_NEVER},
	[HEAT_3] = {ROLE_HEAT_3, INK_3},
	[HEAT_2] = {ROLE_HEAT_2, INK_2},
	[HEAT_1] = {ROLE_HEAT_1, INK_1},
	[HEAT_UNKNOWN] = {ROLE_UNKNOWN, INK_UNKNOWN},
	[HEAT_FUTURE] = {ROLE_FUTURE, INK_FUTURE},
	[HEAT_WELL] = {ROLE_DIM, INK_WELL},
	[HEAT_PAUSED] = {ROLE_PAUSED, INK_PAUSED},
};

static char symbol_of_session(const struct heat_map *heat, const struct session *session)
{
	enum heat_level level = heat_order_level(&heat->order, session);
	bool is_degree = level != HEAT_NEVER && level != HEAT_UNKNOWN && level != HEAT_FUTURE;

	if (level == HEAT_PAUSED || heat->order.kind == HEAT_BY_STATE) {
		return session_state_info(session->state)->letter;
	}
	if (heat->order.kind == HEAT_BY_ERRORS) {
		return level == HEAT_UNKNOWN ? '?' : symbol_of(session->error_count);
	}
	return !is_degree ? session_state_info(session->state)->letter
	       : level == HEAT_WELL
		       ? '.'
		       : symbol_of(session_lateness(session, session_asof_ms(session)));
}

/* The ink of the cell that begins at a place. */
static enum ink ink_at(const struct heat_map *heat, const struct heat_map_line *line, size_t begin)
{
	if (begin >= line->service->begin + line->service->count) {
		return INK_NONE;
	}
	return begin == heat_map_cursor_cell(heat)
		       ? INK_CURSOR
		       : levels[heat_order_level(&heat->order, heat_map_worst(heat, begin))].ink;
}

/* A cell in its colour, or two, one above the other. Alike they are blanks, of one byte each. */
static void put_inks(struct pen *pen, const struct heat_map *heat, const struct heat_map_line *line,
	size_t begin)
{
	enum ink upper = ink_at(heat, line, begin), lower = upper;

	if (heat->stack > 1) {
		lower = ink_at(heat, line, begin + heat->sessions_per_cell);
	}
	for (int i = 0; i < heat->cell_cols; i++) {
		pen_put(pen, role_of_halves(upper, lower), upper == lower ? " " : "\u2580");
	}
}

static void put_symbol(struct pen *pen, const struct heat_map *heat, size_t begin)
{
	const struct session *session = heat_map_worst(heat, begin);
	const char text[] = {symbol_of_session(heat, session), '\0'};

	pen_put(pen,
		begin == heat_map_cursor_cell(heat)
			? ROLE_SELECTED
			: levels[heat_order_level(&heat->order, session)].role,
		text);
}

static void draw_line(struct canvas *canvas, const struct ui *ui, size_t number, int y)
{
	const struct heat_map *heat = &ui->heat;
	struct heat_map_line line = heat_map_line_at(heat, number);
	size_t cursor = heat_map_cursor_cell(heat) - line.service->begin;
	struct pen pen = pen_at(canvas, y, CELLS_X);
	char count[NUMBER_SIZE];

	if (line.is_first) {
		number_format_count(line.service->count, count);
		canvas_put(canvas, y, 1, NAME_COLS,
			cursor < line.service->count ? ROLE_SELECTED : ROLE_NORMAL,
			ui->snapshot->services[line.service->service].name);
		canvas_put_right(canvas, y, 2 + NAME_COLS, COUNT_COLS, ROLE_DIM, count);
	}
	for (size_t i = 0; i < line.cells; i += (size_t)heat->stack) {
		size_t begin = line.begin + i * heat->sessions_per_cell;

		if (heat->has_halves) {
			put_inks(&pen, heat, &line, begin);
		} else {
			put_symbol(&pen, heat, begin);
		}
	}
}

static const char *const kinds[HEAT_KIND_COUNT] = {
	[HEAT_BY_STATE] = "state", [HEAT_BY_ERRORS] = "errors", [HEAT_BY_LATENESS] = "lateness"};

static enum heat_kind next_kind(const struct heat_map *heat)
{
	return (heat->order.kind + 1) % HEAT_KIND_COUNT;
}

static void draw_title(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = rule_begin(canvas, y, 0, canvas->cols);
	const struct heat_map *heat = &ui->heat;
	char count[NUMBER_SIZE];

	number_format_count(heat->order.count, count);
	pen_printf(&pen, ROLE_TITLE, "heat map by %s ", kinds[heat->order.kind]);
	pen_printf(&pen, ROLE_DIM, "(m: by %s)", kinds[next_kind(heat)]);
	pen_skip(&pen, 2);
	if (heat->sessions_per_cell > 1) {
		pen_printf(&pen, ROLE_NORMAL, "worst of %zu per cell, %s in all",
			heat->sessions_per_cell, count);
	} else {
		pen_printf(&pen, ROLE_NORMAL, "one session per cell, %s in all", count);
	}
	rule_end_list(&pen, &ui->lists[VIEW_HEAT], "");
}

/* What is under the cursor, in words. */
static void draw_cursor(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = pen_at(canvas, y, 1);
	const struct heat_map *heat = &ui->heat;
	size_t begin = heat_map_cursor_cell(heat);
	struct heat_map_line line = heat_map_line_at(heat, heat_map_cursor_line(heat));
	size_t sessions = heat_map_cell_sessions(heat, &line, begin);
	const struct session *session = heat_map_worst(heat, begin);
	char health[SESSION_HEALTH_SIZE];

	session_health_format(ui, session, health);
	pen_put(&pen, ROLE_SELECTED, ">");
	pen_skip(&pen, 1);
	if (sessions > 1) {
		pen_printf(&pen, ROLE_DIM, "the worst of %zu: ", sessions);
	}
	pen_put_limited(&pen, pen_cols_left(&pen) / 3, ROLE_NORMAL,
		ui->snapshot->services[session->service].name);
	pen_put(&pen, ROLE_DIM, " > ");
	pen_put_limited(&pen, pen_cols_left(&pen) / 2, ROLE_TITLE, session->user_id);
	pen_skip(&pen, 2);
	pen_put(&pen, role_of_state(session->state), session_state_info(session->state)->title);
	pen_printf(&pen, ROLE_NORMAL, " (%s)", health);
}

/* What a level of each kind of heat means; its symbols on screens without colour. */
struct scale_row {
	enum heat_level level;
	const char *symbol, *meaning;
};

#define SCALE_ROWS 9

static const struct scale_row scales[HEAT_KIND_COUNT][SCALE_ROWS] = {
	[HEAT_BY_STATE] =
		{
			{HEAT_5, "C", "critical"},
			{HEAT_NEVER, "N", "never"},
			{HEAT_2, "W", "late"},
			{HEAT_UNKNOWN, "?", "unknown"},
			{HEAT_FUTURE, "F", "future"},
			{HEAT_WELL, ".", "on time"},
			{HEAT_PAUSED, "-", "paused"},
		},
	[HEAT_BY_ERRORS] =
		{
			{HEAT_5, "@", "20+ errors"},
			{HEAT_4, "#", "10-19"},
			{HEAT_3, "6-9", "6-9"},
			{HEAT_2, "3-5", "3-5"},
			{HEAT_1, "1-2", "1-2"},
			{HEAT_UNKNOWN, "?", "unknown"},
			{HEAT_WELL, ".", "none"},
			{HEAT_PAUSED, "-", "paused"},
		},
	[HEAT_BY_LATENESS] =
		{
			{HEAT_5, "10+", "2x critical"},
			{HEAT_4, "5-9", "critical"},
			{HEAT_NEVER, "N", "never"},
			{HEAT_2, "2-4", "late"},
			{HEAT_UNKNOWN, "?", "unknown"},
			{HEAT_FUTURE, "F", "future"},
			{HEAT_WELL, ".", "ok"},
			{HEAT_PAUSED, "-", "paused"},
		},
};

/* Two blanks in the colour of a level, or its symbol. */
static void put_swatch(struct pen *pen, const struct scale_row *row)
{
	enum ink ink = levels[row->level].ink;

	if (canvas_shows_halves(pen->canvas)) { /* as heat->has_halves */
		pen_put(pen, role_of_halves(ink, ink), "  ");
	} else {
		pen_put(pen, levels[row->level].role, row->symbol);
	}
}

/* The levels that there are, with the number of sessions. */
static void draw_scale(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = pen_at(canvas, y, 1);

	for (size_t i = 0; i < SCALE_ROWS && scales[ui->heat.order.kind][i].meaning; i++) {
		const struct scale_row *row = &scales[ui->heat.order.kind][i];
		size_t count = heat_order_count(&ui->heat.order, row->level);
		char text[NUMBER_SIZE];

		number_format_count(count, text);
		if (count == 0 ||
			pen_cols_left(&pen) <
				(int)(strlen(row->symbol) + strlen(row->meaning) + strlen(text)) +
					3) {
			continue;
		}
		put_swatch(&pen, row);
		if (canvas_shows_halves(canvas) || strcmp(row->symbol, row->meaning) != 0) {
			pen_printf(&pen, ROLE_DIM, " %s", row->meaning);
		}
		pen_skip(&pen, 1);
		pen_put(&pen, ROLE_NORMAL, text);
		pen_skip(&pen, 2);
	}
}

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_HEAT];

	draw_title(canvas, ui, y);
	if (list->count == 0) {
		struct pen pen = pen_at(canvas, y + 1, 3);

		pen_printf(&pen, ROLE_NORMAL, "No sessions were found%s.", ui_so_far(ui));
		return;
	}
	for (size_t i = list->top; i < list_end(list); i++) {
		int row_y = y + 1 + (int)(i - list->top);

		draw_line(canvas, ui, i, row_y);
		canvas_set_line(canvas, row_y, 1, i);
	}
	draw_cursor(canvas, ui, y + rows - 2);
	draw_scale(canvas, ui, y + rows - 1);
}

/* Cells take memory, so they are kept only while the heat map is shown. */
static void prepare(struct ui *ui)
{
	if (ui_view_below(ui) == VIEW_HEAT) {
		heat_map_update(&ui->heat, ui->settings, ui->snapshot);
	} else {
		heat_map_drop(&ui->heat);
	}
}

/* How cells are packed. The first that shows each session is used, else the last. */
static const struct packing {
	int stack, cell_cols;
	bool needs_halves;
} packings[] = {{1, 2, true}, {1, 1, false}, {2, 1, true}};

/* Returns true if there is a cell for each session. */
static bool pack(struct heat_map *heat, const struct packing *packing, size_t rows, int cols)
{
	int cells = (cols - CELLS_X - 1) / packing->cell_cols;

	heat->stack = packing->stack;
	heat->cell_cols = packing->cell_cols;
	heat_map_fit(heat, rows, (size_t)(cells > 1 ? cells : 1) * (size_t)packing->stack);
	return heat->sessions_per_cell == 1 && heat->lines <= rows;
}

static void fit(struct ui *ui, int rows, int cols)
{
	struct list *list = &ui->lists[VIEW_HEAT];
	bool has_all = false;

	(void)rows;
	for (size_t i = 0; i < ARRAY_LEN(packings) && !has_all; i++) {
		if (ui->heat.has_halves || !packings[i].needs_halves) {
			has_all = pack(&ui->heat, &packings[i], list->rows, cols);
		}
	}
	list_set_count(list, ui->heat.lines);
	list_select(list, heat_map_cursor_line(&ui->heat));
}

static void move_cursor(struct ui *ui, long lines)
{
	list_move(&ui->lists[VIEW_HEAT], lines);
	heat_map_move_lines(&ui->heat, lines);
}

static bool get_target(const struct ui *ui, struct view_target *target)
{
	const struct heat_map *heat = &ui->heat;

	if (heat->order.count == 0 || heat->lines == 0) {
		return false;
	}
	const struct session *session = heat_map_worst(heat, heat_map_cursor_cell(heat));

	*target = (struct view_target){
		.service = ui->snapshot->services[session->service].name,
		.user_id = session->user_id,
		.is_session = heat->sessions_per_cell == 1,
	};
	return true;
}

static void show_again(struct ui *ui)
{
	heat_map_set_kind(&ui->heat, next_kind(&ui->heat));
}

const struct view_ops view_heat = {
	.draw = draw,
	/* the title, the session under the cursor, the scale */
	.fixed_rows = 3,
	.prepare = prepare,
	.fit = fit,
	.move = move_cursor,
	.open = get_target,
	.show_again = show_again,
};
