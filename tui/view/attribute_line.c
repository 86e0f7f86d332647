/* SPDX-License-Identifier: MIT */
#include "view/attribute_line.h"

#include "duration.h"
#include "list/item_mask.h"
#include "number.h"
#include "timestamp.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define NAME_COLS   22
#define MAX_INTEGER 9e15

/* Appends the note that explains a value; may change the value's role. */
typedef void annotate_fn(
	const struct ui *ui, const struct item_node *node, struct buf *note, enum role *role);

static void annotate_active(
	const struct ui *ui, const struct item_node *node, struct buf *note, enum role *role)
{
	uint8_t encoding;

	/* Recordings do not keep the stored type. */
	if (ui_is_replay(ui)) {
		return;
	}
	if (session_decode_active(&ui->settings->own_encodings, node->type, node->text,
		    &encoding) == ACTIVE_UNKNOWN) {
		*role = ROLE_UNKNOWN;
		buf_printf(note, "(%s: unreadable)", node->type);
	} else {
		buf_printf(note, "(stored as %s)", node->type);
	}
}

/* Reads a whole number, clamped to the range in which doubles are exact. */
static bool parse_number(const struct item_node *node, int64_t *number)
{
	double value;
	bool has_type = strcmp(node->type, "N") == 0 || strcmp(node->type, "S") == 0;

	if (!has_type || !number_parse(node->text, &value)) {
		return false;
	}
	*number = fabs(value) < MAX_INTEGER ? (int64_t)value
		  : value < 0               ? -(int64_t)MAX_INTEGER
					    : (int64_t)MAX_INTEGER;
	return true;
}

static void annotate_interval(
	const struct ui *ui, const struct item_node *node, struct buf *note, enum role *role)
{
	char text[DURATION_SIZE];
	int64_t interval_ms;

	(void)ui;
	(void)role;
	if (!parse_number(node, &interval_ms) || interval_ms <= 0) {
		return;
	}
	duration_format_setting(interval_ms, text);
	buf_printf(note, "every %s", text);
}

/* The item was read later than the list, so ages are relative to the read of the item. */
static void annotate_time(
	const struct ui *ui, const struct item_node *node, struct buf *note, enum role *role)
{
	int64_t now_ms = ui->snapshot->item.read_at_ms;
	bool is_number = strcmp(node->type, "N") == 0;
	struct timestamp timestamp;
	char text[DURATION_SIZE];

	if ((!is_number && strcmp(node->type, "S") != 0) ||
		!timestamp_read(node->text, is_number, &timestamp)) {
		*role = ROLE_UNKNOWN;
		buf_puts(note, "(unreadable)");
		return;
	}
	int64_t time_ms = timestamp.ms;

	if (time_ms > now_ms) {
		duration_format(time_ms - now_ms, text);
		buf_printf(note, "%s ahead", text);
	} else {
		duration_format(now_ms - time_ms, text);
		buf_printf(note, "%s ago", text);
	}
}

/* How many more there are than at the last baseline, or when the session was first seen after it.
 */
static void append_rise(const struct ui *ui, int64_t count, struct buf *note)
{
	char since[TIMESTAMP_SIZE];
	struct session_history history;

	session_history_find(&ui->session_histories, ui->service, ui->user_id, &history);
	if (history.errors_before < 0 || count == history.errors_before) {
		return;
	}
	buf_printf(note, "%+" PRId64 " since ", count - history.errors_before);
	if (history.before_ms > 0) {
		timestamp_format_short(history.before_ms, ui->snapshot->asof_ms, since);
		buf_puts(note, since);
	} else {
		buf_puts(note, "first seen");
	}
}

static void annotate_errors(
	const struct ui *ui, const struct item_node *node, struct buf *note, enum role *role)
{
	int64_t count;

	if (!parse_number(node, &count) || count < 0) {
		*role = ROLE_UNKNOWN;
		return;
	}
	*role = role_of_errors(count < INT32_MAX ? (int32_t)count : INT32_MAX);
	append_rise(ui, count, note);
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

static void append_value(const struct ui *ui, const struct item_tree_line *line, struct buf *out)
{
	const struct item_node *node = line->node;
	char masked[ITEM_MASK_SIZE];

	if (item_mask_is_container(node)) {
		buf_printf(out, strcmp(node->type, "M") == 0 ? "{%u}" : "[%u]",
			(unsigned)node->children);
		return;
	}
	const char *text =
		ui_reveals(ui) ? node->text : item_mask_value(node, line->is_secret, masked);
	bool is_quoted = text == node->text && node->depth > 0 && strcmp(node->type, "S") == 0;

	buf_printf(out, is_quoted ? "\"%s\"" : "%s", text);
}

static void put_value(struct pen *pen, const struct ui *ui, const struct item_tree_line *line)
{
	struct buf value = {0}, note = {0};
	enum role role = ROLE_NORMAL;

	append_value(ui, line, &value);
	annotate(ui, line->node, &note, &role);
	pen_put(pen, role, buf_text(&value));
	pen_skip(pen, 2);
	pen_put(pen, ROLE_DIM, buf_text(&note));
	buf_fini(&value);
	buf_fini(&note);
}

static char fold_mark(const struct item_tree_line *line)
{
	if (!line->node || line->node->children == 0) {
		return ' ';
	}
	return line->is_folded ? '+' : '-';
}

void attribute_line_put(
	struct pen *pen, const struct ui *ui, const struct item_tree_line *line, bool is_selected)
{
	int indent = line->node ? 2 * line->node->depth : 0;

	if (indent > pen->end_x / 3) {
		indent = pen->end_x / 3;
	}
	pen_put(pen, is_selected ? ROLE_SELECTED : ROLE_NORMAL, is_selected ? ">" : " ");
	pen_skip(pen, indent);
	pen_printf(pen, ROLE_KEY, "%c", fold_mark(line));
	pen_put_limited(
		pen, pen->end_x / 2 - indent, is_selected ? ROLE_SELECTED : ROLE_DIM, line->name);
	pen_move_to(pen, NAME_COLS);
	pen_skip(pen, 1);
	if (line->node) {
		put_value(pen, ui, line);
	} else {
		pen_put(pen, ROLE_UNKNOWN, "(missing)");
	}
}
