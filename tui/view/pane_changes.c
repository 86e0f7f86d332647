/* SPDX-License-Identifier: MIT */
#include "view/pane_changes.h"

#include "timestamp.h"
#include "view/change_text.h"

/* How many of the newest are no older than the pane looks back. */
static size_t count_recent(const struct ui *ui)
{
	size_t count = 0;

	while (count < ui->lists[VIEW_CHANGES].count &&
		ui->snapshot->asof_ms - ui->snapshot->changes[ui->changes[count]].at_ms <=
			PANE_CHANGES_MS) {
		count++;
	}
	return count;
}

static void draw_none(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	int64_t since_ms = change_text_watched_since_ms(ui->snapshot);
	char when[TIMESTAMP_SIZE];

	if (since_ms == 0) {
		canvas_put(canvas, pane->y + 1, pane->x, pane->cols, ROLE_DIM,
			"none yet: they show from the second refresh on");
		return;
	}
	if (ui->snapshot->asof_ms - since_ms > PANE_CHANGES_MS) {
		since_ms = ui->snapshot->asof_ms - PANE_CHANGES_MS;
	}
	change_text_format_when(ui, since_ms, when);
	canvas_printf(
		canvas, pane->y + 1, pane->x, pane->cols, ROLE_DIM, "no changes since %s", when);
}

void pane_changes_draw(struct canvas *canvas, const struct ui *ui, const struct pane *pane)
{
	size_t count = count_recent(ui), room = pane->rows > 0 ? (size_t)pane->rows - 1 : 0;

	if (pane->rows < 2) {
		return;
	}
	canvas_put(canvas, pane->y, pane->x, pane->cols, ROLE_TITLE, "CHANGES, LAST 15 MIN");
	if (count == 0) {
		draw_none(canvas, ui, pane);
		return;
	}
	size_t lines = count <= room ? count : room - 1;

	for (size_t i = 0; i < lines; i++) {
		change_text_put(canvas, ui, &ui->snapshot->changes[ui->changes[i]],
			pane->y + 1 + (int)i, pane->x, pane->cols, false);
	}
	if (lines < count) {
		canvas_printf(canvas, pane->y + 1 + (int)lines, pane->x, pane->cols, ROLE_DIM,
			"%zu more: press 5", count - lines);
	}
}
