/* SPDX-License-Identifier: MIT */
#include "view/dialog_box.h"

#include "buf.h"

#include <stdio.h>
#include <string.h>

#define MAX_COLS  78
#define MAX_NAMES 8

/* A box, and the next row to write in it. */
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

static void put_where(struct box *box, const struct ui *ui, bool is_short)
{
	const struct poll_status *status = &ui->snapshot->status;
	char text[200];

	put_field(box, "table", status->table);
	if (is_short) {
		return;
	}
	snprintf(text, sizeof(text), "%s%s%.64s", status->region,
		*status->profile ? ", profile " : "", status->profile);
	put_field(box, "region", text);
	put_field(box, "endpoint", status->endpoint);
}

/* The keys of as many sessions as there is room for, and how many more there are. */
static void put_names(struct box *box, const struct write_order *order, size_t lines)
{
	size_t shown = order->count > lines ? lines - 1 : order->count;
	char text[DIALOG_TEXT_SIZE];

	for (size_t i = 0; i < shown; i++) {
		const struct write_target *key = &order->targets[i];
		struct buf name = {0};

		buf_printf(&name, "%s/%s", key->service, key->user_id);
		put_field(box, i == 0 ? "sessions" : "", buf_text(&name));
		buf_fini(&name);
	}
	if (shown < order->count) {
		snprintf(text, sizeof(text), "and %zu more", order->count - shown);
		put_field(box, "", text);
	}
}

static void put_one(struct box *box, const struct ui *ui)
{
	const struct dialog *dialog = &ui->dialog;
	const struct write_target *key = &dialog->order->targets[0];
	const struct session_encoding *encoding =
		session_encoding(&ui->settings->own_encodings, key->encoding);
	bool is_on = key->seen == ACTIVE_ON;
	char text[DIALOG_TEXT_SIZE];

	put_field(box, "service", key->service);
	put_field(box, "user", key->user_id);
	put_field(box, "state", dialog->subject);
	snprintf(text, sizeof(text), "\"%s\" %s \"%s\" (stored as %s)",
		is_on ? encoding->on : encoding->off, canvas_glyph(box->canvas, GLYPH_ARROW),
		is_on ? encoding->off : encoding->on, encoding->type);
	put_field(box, "isActive", text);
}

/* A line for typing; with a cursor if keys go there. */
static void put_typed(struct box *box, const char *name, const char *text, bool has_cursor)
{
	int y = box->y + 1 + box->row;
	int room_cols = box->cols - 15, length = (int)strlen(text);
	int from = length > room_cols ? length - room_cols : 0;

	put_field(box, name, text + from);
	if (has_cursor) {
		canvas_put(box->canvas, y, box->x + 12 + length - from, 1, ROLE_SELECTED, " ");
	}
}

/* What to type now: the reason, or the answer; once the dialog listens. */
static void put_prompt(struct box *box, const struct dialog *dialog)
{
	const char *tab = dialog->kind == DIALOG_RESUME ? "" : "Tab for a reason, ";
	char text[DIALOG_TEXT_SIZE + sizeof(dialog->expected)];

	put_typed(box, "reason", dialog->reason, dialog->is_at_reason && dialog->accepts_keys);
	if (!dialog->accepts_keys) {
		return;
	}
	if (dialog->is_at_reason) {
		put_line(box, ROLE_TITLE,
			dialog->needs_reason ? "Type the reason and Enter. Esc cancels."
					     : "Type a reason and Enter. Esc cancels.");
		return;
	}
	if (!*dialog->expected) {
		snprintf(text, sizeof(text), "Type y to write, %sother keys cancel.", tab);
		put_line(box, ROLE_TITLE, text);
		return;
	}
	snprintf(text, sizeof(text), "Type %s and Enter to write, %sEsc cancels.", dialog->expected,
		tab);
	put_line(box, ROLE_TITLE, text);
	put_typed(box, dialog->is_number ? "count" : "answer", dialog->typed, true);
}

static void put_sessions(struct box *box, const struct ui *ui, size_t names)
{
	const struct dialog *dialog = &ui->dialog;

	if (dialog->order->count == 1) {
		put_one(box, ui);
		return;
	}
	put_field(box, "selected", dialog->subject);
	put_names(box, dialog->order, names);
}

/* What there is room for: names of sessions are left out first, then where, then the terms. */
struct shape {
	int rows;
	size_t names;
	bool is_short, has_error;
};

static struct shape find_shape(const struct dialog *dialog, int limit_rows)
{
	bool is_one = dialog->order->count == 1;
	size_t wanted = is_one                             ? 3
			: dialog->order->count > MAX_NAMES ? MAX_NAMES
							   : dialog->order->count;
	/* Edges, sessions, the reason and the question; then where, and the terms. */
	int least = 5 + (*dialog->expected != 0) + (is_one ? 3 : 1) + 1;
	int more = 2 + 1 + (*dialog->excluded != 0) + (*dialog->cost != 0);
	struct shape shape = {.is_short = least + more > limit_rows};

	/* It is in the banner, too. */
	shape.has_error = *dialog->error && least + more < limit_rows;
	more += shape.has_error;
	int fixed = least - (is_one ? 3 : 1) + (shape.is_short ? 0 : more);
	int room = limit_rows - fixed;

	shape.names = (int)wanted > room ? (size_t)room : wanted;
	shape.rows = fixed + (int)shape.names;
	return shape;
}

static void put_terms(struct box *box, const struct dialog *dialog, bool has_error)
{
	put_line(box, ROLE_DIALOG, "Skipped if someone changed it meanwhile. Undo with u.");
	if (*dialog->excluded) {
		put_line(box, ROLE_DIALOG, dialog->excluded);
	}
	if (*dialog->cost) {
		put_line(box, ROLE_DIALOG, dialog->cost);
	}
	if (has_error) {
		put_line(box, ROLE_DIALOG, dialog->error);
	}
}

static void format_title(
	const struct dialog *dialog, const char *arrow, char text[DIALOG_TEXT_SIZE])
{
	static const char *const kinds[] = {
		[DIALOG_SET] = "", [DIALOG_UNDO] = "UNDO: ", [DIALOG_RESUME] = "CONTINUE: "};
	bool pauses = dialog->order->targets[0].seen == ACTIVE_ON;
	size_t count = dialog->order->count;

	snprintf(text, DIALOG_TEXT_SIZE, " %s%s %zu session%s (isActive %s %s %s) ",
		kinds[dialog->kind], pauses ? "PAUSE" : "RESUME", count, count == 1 ? "" : "s",
		pauses ? "true" : "false", arrow, pauses ? "false" : "true");
}

void dialog_box_draw(struct canvas *canvas, const struct ui *ui)
{
	const struct dialog *dialog = &ui->dialog;
	char title[DIALOG_TEXT_SIZE];
	struct shape shape = find_shape(dialog, canvas->rows);
	struct box box = {.canvas = canvas, .rows = shape.rows, .cols = MAX_COLS};

	if (box.cols > canvas->cols - 2) {
		box.cols = canvas->cols - 2;
	}
	box.y = (canvas->rows - box.rows) / 2;
	box.x = (canvas->cols - box.cols) / 2;
	draw_box(&box);
	format_title(dialog, canvas_glyph(canvas, GLYPH_ARROW), title);
	canvas_put(canvas, box.y, box.x + 2, box.cols - 4, ROLE_TITLE, title);
	put_where(&box, ui, shape.is_short);
	put_sessions(&box, ui, shape.names);
	if (!shape.is_short) {
		put_terms(&box, dialog, shape.has_error);
	}
	put_prompt(&box, dialog);
}
