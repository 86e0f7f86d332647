/* SPDX-License-Identifier: MIT */
#include "buf.h"
#include "timestamp.h"
#include "view/rule.h"
#include "view/view.h"
#include "view/write_status.h"

#include <stdio.h>

/* The title, and the column titles. */
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

/* The most important first, because the end may be cut. */
static void format_rest(const struct write_record *record, struct buf *out)
{
	buf_puts(out, write_status_author(record));
	if (*record->detail) {
		buf_printf(out, "; %s", record->detail);
	}
	if (*record->reason) {
		buf_printf(out, "; reason: %s", record->reason);
	}
}

/* The first columns of outcome, order and session; the rest comes after the session. */
#define OUTCOME_X 12
#define ORDER_X   21
#define SESSION_X 28

static int rest_x(const struct canvas *canvas)
{
	return SESSION_X + 1 + canvas->cols / 3;
}

static void put_titles(struct pen *pen)
{
	const struct {
		int x;
		const char *title;
	} columns[] = {{1, "TIME"}, {OUTCOME_X, "OUTCOME"}, {ORDER_X, "ORDER"},
		{SESSION_X, "SESSION"}, {rest_x(pen->canvas), "BY, DETAIL, REASON"}};

	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		pen_move_to(pen, columns[i].x);
		pen_put(pen, ROLE_DIM, columns[i].title);
	}
}

static void put_record(struct pen *pen, const struct ui *ui, const struct write_record *record)
{
	struct buf name = {0}, rest = {0};
	char when[TIMESTAMP_SIZE];

	timestamp_format_short(record->at_ms, ui->now_wall_ms, when);
	buf_printf(&name, "%s/%s", record->service, record->user_id);
	format_rest(record, &rest);
	pen_put_limited(pen, OUTCOME_X - 2, ROLE_DIM, when);
	pen_move_to(pen, OUTCOME_X);
	pen_put_limited(pen, ORDER_X - OUTCOME_X - 1, roles[record->outcome],
		record->outcome == WRITE_SENT ? "pending" : write_outcome_word(record->outcome));
	pen_move_to(pen, ORDER_X);
	pen_put(pen, ROLE_NORMAL, write_status_verb(record->wanted));
	pen_move_to(pen, SESSION_X);
	pen_put_limited(pen, pen->canvas->cols / 3, ROLE_NORMAL, buf_text(&name));
	pen_move_to(pen, rest_x(pen->canvas));
	pen_put(pen, ROLE_DIM, buf_text(&rest));
	buf_fini(&name);
	buf_fini(&rest);
}

static void draw_none(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = pen_at(canvas, y, 3);

	pen_put(&pen, ROLE_NORMAL,
		ui_is_replay(ui) ? "Recordings contain no writes."
				 : "None to this table in the audit log.");
	pen_next_line(&pen);
	if (!ui_is_replay(ui)) {
		pen_put(&pen, ROLE_DIM,
			ui_is_read_only(ui)
				? "Read-only: this lists what others on this machine write."
				: "Press t in a list of sessions to pause or resume.");
	}
}

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	struct pen title = rule_begin(canvas, y, 0, canvas->cols), pen = pen_at(canvas, y, 1);
	const struct list *list = &ui->lists[VIEW_WRITES];
	size_t count = ui->snapshot ? ui->snapshot->write_records_count : 0;

	(void)rows;
	pen_put(&title, ROLE_TITLE, "writes");
	pen_put(&title, ROLE_DIM, "  to this table in the audit log");
	rule_end_list(&title, list, "newest first");
	if (count == 0) {
		draw_none(canvas, ui, y + 2);
		return;
	}
	pen_next_line(&pen);
	put_titles(&pen);
	for (size_t i = list->top; i < list_end(list) && i < count; i++) {
		pen_next_line(&pen);
		put_record(&pen, ui, &ui->snapshot->write_records[count - 1 - i]);
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
