/* SPDX-License-Identifier: MIT */
#include "view/view.h"
#include "ui/selection.h"
#include "view/column_layout.h"
#include "view/pane.h"

/* The rows of the body, from the top. Blank rows are used only if nothing else needs them. */
struct layout {
	int totals_rows, blank_below_totals;
	/* the histogram, with the changes beside it if they fit */
	int band_rows, blank_below_band;
	/* without the titles, and with the line of the services left out */
	int list_rows, left_out_rows;
	/* below the list, if not beside the histogram */
	int changes_rows;
	int notes_rows;
};

#define BAND_MAX_ROWS    16
#define CHANGES_MIN_COLS 40
#define CHANGES_MIN_ROWS 3

/* The charts have the rest. */
static int charts_cols(int cols)
{
	return cols - 3 - CHANGES_MIN_COLS;
}

static bool are_changes_beside(int cols)
{
	return charts_cols(cols) >= PANE_HISTOGRAM_MIN_COLS;
}

static int at_most(int rows, int limit)
{
	return rows < limit ? rows : limit;
}

static struct layout lay_out(const struct ui *ui, int rows, int cols)
{
	struct layout layout = {.totals_rows = pane_totals_rows(ui, rows, cols)};
	int services = (int)at_most((int)ui->lists[VIEW_OVERVIEW].count, rows);
	int wanted = services > CHANGES_MIN_ROWS ? services : CHANGES_MIN_ROWS; /* or "empty" */

	layout.left_out_rows = ui->left_out.services > 0;
	wanted += layout.left_out_rows;
	layout.notes_rows = pane_notes_put(NULL, ui, 0, rows, cols);
	int spare = rows - layout.totals_rows - 1 - layout.notes_rows - wanted;

	if (spare >= PANE_CHART_MIN_ROWS && services > 0) {
		/* Three rows are blank; if the changes are below, they get half of the rest. */
		int most = are_changes_beside(cols) || spare <= 12 ? spare - 3 : spare / 2;

		layout.band_rows = at_most(most, BAND_MAX_ROWS);
		if (layout.band_rows < PANE_CHART_MIN_ROWS) {
			layout.band_rows = PANE_CHART_MIN_ROWS;
		}
		spare -= layout.band_rows;
	}
	layout.blank_below_totals = spare > 0 && view_is_roomy(rows);
	spare -= layout.blank_below_totals;
	layout.blank_below_band = spare > 0 && layout.band_rows > 0;
	spare -= layout.blank_below_band;
	layout.list_rows = wanted + (spare < 0 ? spare : 0);
	if (!(layout.band_rows > 0 && are_changes_beside(cols)) && spare > CHANGES_MIN_ROWS) {
		layout.changes_rows = spare - 1;
	}
	return layout;
}

static int count_fixed_rows(const struct ui *ui, int rows, int cols)
{
	if (!ui_has_data(ui)) {
		return rows;
	}
	struct layout layout = lay_out(ui, rows, cols);

	return rows - layout.list_rows + layout.left_out_rows;
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

static void draw_services(struct canvas *canvas, const struct ui *ui, int y)
{
	const struct list *list = &ui->lists[VIEW_OVERVIEW];
	const struct column_layout layout =
		column_layout_make(ui, VIEW_OVERVIEW, service_cells_fill, canvas->cols);

	column_layout_put_titles(canvas, y, &layout, ui_sort_field(ui, VIEW_OVERVIEW),
		ui->services_order.is_inverted);
	canvas->list_y = y + 1;
	for (size_t i = list->top; i < list_end(list); i++) {
		const struct service_summary *service = &ui->snapshot->services[ui->services[i]];

		column_layout_put_row(canvas, y + 1 + (int)(i - list->top), &layout, ui, service,
			i == list->selected);
	}
}

static void draw_left_out(struct canvas *canvas, const struct ui *ui, int y)
{
	char text[LEFT_OUT_SIZE];

	left_out_format(&ui->left_out, text);
	canvas_put(canvas, y, 3, canvas->cols - 4, ROLE_DIM, text);
}

/* The histogram, and the changes on its right. */
static void draw_band(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	int cols = are_changes_beside(canvas->cols) ? charts_cols(canvas->cols) : canvas->cols - 1;
	const struct pane charts = {y, 0, rows, cols};
	const struct pane beside = {y, cols + 3, rows, canvas->cols - cols - 4};

	pane_charts_draw(canvas, ui, &charts);
	if (are_changes_beside(canvas->cols)) {
		pane_changes_draw(canvas, ui, &beside);
	}
}

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	struct layout layout = lay_out(ui, rows, canvas->cols);
	int end_y = y + rows;

	pane_totals_draw(canvas, ui, y, rows);
	y += layout.totals_rows + layout.blank_below_totals;
	if (layout.band_rows > 0) {
		draw_band(canvas, ui, y, layout.band_rows);
		y += layout.band_rows + layout.blank_below_band;
	}
	if (ui->lists[VIEW_OVERVIEW].count == 0) {
		draw_empty(canvas, ui, y, layout.list_rows);
	} else {
		draw_services(canvas, ui, y);
		if (layout.left_out_rows > 0) {
			draw_left_out(canvas, ui, y + layout.list_rows);
		}
	}
	y += 1 + layout.list_rows;
	if (layout.changes_rows > 0) {
		pane_changes_draw(canvas, ui,
			&(struct pane){y + 1, 1, layout.changes_rows - 1, canvas->cols - 2});
	}
	pane_notes_put(canvas, ui, end_y - layout.notes_rows, rows, canvas->cols);
}

static void move_cursor(struct ui *ui, long lines)
{
	list_move(&ui->lists[VIEW_OVERVIEW], lines);
	if (ui->snapshot) {
		selection_pick_service(ui);
	}
}

static bool get_target(const struct ui *ui, struct view_target *target)
{
	if (!ui->selected_service) {
		return false;
	}
	target->service = ui->selected_service->name;
	return true;
}

const struct view_ops view_overview = {
	.draw = draw,
	.count_fixed_rows = count_fixed_rows,
	.move = move_cursor,
	.open = get_target,
};
