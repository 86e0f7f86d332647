/* SPDX-License-Identifier: MIT */
#include "view/breadcrumb.h"

int breadcrumb_draw(struct canvas *canvas, const struct ui *ui, int y)
{
	bool has_user = ui->view == VIEW_DETAIL && ui->user_id;
	int x = 1 + canvas_put(canvas, y, 1, canvas->cols - 1, ROLE_DIM, "overview > ");

	x += canvas_put(canvas, y, x, (canvas->cols - x) / (has_user ? 3 : 2),
		has_user ? ROLE_NORMAL : ROLE_TITLE, ui->service ? ui->service : "");
	if (!has_user) {
		return x;
	}
	x += canvas_put(canvas, y, x, canvas->cols - x, ROLE_DIM, " > ");
	return x + canvas_put(canvas, y, x, (canvas->cols - x) * 2 / 3, ROLE_TITLE, ui->user_id);
}
