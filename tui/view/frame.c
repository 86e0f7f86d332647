/* SPDX-License-Identifier: MIT */
#include "view/frame.h"

#include "view/internals.h"
#include "view/view.h"

#include <stdio.h>
#include <string.h>

#define ROOMY_ROWS 20

struct layout {
	struct notices_room notices;
	/* the line above the keys */
	int internals_rows;
	bool has_footer;
	int body_y, body_rows;
};

static struct layout lay_out(const struct ui *ui, int rows, int cols)
{
	bool is_roomy = rows >= ROOMY_ROWS;
	struct layout layout = {.notices = {header_rows(ui, rows, cols), cols, is_roomy},
		.internals_rows = is_roomy && !ui->is_bare,
		.has_footer = !ui->is_bare};

	layout.body_y = layout.notices.y + notices_put(NULL, ui, &layout.notices);
	layout.body_rows = rows - layout.body_y - layout.internals_rows -
			   (layout.has_footer ? FOOTER_ROWS : 0);
	return layout;
}

void frame_fit(struct ui *ui, int rows, int cols)
{
	struct layout layout = lay_out(ui, rows, cols);

	for (int view = 0; view < VIEW_COUNT; view++) {
		const struct view_ops *ops = view_ops(view);
		int fixed_rows = ops->count_fixed_rows
					 ? ops->count_fixed_rows(ui, layout.body_rows, cols)
					 : ops->fixed_rows;
		int list_rows = layout.body_rows - fixed_rows;

		list_set_rows(&ui->lists[view], list_rows > 0 ? (size_t)list_rows : 0);
	}
	view_count_lines(ui);
	if (view_ops(ui->view)->fit) {
		view_ops(ui->view)->fit(ui, layout.body_rows, cols);
	}
}

/* An error of credentials: each known fact about them, and where it comes from. */
static void put_credentials_facts(struct pen *pen, const char *facts, int rows)
{
	for (int row = 0; *facts && row < rows; row++) {
		size_t length = strcspn(facts, "\n");

		pen_printf(pen, ROLE_NORMAL, "%.*s", (int)length, facts);
		pen_next_line(pen);
		facts += length + (facts[length] ? 1 : 0);
	}
}

/* Before the first read: the table, and the progress of reading it. */
static void draw_loading(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct poll_status *status = ui->snapshot ? &ui->snapshot->status : NULL;
	bool has_failed = ui->snapshot && ui->snapshot->error.kind != ERROR_NONE;
	bool is_connected = status && *status->endpoint;
	struct pen pen = pen_at(canvas, y + 2, 3);
	const struct {
		const char *name, *text;
	} facts[] = {
		{"table", status && *status->table ? status->table : ui->settings->table},
		{"region", status ? status->region : ""},
		{"endpoint", status ? status->endpoint : ""},
		{"help", "? explains the screen, Q quits"},
	};

	if (rows < (int)ARRAY_LEN(facts) + 3) {
		return;
	}
	canvas_fill(canvas, y, 0, canvas->cols, ROLE_RULE, GLYPH_RULE);
	pen_put(&pen, ROLE_TITLE,
		has_failed     ? "Nothing read yet; retrying."
		: is_connected ? "Reading the table for the first time, stalest sessions first."
			       : "Looking for credentials.");
	pen_next_line(&pen);
	if (status && status->credentials_facts && *status->credentials_facts) {
		put_credentials_facts(&pen, status->credentials_facts, rows - 3);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		if (*facts[i].text) {
			pen_put(&pen, ROLE_DIM, facts[i].name);
			pen_move_to(&pen, 13);
			pen_put(&pen, ROLE_NORMAL, facts[i].text);
			pen_next_line(&pen);
		}
	}
}

static void draw_body(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	if (!ui_has_data(ui) && ui->view != VIEW_HELP) {
		draw_loading(canvas, ui, y, rows);
	} else {
		view_ops(ui->view)->draw(canvas, ui, y, rows);
	}
}

/* Makes stale data look stale: nothing in it is a current alarm. */
static void fade(struct canvas *canvas, int y, int rows)
{
	for (int i = y * canvas->cols; i < (y + rows) * canvas->cols; i++) {
		canvas->cells[i].role = (uint8_t)role_when_stale(canvas->cells[i].role);
	}
}

static void draw_too_small(struct canvas *canvas)
{
	char text[64];

	snprintf(text, sizeof(text), "too small: needs %dx%d, is %dx%d", CANVAS_MIN_COLS,
		CANVAS_MIN_ROWS, canvas->cols, canvas->rows);
	canvas_wrap(canvas, 0, 0, canvas->rows, canvas->cols, ROLE_NORMAL, text);
}

void frame_draw(struct canvas *canvas, const struct ui *ui)
{
	struct layout layout = lay_out(ui, canvas->rows, canvas->cols);

	canvas_clear(canvas);
	if (canvas_is_too_small(canvas->rows, canvas->cols)) {
		draw_too_small(canvas);
		return;
	}
	header_draw(canvas, ui);
	notices_put(canvas, ui, &layout.notices);
	if (layout.internals_rows > 0) {
		internals_draw(canvas, ui, canvas->rows - 2);
	}
	draw_body(canvas, ui, layout.body_y, layout.body_rows);
	if (ui_is_stale(ui) && ui->view != VIEW_HEAT) { /* whose colours are all it shows */
		fade(canvas, layout.body_y, layout.body_rows);
	}
	/* On a screen too small for rules, the dialog may need the footer's row. */
	if (layout.has_footer ? !ui->dialog.is_open || layout.internals_rows > 0
			      : *ui->message || ui->prompt.is_open) {
		footer_draw(canvas, ui, canvas->rows - 1);
	}
	if (ui->dialog.is_open) {
		dialog_box_draw(canvas, ui);
	}
}
