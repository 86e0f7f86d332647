/* SPDX-License-Identifier: MIT */
#include "text.h"
#include "units.h"
#include "view.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_COLS 22

/* What stands behind a value, to read it by; appends to note, may change the value's role. */
typedef void annotate_fn(
	const struct ui *ui, const struct item_node *node, struct buf *note, enum role *role);

static void annotate_active(
	const struct ui *ui, const struct item_node *node, struct buf *note, enum role *role)
{
	uint8_t encoding;

	/* A recording does not say how it is stored. */
	if (ui_is_replay(ui)) {
		return;
	}
	if (session_decode_active(&ui->settings->spellings, node->type, node->text, &encoding) ==
		ACTIVE_UNKNOWN) {
		*role = ROLE_UNKNOWN;
		buf_printf(note, "(%s: cannot be read)", node->type);
	} else {
		buf_printf(note, "(stored as %s)", node->type);
	}
}

static bool parse_number(const struct item_node *node, int64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoll(node->text, &end, 10);
	return strcmp(node->type, "N") == 0 && errno == 0 && end != node->text && *end == '\0';
}

static void annotate_interval(
	const struct ui *ui, const struct item_node *node, struct buf *note, enum role *role)
{
	char text[UNITS_TEXT_SIZE];
	int64_t interval_ms;

	(void)ui;
	(void)role;
	if (!parse_number(node, &interval_ms) || interval_ms <= 0) {
		return;
	}
	units_format_interval(interval_ms, text);
	buf_printf(note, "every %s", text);
}

/* The item was read after the list: its ages refer to its own time. */
static void annotate_time(
	const struct ui *ui, const struct item_node *node, struct buf *note, enum role *role)
{
	int64_t now_ms = ui->snapshot->item.read_at_ms, time_ms;
	char text[UNITS_TEXT_SIZE];

	if (!units_parse_time(node->text, &time_ms, NULL)) {
		*role = ROLE_UNKNOWN;
		buf_puts(note, "(cannot be read)");
		return;
	}
	if (time_ms > now_ms) {
		units_format_age(time_ms - now_ms, text);
		buf_printf(note, "%s ahead", text);
	} else {
		units_format_age(now_ms - time_ms, text);
		buf_printf(note, "%s ago", text);
	}
}

static void annotate_errors(
	const struct ui *ui, const struct item_node *node, struct buf *note, enum role *role)
{
	int64_t count;

	(void)ui;
	(void)note;
	if (!parse_number(node, &count) || count < 0) {
		*role = ROLE_UNKNOWN;
	} else {
		*role = role_of_errors(count < INT32_MAX ? (int32_t)count : INT32_MAX);
	}
}

static const struct {
	const char *name;
	annotate_fn *annotate;
} annotations[] = {
	{"isActive", annotate_active},
	{"pollingIntervalMs", annotate_interval},
	{"lastPollAt", annotate_time},
	{"createdAt", annotate_time},
	{"errorCount", annotate_errors},
};

static void annotate(
	const struct ui *ui, const struct item_node *node, struct buf *note, enum role *role)
{
	for (size_t i = 0; i < ARRAY_LEN(annotations); i++) {
		if (node->depth == 0 && strcmp(node->name, annotations[i].name) == 0) {
			annotations[i].annotate(ui, node, note, role);
		}
	}
}

static bool is_container(const struct item_node *node)
{
	return node->children > 0 || strcmp(node->type, "M") == 0 || strcmp(node->type, "L") == 0;
}

/* Addresses carry tokens in their path or query, whatever the attribute is called. */
static bool is_url(const struct item_node *node)
{
	return strstr(node->text, "://") != NULL ||
	       (node->depth == 0 && strcmp(node->name, "webhookUrl") == 0);
}

static void append_value(const struct tree_line *line, struct buf *out)
{
	const struct item_node *node = line->node;
	char masked[512];

	if (is_container(node)) {
		buf_printf(out, strcmp(node->type, "M") == 0 ? "{%u}" : "[%u]",
			(unsigned)node->children);
	} else if (line->is_secret && *node->text) {
		buf_puts(out, "****");
	} else if (is_url(node)) {
		text_mask_url(node->text, masked, sizeof(masked));
		buf_puts(out, masked);
	} else if (node->depth > 0 && strcmp(node->type, "S") == 0) {
		buf_printf(out, "\"%s\"", node->text);
	} else {
		buf_puts(out, node->text);
	}
}

static void draw_value(
	struct canvas *canvas, const struct ui *ui, const struct tree_line *line, int y, int x)
{
	struct buf value = {0}, note = {0};
	enum role role = ROLE_NORMAL;

	append_value(line, &value);
	annotate(ui, line->node, &note, &role);
	x += canvas_put(canvas, y, x, canvas->cols - x, role, buf_text(&value));
	if (note.length > 0 && x + 2 < canvas->cols) {
		canvas_put(canvas, y, x + 2, canvas->cols - x - 2, ROLE_DIM, buf_text(&note));
	}
	buf_fini(&value);
	buf_fini(&note);
}

static char fold_mark(const struct tree_line *line)
{
	if (!line->node || line->node->children == 0) {
		return ' ';
	}
	return line->is_folded ? '+' : '-';
}

static void draw_line(struct canvas *canvas, const struct ui *ui, const struct tree_line *line,
	int y, bool is_selected)
{
	int indent = line->node ? 2 * line->node->depth : 0;
	int limit, x;

	if (indent > canvas->cols / 3) {
		indent = canvas->cols / 3;
	}
	limit = canvas->cols / 2 - indent;
	canvas_put(canvas, y, 0, 1, ROLE_SELECTED, is_selected ? ">" : "");
	canvas_printf(canvas, y, 1 + indent, 1, ROLE_KEY, "%c", fold_mark(line));
	x = 2 + indent +
	    canvas_put(canvas, y, 2 + indent, limit, is_selected ? ROLE_SELECTED : ROLE_DIM,
		    line->name);
	if (x < 2 + NAME_COLS - 2) {
		x = 2 + NAME_COLS - 2;
	}
	if (line->node) {
		draw_value(canvas, ui, line, y, x + 1);
	} else {
		canvas_put(canvas, y, x + 1, canvas->cols - x - 1, ROLE_UNKNOWN, "(missing)");
	}
}

/* "CRITICAL": the title of a state, which is ASCII, as it opens a line. */
static void format_state(enum session_state state, char *text, size_t size)
{
	const char *title = session_state_info(state)->title;
	size_t length = 0;

	for (; title[length] && length + 1 < size; length++) {
		bool is_lower = title[length] >= 'a' && title[length] <= 'z';

		text[length] = (char)(is_lower ? title[length] - 'a' + 'A' : title[length]);
	}
	text[length] = '\0';
}

static void draw_health(struct canvas *canvas, const struct ui *ui, int y)
{
	const struct session *session = ui->selected_session;
	char state[24], health[VIEW_HEALTH_SIZE];
	int x = 1;

	if (!session) {
		canvas_put(canvas, y, x, canvas->cols - x, ROLE_UNKNOWN,
			"This session is no longer in the list.");
		return;
	}
	format_state(session->state, state, sizeof(state));
	x += canvas_put(canvas, y, x, canvas->cols - x, role_of_state(session->state), state);
	view_format_health(ui, session, health);
	canvas_put(canvas, y, x + 2, canvas->cols - x - 2, ROLE_NORMAL, health);
}

static void format_bytes(size_t bytes, char text[UNITS_TEXT_SIZE])
{
	if (bytes < 1000) {
		snprintf(text, UNITS_TEXT_SIZE, "%zu B", bytes);
	} else {
		snprintf(text, UNITS_TEXT_SIZE, "%.1f kB", (double)bytes / 1000);
	}
}

static void draw_item_status(struct canvas *canvas, const struct ui *ui, int y)
{
	const struct item_detail *item = ui_item(ui);
	int limit = canvas->cols - 2;
	char bytes[UNITS_TEXT_SIZE], clock[UNITS_TEXT_SIZE];

	switch (item ? item->status : ITEM_LOADING) {
	case ITEM_NONE:
	case ITEM_LOADING:
		canvas_put(canvas, y, 1, limit, ROLE_DIM, "item  reading all attributes...");
		break;
	case ITEM_PRESENT:
		if (ui_is_replay(ui)) {
			canvas_put(canvas, y, 1, limit, ROLE_DIM,
				"item  as the list had it: a recording has no other attributes");
			break;
		}
		format_bytes(item->bytes, bytes);
		units_format_clock(item->read_at_ms, item->read_at_ms, clock);
		canvas_printf(canvas, y, 1, limit, ROLE_DIM, "item  %s, read %s, consistent", bytes,
			clock);
		break;
	case ITEM_MISSING:
		canvas_put(canvas, y, 1, limit, ROLE_BANNER,
			"item  gone: the table has no such session any more");
		break;
	case ITEM_FAILED:
		canvas_printf(
			canvas, y, 1, limit, ROLE_BANNER, "item  not read: %s", item->error.text);
		break;
	}
}

/* In a word, and a number where that tells more: "late 3.1x", "ok", "critical, 27 errors". */
static void append_other(const struct ui *ui, const struct item_other *other, struct buf *out)
{
	const struct session *session = &other->session;
	double late = session_lateness(session, session_asof_ms(session));
	char text[UNITS_TEXT_SIZE];

	if (session->state == STATE_ON_TIME) {
		buf_puts(out, "ok");
		return;
	}
	buf_puts(out, session_state_info(session->state)->title);
	if (session->state != STATE_LATE && session->state != STATE_CRITICAL) {
		return;
	}
	if (late >= settings_limits(ui->settings, other->service)->late) {
		units_format_late(late, text);
		buf_printf(out, " %s", text);
	} else {
		buf_printf(out, ", %d errors", (int)session->error_count);
	}
}

/* Room for "+99", which stands for those that do not fit. */
#define MORE_COLS 4

/* A row that is filled from the left. */
struct others_row {
	struct canvas *canvas;
	int y, x;
	size_t left_out;
};

static void put_other(struct others_row *row, const struct ui *ui, const struct item_other *other)
{
	struct canvas *canvas = row->canvas;
	int end_x = canvas->cols - 1 - MORE_COLS;
	struct buf state = {0};

	append_other(ui, other, &state);
	int name_cols = (int)text_width_of(other->service), most_cols = canvas->cols / 3;
	name_cols = name_cols < most_cols ? name_cols : most_cols;
	if (row->left_out > 0 || row->x + name_cols + 1 + (int)state.length > end_x) {
		row->left_out++;
	} else {
		bool is_well = session_state_info(other->session.state)->severity <= 0;
		enum role role = is_well ? ROLE_DIM : role_of_state(other->session.state);
		canvas_put(canvas, row->y, row->x, name_cols, ROLE_NORMAL, other->service);
		row->x += name_cols + 1;
		row->x += canvas_put(
			canvas, row->y, row->x, (int)state.length, role, buf_text(&state));
		row->x += 2;
	}
	buf_fini(&state);
}

static int others_rows(const struct ui *ui)
{
	const struct item_detail *item = ui_item(ui);

	return item && item->has_others;
}

/* Is it just this one? The same user's other sessions, worst first. */
static void draw_others(struct canvas *canvas, const struct ui *ui, int y)
{
	const struct item_detail *item = ui_item(ui);
	struct others_row row = {.canvas = canvas, .y = y, .x = 1};

	row.x += canvas_put(canvas, y, row.x, canvas->cols - 2, ROLE_DIM, "this user: ");
	if (item->others_count == 0) {
		canvas_put(
			canvas, y, row.x, canvas->cols - row.x - 1, ROLE_DIM, "no other services");
		return;
	}
	for (int severity = 10; severity >= -10; severity--) {
		for (size_t i = 0; i < item->others_count; i++) {
			const struct item_other *other = &item->others[i];

			if (session_state_info(other->session.state)->severity == severity) {
				put_other(&row, ui, other);
			}
		}
	}
	if (row.left_out > 0) {
		canvas_printf(
			canvas, y, row.x, canvas->cols - row.x, ROLE_DIM, "+%zu", row.left_out);
	}
}

static void draw_position(struct canvas *canvas, const struct ui *ui, int y, int x)
{
	const struct list *sessions = &ui->lists[VIEW_SESSIONS];
	char number[UNITS_TEXT_SIZE], count[UNITS_TEXT_SIZE], text[2 * UNITS_TEXT_SIZE + 4];

	if (!ui->selected_session || sessions->count == 0) {
		return;
	}
	units_format_count(sessions->selected + 1, number);
	units_format_count(sessions->count, count);
	snprintf(text, sizeof(text), "%s of %s", number, count);
	if (canvas->cols - 1 - x > (int)strlen(text)) {
		canvas_put_right(canvas, y, x, canvas->cols - 1 - x, ROLE_DIM, text);
	}
}

int view_detail_fixed_rows(const struct ui *ui, int rows)
{
	int path_health_and_item = 3;

	return path_health_and_item + others_rows(ui) + view_is_roomy(rows);
}

void view_detail_draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_DETAIL];
	int list_y = y + view_detail_fixed_rows(ui, rows);

	draw_position(canvas, ui, y, view_put_path(canvas, ui, y) + 2);
	draw_health(canvas, ui, y + 1);
	draw_item_status(canvas, ui, y + 2);
	if (others_rows(ui) > 0) {
		draw_others(canvas, ui, y + 3);
	}
	for (size_t i = list->top; i < list_end(list); i++) {
		draw_line(canvas, ui, &ui->tree.lines[i], list_y + (int)(i - list->top),
			i == list->selected);
	}
}
