/* SPDX-License-Identifier: MIT */
#include "dialog.h"

#include "ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_COLS 78

void dialog_open(struct dialog *dialog, const char *user_id, const char *service,
	enum session_active seen, uint8_t encoding, const char *health)
{
	dialog_close(dialog);
	dialog->user_id = base_strdup(user_id);
	dialog->service = base_strdup(service);
	dialog->seen = seen;
	dialog->encoding = encoding;
	snprintf(dialog->health, sizeof(dialog->health), "%s", health);
	dialog->is_open = true;
}

void dialog_close(struct dialog *dialog)
{
	free(dialog->user_id);
	free(dialog->service);
	*dialog = (struct dialog){0};
}

/* A box and the row in it that is written next. */
struct box {
	struct canvas *canvas;
	int y, x, rows, cols;
	int row;
};

static void draw_edge(const struct box *box, int y, enum glyph left, enum glyph right)
{
	struct canvas *canvas = box->canvas;

	canvas_put(canvas, y, box->x, 1, ROLE_DIALOG, canvas_glyph(canvas, left));
	canvas_fill(canvas, y, box->x + 1, box->cols - 2, ROLE_DIALOG, GLYPH_RULE);
	canvas_put(canvas, y, box->x + box->cols - 1, 1, ROLE_DIALOG, canvas_glyph(canvas, right));
}

static void draw_box(const struct box *box)
{
	draw_edge(box, box->y, GLYPH_TOP_LEFT, GLYPH_TOP_RIGHT);
	for (int y = box->y + 1; y < box->y + box->rows - 1; y++) {
		canvas_fill(box->canvas, y, box->x, 1, ROLE_DIALOG, GLYPH_SIDE);
		canvas_blank(box->canvas, y, box->x + 1, box->cols - 2, ROLE_DIALOG);
		canvas_fill(box->canvas, y, box->x + box->cols - 1, 1, ROLE_DIALOG, GLYPH_SIDE);
	}
	draw_edge(box, box->y + box->rows - 1, GLYPH_BOTTOM_LEFT, GLYPH_BOTTOM_RIGHT);
}

static void put_line(struct box *box, enum role role, const char *text)
{
	canvas_put(box->canvas, box->y + 1 + box->row++, box->x + 2, box->cols - 4, role, text);
}

static void put_field(struct box *box, const char *name, const char *value)
{
	int y = box->y + 1 + box->row++;

	canvas_put(box->canvas, y, box->x + 2, 10, ROLE_DIM, name);
	canvas_put(box->canvas, y, box->x + 12, box->cols - 14, ROLE_DIALOG, value);
}

static void put_where(struct box *box, const struct ui *ui)
{
	const struct poll_status *status = &ui->snapshot->status;
	char text[200];

	put_field(box, "table", status->table);
	snprintf(text, sizeof(text), "%s%s%.64s", status->region,
		*status->profile ? ", profile " : "", status->profile);
	put_field(box, "region", text);
	put_field(box, "endpoint", status->endpoint);
}

void dialog_draw(struct canvas *canvas, const struct ui *ui)
{
	const struct dialog *dialog = &ui->dialog;
	const struct session_encoding *encoding =
		session_encoding(&ui->settings->spellings, dialog->encoding);
	bool is_on = dialog->seen == ACTIVE_ON;
	const char *arrow = canvas_glyph(canvas, GLYPH_ARROW);
	struct box box = {.canvas = canvas, .rows = 12, .cols = MAX_COLS};
	char text[120];

	if (box.cols > canvas->cols - 2) {
		box.cols = canvas->cols - 2;
	}
	box.y = (canvas->rows - box.rows) / 2;
	box.x = (canvas->cols - box.cols) / 2;
	draw_box(&box);
	canvas_printf(canvas, box.y, box.x + 2, box.cols - 4, ROLE_TITLE,
		" SET isActive: %s %s %s ", is_on ? "on" : "OFF", arrow, is_on ? "OFF" : "on");
	put_where(&box, ui);
	put_field(&box, "service", dialog->service);
	put_field(&box, "user", dialog->user_id);
	put_field(&box, "state", dialog->health);
	snprintf(text, sizeof(text), "\"%s\" %s \"%s\" (stored as %s)",
		is_on ? encoding->on : encoding->off, arrow, is_on ? encoding->off : encoding->on,
		encoding->type);
	put_field(&box, "isActive", text);
	box.row++;
	put_line(&box, ROLE_DIALOG, "It is written only if isActive is still what you see.");
	put_line(&box, ROLE_TITLE, "Type y to write, any other key to cancel.");
}
