/* SPDX-License-Identifier: MIT */
#include "view/frame.h"

#include "view/pane.h"

#include <stdio.h>
#include <string.h>

#define MAX_COLS  78
#define MAX_NAMES 8

/* Columns for the name of a field. */
#define NAME_COLS 10

static void draw_edge(
	struct canvas *canvas, const struct pane *box, int y, enum glyph left, enum glyph right)
{
	canvas_fill(canvas, y, box->x, 1, ROLE_DIALOG, left);
	canvas_fill(canvas, y, box->x + 1, box->cols - 2, ROLE_DIALOG, GLYPH_RULE);
	canvas_fill(canvas, y, box->x + box->cols - 1, 1, ROLE_DIALOG, right);
}

static void draw_box(struct canvas *canvas, const struct pane *box)
{
	draw_edge(canvas, box, box->y, GLYPH_TOP_LEFT, GLYPH_TOP_RIGHT);
	for (int y = box->y + 1; y < box->y + box->rows - 1; y++) {
		canvas_fill(canvas, y, box->x, 1, ROLE_DIALOG, GLYPH_SIDE);
		canvas_blank(canvas, y, box->x + 1, box->cols - 2, ROLE_DIALOG);
		canvas_fill(canvas, y, box->x + box->cols - 1, 1, ROLE_DIALOG, GLYPH_SIDE);
	}
	draw_edge(canvas, box, box->y + box->rows - 1, GLYPH_BOTTOM_LEFT, GLYPH_BOTTOM_RIGHT);
}

static void put_line(struct pen *pen, enum role role, const char *text)
{
	pen_next_line(pen);
	pen_put(pen, role, text);
}

/* The pen at the value of a field in the next line. */
static struct pen *field(struct pen *pen, const char *name)
{
	pen_next_line(pen);
	pen_put_limited(pen, NAME_COLS, ROLE_DIM, name);
	pen_move_to(pen, pen->left_x + NAME_COLS);
	return pen;
}

static void put_where(struct pen *pen, const struct ui *ui, bool is_short)
{
	const struct poll_status *status = &ui->snapshot->status;

	pen_put(field(pen, "table"), ROLE_DIALOG, status->table);
	if (!is_short) {
		pen_printf(field(pen, "region"), ROLE_DIALOG, "%s%s%.64s", status->region,
			*status->profile ? ", profile " : "", status->profile);
		pen_put(field(pen, "endpoint"), ROLE_DIALOG, status->endpoint);
	}
}

/* As many sessions as there is room for, and how many more there are. */
static void put_names(struct pen *pen, const struct write_order *order, size_t lines)
{
	size_t shown = order->count > lines ? lines - 1 : order->count;

	for (size_t i = 0; i < shown; i++) {
		const struct write_target *key = &order->targets[i];

		pen_printf(field(pen, i == 0 ? "sessions" : ""), ROLE_DIALOG, "%s/%s", key->service,
			key->user_id);
	}
	if (shown < order->count) {
		pen_printf(field(pen, ""), ROLE_DIALOG, "and %zu more", order->count - shown);
	}
}

static void put_one(struct pen *pen, const struct ui *ui)
{
	const struct dialog *dialog = &ui->dialog;
	const struct write_target *key = &dialog->order->targets[0];
	const struct session_encoding *encoding =
		session_encoding(&ui->settings->own_encodings, key->encoding);
	bool is_on = key->seen == ACTIVE_ON;

	pen_put(field(pen, "service"), ROLE_DIALOG, key->service);
	pen_put(field(pen, "user"), ROLE_DIALOG, key->user_id);
	pen_put(field(pen, "state"), ROLE_DIALOG, dialog->subject);
	pen_printf(field(pen, "isActive"), ROLE_DIALOG, "\"%s\" %s \"%s\" (stored as %s)",
		is_on ? encoding->on : encoding->off, canvas_glyph(pen->canvas, GLYPH_ARROW),
		is_on ? encoding->off : encoding->on, encoding->type);
}

/* An input field; with a cursor if it has the focus. */
static void put_typed(struct pen *pen, const char *name, const char *text, bool has_cursor)
{
	int length = (int)strlen(text), room_cols = pen_cols_left(field(pen, name)) - 1;

	pen_put(pen, ROLE_DIALOG, text + (length > room_cols ? length - room_cols : 0));
	if (has_cursor) {
		pen_put(pen, ROLE_SELECTED, " ");
	}
}

/* What to type or press next; after a key that was refused, only what ends the dialog. */
static void put_how(struct pen *pen, const struct dialog *dialog)
{
	const char *note = dialog->note;
	const char *tab = *note || dialog->kind == DIALOG_RESUME ? "" : "Tab for a reason, ";
	char key[KEY_TEXT_SIZE];

	pen_next_line(pen);
	if (dialog->is_at_reason) {
		pen_printf(pen, ROLE_TITLE, "%s%s %s reason and Enter. Esc cancels.", note,
			*note ? "type" : "Type", dialog->needs_reason ? "the" : "a");
	} else if (!*dialog->expected) {
		pen_printf(pen, ROLE_TITLE, "%s%s %s to write, %sEsc cancels.", note,
			*note ? "press" : "Press", key_format(DIALOG_CONFIRM_KEY, key), tab);
	} else {
		pen_printf(pen, ROLE_TITLE, "%s%s %s and Enter to write, %sEsc cancels.", note,
			*note ? "type" : "Type", dialog->expected, tab);
		put_typed(pen, dialog->is_number ? "count" : "answer", dialog->typed, true);
	}
}

/* The reason, and how to go on, once the dialog accepts keys. */
static void put_prompt(struct pen *pen, const struct dialog *dialog)
{
	put_typed(pen, "reason", dialog->reason, dialog->is_at_reason && dialog->accepts_keys);
	if (dialog->accepts_keys) {
		put_how(pen, dialog);
	}
}

static void put_sessions(struct pen *pen, const struct ui *ui, size_t names)
{
	const struct dialog *dialog = &ui->dialog;

	if (dialog->order->count == 1) {
		put_one(pen, ui);
		return;
	}
	pen_put(field(pen, "selected"), ROLE_DIALOG, dialog->subject);
	put_names(pen, dialog->order, names);
}

/* What fits: names of sessions are left out first, then the table, then the terms. */
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

	/* The banner shows the error, too. */
	shape.has_error = *dialog->error && least + more < limit_rows;
	more += shape.has_error;
	int fixed = least - (is_one ? 3 : 1) + (shape.is_short ? 0 : more);
	int room = limit_rows - fixed;

	shape.names = (int)wanted > room ? (size_t)room : wanted;
	shape.rows = fixed + (int)shape.names;
	return shape;
}

static void put_terms(struct pen *pen, const struct dialog *dialog, bool has_error)
{
	put_line(pen, ROLE_DIALOG, "Skipped if someone changed it meanwhile. Undo with u.");
	if (*dialog->excluded) {
		put_line(pen, ROLE_DIALOG, dialog->excluded);
	}
	if (*dialog->cost) {
		put_line(pen, ROLE_DIALOG, dialog->cost);
	}
	if (has_error) {
		put_line(pen, ROLE_DIALOG, dialog->error);
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
	int cols = canvas->cols - 2 < MAX_COLS ? canvas->cols - 2 : MAX_COLS;
	const struct pane box = {
		(canvas->rows - shape.rows) / 2, (canvas->cols - cols) / 2, shape.rows, cols};
	struct pen pen = {canvas, box.y, box.x + 2, box.x + 2, box.x + cols - 2};

	draw_box(canvas, &box);
	format_title(dialog, canvas_glyph(canvas, GLYPH_ARROW), title);
	pen_put(&pen, ROLE_TITLE, title);
	put_where(&pen, ui, shape.is_short);
	put_sessions(&pen, ui, shape.names);
	if (!shape.is_short) {
		put_terms(&pen, dialog, shape.has_error);
	}
	put_prompt(&pen, dialog);
}
