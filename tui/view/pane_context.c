/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "number.h"
#include "peers.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

/* Columns of a line's label. */
#define LABEL_COLS 11

/* "ok", "late 3.1x", "critical, 27 errors". */
static void append_other(const struct ui *ui, const struct item_sibling *other, struct buf *out)
{
	const struct session *session = &other->session;
	double late = session_lateness(session, session_asof_ms(session));
	char text[NUMBER_SIZE];

	if (session->state == STATE_ON_TIME) {
		buf_puts(out, "ok");
		return;
	}
	buf_puts(out, session_state_info(session->state)->title);
	if (session->state != STATE_LATE && session->state != STATE_CRITICAL) {
		return;
	}
	if (late >= settings_limits(ui->settings, other->service)->late) {
		number_format_late(late, text);
		buf_printf(out, " %s", text);
	} else {
		buf_printf(out, ", %d errors", (int)session->error_count);
	}
}

/* Room for "+99", the number of those that do not fit. */
#define MORE_COLS 4

/* A row of sessions, and those that did not fit. */
struct others_row {
	struct pen pen;
	size_t left_out;
};

static void put_other(struct others_row *row, const struct ui *ui, const struct item_sibling *other)
{
	struct buf state = {0};
	int name_cols = (int)text_width_of(other->service), most_cols = row->pen.canvas->cols / 4;

	append_other(ui, other, &state);
	name_cols = name_cols < most_cols ? name_cols : most_cols;
	if (row->left_out > 0 ||
		name_cols + 1 + (int)state.length > pen_cols_left(&row->pen) - MORE_COLS) {
		row->left_out++;
	} else {
		bool is_healthy = session_state_info(other->session.state)->severity <= 0;
		enum role role = is_healthy ? ROLE_DIM : role_of_state(other->session.state);

		pen_put_limited(&row->pen, name_cols, ROLE_NORMAL, other->service);
		pen_skip(&row->pen, 1);
		pen_put(&row->pen, role, buf_text(&state));
		pen_skip(&row->pen, 2);
	}
	buf_fini(&state);
}

/* The same user's other sessions, worst first. */
static void put_others(struct others_row *row, const struct ui *ui)
{
	const struct item_detail *item = ui_item(ui);

	for (size_t rank = 0; rank < STATE_COUNT; rank++) {
		for (size_t i = 0; i < item->siblings_count; i++) {
			const struct item_sibling *other = &item->siblings[i];

			if (other->session.state == session_state_by_severity(rank)) {
				put_other(row, ui, other);
			}
		}
	}
	if (row->left_out > 0) {
		pen_printf(&row->pen, ROLE_DIM, "+%zu", row->left_out);
	}
}

static void put_label(
	struct canvas *canvas, const struct pane *line, enum role role, const char *label)
{
	canvas_put(canvas, line->y, line->x, LABEL_COLS - 1, role, label);
}

static void put_text(
	struct canvas *canvas, const struct pane *line, enum role role, const char *text)
{
	canvas_put(canvas, line->y, line->x + LABEL_COLS, line->cols - LABEL_COLS, role, text);
}

static void draw_user(struct canvas *canvas, const struct ui *ui, const struct pane *line)
{
	const struct item_detail *item = ui_item(ui);

	put_label(canvas, line, ROLE_DIM, "this user");
	if (!item || !item->has_siblings) {
		put_text(canvas, line, ROLE_DIM, "not read yet");
	} else if (item->siblings_count == 0) {
		put_text(canvas, line, ROLE_DIM, "no other services");
	} else {
		int x = line->x + LABEL_COLS;

		put_others(
			&(struct others_row){{canvas, line->y, x, x, line->x + line->cols}, 0}, ui);
	}
}

/* A line about the peers of the session. */
static void draw_peers(struct canvas *canvas, const struct ui *ui, const struct pane *line,
	const char *label,
	void (*append)(
		struct buf *out, const struct diagnosis *diagnosis, const struct session *session))
{
	struct buf text = {0};

	put_label(canvas, line, ROLE_DIM, label);
	append(&text, ui_diagnosis(ui), ui->selected_session);
	put_text(canvas, line, ROLE_NORMAL, buf_text(&text));
	buf_fini(&text);
}

static const char title[] = "IS IT JUST THIS ONE?";

static void draw_title(struct canvas *canvas, const struct ui *ui, const struct pane *line)
{
	(void)ui;
	canvas_put(canvas, line->y, line->x, line->cols, ROLE_TITLE, title);
}

static void draw_service(struct canvas *canvas, const struct ui *ui, const struct pane *line)
{
	draw_peers(canvas, ui, line, ui->service, peers_append_service);
}

static void draw_fleet(struct canvas *canvas, const struct ui *ui, const struct pane *line)
{
	draw_peers(canvas, ui, line, "the fleet", peers_append_fleet);
}

static void draw_conclusion(struct canvas *canvas, const struct ui *ui, const struct pane *line)
{
	struct buf text = {0};

	canvas_put(canvas, line->y, line->x, 2, ROLE_KEY, "=>");
	peers_append_conclusion(&text, ui_diagnosis(ui), ui->selected_session, ui_item(ui));
	canvas_put(canvas, line->y, line->x + 3, line->cols - 3, ROLE_TITLE, buf_text(&text));
	buf_fini(&text);
}

/* From the top; each is drawn if there are at least so many rows. */
static const struct {
	void (*draw)(struct canvas *canvas, const struct ui *ui, const struct pane *line);
	int from_rows;
} lines[PANE_CONTEXT_ROWS] = {
	{draw_title, 5},
	{draw_service, 3},
	{draw_user, 2},
	{draw_fleet, 4},
	{draw_conclusion, 1},
};

/* Where the title shares the first line, it begins at this column, after the text. */
#define TITLE_FROM_COLS 52

/* If there is no row for the title, it shares the first line. */
static void put_title_beside(struct canvas *canvas, const struct pane *pane)
{
	int cols = pane->cols - TITLE_FROM_COLS;

	if (pane->rows > 1 && pane->rows < PANE_CONTEXT_ROWS && cols >= (int)strlen(title)) {
		canvas_put_right(
			canvas, pane->y, pane->x + TITLE_FROM_COLS, cols, ROLE_TITLE, title);
	}
}

void pane_context_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	struct pane line = *pane;

	if (!ui->selected_session) {
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		if (pane->rows >= lines[i].from_rows) {
			lines[i].draw(canvas, ui, &line);
			line.y++;
		}
	}
	put_title_beside(canvas, pane);
}
