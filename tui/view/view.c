/* SPDX-License-Identifier: MIT */
#include "view/view.h"

#define OPS(ID, name, key, title, about, hint) [VIEW_##ID] = &view_##name,

static const struct view_ops *const views[VIEW_COUNT] = {VIEW_LIST(OPS) OVERLAY_LIST(OPS)};

const struct view_ops *view_ops(enum view_id view)
{
	return views[view];
}

void view_count_lines(struct ui *ui)
{
	const struct view_ops *ops = views[ui->view];

	if (ops->lines) {
		list_set_count(&ui->lists[ui->view], ops->lines(ui));
	}
}

void view_prepare(struct ui *ui)
{
	for (int view = 0; view < VIEW_COUNT && ui->snapshot; view++) {
		if (views[view]->prepare) {
			views[view]->prepare(ui);
		}
	}
}
