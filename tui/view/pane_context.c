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

/* False when there is no room for it. */
static bool put_other(struct pen *pen, const struct ui *ui, const struct item_sibling *other)
{
	bool is_healthy = !session_is_unhealthy(&other->session);
	struct buf state = {0};
	int name_cols = (int)text_width_of(other->service), most_cols = pen->canvas->cols / 4;

	append_other(ui, other, &state);
	name_cols = name_cols < most_cols ? name_cols : most_cols;
	bool has_room = name_cols + 1 + (int)state.length <= pen_cols_left(pen) - MORE_COLS;

	if (has_room) {
		pen_put_limited(pen, name_cols, ROLE_NORMAL, other->service);
		pen_skip(pen, 1);
		pen_put(pen, is_healthy ? ROLE_DIM : role_of_state(other->session.state),
			buf_text(&state));
		pen_skip(pen, 2);
	}
	buf_fini(&state);
	return has_room;
}

/* The same user's other sessions, worst first, up to the first that does not fit. */
static void put_others(struct pen *pen, const struct ui *ui, const struct item_detail *item)
{
	size_t left_out = 0;

	for (size_t rank = 0; rank < STATE_COUNT; rank++) {
		for (size_t i = 0; i < item->siblings_count; i++) {
			const struct item_sibling *other = &item->siblings[i];

			if (other->session.state == session_state_by_severity(rank)) {
				left_out += left_out > 0 || !put_other(pen, ui, other);
			}
		}
	}
	if (left_out > 0) {
		pen_printf(pen, ROLE_DIM, "+%zu", left_out);
	}
}

static void put_label(struct pen *pen, const char *label)
{
	pen_put_limited(pen, LABEL_COLS - 1, ROLE_DIM, label);
	pen_move_to(pen, pen->left_x + LABEL_COLS);
}

static void put_user(struct pen *pen, const struct ui *ui)
{
	const struct item_detail *item = ui_item(ui);

	put_label(pen, "this user");
	if (!item || !item->has_siblings) {
		pen_put(pen, ROLE_DIM, "not read yet");
	} else if (item->siblings_count == 0) {
		pen_put(pen, ROLE_DIM, "no other services");
	} else {
		put_others(pen, ui, item);
	}
}

static const char title[] = "IS IT JUST THIS ONE?";

static void put_title(struct pen *pen, const struct ui *ui)
{
	(void)ui;
	pen_put(pen, ROLE_TITLE, title);
}

/* With --user nothing is known about other users. */
static bool knows_others(const struct ui *ui)
{
	return ui->snapshot->status.source != SOURCE_USER;
}

static void put_service(struct pen *pen, const struct ui *ui)
{
	struct buf text = {0};

	put_label(pen, ui->service);
	if (!knows_others(ui)) {
		pen_put(pen, ROLE_DIM, "not read");
		return;
	}
	peers_append_service(&text, ui->fleet.diagnosis, ui->selected_session);
	pen_put(pen, ROLE_NORMAL, buf_text(&text));
	buf_fini(&text);
}

static void put_fleet(struct pen *pen, const struct ui *ui)
{
	struct buf text = {0};

	put_label(pen, "the fleet");
	if (!knows_others(ui)) {
		pen_put(pen, ROLE_DIM, "not read");
		return;
	}
	peers_append_fleet(&text, ui->fleet.diagnosis, ui->selected_session);
	pen_put(pen, ROLE_NORMAL, buf_text(&text));
	buf_fini(&text);
}

static void put_conclusion(struct pen *pen, const struct ui *ui)
{
	struct buf text = {0};

	if (knows_others(ui)) {
		peers_append_conclusion(
			&text, ui->fleet.diagnosis, ui->selected_session, ui_item(ui));
	} else {
		buf_puts(&text, "only this user was read (--user)");
	}
	pen_put(pen, ROLE_KEY, "=>");
	pen_skip(pen, 1);
	pen_put(pen, ROLE_TITLE, buf_text(&text));
	buf_fini(&text);
}

/* From the top; a line is drawn if the pane has at least that many rows. */
static const struct {
	void (*put)(struct pen *pen, const struct ui *ui);
	int from_rows;
} lines[PANE_CONTEXT_ROWS] = {
	{put_title, 5},
	{put_service, 3},
	{put_user, 2},
	{put_fleet, 4},
	{put_conclusion, 1},
};

/* If the title shares the first line, it begins in this column. */
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
	struct pen pen = pane_pen(canvas, pane);

	if (!ui->selected_session) {
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		if (pane->rows >= lines[i].from_rows) {
			lines[i].put(&pen, ui);
			pen_next_line(&pen);
		}
	}
	put_title_beside(canvas, pane);
}
