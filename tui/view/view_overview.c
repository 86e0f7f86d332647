/* SPDX-License-Identifier: MIT */
#include "view/view.h"

#include "ui/overview_cursor.h"
#include "ui/selection.h"
#include "view/column_layout.h"
#include "view/pane.h"
#include "view/rule.h"

/*
 * What gets rows, in this order: the findings, the tiles, the services, the charts, the changes.
 * Where the screen is wide, the changes are beside the first of these instead of below them.
 */
struct layout {
	struct pane findings, totals, charts, changes;
	/* the rule with the title, the titles of the columns, the list, and the left-out line */
	int services_y, list_rows;
	bool has_left_out;
	int notes_rows;
};

#define CHANGES_MIN_ROWS 4
/* From here on, the changes are beside the findings. */
#define WIDE_FROM_COLS 150
/* Above the list of services. */
#define SERVICES_HEAD_ROWS 2

static int at_most(int rows, int limit)
{
	return rows < limit ? rows : limit;
}

static bool is_wide(int cols)
{
	return cols >= WIDE_FROM_COLS;
}

/* Beside the findings, whose texts come first. */
static int changes_cols(int cols)
{
	return cols >= 180 ? 50 : 42;
}

/* Rows of the list, at least 1, because an empty list says so. */
static int wanted_services(const struct ui *ui, int rows)
{
	int count = at_most((int)ui->lists[VIEW_OVERVIEW].count, rows);

	return count > 1 ? count : 1;
}

/* What the findings leave to the services, if these need so many. */
static int kept_services(const struct ui *ui, int rows)
{
	return at_most(wanted_services(ui, rows), rows < 12 ? 2 : rows < 18 ? 3 : rows / 4);
}

static struct layout lay_out(const struct ui *ui, int rows, int cols)
{
	bool has_charts = ui->lists[VIEW_OVERVIEW].count > 0, is_roomy = view_is_roomy(rows);
	struct layout layout = {.has_left_out = ui->left_out.services > 0};
	int left_cols = is_wide(cols) ? cols - changes_cols(cols) - 2 : cols, y = 0, spare;

	layout.notes_rows = pane_notes_put(NULL, ui, 0, rows, cols);
	layout.totals = (struct pane){0, 0, pane_totals_rows(ui, rows, left_cols), left_cols};
	spare = rows - layout.totals.rows - SERVICES_HEAD_ROWS - layout.has_left_out -
		layout.notes_rows;
	layout.findings = (struct pane){0, 0, spare - kept_services(ui, rows), left_cols};

	struct pane_need need = pane_findings_need(ui, &layout.findings);
	int most = at_most(need.most, layout.findings.rows);

	layout.findings.rows = need.most > most ? at_most(need.least, most) : most;
	spare -= layout.findings.rows;
	layout.list_rows = at_most(wanted_services(ui, rows), spare);
	spare -= layout.list_rows;
	/* Before rows go to charts or stay blank, no text is cut. */
	most = at_most(most - layout.findings.rows, spare);
	layout.findings.rows += most;
	spare -= most;

	int blanks = is_roomy && spare >= 2 ? 2 : 0;

	spare -= blanks;
	if (has_charts && spare >= PANE_CHART_MIN_ROWS) {
		layout.charts = (struct pane){0, 0, at_most(spare, rows * 2 / 5), left_cols};
	}
	y = layout.findings.rows;
	y += blanks > 0;
	layout.totals.y = y;
	y += layout.totals.rows + (blanks > 0);
	layout.charts.y = y;
	y += layout.charts.rows;
	if (is_wide(cols)) {
		layout.changes = (struct pane){0, left_cols + 2, y, changes_cols(cols)};
	}
	layout.services_y = y;
	y += SERVICES_HEAD_ROWS + layout.list_rows + layout.has_left_out;
	if (!is_wide(cols) && rows - layout.notes_rows - y >= CHANGES_MIN_ROWS) {
		layout.changes = (struct pane){y, 0, rows - layout.notes_rows - y, cols};
	}
	return layout;
}

static int count_fixed_rows(const struct ui *ui, int rows, int cols)
{
	return ui_has_data(ui) ? rows - lay_out(ui, rows, cols).list_rows : rows;
}

static void fit(struct ui *ui, int rows, int cols)
{
	struct layout layout;

	if (ui_has_data(ui)) {
		layout = lay_out(ui, rows, cols);
		list_set_rows(
			&ui->overview_cursor.findings, pane_findings_lines(ui, &layout.findings));
	}
}

/* An empty table may be the wrong one: says what to check. */
static void draw_empty(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	static const char *const lines[] = {
		"Check the table, region and profile (-t, -r, -p).",
		"Sessions without lastPollAt are in no index: :reconcile scans for them.",
	};
	struct pen pen = pen_at(canvas, y, 3);
	int count = snapshot_knows_never_polled(ui->snapshot) ? 1 : (int)ARRAY_LEN(lines);

	if (ui->filter.count > 0) {
		pen_printf(&pen, ROLE_TITLE, "No session matches the filter%s: Esc clears it.",
			ui_so_far(ui));
		return;
	}
	pen_printf(&pen, ROLE_TITLE, "No sessions were found%s.", ui_so_far(ui));
	for (int i = 0; i < count && i + 1 < rows; i++) {
		pen_next_line(&pen);
		pen_put(&pen, ROLE_NORMAL, lines[i]);
	}
}

static void draw_services_title(struct canvas *canvas, const struct ui *ui, int y)
{
	const struct list *list = &ui->lists[VIEW_OVERVIEW];
	struct pen pen = rule_begin(canvas, y, 0, canvas->cols);

	pen_put(&pen, ROLE_TITLE, "services");
	rule_end_list(&pen, list, ui_sort_words(ui, VIEW_OVERVIEW));
}

static void draw_services(struct canvas *canvas, const struct ui *ui, int y)
{
	const struct list *list = &ui->lists[VIEW_OVERVIEW];
	const struct column_layout layout =
		column_layout_make(ui, VIEW_OVERVIEW, service_cells_fill, canvas->cols);

	column_layout_put_titles(canvas, y, &layout, ui_sort_field(ui, VIEW_OVERVIEW),
		ui->services_order.is_inverted);
	for (size_t i = list->top; i < list_end(list); i++) {
		const struct service_summary *service = &ui->snapshot->services[ui->services[i]];
		int row_y = y + 1 + (int)(i - list->top);

		column_layout_put_row(canvas, row_y, &layout, ui, service,
			i == list->selected && !ui_selected_finding(ui));
		canvas_set_line(canvas, row_y, 1, ui->overview_cursor.findings.count + i);
	}
}

static void draw_left_out(struct canvas *canvas, const struct ui *ui, int y)
{
	char text[LEFT_OUT_SIZE];

	left_out_format(&ui->left_out, text);
	canvas_put(canvas, y, 3, canvas->cols - 4, ROLE_DIM, text);
}

static struct pane pane_below(struct pane pane, int y)
{
	pane.y += y;
	return pane;
}

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	struct layout layout = lay_out(ui, rows, canvas->cols);
	const struct pane findings = pane_below(layout.findings, y);
	const struct pane totals = pane_below(layout.totals, y);
	const struct pane charts = pane_below(layout.charts, y);
	const struct pane changes = pane_below(layout.changes, y);

	pane_findings_draw(canvas, ui, &findings);
	pane_totals_draw(canvas, ui, &totals, rows);
	pane_charts_draw(canvas, ui, &charts);
	pane_changes_draw(canvas, ui, &changes);
	draw_services_title(canvas, ui, y + layout.services_y);
	if (ui->lists[VIEW_OVERVIEW].count == 0) {
		draw_empty(canvas, ui, y + layout.services_y + 1, layout.list_rows + 1);
	} else {
		draw_services(canvas, ui, y + layout.services_y + 1);
	}
	if (layout.has_left_out) {
		draw_left_out(
			canvas, ui, y + layout.services_y + SERVICES_HEAD_ROWS + layout.list_rows);
	}
	pane_notes_put(canvas, ui, y + rows - layout.notes_rows, rows, canvas->cols);
}

static void move_cursor(struct ui *ui, long lines)
{
	overview_cursor_move(ui, lines);
	if (ui->snapshot) {
		selection_pick_service(ui);
	}
}

static bool get_target(const struct ui *ui, struct view_target *target)
{
	const struct finding *finding = ui_selected_finding(ui);

	if (finding) {
		target->finding = finding->number;
		return true;
	}
	if (!ui->selected_service) {
		return false;
	}
	target->service = ui->selected_service->name;
	return true;
}

const struct view_ops view_overview = {
	.draw = draw,
	.count_fixed_rows = count_fixed_rows,
	.fit = fit,
	.move = move_cursor,
	.open = get_target,
};
