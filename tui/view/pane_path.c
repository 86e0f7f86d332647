/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

void pane_path_put(struct pen *pen, const struct ui *ui)
{
	bool has_user = ui->view == VIEW_DETAIL && ui->user_id;

	pen_put(pen, ROLE_DIM, "overview > ");
	if (ui->view == VIEW_SESSIONS && ui->listed_user) {
		pen_put(pen, ROLE_DIM, "user ");
		pen_put_limited(pen, pen_cols_left(pen) / 2, ROLE_TITLE, ui->listed_user);
		return;
	}
	pen_put_limited(pen, pen_cols_left(pen) / (has_user ? 3 : 2),
		has_user ? ROLE_NORMAL : ROLE_TITLE, ui->service ? ui->service : "");
	if (has_user) {
		pen_put(pen, ROLE_DIM, " > ");
		pen_put_limited(pen, pen_cols_left(pen) * 2 / 3, ROLE_TITLE, ui->user_id);
	}
}
