/* SPDX-License-Identifier: MIT */
#include "buf.h"
#include "timestamp.h"
#include "view/view.h"
#include "view/write_status.h"

#include <stdio.h>

/* The title, and the names of the columns. */
#define FIXED_ROWS 2

static const enum role roles[WRITE_OUTCOME_COUNT] = {
	[WRITE_PENDING] = ROLE_DIM,
	[WRITE_SENT] = ROLE_DIM,
	[WRITE_WRITTEN] = ROLE_NORMAL,
	[WRITE_CONFLICT] = ROLE_LATE,
	[WRITE_GONE] = ROLE_LATE,
	[WRITE_FAILED] = ROLE_CRITICAL,
	[WRITE_UNKNOWN] = ROLE_CRITICAL,
};

/* Who, why, and what there is to say: what comes first matters most when it is cut. */
static void format_rest(const struct write_record *record, struct buf *out)
{
	buf_puts(out, write_status_who(record));
	if (*record->detail) {
		buf_printf(out, "; %s", record->detail);
	}
	if (*record->reason) {
		buf_printf(out, "; reason: %s", record->reason);
	}
}

static void draw_record(
	struct canvas *canvas, const struct ui *ui, const struct write_record *record, int y)
{
	int name_cols = canvas->cols / 3;
	struct buf name = {0}, rest = {0};
	char when[TIMESTAMP_SIZE];

	timestamp_format_short(record->at_ms, ui->now_wall_ms, when);
	buf_printf(&name, "%s/%s", record->service, record->user_id);
	format_rest(record, &rest);
	canvas_put(canvas, y, 1, 10, ROLE_DIM, when);
	canvas_put(canvas, y, 12, 8, roles[record->outcome],
		record->outcome == WRITE_SENT ? "waits" : write_outcome_word(record->outcome));
	canvas_put(canvas, y, 21, 3, ROLE_NORMAL, write_status_word(record->wanted));
	canvas_put(canvas, y, 25, name_cols, ROLE_NORMAL, buf_text(&name));
	canvas_put(canvas, y, 26 + name_cols, canvas->cols - 27 - name_cols, ROLE_DIM,
		buf_text(&rest));
	buf_fini(&name);
	buf_fini(&rest);
}

static void draw_none(struct canvas *canvas, const struct ui *ui, int y)
{
	int limit = canvas->cols - 4;

	if (ui_is_replay(ui)) {
		canvas_put(canvas, y, 1, limit, ROLE_DIM, "writes   a recording has none");
		return;
	}
	canvas_put(canvas, y, 1, limit, ROLE_DIM, "writes   none of this table in the audit log");
	canvas_put(canvas, y + 2, 3, limit, ROLE_NORMAL,
		ui_is_read_only(ui) ? "This run cannot write. What others from this machine write "
				      "is listed here."
				    : "t in the list of sessions pauses or resumes one: that is "
				      "then listed here.");
}

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_WRITES];
	size_t count = ui->snapshot ? ui->snapshot->write_records_count : 0;

	(void)rows;
	if (count == 0) {
		draw_none(canvas, ui, y);
		return;
	}
	canvas_printf(canvas, y, 1, canvas->cols - 2, ROLE_DIM,
		"writes of this table in the audit log   newest first, lines %zu-%zu of %zu",
		list->top + 1, list_end(list), count);
	canvas_put(canvas, y + 1, 1, canvas->cols - 2, ROLE_DIM, "TIME       OUTCOME  SET SESSION");
	canvas_put(canvas, y + 1, 26 + canvas->cols / 3, canvas->cols - 27 - canvas->cols / 3,
		ROLE_DIM, "WHO, WHAT, WHY");
	for (size_t i = list->top; i < list_end(list) && i < count; i++) {
		draw_record(canvas, ui, &ui->snapshot->write_records[count - 1 - i],
			y + FIXED_ROWS + (int)(i - list->top));
	}
}

static size_t count_lines(const struct ui *ui)
{
	return ui->snapshot ? ui->snapshot->write_records_count : 0;
}

const struct view_ops view_writes = {
	.draw = draw,
	.fixed_rows = FIXED_ROWS,
	.lines = count_lines,
};
