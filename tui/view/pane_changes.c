/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

#include "timestamp.h"
#include "view/change_text.h"
#include "view/rule.h"

/* How far it looks back. */
#define LOOK_BACK_MS (15 * INT64_C(60000))

/* How many of the newest changes are recent enough for the pane. */
static size_t count_recent(const struct ui *ui)
{
	size_t count = 0;

	while (count < ui->lists[VIEW_CHANGES].count &&
		ui->snapshot->asof_ms - ui->snapshot->changes[ui->changes[count]].at_ms <=
			LOOK_BACK_MS) {
		count++;
	}
	return count;
}

static void put_none(struct pen *pen, const struct ui *ui)
{
	int64_t since_ms = change_text_watched_since_ms(ui->snapshot);
	char when[TIMESTAMP_SIZE];

	if (since_ms == 0) {
		pen_put(pen, ROLE_DIM, "none yet: shown from the second refresh on");
		return;
	}
	if (ui->snapshot->asof_ms - since_ms > LOOK_BACK_MS) {
		since_ms = ui->snapshot->asof_ms - LOOK_BACK_MS;
	}
	change_text_format_when(ui, since_ms, when);
	pen_printf(pen, ROLE_DIM, "no changes since %s", when);
}

static void put_title(struct canvas *canvas, const struct pane *pane)
{
	struct pen pen = rule_begin(canvas, pane->y, pane->x, pane->x + pane->cols);

	pen_put(&pen, ROLE_TITLE, "changes");
	rule_end(&pen, "last 15 min");
}

/* Puts the newest lines about findings, or the others, at most that many; returns how many. */
static size_t put_lines(
	struct pen *pen, const struct ui *ui, size_t recent, bool are_of_findings, size_t most)
{
	size_t put = 0;

	for (size_t i = 0; i < recent && put < most; i++) {
		const struct change *change = &ui->snapshot->changes[ui->changes[i]];

		if (change_is_of_finding(change->kind) == are_of_findings) {
			change_text_put(pen, ui, change, false);
			pen_next_line(pen);
			put++;
		}
	}
	return put;
}

/* Beginnings and ends of findings come first: in a large fleet, something always changes. */
void pane_changes_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	struct pen pen = pane_pen(canvas, pane);
	size_t count = count_recent(ui), room = pane->rows > 0 ? (size_t)pane->rows - 1 : 0;

	if (pane->rows < 2) {
		return;
	}
	put_title(canvas, pane);
	pen.left_x++;
	pen_next_line(&pen);
	if (count == 0) {
		put_none(&pen, ui);
		return;
	}
	size_t lines = count <= room ? count : room - 1;

	size_t put = put_lines(&pen, ui, count, true, lines);

	put_lines(&pen, ui, count, false, lines - put);
	if (lines < count) {
		pen_printf(&pen, ROLE_DIM, "%zu more: press 5", count - lines);
	}
}
