/* SPDX-License-Identifier: MIT */
#include "view/column_layout.h"

#include "duration.h"
#include "list/format_rounded.h"
#include "number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct column_layout column_layout_make(
	const struct ui *ui, enum view_id view, column_fill *fill, int cols)
{
	struct column_layout layout = {.fill = fill};
	const struct field *shown[FIELD_MAX];
	int x = COLUMN_MARKER_COLS, spare_cols = cols - COLUMN_MARKER_COLS;

	size_t count = ui_shown_columns(ui, view, cols, shown);

	for (size_t i = 0; i < count; i++) {
		spare_cols -= shown[i]->width_cols + 1;
	}
	for (size_t i = 0; i < count && x < cols; i++) {
		int grow_cols = spare_cols < shown[i]->grow_cols ? spare_cols : shown[i]->grow_cols;
		int width_cols = shown[i]->width_cols + (grow_cols > 0 ? grow_cols : 0);

		spare_cols -= width_cols - shown[i]->width_cols;
		layout.columns[i].field = shown[i];
		layout.columns[i].x = x;
		layout.columns[i].width_cols = x + width_cols <= cols ? width_cols : cols - x;
		layout.count++;
		x += width_cols + 1;
	}
	return layout;
}

static void put(struct canvas *canvas, int y, const struct column_layout *layout, size_t column,
	const struct column_cell *cell)
{
	int x = layout->columns[column].x, width_cols = layout->columns[column].width_cols;

	if (layout->columns[column].field->is_right) {
		canvas_put_right(canvas, y, x, width_cols, cell->role, cell->text);
	} else {
		x += canvas_put(canvas, y, x, width_cols - (cell->is_watched ? 2 : 0), cell->role,
			cell->text);
		canvas_put(canvas, y, x + 1, cell->is_watched, ROLE_WATCHED, "w");
	}
}

void column_layout_put_titles(struct canvas *canvas, int y, const struct column_layout *layout,
	const struct field *sorted_by, bool is_inverted)
{
	for (size_t i = 0; i < layout->count; i++) {
		const char *title = layout->columns[i].field->title;
		struct column_cell cell = {.text = title, .role = ROLE_TITLE};
		int title_cols = (int)strlen(title);

		if (layout->columns[i].field == sorted_by) {
			cell.role = ROLE_SELECTED;
			if (title_cols > 1 && title_cols < layout->columns[i].width_cols) {
				snprintf(cell.buffer, sizeof(cell.buffer), "%s%c", title,
					is_inverted ? '^' : 'v');
				cell.text = cell.buffer;
			}
		}
		put(canvas, y, layout, i, &cell);
	}
}

void column_layout_put_row(struct canvas *canvas, int y, const struct column_layout *layout,
	const struct ui *ui, const void *row, bool is_selected)
{
	if (is_selected) {
		canvas_put(canvas, y, 0, COLUMN_MARKER_COLS, ROLE_NORMAL, ">");
	}
	for (size_t i = 0; i < layout->count; i++) {
		struct column_cell cell = {
			.role = ROLE_NORMAL,
			.width_cols = layout->columns[i].width_cols,
			.is_ascii = canvas->is_ascii,
			.has_heat_ramp = canvas->has_heat_ramp,
		};

		cell.text = cell.buffer;
		layout->fill(ui, layout->columns[i].field, row, &cell);
		if (is_selected && layout->columns[i].field->unit == FIELD_TEXT) {
			cell.role = ROLE_SELECTED;
		}
		put(canvas, y, layout, i, &cell);
	}
}

void column_layout_fill_value(
	const struct ui *ui, enum field_unit unit, double value, struct column_cell *cell)
{
	if (isnan(value)) {
		cell->text = "?";
		cell->role = ROLE_UNKNOWN;
		return;
	}
	switch (unit) {
	case FIELD_DRAWN:
	case FIELD_TEXT:
		break;
	case FIELD_COUNT:
		/* a dot, so that figures are what is seen */
		if (value > 0) {
			number_format_count((uint64_t)value, cell->buffer);
		} else {
			cell->text = ".";
			cell->role = ROLE_DIM;
		}
		break;
	case FIELD_RATIO:
		format_rounded_late(value, cell->buffer);
		break;
	case FIELD_AGE:
		format_rounded_long_age((int64_t)value, cell->buffer);
		break;
	case FIELD_INTERVAL:
		duration_format_setting((int64_t)value, cell->buffer);
		cell->role = ROLE_DIM;
		break;
	case FIELD_TIME:
		ui_format_time(ui, (int64_t)value, cell->buffer);
		cell->role = ROLE_DIM;
		break;
	case FIELD_ACTIVE:
		cell->text = value > 0 ? "on" : "OFF";
		cell->role = value > 0 ? ROLE_DIM : ROLE_NORMAL;
		break;
	case FIELD_STATE:
		cell->text = session_state_info((enum session_state)value)->title;
		cell->role = role_of_state((enum session_state)value);
		break;
	}
}
