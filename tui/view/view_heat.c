/* SPDX-License-Identifier: MIT */
#include "number.h"
#include "view/session_health.h"
#include "view/view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* To the left of the cells: the service's name and number of sessions. */
#define NAME_COLS  12
#define COUNT_COLS 7
#define CELLS_X    (1 + NAME_COLS + 1 + COUNT_COLS + 2)

/* A cell's symbol, which can be understood without colour, and its colour. */
struct look {
	char symbol;
	enum role role;
};

/* A number as one symbol: '.' for 0, 1 to 9, then one for 10 or more, one for 20 or more. */
static char symbol_of(double figure)
{
	return figure >= 20   ? '@'
	       : figure >= 10 ? '#'
	       : figure >= 1  ? (char)('0' + (int)figure)
			      : '.';
}

static struct look look_by_errors(const struct session *session)
{
	if (session->error_count < 0) {
		return (struct look){'?', ROLE_UNKNOWN};
	}
	return (struct look){symbol_of(session->error_count), role_of_errors(session->error_count)};
}

static struct look look_by_lateness(const struct ui *ui, const struct session *session)
{
	const struct session_thresholds *limits =
		settings_limits(ui->settings, ui->snapshot->services[session->service].name);
	double late = session_lateness(session, session_asof_ms(session));

	if (session->state == STATE_NEVER_POLLED || session->state == STATE_FUTURE ||
		session->state == STATE_UNKNOWN) {
		return (struct look){
			session_state_info(session->state)->letter, role_of_state(session->state)};
	}
	if (isnan(late) || late < limits->late) {
		return (struct look){'.', ROLE_HEAT_0};
	}
	enum role role = late >= 2 * limits->critical ? ROLE_HEAT_5
			 : late >= limits->critical   ? ROLE_HEAT_4
						      : ROLE_HEAT_2;

	return (struct look){symbol_of(late), role};
}

static struct look look_of(const struct ui *ui, const struct session *session)
{
	if (session->state == STATE_PAUSED) {
		return (struct look){'-', ROLE_PAUSED};
	}
	return ui->heat.by_lateness ? look_by_lateness(ui, session) : look_by_errors(session);
}

static void draw_line(struct canvas *canvas, const struct ui *ui, size_t number, int y)
{
	const struct heat_map *heat = &ui->heat;
	struct heat_map_line line = heat_map_line_at(heat, number);
	size_t cursor = heat_map_cursor_cell(heat);
	char count[NUMBER_SIZE];

	if (line.is_first) {
		number_format_count(line.service->count, count);
		canvas_put(canvas, y, 1, NAME_COLS, ROLE_NORMAL,
			ui->snapshot->services[line.service->service].name);
		canvas_put_right(canvas, y, 2 + NAME_COLS, COUNT_COLS, ROLE_DIM, count);
	}
	for (size_t i = 0; i < line.cells; i++) {
		size_t begin = line.begin + i * heat->sessions_per_cell;
		struct look look = look_of(ui, heat_map_worst(heat, begin));
		const char text[] = {look.symbol, '\0'};

		canvas_put(canvas, y, CELLS_X + (int)i, 1,
			begin == cursor      ? ROLE_SELECTED
			: look.symbol == '.' ? ROLE_DIM
					     : look.role,
			text);
	}
}

static void draw_title(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = pen_at(canvas, y, 1);
	const struct heat_map *heat = &ui->heat;
	const struct list *list = &ui->lists[VIEW_HEAT];
	char count[NUMBER_SIZE];

	number_format_count(heat->count, count);
	pen_printf(&pen, ROLE_TITLE, "heat map by %s ", heat->by_lateness ? "lateness" : "errors");
	pen_printf(&pen, ROLE_DIM, "(m: by %s)", heat->by_lateness ? "errors" : "lateness");
	pen_skip(&pen, 3);
	if (heat->sessions_per_cell > 1) {
		pen_printf(&pen, ROLE_NORMAL, "worst of %zu per cell, %s in all",
			heat->sessions_per_cell, count);
	} else {
		pen_printf(&pen, ROLE_NORMAL, "one session per cell, %s in all", count);
	}
	pen_skip(&pen, 3);
	if (list->count > list->rows) {
		pen_printf(&pen, ROLE_DIM, "lines %zu-%zu of %zu", list->top + 1, list_end(list),
			list->count);
	}
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

struct scale_row {
	const char *symbol, *meaning;
	enum role role;
};

static const struct scale_row error_scale[] = {
	{".", "no errors", ROLE_DIM},
	{"1-2", "", ROLE_HEAT_1},
	{"3-5", "", ROLE_HEAT_2},
	{"6-9", "in a row", ROLE_HEAT_3},
	{"#", "10+", ROLE_HEAT_4},
	{"@", "20+", ROLE_HEAT_5},
	{"-", "paused", ROLE_PAUSED},
};

static const struct scale_row lateness_scale[] = {
	{".", "ok", ROLE_DIM},
	{"2-4", "", ROLE_HEAT_2},
	{"5-9", "intervals", ROLE_HEAT_4},
	{"#", "10+", ROLE_HEAT_5},
	{"@", "20+", ROLE_HEAT_5},
	{"N", "never", ROLE_NEVER},
	{"F", "future", ROLE_FUTURE},
	{"?", "unknown", ROLE_UNKNOWN},
	{"-", "paused", ROLE_PAUSED},
};

static void draw_scale(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = pen_at(canvas, y, 1);
	const struct scale_row *rows = ui->heat.by_lateness ? lateness_scale : error_scale;
	size_t count = ui->heat.by_lateness ? ARRAY_LEN(lateness_scale) : ARRAY_LEN(error_scale);

	for (size_t i = 0; i < count; i++) {
		if ((int)(strlen(rows[i].symbol) + 1 + strlen(rows[i].meaning)) >
			pen_cols_left(&pen)) {
			break;
		}
		pen_put(&pen, rows[i].role, rows[i].symbol);
		pen_skip(&pen, 1);
		if (*rows[i].meaning) {
			pen_put(&pen, ROLE_DIM, rows[i].meaning);
			pen_skip(&pen, 2);
		}
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
	canvas->list_y = y + 1;
	for (size_t i = list->top; i < list_end(list); i++) {
		draw_line(canvas, ui, i, y + 1 + (int)(i - list->top));
	}
	draw_cursor(canvas, ui, y + rows - 2);
	draw_scale(canvas, ui, y + rows - 1);
}

/* Cells take memory, so they are kept only while the heat map is shown. */
static void prepare(struct ui *ui)
{
	if (ui_view_below(ui) == VIEW_HEAT) {
		heat_map_update(&ui->heat, ui->snapshot);
	} else {
		heat_map_drop(&ui->heat);
	}
}

static void fit(struct ui *ui, int cols)
{
	struct list *list = &ui->lists[VIEW_HEAT];
	int cells = cols - CELLS_X - 1;

	heat_map_fit(&ui->heat, list->rows, cells > 1 ? (size_t)cells : 1);
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

	if (heat->count == 0 || heat->lines == 0) {
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
	ui->heat.by_lateness = !ui->heat.by_lateness;
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
