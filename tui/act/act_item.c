/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "ui/selection.h"

void act_item_fold(struct app *app)
{
	struct ui *ui = &app->ui;
	struct list *list = &ui->lists[VIEW_DETAIL];
	size_t line = list->selected, before = ui->tree.count;

	if (item_tree_toggle(&ui->tree, line)) {
		selection_build_tree(ui);
		if (ui->tree.count > before) { /* scroll to show what was unfolded */
			size_t shown = ui->tree.count - before;

			list_select(list, line + (shown < list->rows ? shown : list->rows - 1));
			list_select(list, line);
		}
	} else if (line < ui->tree.count && ui->tree.lines[line].parent != ITEM_TREE_NO_LINE) {
		list_select(list, ui->tree.lines[line].parent);
	}
}

void act_item_reveal(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui_is_replay(ui)) {
		app_say(app, "Nothing to show: recordings contain no secrets.");
		return;
	}
	if (ui_reveals(ui)) {
		ui->reveal_until_mono_ms = 0;
		return;
	}
	ui->reveal_until_mono_ms = UI_FROM_NEXT_FRAME;
	app_say(app, "Secrets are shown for 30 s. x hides them.");
}
