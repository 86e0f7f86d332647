/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

/* Whose sessions are listed, if they are not those of a service. */
static void put_scope(struct pen *pen, const struct ui *ui)
{
	switch (ui->scope.kind) {
	case SCOPE_NONE:
	case SCOPE_SERVICE:
		break;
	case SCOPE_USER:
		pen_put(pen, ROLE_DIM, "user ");
		pen_put_limited(pen, pen_cols_left(pen) / 2, ROLE_TITLE, ui->scope.name);
		break;
	case SCOPE_FINDING:
		if (scope_is_over(&ui->scope)) {
			pen_put(pen, ROLE_DIM, "over: the last sessions of ");
		}
		pen_put_limited(pen, pen_cols_left(pen), ROLE_TITLE, ui->scope.words);
		break;
	case SCOPE_ALL:
		pen_put(pen, ROLE_TITLE, "all services");
		break;
	}
}

void pane_path_put(struct pen *pen, const struct ui *ui)
{
	bool has_user = ui->view == VIEW_DETAIL && ui->user_id;

	pen_put(pen, ROLE_DIM, "overview > ");
	if (ui->view == VIEW_SESSIONS && ui->scope.kind != SCOPE_SERVICE) {
		put_scope(pen, ui);
		return;
	}
	pen_put_limited(pen, pen_cols_left(pen) / (has_user ? 3 : 2),
		has_user ? ROLE_NORMAL : ROLE_TITLE, ui->service ? ui->service : "");
	if (has_user) {
		pen_put(pen, ROLE_DIM, " > ");
		pen_put_limited(pen, pen_cols_left(pen) * 2 / 3, ROLE_TITLE, ui->user_id);
	}
}
