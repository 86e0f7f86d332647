/* SPDX-License-Identifier: MIT */
#include "view/pane.h"

/* Room for "likely over: its last 20 sessions". */
#define BESIDE_FINDING_COLS 38

/* What the finding says, with room for what follows, if anything does. */
static void put_finding(struct pen *pen, const struct ui *ui)
{
	bool is_alone = !ui->problems_only && ui->filter.count == 0 && ui->tags.keys.count == 0 &&
			!scope_is_over(&ui->scope);
	int cols = pen_cols_left(pen) - (is_alone ? 0 : BESIDE_FINDING_COLS);

	pen_put_limited(pen, cols, ROLE_TITLE, ui->scope.words ? ui->scope.words : "a finding");
}

/* Whose sessions are listed. */
static void put_scope(struct pen *pen, const struct ui *ui)
{
	switch (ui->scope.kind) {
	case SCOPE_NONE:
		break;
	case SCOPE_SERVICE:
		pen_put_limited(pen, pen_cols_left(pen) / 2, ROLE_TITLE, ui->scope.name);
		break;
	case SCOPE_USER:
		pen_put(pen, ROLE_DIM, "user ");
		pen_put_limited(pen, pen_cols_left(pen) / 2, ROLE_TITLE, ui->scope.name);
		break;
	case SCOPE_FINDING:
		put_finding(pen, ui);
		break;
	case SCOPE_ALL:
		pen_put(pen, ROLE_TITLE, "all services");
		break;
	}
}

void pane_path_put(struct pen *pen, const struct ui *ui)
{
	if (ui->view != VIEW_SESSIONS || ui->scope.kind != SCOPE_FINDING) {
		pen_put(pen, ROLE_DIM, "overview > ");
	}
	if (ui->view == VIEW_SESSIONS) {
		put_scope(pen, ui);
		return;
	}
	pen_put_limited(pen, pen_cols_left(pen) / 3, ROLE_NORMAL, ui->service ? ui->service : "");
	if (ui->user_id) {
		pen_put(pen, ROLE_DIM, " > ");
		pen_put_limited(pen, pen_cols_left(pen) * 2 / 3, ROLE_TITLE, ui->user_id);
	}
}
