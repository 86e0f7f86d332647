/* SPDX-License-Identifier: MIT */
#include "number.h"
#include "runbook.h"
#include "timestamp.h"
#include "view/attribute_line.h"
#include "view/pane.h"
#include "view/rule.h"
#include "view/session_health.h"
#include "view/view.h"
#include "view/write_status.h"

#include <stdio.h>
#include <string.h>

/* "CRITICAL": the title of a state (ASCII) in upper case. */
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

static void put_health(struct pen *pen, const struct ui *ui)
{
	const struct session *session = ui->selected_session;
	char state[24], health[SESSION_HEALTH_SIZE];

	if (!session) {
		pen_put(pen, ROLE_UNKNOWN, "This session is no longer in the list.");
		return;
	}
	format_state(session->state, state, sizeof(state));
	session_health_format(ui, session, health);
	pen_put(pen, role_of_state(session->state), state);
	pen_skip(pen, 2);
	pen_put(pen, ROLE_NORMAL, health);
}

static void format_bytes(size_t bytes, char text[NUMBER_SIZE])
{
	if (bytes < 1000) {
		snprintf(text, NUMBER_SIZE, "%zu B", bytes);
	} else {
		snprintf(text, NUMBER_SIZE, "%.1f kB", (double)bytes / 1000);
	}
}

static bool is_of_session(const struct write_record *record, const struct ui *ui)
{
	return strcmp(record->service, ui->service) == 0 &&
	       strcmp(record->user_id, ui->user_id) == 0;
}

/* Who paused or resumed the session last, according to this machine's audit log. */
static void put_last_write(struct pen *pen, const struct ui *ui)
{
	const struct snapshot *snapshot = ui->snapshot;
	char clock[TIMESTAMP_SIZE];
	size_t i = snapshot->write_records_count;

	while (i > 0 && (snapshot->write_records[i - 1].outcome != WRITE_WRITTEN ||
				!is_of_session(&snapshot->write_records[i - 1], ui))) {
		i--;
	}
	if (i == 0) {
		return;
	}
	const struct write_record *record = &snapshot->write_records[i - 1];

	timestamp_format_short(record->at_ms, ui->now_wall_ms, clock);
	pen_printf(pen, ROLE_NORMAL, "%sd %s by %s%s%s", write_status_verb(record->wanted), clock,
		write_status_author(record), *record->reason ? ": " : "", record->reason);
}

static void put_item_status(struct pen *pen, const struct ui *ui)
{
	const struct item_detail *item = ui_item(ui);
	char bytes[NUMBER_SIZE], clock[TIMESTAMP_SIZE];

	switch (item ? item->status : ITEM_LOADING) {
	case ITEM_NONE:
	case ITEM_LOADING:
		pen_put(pen, ROLE_DIM, "item  reading all attributes...");
		break;
	case ITEM_PRESENT:
		if (ui_is_replay(ui)) {
			pen_put(pen, ROLE_DIM,
				"item  as listed: recordings contain no other attributes");
			break;
		}
		format_bytes(item->bytes, bytes);
		timestamp_format_short(item->read_at_ms, item->read_at_ms, clock);
		pen_printf(pen, ROLE_DIM, "item  %s, read %s, consistent", bytes, clock);
		pen_skip(pen, 3);
		put_last_write(pen, ui);
		break;
	case ITEM_MISSING:
		pen_put(pen, ROLE_BANNER, "item  not in the table: deleted, or never there");
		break;
	case ITEM_FAILED:
		pen_printf(pen, ROLE_BANNER, "item  read failed: %s", item->error.text);
		break;
	}
}

/* "3 of 1,204": its place in the list of sessions; "" if it is in none. */
static void format_position(const struct ui *ui, char text[2 * NUMBER_SIZE + 4])
{
	const struct list *sessions = &ui->lists[VIEW_SESSIONS];
	char number[NUMBER_SIZE], count[NUMBER_SIZE];

	text[0] = '\0';
	if (ui->selected_session && sessions->count > 0) {
		number_format_count(sessions->selected + 1, number);
		number_format_count(sessions->count, count);
		snprintf(text, 2 * NUMBER_SIZE + 4, "%s of %s", number, count);
	}
}

static void draw_title(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = rule_begin(canvas, y, 0, canvas->cols);
	char position[2 * NUMBER_SIZE + 4];

	format_position(ui, position);
	pane_path_put(&pen, ui);
	rule_end(&pen, position);
}

/* The finding that the session belongs to; NULL: none. */
static const struct finding *find_finding(const struct ui *ui)
{
	return ui->selected_session ? ui_finding_of(ui, ui->selected_session) : NULL;
}

/* What happened to it and others: "slack: 20 of 75 stopped between ...". */
static void put_finding(struct pen *pen, const struct ui *ui, const struct finding *finding)
{
	struct buf text = {0};

	finding_put_text(&text, ui->snapshot, finding);
	pen_put(pen, role_of_state(finding_state(ui->snapshot, finding)), buf_text(&text));
	pen_next_line(pen);
	buf_fini(&text);
}

/* The owner of its service, and the page that says what to do; false if there is neither. */
static bool put_runbook(struct pen *pen, const struct ui *ui)
{
	const char *owner = settings_of_service(ui->settings, ui->service).owner;
	struct buf url = {0};
	bool has_runbook = ui_put_runbook(ui, &url);

	if (owner) {
		pen_printf(pen, ROLE_NORMAL, "owner  %s", owner);
		pen_skip(pen, 3);
	}
	if (has_runbook) {
		pen_printf(pen, ROLE_NORMAL, "runbook (O)  %s", buf_text(&url));
	}
	buf_fini(&url);
	return owner || has_runbook;
}

static void draw_head(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = pen_at(canvas, y + 1, 1);
	const struct finding *finding = find_finding(ui);

	draw_title(canvas, ui, y);
	if (finding) {
		put_finding(&pen, ui, finding);
	}
	put_health(&pen, ui);
	pen_next_line(&pen);
	put_item_status(&pen, ui);
	pen_next_line(&pen);
	(void)put_runbook(&pen, ui);
}

/*
 * The layout of the body below the head, which has path, health, item status and, if there is one,
 * the runbook.
 */
struct layout {
	/* context_x > 0: the context is beside the list, else above it */
	int context_rows, context_x;
	int list_rows;
	int age_rows;
};

#define BESIDE_FROM_COLS 100
#define LIST_ENOUGH_ROWS 10 /* the attributes that every session has */
#define AGE_MAX_ROWS     12

static int count_head_rows(const struct ui *ui)
{
	struct settings_service own = settings_of_service(ui->settings, ui->service);

	/* the title, the finding if there is one, the health, the status of the item, the owner */
	return 3 + (find_finding(ui) != NULL) + (own.owner || own.runbook);
}

static struct layout lay_out(const struct ui *ui, int rows, int cols)
{
	struct layout layout = {.list_rows = rows - count_head_rows(ui)};
	int wanted = (int)ui->tree.count < LIST_ENOUGH_ROWS ? LIST_ENOUGH_ROWS
		     : (int)ui->tree.count < rows           ? (int)ui->tree.count
							    : rows;

	if (cols >= BESIDE_FROM_COLS && layout.list_rows >= PANE_CONTEXT_ROWS) {
		layout.context_rows = PANE_CONTEXT_ROWS;
		layout.context_x = cols / 2 + 4;
	} else {
		layout.context_rows = view_is_roomy(rows) ? PANE_CONTEXT_ROWS - 1 : 1;
		layout.list_rows -= layout.context_rows;
	}
	/* The chart takes rows from the list, but leaves those of the standard attributes. */
	int spare = layout.list_rows - LIST_ENOUGH_ROWS;

	if (spare >= PANE_AGE_MIN_ROWS + 1) {
		int unused = layout.list_rows - wanted - 1;

		layout.age_rows = unused < PANE_AGE_MIN_ROWS ? PANE_AGE_MIN_ROWS : unused;
		layout.age_rows = layout.age_rows < AGE_MAX_ROWS ? layout.age_rows : AGE_MAX_ROWS;
		layout.list_rows -= layout.age_rows + 1; /* a blank one between */
	} else if (view_is_roomy(rows)) {
		layout.age_rows = 1;
		layout.list_rows -= 1;
	}
	return layout;
}

static int count_fixed_rows(const struct ui *ui, int rows, int cols)
{
	return rows - lay_out(ui, rows, cols).list_rows;
}

static void draw_list(
	struct canvas *canvas, const struct ui *ui, const struct layout *layout, int y)
{
	const struct list *list = &ui->lists[VIEW_DETAIL];

	for (size_t i = list->top; i < list_end(list); i++) {
		int row = (int)(i - list->top);
		struct pen pen = pen_at(canvas, y + row, 0);

		canvas_set_line(canvas, y + row, 1, i);
		if (layout->context_x > 0 && row < layout->context_rows) {
			pen.end_x = layout->context_x - 2;
		}
		attribute_line_put(&pen, ui, &ui->tree.lines[i], i == list->selected);
	}
}

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	struct layout layout = lay_out(ui, rows, canvas->cols);
	int context_x = layout.context_x > 0 ? layout.context_x : 1;
	int end_y = y + rows;

	draw_head(canvas, ui, y);
	y += count_head_rows(ui);
	pane_context_draw(canvas, ui,
		&(struct pane){y, context_x, layout.context_rows, canvas->cols - context_x - 1});
	y += layout.context_x > 0 ? 0 : layout.context_rows;
	draw_list(canvas, ui, &layout, y);
	pane_age_draw(canvas, ui,
		&(struct pane){end_y - layout.age_rows, 1, layout.age_rows, canvas->cols - 2});
}

static void move_cursor(struct ui *ui, long lines)
{
	list_move(&ui->lists[VIEW_DETAIL], lines);
}

const struct view_ops view_detail = {
	.draw = draw,
	.count_fixed_rows = count_fixed_rows,
	.move = move_cursor,
	.returns = true,
	.is_in_service = true,
};
