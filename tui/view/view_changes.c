/* SPDX-License-Identifier: MIT */
#include "list/format_rounded.h"
#include "view/change_text.h"
#include "view/rule.h"
#include "view/view.h"

/* The columns of the age in front of a line. */
#define AGE_COLS      6
#define AGE_FROM_COLS 76

static void draw_title(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = rule_begin(canvas, y, 0, canvas->cols);
	int64_t since_ms = change_text_watched_since_ms(ui->snapshot);
	char when[TIMESTAMP_SIZE];

	pen_put(&pen, ROLE_TITLE, "changes");
	pen_skip(&pen, 2);
	if (since_ms > 0) {
		change_text_format_when(ui, since_ms, when);
		pen_printf(&pen, ROLE_NORMAL, "watching since %s", when);
	}
	rule_end_list(&pen, &ui->lists[VIEW_CHANGES], "newest first");
}

static void draw_row(struct canvas *canvas, const struct ui *ui, const struct change *change, int y,
	bool is_selected)
{
	struct pen pen = pen_at(canvas, y, 0);

	pen_put(&pen, is_selected ? ROLE_SELECTED : ROLE_NORMAL, is_selected ? ">" : " ");
	if (canvas->cols >= AGE_FROM_COLS) {
		char age[DURATION_SIZE];

		format_rounded_age(ui->snapshot->asof_ms - change->at_ms, 60000, age);
		pen_printf(&pen, ROLE_NORMAL, "%*s", AGE_COLS, age);
		pen_put(&pen, ROLE_DIM, " ago");
		pen_skip(&pen, 2);
	}
	change_text_put(&pen, ui, change, true);
}

static int count_fixed_rows(const struct ui *ui, int rows, int cols)
{
	(void)rows;
	(void)cols;
	return ui->outage_until_ms > 0 ? 2 : 1;
}

/* Explains why changes seem to come at once: those during an outage are seen only at its end. */
static void draw_outage(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = pen_at(canvas, y, 1);
	char length[DURATION_SIZE], when[TIMESTAMP_SIZE];

	duration_format(ui->outage_until_ms - ui->outage_from_ms, length);
	timestamp_format_short(ui->outage_until_ms, ui->snapshot->asof_ms, when);
	pen_printf(&pen, ROLE_DIM, "no reads for %s until %s: changes found then may be older",
		length, when);
}

static void draw_none(struct canvas *canvas, int y)
{
	struct pen pen = pen_at(canvas, y, 3);

	pen_put(&pen, ROLE_NORMAL, "Nothing has changed since beyatop started.");
	pen_next_line(&pen);
	pen_put(&pen, ROLE_DIM, "Sessions that stop, fail, recover or vanish show here.");
}

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_CHANGES];

	(void)rows;
	draw_title(canvas, ui, y);
	if (ui->outage_until_ms > 0) {
		draw_outage(canvas, ui, ++y);
	}
	if (list->count == 0) {
		draw_none(canvas, y + 2);
		return;
	}
	for (size_t i = list->top; i < list_end(list); i++) {
		int row_y = y + 1 + (int)(i - list->top);

		draw_row(canvas, ui, &ui->snapshot->changes[ui->changes[i]], row_y,
			i == list->selected);
		canvas_set_line(canvas, row_y, 1, i);
	}
}

/* The cursor stays on its change, except on the newest: there it follows new changes. */
static void prepare(struct ui *ui)
{
	const struct snapshot *snapshot = ui->snapshot;
	struct list *list = &ui->lists[VIEW_CHANGES];

	ui->changes = base_realloc(ui->changes, snapshot->changes_count + 1, sizeof(*ui->changes));
	for (size_t i = 0; i < snapshot->changes_count; i++) {
		ui->changes[i] = (uint32_t)i;
	}
	change_text_sort(snapshot, ui->changes, snapshot->changes_count);
	list_set_count(list, snapshot->changes_count);
	for (size_t i = 0; ui->change_number > 0 && i < list->count; i++) {
		if (snapshot->changes[ui->changes[i]].number == ui->change_number) {
			list_select(list, i);
		}
	}
}

static const struct change *selected_change(const struct ui *ui)
{
	const struct list *list = &ui->lists[VIEW_CHANGES];

	return list->count > 0 ? &ui->snapshot->changes[ui->changes[list->selected]] : NULL;
}

static void move_cursor(struct ui *ui, long lines)
{
	struct list *list = &ui->lists[VIEW_CHANGES];

	list_move(list, lines);
	ui->change_number = list->selected > 0 ? selected_change(ui)->number : 0;
}

static bool get_target(const struct ui *ui, struct view_target *target)
{
	const struct change *change = selected_change(ui);

	if (!change) {
		return false;
	}
	target->finding = change->finding;
	target->service = change->service;
	target->is_session = change->user_id && change->kind != CHANGE_GONE;
	target->user_id = target->is_session ? change->user_id : NULL;
	return true;
}

const struct view_ops view_changes = {
	.draw = draw,
	.count_fixed_rows = count_fixed_rows,
	.prepare = prepare,
	.move = move_cursor,
	.open = get_target,
};
