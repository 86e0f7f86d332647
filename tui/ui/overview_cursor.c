/* SPDX-License-Identifier: MIT */
#include "ui/overview_cursor.h"

void overview_cursor_find(struct ui *ui)
{
	struct overview_cursor *cursor = &ui->overview_cursor;

	list_set_count(&cursor->findings, ui->findings ? ui->findings->count : 0);
	if (cursor->number == 0) {
		list_select(&cursor->findings, 0);
		return;
	}
	for (size_t i = 0; i < cursor->findings.count; i++) {
		if (ui->findings->list[i].number == cursor->number) {
			list_select(&cursor->findings, i);
			return;
		}
	}
	if (cursor->findings.count > 0) {
		cursor->number = ui->findings->list[cursor->findings.selected].number;
	}
}

size_t overview_cursor_line(const struct ui *ui)
{
	const struct overview_cursor *cursor = &ui->overview_cursor;

	return ui_selected_finding(ui) ? cursor->findings.selected
				       : cursor->findings.count + ui->lists[VIEW_OVERVIEW].selected;
}

void overview_cursor_move(struct ui *ui, long lines)
{
	struct overview_cursor *cursor = &ui->overview_cursor;
	struct list *services = &ui->lists[VIEW_OVERVIEW];
	struct list both = {.count = cursor->findings.count + services->count,
		.selected = overview_cursor_line(ui)};

	if (both.count == 0) {
		return; /* it still begins on the first finding */
	}
	list_move(&both, lines);
	cursor->is_on_services = both.selected >= cursor->findings.count;
	if (cursor->is_on_services) {
		list_select(services, both.selected - cursor->findings.count);
	} else {
		list_select(&cursor->findings, both.selected);
		cursor->number = ui->findings->list[both.selected].number;
	}
}
